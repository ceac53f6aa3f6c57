import { describe, expect, it } from "vitest";
import { NO_COUNTS, type Backfill } from "../../app/reconciliation/backfill.ts";
import type { DayCoverage, GapOrder, SweepStanding } from "../../app/reconciliation/coverage.ts";
import { shopCalendar } from "../../app/reconciliation/shop-days.ts";
import { backfillView } from "../../app/ui/coverage/backfill-view.ts";
import { coveragePageView, type CoverageFacts } from "../../app/ui/coverage/coverage-page-view.ts";
import { formats, NOON } from "./records.ts";

const DAY = 86_400_000;
const calendar = shopCalendar("Europe/Berlin");
const around = { dayOf: (at: number) => calendar.at(at).day, usable: 28 * DAY, now: NOON };

function day(name: string, changes: Partial<DayCoverage> = {}): DayCoverage {
  const { startsAt = 0, endsAt = 0 } = calendar.named(name) ?? {};
  return {
    ...{ day: name, startsAt, endsAt, eligible: 3, accepted: 3, waiting: 0, stopped: 0, missing: 0 },
    ...{ skipped: {}, inShopify: undefined, askedAt: undefined, figures: undefined, countedAt: NOON },
    ...changes,
  };
}

const sweep: SweepStanding = {
  ...{ watermark: NOON, endedAt: NOON - 60_000, dueAt: NOON + 240_000, healed: 0, problem: undefined },
};

const page = (facts: Partial<CoverageFacts> = {}) =>
  coveragePageView({ days: [], chosen: undefined, sweep, backfill: undefined, ...facts }, around, formats);

const backfill = (changes: Partial<Backfill> = {}): Backfill => ({
  ...{ id: 4, source: "page", requestedAt: NOON, fromAt: NOON - 27 * DAY, toAt: NOON, dryRun: false },
  ...{ state: "reading", reason: undefined, way: "bulk", total: undefined, seen: 0, counts: NO_COUNTS },
  ...{ startedAt: undefined, endedAt: undefined },
  ...changes,
});
const run = (changes: Partial<Backfill>) => {
  const { run: made } = backfillView(backfill(changes), around, formats);
  if (made === undefined) throw new Error("no run");
  return made;
};

describe("the number", () => {
  it("adds up the days and says when nothing is left out", () => {
    const view = page({ days: [day("2026-11-22", { eligible: 1204, accepted: 1204 }), day("2026-11-21")] });
    expect(view.number).toBe("1,207 of 1,207");
    expect(view.sentence).toBe("TikTok has accepted every eligible order of the last 2 days.");
  });

  it("says what became of the others", () => {
    const counts = { eligible: 9, accepted: 3, waiting: 3, stopped: 2, missing: 1 };
    expect(page({ days: [day("2026-11-22", counts)] }).sentence).toContain(
      "Of the others 3 wait and will go out, 2 are stopped, and 1 is missing.",
    );
  });

  it("does not claim success where there is nothing", () => {
    const view = page({
      days: [day("2026-11-22", { eligible: 0, accepted: 0, skipped: { test_order: 2 } })],
    });
    expect(view.sentence).toBe("No eligible order has been placed in this time.");
    expect(view.days[0]).toMatchObject({ accepted: "0 of 0", notEligible: "2" });
  });
});

describe("Shopify's number of a day's orders", () => {
  const inShopify = (name: string, changes: Partial<DayCoverage>) =>
    page({ days: [day(name, changes)] }).days[0]?.inShopify;

  it("is not there before the first comparison: of today it comes, of a day before the installation it does not", () => {
    expect(inShopify("2026-11-22", {})).toBe("Not compared yet");
    expect(inShopify("2026-11-20", {})).toBe("–");
  });

  it("says when it was asked for, where the day was not over then", () => {
    const asked = { inShopify: 0, askedAt: NOON - 9 * 60_000 };
    expect(inShopify("2026-11-22", asked)).toBe("0 as of 6:51 PM");
    expect(inShopify("2026-11-21", { inShopify: 4, askedAt: NOON - DAY })).toBe("4 as of Nov 21, 7:00 PM");
    expect(inShopify("2026-11-21", { inShopify: 1204, askedAt: NOON })).toBe("1,204");
  });
});

