import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readSettingsForm } from "../../app/shops/settings-form.ts";
import { RULE_FIELDS, rulePath, settingsByPath, type FieldPath } from "../../app/shops/settings-diff.ts";
import { DEFAULT_SETTINGS, settingsSchema } from "../../app/shops/settings.ts";
import { keysOf, settingName, settingText, valueWords } from "../../app/ui/settings/change-words.ts";
import { exampleId, exampleProduct } from "../../app/ui/settings/example-product.ts";
import { saveAnswer } from "../../app/ui/settings/save-answer.ts";
import {
  draftDocument,
  isDraftChanged,
  settingsDraft,
  type SettingsDraft,
} from "../../app/ui/settings/settings-draft.ts";
import { settingsView } from "../../app/ui/settings/settings-view.ts";
import { RULE_KEYS, SETTING_KEYS } from "../../app/ui/settings/settings-keys.ts";
import { countryCode, countryName, currencyCode, withEntries } from "../../app/ui/settings/tag-list.ts";
import { EVERYTHING_CHANGED, settingsWith } from "../shops/settings-documents.ts";
import { createFormats } from "../../app/ui/formats.server.ts";
import { facts, formats, order } from "./records.ts";

interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  enum?: unknown[];
  type?: string;
}

const schema = z.toJSONSchema(settingsSchema, { io: "input" }) as Node;

/** Every path of the schema that holds a value, with what it may be. */
function leaves({ properties = {} }: Node, prefix = ""): [string, Node][] {
  return Object.entries(properties).flatMap(([name, node]) =>
    node.properties === undefined
      ? [[`${prefix}${name}`, node] as [string, Node]]
      : leaves(node, `${prefix}${name}.`),
  );
}

const FIELDS = leaves(schema).filter(([path]) => path !== "version" && path !== "pixelRules");
const RULE = Object.keys(schema.properties?.["pixelRules"]?.items?.properties ?? {});

describe("the words of the settings", () => {
  it("are there for every setting of the schema, and for no other", () => {
    expect(FIELDS.length).toBeGreaterThan(15);
    expect(Object.keys(SETTING_KEYS).sort()).toEqual(FIELDS.map(([path]) => path).sort());
    expect(["pixel", ...Object.keys(RULE_KEYS)].sort()).toEqual([...RULE].sort());
    expect(["pixel", ...RULE_FIELDS]).toEqual(RULE);
  });

  it.each(FIELDS.filter(([, node]) => node.enum !== undefined))(
    "offer exactly what the schema takes at %s",
    (path, node) => {
      const offered = keysOf(path as FieldPath).choices?.map(({ value }) => value);
      expect(offered).toEqual(node.enum?.map(String));
    },
  );

  it("write a pattern's placeholders as the pattern has them", () => {
    const { help = "settings.page.title" } = keysOf("event.contentIdTemplate");
    for (const locale of ["en", "de"])
      expect(settingText(help, createFormats(locale, undefined).t)).toMatch(
        /\{country\}.*\{product_id\}.*\{sku\}/,
      );
  });

  it("say what an empty list means", () => {
    for (const [path, node] of FIELDS)
      if (node.type === "array") expect(keysOf(path as FieldPath).none).toBeTruthy();
  });

  it.each([
    ["event.value", "subtotal", "Event: What counts as the value?", "The items alone"],
    ["attribution.windowDays", 7, "Clicks: Click window", "7 days"],
    ["attribution.hintWaitSeconds", 9, "Clicks: Wait for the browser", "9 seconds"],
    ["orders.requireClickId", true, "Which orders: Send only orders with a TikTok click id", "yes"],
    ["orders.skipOrderTags", ["a", "b"], "Which orders: Leave out orders tagged", "a and b"],
    [rulePath("A111", "countries"), [], "Pixel A111: Buyers' countries", "every country"],
  ] as const)("name %s and its value", (path, value, name, words) => {
    expect(settingName(path, formats.t)).toBe(name);
    expect(valueWords(path, value, formats)).toBe(words);
  });
});

