import { describe, expect, it } from "vitest";
import { settingsByPath, settingsDiff } from "../../app/shops/settings-diff.ts";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { EVERYTHING_CHANGED, settingsWith } from "./settings-documents.ts";

describe("the difference of two documents", () => {
  it("is nothing for equal ones", () => {
    expect(settingsDiff(EVERYTHING_CHANGED, structuredClone(EVERYTHING_CHANGED))).toEqual([]);
  });

  it("names every setting that differs", () => {
    const paths = settingsDiff(DEFAULT_SETTINGS, EVERYTHING_CHANGED).map(({ path }) => path);
    expect(paths).toEqual([...settingsByPath(EVERYTHING_CHANGED).keys()]);
    expect(paths).toHaveLength(22);
  });

  it.each([
    ["one value", {}, { event: { value: "subtotal" } }, ["event.value", "total", "subtotal"]],
    ["a flag", {}, { orders: { channels: { pos: true } } }, ["orders.channels.pos", false, true]],
    ["a list", {}, { orders: { skipOrderTags: ["b2b"] } }, ["orders.skipOrderTags", [], ["b2b"]]],
    ["another entry", tagged("a"), tagged("b"), ["orders.skipOrderTags", ["a"], ["b"]]],
    ["a new rule", {}, rules("A111", { countries: ["DE"] }), ["pixelRules.A111.countries", [], ["DE"]]],
    ["a rule that went", rules("A111", { countries: ["DE"] }), {}, ["pixelRules.A111.countries", ["DE"], []]],
    [
      "a rule that changed",
      rules("A111", { channels: ["web"] }),
      rules("A111", { channels: ["web", "pos"] }),
      ["pixelRules.A111.channels", ["web"], ["web", "pos"]],
    ],
  ])("tells %s with what it was and what it is", (_what, before, after, difference) => {
    const told = settingsDiff(settingsWith(before), settingsWith(after));
    expect(told.map(({ path, before: was, after: is }) => [path, was, is])).toEqual([difference]);
  });

  it.each([
    [
      "the order of a list",
      { orders: { skipOrderTags: ["a", "b"] } },
      { orders: { skipOrderTags: ["b", "a"] } },
    ],
    [
      "the order of rules",
      { pixelRules: [rule("A111", { channels: ["web"] }), rule("B222", { channels: ["pos"] })] },
      { pixelRules: [rule("B222", { channels: ["pos"] }), rule("A111", { channels: ["web"] })] },
    ],
    ["a rule that asks for nothing", {}, rules("A111", {})],
  ])("is not made by %s", (_what, before, after) => {
    expect(settingsDiff(settingsWith(before), settingsWith(after))).toEqual([]);
  });
});

function rule(pixel: string, asks: object): object {
  return { pixel, ...asks };
}

function tagged(tag: string): object {
  return { orders: { skipOrderTags: [tag] } };
}

function rules(pixel: string, asks: object): object {
  return { pixelRules: [rule(pixel, asks)] };
}