describe("the comparison", () => {
  it.each([
    [undefined, "for the first time within minutes", false],
    [sweep, "Shopify's messages have missed no order", false],
    [{ ...sweep, healed: 2 }, "2 orders that Shopify's messages had missed", false],
    [{ ...sweep, problem: "unauthorised" as const }, "Opening the app renews it", true],
  ])("of %j is told", (standing, text, problem) => {
    expect(page({ sweep: standing }).sweep).toMatchObject({
      problem,
      text: expect.stringContaining(text) as string,
    });
  });

  it("keeps the page fresh while one is due", () => {
    expect(page().moving).toBe(false);
    expect(page({ sweep: { ...sweep, dueAt: NOON } }).moving).toBe(true);
  });
});

describe("a day, order by order", () => {
  const order = (orderId: string, one: GapOrder["class"]): GapOrder => ({
    ...{ orderId, placedAt: NOON, class: one, name: one.kind === "missing" ? undefined : `#${orderId}` },
  });
  const orders = [
    order("1", { kind: "missing", why: "name: missing" }),
    order("2", { kind: "waiting", why: "payment" }),
    order("3", { kind: "stopped", why: "refused", reason: "refused_by_tiktok" }),
    order("4", { kind: "skipped", reason: "test_order" }),
  ];
  const days = [day("2026-11-22", { eligible: 5, accepted: 2, skipped: { test_order: 1 } })];
  const chosen = { day: "2026-11-22", gap: { orders, more: true }, skipped: true };

  it("explains every order, and leads to the receipt of each that is here", () => {
    const { gap } = page({ days, chosen });
    expect(gap).toMatchObject({ title: "Sun, Nov 22", more: true, skippedListed: true });
    expect(gap?.rows.map(({ url }) => url)).toEqual([
      undefined,
      ...["2", "3", "4"].map((id) => `/app/orders/${id}`),
    ]);
    for (const { why } of gap?.rows ?? []) expect(why).toMatch(/^[A-Z].*\.$/);
    expect(gap?.skipped).toEqual([
      { key: "test_order", label: expect.stringContaining("test order") as string, orders: "1" },
    ]);
  });

  it("is not shown for a day that is not there", () => {
    expect(page({ days, chosen: { ...chosen, day: "2026-01-01" } }).gap).toBeUndefined();
  });
});

describe("a backfill", () => {
  it("offers the days that TikTok can use, no older than Shopify shows", () => {
    expect(backfillView(undefined, around, formats)).toEqual({
      ...{ run: undefined, first: "2026-09-23", from: "2026-10-26", to: "2026-11-22" },
    });
  });

  it("tells count, rate and time left", () => {
    const changes = { startedAt: NOON - 10_000, total: 50_000, seen: 5000 };
    expect(run(changes)).toMatchObject({
      ...{
        sentence: "5,000 of 50,000 orders, 500 a second, about 2 min left.",
        progress: 10,
        underWay: true,
      },
    });
    expect(run({ ...changes, total: undefined }).sentence).toBe("5,000 orders, 500 a second.");
  });

  it("says what it waits for", () => {
    expect(run({ total: 400 }).sentence).toBe("Shopify is making a list of 400 orders.");
    expect(run({ state: "queued", way: undefined }).sentence).toBe("It begins within moments.");
    expect(run({ reason: "busy" }).sentence).toContain("goes on by itself");
  });

  it("never says of a dry run that something was sent", () => {
    const counts = { ...NO_COUNTS, send: 2, skipped: { test_order: 1 }, tooOld: 3 };
    const ended = { state: "done" as const, endedAt: NOON, seen: 6, counts };
    const dry = run({ ...ended, dryRun: true });
    expect(dry).toMatchObject({ progress: 100, underWay: false, badge: { label: "Done" } });
    expect(dry.sentence).toContain("nothing was sent");
    expect(dry.counts.map(({ key, orders }) => [key, orders])).toEqual([
      ["send", "2"],
      ["tooOld", "3"],
      ["test_order", "1"],
    ]);
    expect(dry.counts[0]?.label).toBe("Would be sent to TikTok");
    expect(run(ended).counts[0]?.label).not.toContain("would");
  });

  it("says why it has failed, and how far it had come", () => {
    const failed = run({ state: "failed", reason: "access_denied", seen: 7, endedAt: NOON });
    expect(failed.sentence).toMatch(/does not let the app read orders.* 7 orders had been read\.$/);
    expect(run({ state: "cancelled", seen: 1, endedAt: NOON }).sentence).toMatch(
      /^Cancelled after 1 order\./,
    );
  });
});
