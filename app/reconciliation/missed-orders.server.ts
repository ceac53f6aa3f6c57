import type { OrderBook, VouchedOrder } from "../orders/order-book.server.ts";
import { DAY, type Clock } from "../platform/clock.ts";
import type { Ledger } from "../platform/ledger.ts";
import type { AdminFailure } from "./admin-answer.ts";
import type { ListedOrder } from "./admin-order.ts";
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
  async function missedIds(shop: string, listed: readonly ListedOrder[], since: number): Promise<string[]> {
    const ids = listed.map(({ id }) => id);
    const kept = await ledger.read(() => orders.kept(shop, ids));
    return listed.filter((order) => isMissed(order, kept.get(order.id), since)).map(({ id }) => id);
  }

  return async function* (
    shop: string,
    listed: readonly ListedOrder[],
    since: number,
  ): AsyncGenerator<MissedOrders> {
    const ids = await missedIds(shop, listed, since);
    if (ids.length === 0) return;
    const reduce = await reducerOf(shop);
    for await (const step of reader.byId(shop, ids)) {
      if (step.kind !== "ok") {
        yield step;
        return;
      }
      const receivedAt = clock();
      const orders = step.orders.map((found) => {
        const lane = (found.order.placedAt ?? receivedAt) < receivedAt - PAST ? "past" : "live";
        return vouchedOrder(found, { shop, lane, receivedAt, reduce });
      });
      // One that is no longer there is missed by nobody.
      yield { kind: "ok", orders, unreadable: step.unreadable };
    }
  };
}

/** Finds missed orders. */
export type FindMissed = ReturnType<typeof createMissedOrders>;

type Kept = { updatedAt: number | undefined; routed: boolean } | undefined;

function isMissed({ placedAt, updatedAt }: ListedOrder, kept: Kept, since: number): boolean {
  if (kept === undefined) return placedAt === undefined || placedAt >= since;
  return !kept.routed && (updatedAt ?? 0) > (kept.updatedAt ?? 0);
}
