import type { Order } from "../orders/order.ts";
import type { VouchedOrder } from "../orders/order-book.server.ts";
import type { FoundOrder } from "./admin-order.ts";

/** Makes the stored form of an order, JSON without raw personal data. */
export type ReduceOrder = (order: Order) => string;

/** What is said of an order beside itself. */
export interface Finding extends Pick<VouchedOrder, "shop" | "lane" | "receivedAt"> {
  reduce: ReduceOrder;
}

/** An order that Shopify's list told, as the order book takes it. */
export function vouchedOrder({ order, journey }: FoundOrder, { reduce, ...finding }: Finding): VouchedOrder {
  return {
    ...finding,
    orderId: order.id,
    name: order.name,
    facts: reduce(order),
    topic: "admin",
    checkoutToken: order.checkoutToken,
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
    hasClick: false,
    journey: journey && JSON.stringify(journey),
  };
}