describe("docs/settings.md", () => {
  const rows = new Map(
    readFileSync("docs/settings.md", "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
      .map(([, path = "", values = "", initially = ""]) => [path, { values, initially }]),
  );

  it("names every setting, what it takes, and its default", () => {
    const defaults = settingsByPath(DEFAULT_SETTINGS);
    for (const [path, node] of FIELDS) {
      const row = rows.get(path);
      expect([path, row?.initially]).toEqual([path, JSON.stringify(defaults.get(path as FieldPath))]);
      if (node.enum !== undefined) expect(row?.values.split(", ")).toEqual(node.enum.map(String));
    }
    for (const name of ["version", "pixelRules", ...RULE]) expect(rows.has(name)).toBe(true);
    expect(rows.size).toBe(FIELDS.length + 2 + RULE.length);
  });
});

describe("the form", () => {
  const saved = settingsDraft(DEFAULT_SETTINGS, ["A111", "B222"]);
  const post = (draft: SettingsDraft) => readSettingsForm(JSON.stringify(draftDocument(draft)));

  it.each([[DEFAULT_SETTINGS], [EVERYTHING_CHANGED]])("is posted back as it was read", (settings) => {
    expect(post(settingsDraft(settings, ["CPIXEL0000000001"]))).toEqual({ ok: true, settings });
  });

  it("has something to save exactly when something differs", () => {
    expect(isDraftChanged({ ...saved }, saved)).toBe(false);
    for (const path of Object.keys(saved) as (keyof SettingsDraft)[])
      expect(isDraftChanged({ ...saved, [path]: "another" }, saved)).toBe(true);
  });

  it.each(["", "61", "4.5", "soon", "1e1", "-1"])("keeps %j as seconds from being saved", (typed) => {
    expect(post({ ...saved, "attribution.hintWaitSeconds": typed })).toEqual({
      ok: false,
      errors: { "attribution.hintWaitSeconds": { kind: "seconds", min: 0, max: 60 } },
    });
  });

  it("is told what is wrong at the paths its fields have", () => {
    const wrong = { ...saved, [rulePath("B222", "currencies")]: ["EURO"], "event.contentIdTemplate": "{x}" };
    const read = post(wrong);
    expect(Object.keys(read.ok ? {} : read.errors).every((path) => path in saved)).toBe(true);
    expect(read.ok ? {} : read.errors).toHaveProperty([rulePath("B222", "currencies")]);
  });
});

describe("the page", () => {
  const none = { orders: [], country: "DE", history: { entries: [] }, pixels: [] };
  const view = (changes: object = {}) =>
    settingsView({ ...none, stored: { settings: DEFAULT_SETTINGS, revision: 3 }, ...changes }, formats);

  it.each([
    ["without a pixel", [], {}, []],
    ["with one pixel", ["A111"], {}, []],
    ["with two pixels", ["A111", "B222"], {}, ["A111", "B222"]],
    ["with a rule for a pixel that is gone", ["A111"], rule("B222"), ["A111", "B222 gone"]],
  ])("asks for pixel rules only where they decide something: %s", (_what, codes, parts, shown) => {
    const pixels = codes.map((code) => ({ code }));
    const { rulePixels } = view({ pixels, stored: { settings: settingsWith(parts), revision: 1 } });
    expect(rulePixels.map(({ code, connected }) => (connected ? code : `${code} gone`))).toEqual(shown);
  });

  it("offers the latest orders to try settings on, but none that was erased", () => {
    const { orders } = view({ orders: [order(), { ...order(), orderId: "7", facts: "{}" }] });
    expect(orders).toEqual([{ id: "5001", name: "#1001, Nov 22, 7:00 PM" }]);
  });
});

describe("the example product", () => {
  const example = exampleProduct(JSON.stringify(facts()), "DE");

  it.each([
    ["variant", "44", "product"],
    ["product", "88", "product_group"],
    ["sku", "RF-M", "product"],
    ["template", "shopify_DE_88_44", "product"],
  ])("is sent by its %s as %s", (contentId, id, type) => {
    const contentIdTemplate = "shopify_{country}_{product_id}_{variant_id}";
    expect(exampleId(example, { contentId, contentIdTemplate })).toEqual({ id, type });
  });

  it("is not shown for a pattern that cannot be used", () => {
    expect(exampleId(example, { contentId: "template", contentIdTemplate: "{x}" })).toBeUndefined();
  });

  it("is a made-up one before there is an order, or where an order has no product", () => {
    for (const stored of [undefined, "{}", '{"lines":[{"title":"Tip"}]}'])
      expect(exampleProduct(stored, null)).toMatchObject({ ordered: false, title: "Ridge Flannel Shirt" });
  });
});

describe("a list", () => {
  it.each([
    [["a"], "b", ["a", "b"]],
    [["a"], " b , c,\nd ", ["a", "b", "c", "d"]],
    [["a"], "A", ["a"]],
    [["a"], " , ", ["a"]],
  ])("%j with %j typed is %j", (entries, typed, result) => {
    expect(withEntries(entries, typed)).toEqual(result);
  });

  it.each([
    ["de", "DE", "DE Germany"],
    ["uk", "GB", "GB United Kingdom"],
    ["Germany", "GERMANY", "GERMANY"],
    ["zz", "ZZ", "ZZ Unknown Region"],
  ])("keeps the country %s as %s and shows it as %s", (typed, kept, shown) => {
    expect(countryCode(typed)).toBe(kept);
    expect(countryName(kept, "en")).toBe(shown);
    expect(withEntries([], typed, countryCode)).toEqual([kept]);
  });

  it("keeps currencies in capital letters", () => {
    expect(withEntries([], "eur, usd", currencyCode)).toEqual(["EUR", "USD"]);
  });
});

describe("the answer to saving", () => {
  it("is a refusal only where somebody else saved meanwhile", () => {
    expect(saveAnswer("saved", formats.t)).toEqual({ kind: "saved", message: "Settings saved" });
    expect(saveAnswer("unchanged", formats.t).kind).toBe("saved");
    expect(saveAnswer("stale", formats.t)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("Somebody else") as unknown,
    });
  });
});

function rule(pixel: string): object {
  return { pixelRules: [{ pixel, countries: ["DE"] }] };
}
