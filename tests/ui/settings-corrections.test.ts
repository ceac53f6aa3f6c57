import { describe, expect, it } from "vitest";
import { readSettingsForm } from "../../app/shops/settings-form.ts";
import { createFormats } from "../../app/ui/formats.server.ts";
import { correctionsIn } from "../../app/ui/settings/corrections.ts";
import { invalidAnswer } from "../../app/ui/settings/save-answer.ts";
import { formats } from "./records.ts";

describe("what is wrong in the form", () => {
  const answer = (document: object, locale = "en") => {
    const read = readSettingsForm(JSON.stringify(document));
    const said = invalidAnswer(read.ok ? {} : read.errors, createFormats(locale, undefined).t);
    return said.kind === "invalid" ? said.errors : {};
  };

  it.each([
    [{ attribution: { hintWaitSeconds: 61 } }, "Gib ganze Sekunden an, von 0 bis 60."],
    [{ pixelRules: [{ pixel: "A111", countries: ["Germany"] }] }, /^Gib Ländercodes/],
    [{ pixelRules: [{ pixel: "A111", currencies: ["Euro"] }] }, /^Gib Währungscodes/],
    [{ orders: { skipOrderTags: [" "] } }, "Ein Eintrag ist leer."],
    [{ orders: { skipOrderTags: ["x".repeat(256)] } }, "Höchstens 255 Zeichen."],
    [{ orders: { skipGateways: Array(101).fill("x") } }, "Höchstens 100 Einträge."],
    [{ event: { contentIdTemplate: "{colour}" } }, /^\{colour\} ist nicht bekannt. Verwende \{country\}/],
    [{ event: { contentIdTemplate: "{sku" } }, /^Zu einer geschweiften Klammer/],
    [{ event: { contentIdTemplate: "x" } }, /^Verwende mindestens eines von \{product_id\}/],
    [{ consent: { policy: "lax" } }, /^Das ist nicht verwendbar: Use "regional"/],
  ])("is said in the reader's language: %j", (document, message) => {
    const [said] = Object.values(answer(document, "de"));
    if (typeof message === "string") expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it("is listed with the settings' names, in the order of the page", () => {
    const errors = answer({
      ...{ consent: { policy: "lax" }, attribution: { hintWaitSeconds: 61 }, colour: "red" },
    });
    expect(correctionsIn(errors, formats.t).map(({ path, name }) => [path, name])).toEqual([
      ["consent.policy", "Consent: When is an order sent to TikTok?"],
      ["attribution.hintWaitSeconds", "Clicks: Wait for the browser"],
      ["colour", undefined],
    ]);
    expect(correctionsIn({}, formats.t)).toEqual([]);
  });
});
