import { describe, expect, it } from "vitest";
import { backfillRange } from "../../app/reconciliation/backfill.ts";
import { shopCalendar } from "../../app/reconciliation/shop-days.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 22, 12);
const newYork = shopCalendar("America/New_York");
const range = (from: string, to: string) => backfillRange(newYork, { from, to }, NOW);

describe("the days of a backfill", () => {
  it("begin and end in the shop's own time zone, also where its clocks change", () => {
    // Clocks went back on November 1: that day has 25 hours.
    expect(range("2026-11-01", "2026-11-01")).toEqual({
      ...{ ok: true, fromAt: Date.UTC(2026, 10, 1, 4), toAt: Date.UTC(2026, 10, 1, 4) + 25 * HOUR },
    });
  });

  it("end now, not in the future", () => {
    expect(range("2026-11-20", "2026-11-22")).toMatchObject({ ok: true, toAt: NOW });
    expect(range("2026-11-20", "2026-12-24")).toMatchObject({ ok: true, toAt: NOW });
  });

  it.each([
    ["", "2026-11-20", "no_day", "from"],
    ["2026-11-31", "2026-11-20", "no_day", "from"],
    ["2026-11-20", "20 Nov", "no_day", "to"],
    ["2026-11-20", "2026-11-19", "reversed", "to"],
    ["2026-11-23", "2026-11-24", "in_the_future", "from"],
    ["2026-09-20", "2026-11-19", "too_far_back", "from"],
  ])("from %s to %s are refused", (from, to, refusal, about) => {
    expect(range(from, to)).toEqual({ ok: false, refusal, about });
  });

  it("may begin on the first day of which Shopify shows a part", () => {
    expect(range("2026-09-23", "2026-11-19").ok).toBe(true);
  });
});
