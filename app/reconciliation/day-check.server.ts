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
    const kept = await days.since(shop, recent.at(-1)?.day ?? "");
    const covered = recent.map(({ day }) => day);
    for (const day of toAsk(kept, covered, now)) {
      if (isStopping()) return;
      // What is younger is still on its way here; what is older than the installation is a backfill's.
      const span = {
        from: Math.max(day.startsAt, row.installedAt),
        until: Math.min(day.endsAt, now - LEFT_TO_WEBHOOKS),
      };
      if (span.from >= span.until) continue;
      const failure = await checkDay(options, { shop, day: day.day, span, installedAt: row.installedAt });
      if (failure !== undefined) return;
    }
  };
}

/** Today and yesterday come first, then the day that was asked about longest ago. */
function toAsk(kept: readonly KeptDay[], covered: readonly string[], now: number): KeptDay[] {
  const isOld = ({ day, askedAt = 0 }: KeptDay): boolean =>
    now - askedAt >= (covered.indexOf(day) < 2 ? FRESH.young : FRESH.old);
  return kept
    .filter((day) => covered.includes(day.day) && isOld(day))
    .toSorted((a, b) => (a.askedAt ?? 0) - (b.askedAt ?? 0))
    .slice(0, DAYS_AT_ONCE);
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
