import { deliveryStatus, undeliveredStatus, type DeliveryFacts, type Status } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";
import { isErased } from "./order-facts.ts";

const ERASED: Status = {
  label: "Erased",
  meaning: "The customer's data was erased before it was sent.",
  moving: false,
};

const UNPAID: Status = {
  label: "Waiting for payment",
  tone: "info",
  meaning:
    "Your settings ask for paid orders. Its event is made once Shopify says that it is paid, within 28 days.",
  moving: false,
};

/** From what needs a person most to what needs nobody. */
const URGENCY: readonly string[] = [
  ...["refused", "expired", "held", "paused"],
  ...["retrying", "leased", "pending", "delivered", "skipped"],
];

/** Where an order stands: of several pixels the delivery that needs a person most, or why it has none. `connected`: a pixel is. */
export function orderStatus(
  order: { facts: string; waitingFor: string | null; deliveries: readonly DeliveryFacts[] },
  connected: boolean,
  formats: Formats,
): Status {
  const [first] = order.deliveries.toSorted((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state));
  if (first !== undefined) return deliveryStatus(first, formats);
  if (isErased(order)) return ERASED;
  return order.waitingFor === "payment" ? UNPAID : undeliveredStatus(connected);
}
