import { deliveryStatus, undeliveredStatus, type DeliveryFacts, type Status } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";
import { removalOf, type Removal, type StoredOrder } from "./order-facts.ts";

/** Of an order without an event. */
const REMOVED: Readonly<Record<Removal, Status>> = {
  erased: { label: "Erased", meaning: "The customer's data was erased before it was sent.", moving: false },
  compacted: {
    label: "Not sent",
    meaning: "It was never decided on, and by now it is too old to be sent. Its details were removed.",
    moving: false,
  },
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
  order: Pick<StoredOrder, "facts" | "compactedAt"> & {
    waitingFor: string | null;
    deliveries: readonly DeliveryFacts[];
  },
  connected: boolean,
  formats: Formats,
): Status {
  const [first] = order.deliveries.toSorted((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state));
  if (first !== undefined) return deliveryStatus(first, formats);
  const removal = removalOf(order);
  if (removal !== undefined) return REMOVED[removal];
  return order.waitingFor === "payment" ? UNPAID : undeliveredStatus(connected, formats.t);
}
