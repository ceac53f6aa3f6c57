import type { KeptOrder, OrderBook, VouchedOrder } from "../orders/order-book.server.ts";
import { DAY, type Clock } from "../platform/clock.ts";
import type { Ledger } from "../platform/ledger.ts";
import type { AdminFailure } from "./admin-answer.ts";
import type { FoundOrder, ListedOrder } from "./admin-order.ts";
import type { AdminOrders } from "./admin-orders.server.ts";
import type { Unreadable } from "./order-pages.ts";
import { vouchedOrder, type ReduceOrder } from "./vouched-order.ts";

/** Some of the orders that Shopify's list has and the order book has not, or not as new. A failure is the last step. */
export type MissedOrders = { kind: "ok"; orders: VouchedOrder[]; unreadable: Unreadable[] } | AdminFailure;

/** What finding missed orders needs. */
export interface MissedOrdersOptions {
  ledger: Ledger;
  orders: OrderBook;
  reader: AdminOrders;
  /** Resolves to what makes the stored form of a shop's order. */
  reducerOf(shop: string): Promise<ReduceOrder>;
  clock: Clock;
}

/** An older order waits behind those that are new. */
const PAST = DAY;

/**
 * Reads in full those orders of a short list that are not known, or that are known by older news and not routed yet. Orders placed before `since`, when the app
 * was installed, are left out: whether they are sent is for a backfill to say.
 */
export function createMissedOrders({ ledger, orders, reader, reducerOf, clock }: MissedOrdersOptions) {
  return async function* (
    shop: string,
    listed: readonly ListedOrder[],
    since: number,
  ): AsyncGenerator<MissedOrders> {
    const ids = listed.map(({ id }) => id);
    const kept = await ledger.read(() => orders.kept(shop, ids));
    const missed = listed.filter((order) => isMissed(order, kept.get(order.id), since));
    if (missed.length === 0) return;
    const reduce = await reducerOf(shop);
    const missedIds = missed.map(({ id }) => id);
    for await (const step of reader.byId(shop, missedIds)) {
      if (step.kind !== "ok") {
        yield step;
        return;
      }
      const receivedAt = clock();
      const vouched = step.orders.map((found) => {
        const lane = (found.order.placedAt ?? receivedAt) < receivedAt - PAST ? "past" : "live";
        const whole = withBrowser(found, kept.get(found.order.id));
        return vouchedOrder(whole, { shop, lane, receivedAt, reduce });
      });
      // One that is no longer there is missed by nobody.
      yield { kind: "ok", orders: vouched, unreadable: step.unreadable };
    }
  };
}

/** Finds missed orders. */
export type FindMissed = ReturnType<typeof createMissedOrders>;

function isMissed({ placedAt, updatedAt }: ListedOrder, kept: KeptOrder | undefined, since: number): boolean {
  if (kept === undefined) return placedAt === undefined || placedAt >= since;
  return !kept.routed && (updatedAt ?? 0) > (kept.updatedAt ?? 0);
}

/** What the order's first webhook told of the browser stays. */
function withBrowser({ order, journey }: FoundOrder, kept: KeptOrder | undefined): FoundOrder {
  return { order: { ...order, userAgent: order.userAgent ?? kept?.userAgent }, journey };
}
