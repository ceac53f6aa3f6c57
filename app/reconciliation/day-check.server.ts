import type { OrderBook } from "../orders/order-book.server.ts";
import { id } from "../orders/json.ts";
import { HOUR, SECOND, type Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AdminFailure } from "./admin-answer.ts";
import type { AdminOrders } from "./admin-orders.server.ts";
import { COVERED_DAYS, type CoverageBook } from "./coverage.server.ts";
import type { CoverageDays, KeptDay, MissingOrder } from "./coverage-days.server.ts";
import type { FindMissed } from "./missed-orders.server.ts";
import type { OrderClasses, Span } from "./order-classes.server.ts";
import type { OrderRange } from "./orders-query.ts";
import type { Unreadable } from "./order-pages.ts";
import type { ShopDay } from "./shop-days.ts";
import type { SweepState } from "./sweep-state.server.ts";
import { LEFT_TO_WEBHOOKS } from "./sweep.server.ts";

/** What comparing days needs. */
export interface DayCheckOptions {
  ledger: Ledger;
  orders: OrderBook;
  reader: Pick<AdminOrders, "count" | "list">;
  findMissed: FindMissed;
  coverage: Pick<CoverageBook, "calendarOf">;
  classes: Pick<OrderClasses, "total">;
  days: CoverageDays;
  sweeps: Pick<SweepState, "reach">;
  onArrival(): void;
  clock: Clock;
  logger: Logger;
}

/** How long what Shopify said of a day is believed: of the last two days, and of an older one. */
const FRESH = { young: HOUR, old: 6 * HOUR } as const;
const DAYS_AT_ONCE = 6;

const SQL = {
  installedAt: `SELECT installed_at AS "installedAt" FROM shop WHERE domain = @shop`,
} as const;

/**
 * Asks Shopify now and then how many orders it counts on each of the last 28 days since the installation. Where it counts more than we have, its list of that day
 * is walked and what is missing taken over: whatever kept it from the comparison by time of change.
 */
export function createDayCheck(options: DayCheckOptions) {
  const { ledger, coverage, days, clock } = options;
  const run = prepareAll(ledger, SQL);

  return async (shop: string, isStopping: () => boolean): Promise<void> => {
    const row = await ledger.read(() => run.installedAt.get<{ installedAt: number }>({ shop }));
    if (row === undefined) return;
    const now = clock();
    const recent = (await coverage.calendarOf(shop)).last(COVERED_DAYS, now);
    // What is older than the installation is a backfill's; what is younger than some minutes is still on its way here.
    const [since, until] = [row.installedAt, now - LEFT_TO_WEBHOOKS];
    const inReach = recent.filter((day) => day.endsAt > since && day.startsAt < until);
    const kept = await days.since(shop, inReach.at(-1)?.day ?? "");
    for (const { day, startsAt, endsAt } of toAsk(inReach, kept, now)) {
      if (isStopping()) return;
      const span = { from: Math.max(startsAt, since), until: Math.min(endsAt, until) };
      const failure = await checkDay(options, { shop, day, span, installedAt: since });
      if (failure !== undefined) return;
    }
  };
}

/** The days that Shopify was asked about longest ago; the newest first where it was never asked. */
function toAsk(days: readonly ShopDay[], kept: readonly KeptDay[], now: number): ShopDay[] {
  const asked = days.flatMap((day, age) => {
    const row = kept.find((one) => one.day === day.day);
    const askedAt = row?.askedAt ?? 0;
    const isOld = now - askedAt >= (age < 2 ? FRESH.young : FRESH.old);
    // What is missing may have come meanwhile.
    return row !== undefined && (isOld || row.missing > 0) ? [{ day, askedAt }] : [];
  });
  return asked
    .toSorted((a, b) => a.askedAt - b.askedAt)
    .slice(0, DAYS_AT_ONCE)
    .map(({ day }) => day);
}

/** One day of one shop, as far as it is compared. */
interface Checking {
  shop: string;
  day: string;
  span: Span;
  installedAt: number;
}

async function checkDay(options: DayCheckOptions, checking: Checking): Promise<AdminFailure | undefined> {
  const { reader, classes, days, clock } = options;
  const { shop, day, span } = checking;
  const range: OrderRange = { by: "processed_at", from: span.from, until: span.until - SECOND };
  const counted = await reader.count(shop, range);
  if (counted.kind !== "ok") return counted;
  const askedAt = clock();
  const missing: MissingOrder[] = [];
  // A count that Shopify did not finish says nothing; the list does.
  if (counted.atLeast || counted.count > (await classes.total(shop, span))) {
    const failure = await walkDay(options, checking, { range, missing });
    if (failure !== undefined) return failure;
  }
  await days.answered(shop, day, { inShopify: counted.count, askedAt, missing });
  return undefined;
}

async function walkDay(
  { ledger, orders: book, reader, findMissed, sweeps, onArrival, logger }: DayCheckOptions,
  { shop, day, installedAt }: Checking,
  { range, missing }: { range: OrderRange; missing: MissingOrder[] },
): Promise<AdminFailure | undefined> {
  let added = 0;
  for await (const page of reader.list(shop, range)) {
    if (page.kind !== "ok") return page;
    missing.push(...page.unreadable.map(missingOrder));
    for await (const missed of findMissed(shop, page.orders, installedAt)) {
      if (missed.kind !== "ok") return missed;
      added += await ledger.write(function* () {
        let count = 0;
        for (const order of missed.orders) if (yield* book.add(order)) count += 1;
        yield* sweeps.reach(shop, 0, count);
        return count;
      });
      missing.push(...missed.unreadable.map(missingOrder));
    }
  }
  if (added > 0) {
    logger.warn({ shop, day, orders: added }, "Shopify counted orders that had been missed");
    onArrival();
  }
  return undefined;
}

function missingOrder({ id: gid, what }: Unreadable): MissingOrder {
  return { orderId: id(gid), what };
}
