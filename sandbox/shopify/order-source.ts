/** Where the double finds the shop's orders. */
import { OrderIndex, type Listed, type Walk } from "../orders/order-index.ts";
import type { AdminOrder } from "./graphql/admin-order.ts";

/** Orders by id and in the sorts the Admin API offers; an `OrderIndex` is one. */
export interface OrderSource {
  find(gid: string): AdminOrder | undefined;
  /** How many orders a customer has placed. */
  ordersOf(customerGid: string): number;
  /** How many its customer had placed before this one. */
  earlierOrders(order: AdminOrder): number | undefined;
  walk(walk: Walk): Iterable<Listed<AdminOrder>>;
}

/** A source over a list that is read, and sorted, anew for every question: for a handful of orders. */
export function listedOrders(list: () => readonly AdminOrder[], now: () => number): OrderSource {
  const index = (): OrderIndex<AdminOrder> => {
    const fresh = new OrderIndex<AdminOrder>(now);
    for (const order of list()) fresh.put(order);
    return fresh;
  };
  return {
    find: (gid) => index().find(gid),
    ordersOf: (gid) => index().ordersOf(gid),
    earlierOrders: (order) => index().earlierOrders(order),
    walk: (walk) => index().walk(walk),
  };
}
