import { isDeliveryState } from "../../delivery/states.ts";
import type { DeliveryRecord, OrderRecord } from "../../shops/shop-records.server.ts";
import { removalOf } from "../orders/order-facts.ts";
import { purchasesOf } from "./counted.ts";

/** An order in one line on Shopify's order page, whose extension has the words (extensions/order-receipt/src/order-line.ts). */
export type OrderLine =
  "counted" | "test" | "on_its_way" | "waiting" | "stopped" | "unsure" | "not_sent" | "unknown";

/** From what a person must know first to what is well. One pixel in trouble is not hidden by another that has the purchase. */
const FIRST: readonly OrderLine[] = [
  ...(["stopped", "unsure", "waiting", "on_its_way", "test", "counted", "not_sent"] as const),
];

/** Whether TikTok counts an order; of several pixels what needs a person most. `connected`: a pixel is. */
export function orderLine(order: OrderRecord | null, connected: boolean): OrderLine {
  if (order === null) return "unknown";
  const lines = order.deliveries.map(deliveryLine);
  const first = FIRST.find((line) => lines.includes(line));
  if (first !== undefined) return first;
  if (removalOf(order) !== undefined) return "not_sent";
  return connected && order.waitingFor === null ? "on_its_way" : "waiting";
}

function deliveryLine(delivery: DeliveryRecord): OrderLine {
  const { state } = delivery;
  if (!isDeliveryState(state) || purchasesOf(delivery) === undefined) return "unsure";
  switch (state) {
    case "delivered":
      return delivery.testEventCode === null ? "counted" : "test";
    case "pending":
    case "leased":
    case "retrying":
      return "on_its_way";
    case "paused":
      return "waiting";
    case "held":
    case "refused":
    case "expired":
      return "stopped";
    case "skipped":
      return "not_sent";
  }
}
