import { DAY, HOUR } from "../platform/clock.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import { createCoverageDays } from "../reconciliation/coverage-days.server.ts";
import { embedHeartbeat } from "../shops/embed-heartbeat.server.ts";
import type { ShopSigns, Silence } from "./signs.ts";

/** Reads what is seen of a shop. */
export type ReadSigns = (shop: string, now: number) => Promise<ShopSigns>;

const WEEK = 7 * DAY;
const WEEKS = 4;
/** What is looked at of clicks: the time a click counts. */
const CLICKS_SINCE = 28 * DAY;
/** A day that has just ended is still being sent. */
const DAY_SETTLES = 2 * HOUR;
/** Nothing is counted any further: a look costs the same however large the shop is. */
const MOST_COUNTED = 1000;

const SQL = {
  deadPixels: `SELECT code FROM pixel WHERE shop = @shop AND paused_at IS NOT NULL ORDER BY id`,
  lastOrder: `
    SELECT placed_at AS at FROM "order" WHERE shop = @shop AND placed_at <= @now ORDER BY placed_at DESC LIMIT 1`,
  ordersBetween: `
    SELECT count(*) AS orders FROM (
      SELECT 1 FROM "order" WHERE shop = @shop AND placed_at > @from AND placed_at <= @until LIMIT ${MOST_COUNTED}) AS o`,
  // Among the newest purchases: a shop may have been refused more often, some time ago, than anybody wants to read.
  refused: `
    SELECT count(*) AS events FROM (
      SELECT created_at FROM delivery WHERE shop = @shop AND state = 'refused' ORDER BY placed_at DESC LIMIT ${MOST_COUNTED + 1}) AS newest
    WHERE created_at >= @since`,
} as const;

/** Reads signs on a ledger. */
export function createShopSigns(ledger: Ledger): ReadSigns {
  const run = prepareAll(ledger, SQL);
  const days = createCoverageDays(ledger);

  /** The hours since the last order, and the same hours of the weeks before; of a longer silence the last week. */
  async function silenceOf(shop: string, now: number): Promise<Silence | undefined> {
    return ledger.read(function* () {
      const last = yield* run.lastOrder.get<{ at: number }>({ shop, now });
      if (last === undefined) return undefined;
      const from = Math.max(last.at, now - WEEK);
      const weeksBefore: number[] = [];
      for (let back = WEEK; back <= WEEKS * WEEK; back += WEEK) {
        const same = { shop, from: from - back, until: now - back };
        const row = yield* run.ordersBetween.get<{ orders: number }>(same);
        weeksBefore.push(row?.orders ?? 0);
      }
      return { ms: now - last.at, weeksBefore };
    });
  }

  async function lastWholeDay(shop: string, now: number): Promise<ShopSigns["day"]> {
    const recent = await days.since(shop, new Date(now - 4 * DAY).toISOString().slice(0, 10));
    const over = recent.find(({ endsAt }) => endsAt + DAY_SETTLES <= now);
    return over && { day: over.day, accepted: over.accepted, eligible: over.eligible };
  }

  return async (shop, now) => {
    const [pixels, heartbeat, day, silence, refused] = await Promise.all([
      ledger.read(() => run.deadPixels.all<{ code: string }>({ shop })),
      embedHeartbeat(ledger, shop, now - CLICKS_SINCE),
      lastWholeDay(shop, now),
      silenceOf(shop, now),
      ledger.read(() => run.refused.get<{ events: number }>({ shop, since: now - DAY })),
    ]);
    return {
      ...{ deadPixels: pixels.map(({ code }) => code), missedClicks: heartbeat.missed, day, silence },
      refused: refused?.events ?? 0,
    };
  };
}
