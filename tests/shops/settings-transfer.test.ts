import { describe, expect, it } from "vitest";
import { exportSettings, readImport } from "../../app/shops/settings-transfer.ts";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { EVERYTHING_CHANGED } from "./settings-documents.ts";

const problems = (document: unknown) => {
  const read = readImport(typeof document === "string" ? document : JSON.stringify(document));
  return read.ok ? [] : read.problems;
};

describe("exported settings", () => {
  it.each([[DEFAULT_SETTINGS], [EVERYTHING_CHANGED]])("are read back as they were", (settings) => {
    expect(readImport(exportSettings(settings))).toEqual({ ok: true, settings });
  });

  it("say every setting, defaults included, and no secret", () => {
    const text = exportSettings(DEFAULT_SETTINGS);
    expect(JSON.parse(text)).toEqual(DEFAULT_SETTINGS);
    expect(text).toContain('\n    "policy": "regional",\n');
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("are the same text for the same settings, whatever the order of their fields", () => {
    const { version, consent, attribution, event, orders, pixelRules } = EVERYTHING_CHANGED;
    const shuffled = {
      ...{ pixelRules, orders, event: Object.fromEntries(Object.entries(event).toReversed()) },
      ...{ attribution, consent, version },
    } as typeof EVERYTHING_CHANGED;
    expect(exportSettings(shuffled)).toBe(exportSettings(EVERYTHING_CHANGED));
  });
});

describe("an imported document", () => {
  it("may leave out what has its default", () => {
    expect(readImport("{}")).toEqual({ ok: true, settings: DEFAULT_SETTINGS });
  });

  it("may begin with a byte order mark, as some editors write it", () => {
    expect(readImport(`\uFEFF${exportSettings(EVERYTHING_CHANGED)}`).ok).toBe(true);
  });

  it("of version 1 is brought forward, and says so", () => {
    const older = { version: 1, consent: { policy: "strict" }, attribution: { windowDays: 7 } };
    const read = readImport(JSON.stringify(older));
    expect(read).toMatchObject({ ok: true, migratedFrom: 1 });
    expect(read.ok && read.settings).toMatchObject({
      version: 2,
      consent: { policy: "strict", limitedDataUse: "us_states" },
      attribution: { windowDays: 7, hintWaitSeconds: 4 },
    });
  });

  it.each([
    ["a misspelt setting", { event: { valeu: "total" } }, "event.valeu", 'Did you mean "value"?'],
    ["one in another case", { orders: { skiporderTags: [] } }, "orders.skiporderTags", '"skipOrderTags"'],
    ["a strange one", { event: { colour: 1 } }, "event.colour", "The names here are name, trigger, value"],
    ["a strange card", { emails: {} }, "emails", "There is no such setting."],
    [
      "a misspelt list of a rule",
      rule({ country: ["DE"] }),
      "pixelRules.0.country",
      "The names here are pixel",
    ],
    ["a wrong value", { event: { value: "gross" } }, "event.value", 'Use "total" or'],
    ["a card that is no object", { event: [] }, "event", "Use an object"],
    ["a list that is none", { orders: { skipOrderTags: "b2b" } }, "orders.skipOrderTags", "Use a list"],
    ["a wrong entry", rule({ countries: ["Germany"] }), "pixelRules.0.countries.0", "two letters"],
    ["a newer version", { version: 3 }, "version", "This app reads settings up to version 2."],
    ["a version that is none", { version: "two" }, "version", "This app reads settings up to version 2."],
    ["nothing", "  ", "", "There is nothing in it."],
    ["a list", "[]", "", "It is no settings document"],
    ["broken JSON", '{\n  "event": {,}\n}', "", "line 2, column 13"],
    ["far too much", "x".repeat(200_001), "", "too long"],
  ])("with %s is refused at its path", (_what, document, path, message) => {
    expect(problems(document)).toEqual([{ path, message: expect.stringContaining(message) as unknown }]);
  });

  it("tells everything that is wrong at once", () => {
    const wrong = { event: { valeu: 1, currency: "EUR" }, orders: { customers: "some" } };
    expect(problems(wrong).map(({ path }) => path)).toEqual([
      "event.currency",
      "event.valeu",
      "orders.customers",
    ]);
  });
});

function rule(asks: object): object {
  return { pixelRules: [{ pixel: "A111", ...asks }] };
}
