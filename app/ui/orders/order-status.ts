import { deliveryStatus, undeliveredStatus, type DeliveryFacts, type Status } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";
import { isErased } from "./order-facts.ts";

const ERASED: Status = {
  label: "Erased",
  meaning: "The customer's data was erased before it was sent.",
  moving: false,
};

/** Where an order stands: its newest delivery, or why it has none. `connected`: a pixel is. */
export function orderStatus(
  order: { facts: string; deliveries: readonly DeliveryFacts[] },
  connected: boolean,
  formats: Formats,
): Status {
  const latest = order.deliveries.at(-1);
  if (latest !== undefined) return deliveryStatus(latest, formats);
  return isErased(order) ? ERASED : undeliveredStatus(connected);
}
