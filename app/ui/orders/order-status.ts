import { deliveryStatus, undeliveredStatus, type DeliveryFacts, type Status } from "../delivery/status.ts";
import type { Translate } from "../../locales/translate.ts";
import type { Formats } from "../formats.ts";
import { removalOf, type Removal, type StoredOrder } from "./order-facts.ts";

/** From what needs a person most to what needs nobody. */
const URGENCY: readonly string[] = [
  ...["refused", "expired", "held", "paused"],
  ...["retrying", "leased", "pending", "delivered", "skipped"],
];

/** The delivery that needs a person most. */
export function mostUrgent<D extends { state: string }>(deliveries: readonly D[]): D | undefined {
  const [first] = deliveries.toSorted((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state));
  return first;
}

/** Where an order stands: of several pixels the delivery that needs a person most, or why it has none. `connected`: a pixel is. */
export function orderStatus(
  order: Pick<StoredOrder, "facts" | "compactedAt"> & {
    waitingFor: string | null;
    deliveries: readonly DeliveryFacts[];
  },
  connected: boolean,
  formats: Formats,
): Status {
  const first = mostUrgent(order.deliveries);
  if (first !== undefined) return deliveryStatus(first, formats);
  const removal = removalOf(order);
  if (removal !== undefined) return withoutEvent(removal, formats.t);
  if (order.waitingFor !== "payment") return undeliveredStatus(connected, formats.t);
  return { ...withoutEvent("unpaid", formats.t), tone: "info" };
}

function withoutEvent(why: Removal | "unpaid", t: Translate): Status {
  return {
    label: t(`orders.status.${why}.label`),
    meaning: t(`orders.status.${why}.meaning`),
    moving: false,
  };
}
