import { describe, expect, it } from "vitest";
import { readSettingsForm } from "../../app/shops/settings-form.ts";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { EVERYTHING_CHANGED } from "./settings-documents.ts";

const read = (document: unknown) => readSettingsForm(JSON.stringify(document));
const errors = (document: unknown) => {
  const result = read(document);
  return result.ok ? {} : result.errors;
};

describe("the settings form", () => {
  it.each([[DEFAULT_SETTINGS], [EVERYTHING_CHANGED]])("reads a whole document", (settings) => {
    expect(read(settings)).toEqual({ ok: true, settings });
  });

  it("keeps no rule that asks for nothing", () => {
    const pixelRules = [{ pixel: "A111" }, { pixel: "B222", countries: ["de"] }];
    const result = read({ pixelRules });
    expect(result.ok && result.settings.pixelRules).toEqual([
      { pixel: "B222", countries: ["DE"], currencies: [], channels: [] },
    ]);
  });

  it.each([
    [
      "consent.policy",
      { consent: { policy: "lax" } },
      { kind: "unusable", message: 'Use "regional" or "strict".' },
    ],
    [
      "attribution.windowDays",
      { attribution: { windowDays: 2 } },
      { kind: "unusable", message: "Use 1, 7, 14 or 28 days." },
    ],
    ["attribution.hintWaitSeconds", wait(61), { kind: "seconds", min: 0, max: 60 }],
    ["attribution.hintWaitSeconds", wait(-1), { kind: "seconds", min: 0, max: 60 }],
    ["attribution.hintWaitSeconds", wait(4.5), { kind: "seconds", min: 0, max: 60 }],
    ["attribution.hintWaitSeconds", wait("soon"), { kind: "seconds", min: 0, max: 60 }],
    ["attribution.hintWaitSeconds", wait(""), { kind: "seconds", min: 0, max: 60 }],
    ["attribution.hintWaitSeconds", wait(null), { kind: "seconds", min: 0, max: 60 }],
    [
      "event.contentIdTemplate",
      { event: { contentIdTemplate: "{colour}" } },
      { kind: "placeholder", name: "colour" },
    ],
    [
      "orders.requireClickId",
      { orders: { requireClickId: "yes" } },
      { kind: "unusable", message: "Use true or false." },
    ],
    ["orders.skipOrderTags", { orders: { skipOrderTags: ["a", " "] } }, { kind: "empty" }],
    [
      "orders.skipGateways",
      { orders: { skipGateways: Array(101).fill("x") } },
      { kind: "too_many", max: 100 },
    ],
    [
      "pixelRules.B222.countries",
      { pixelRules: [{ pixel: "A111" }, { pixel: "B222", countries: ["DE", "Germany"] }] },
      { kind: "country" },
    ],
    [
      "pixelRules.A111.currencies",
      { pixelRules: [{ pixel: "A111", currencies: ["Euro"] }] },
      { kind: "currency" },
    ],
    [
      "pixelRules",
      { pixelRules: [{ pixel: "A111" }, { pixel: "A111" }] },
      { kind: "unusable", message: "There are two rules for one pixel." },
    ],
    [
      "event.colour",
      { event: { colour: "red" } },
      { kind: "unusable", message: "There is no such setting." },
    ],
  ])("says at %s what is wrong, and nothing else", (path, document, problem) => {
    expect(errors(document)).toEqual({ [path]: problem });
  });

  it("tells everything that is wrong at once", () => {
    expect(Object.keys(errors({ consent: { policy: "lax" }, ...wait(61) }))).toEqual([
      "attribution.hintWaitSeconds",
      "consent.policy",
    ]);
  });

  it.each([[undefined], ["not JSON"], ["[]"], ["null"], [new Blob()]])(
    "takes no document from %s",
    (posted) => {
      expect(readSettingsForm(posted)).toMatchObject({ ok: false });
    },
  );
});

function wait(hintWaitSeconds: unknown): object {
  return { attribution: { hintWaitSeconds } };
}
