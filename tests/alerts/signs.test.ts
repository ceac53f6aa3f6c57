import { describe, expect, it } from "vitest";
import { DEFAULT_ALERTS, type AlertDocument } from "../../app/alerts/alert-settings.ts";
import type { Condition } from "../../app/alerts/condition.ts";
import { judge, type ShopSigns } from "../../app/alerts/signs.ts";
import { DAY, HOUR } from "../../app/platform/clock.ts";

const WELL: ShopSigns = {
  ...{ deadPixels: [], missedClicks: 0, refused: 0 },
  day: { day: "2026-11-22", accepted: 100, eligible: 100 },
  silence: { ms: HOUR, weeksBefore: [40, 40, 40, 40] },
};
const kindOf = (condition: Condition, signs: Partial<ShopSigns>, document: Partial<AlertDocument> = {}) =>
  judge({ ...WELL, ...signs }, { ...DEFAULT_ALERTS, ...document })[condition].kind;
const silence = (hours: number, ...weeksBefore: number[]) => ({ silence: { ms: hours * HOUR, weeksBefore } });
const day = (accepted: number, eligible: number) => ({ day: { day: "2026-11-22", accepted, eligible } });

describe("what is seen of a shop", () => {
  it("is good in every respect when all is well", () => {
    const kinds = Object.values(judge(WELL, DEFAULT_ALERTS)).map(({ kind }) => kind);
    expect(kinds).toEqual(["good", "good", "good", "good", "good"]);
  });

  it("says nothing of what nobody wants to know", () => {
    const none = { tokenDead: false, embedOff: false, coverageLow: false, noOrders: false, refusals: false };
    const kinds = Object.values(judge({ ...WELL, refused: 99 }, { ...DEFAULT_ALERTS, ...none }));
    expect(kinds.map(({ kind }) => kind)).toEqual(["off", "off", "off", "off", "off"]);
  });

  it.each<[string, Condition, Partial<ShopSigns>, string]>([
    ["a token that TikTok refuses", "token_dead", { deadPixels: ["C1"] }, "bad"],
    ["three clicks in a row that missed the cart", "embed_off", { missedClicks: 3 }, "bad"],
    ["two of them", "embed_off", { missedClicks: 2 }, "unknown"],
    ["a day with 89 of 100 accepted", "coverage_low", day(89, 100), "bad"],
    ["a day with 90 of 100 accepted", "coverage_low", day(90, 100), "good"],
    ["a bad day with nine orders", "coverage_low", day(0, 9), "unknown"],
    ["a day without orders", "coverage_low", day(0, 0), "unknown"],
    ["no day at all", "coverage_low", { day: undefined }, "unknown"],
    ["six refusals", "refusals", { refused: 6 }, "bad"],
    ["four refusals", "refusals", { refused: 4 }, "unknown"],
    ["two refusals", "refusals", { refused: 2 }, "good"],
    ["six empty hours that had six orders every week", "no_orders", silence(6, 6, 6, 6, 6), "bad"],
    ["six empty hours of a night that is always empty", "no_orders", silence(6, 0, 1, 0, 0), "unknown"],
    ["six empty hours after one week with a sale", "no_orders", silence(6, 90, 1, 2, 0), "unknown"],
    ["a shop that has no orders at all", "no_orders", { silence: undefined }, "unknown"],
  ])("%s", (_, condition, signs, kind) => {
    expect(kindOf(condition, signs)).toBe(kind);
  });

  it("never alarms a shop that sells three a week, however long nothing comes", () => {
    for (let hours = 1; hours < (60 * DAY) / HOUR; hours += 7)
      expect(kindOf("no_orders", silence(hours, 3, 3, 3, 3))).not.toBe("bad");
  });
});
