import type { Attribution } from "../attribution/attribution.ts";
import type { CustomerJourney } from "../attribution/claims.ts";
import type { DueOrder, DuePixel, NewDelivery } from "../delivery/outbox.ts";
import type { ConsentDecision } from "../privacy/consent-policy.ts";
import type { TikTokEvent } from "./event.ts";
import { mapOrder, type MappedOrder, type MappingPolicy } from "./mapping.ts";
import { pixelTakes } from "./pixel-rules.ts";
import type { ReducedOrder } from "./reduced-order.ts";

/** What an order came to, with the reasons a receipt shows. */
export interface RoutedOrder {
  /** One for each pixel, sent or not. */
  deliveries: NewDelivery[];
  attribution: Attribution;
  consent: ConsentDecision;
  placedAt: number;
  waitsForPayment: boolean;
  customer: "new" | "returning" | undefined;
}

/** Makes one Purchase for each of the shop's pixels, or the reason why none is sent to it. Pure. */
export function routeOrder(due: DueOrder, policy: MappingPolicy, now: number): RoutedOrder {
  const order = JSON.parse(due.facts) as ReducedOrder;
  const mapped = mapDue(due, order, policy, now);
  const { event, attribution, consent, placedAt, waitsForPayment, customer } = mapped;
  const body = JSON.stringify(event);
  const deliveries = due.pixels.map((pixel): NewDelivery => {
    const skipped = mapped.skipFor(viewOf(pixel, order, policy));
    const waiting = pixel.paused ? "paused" : "pending";
    return {
      eventName: event.event,
      eventId: event.event_id,
      pixelCode: pixel.code,
      event: body,
      placedAt,
      state: skipped === undefined ? waiting : "skipped",
      reason: skipped ?? (pixel.paused ? "reconnect_tiktok" : undefined),
    };
  });
  return { deliveries, attribution, consent, placedAt, waitsForPayment, customer };
}

/** What an order would come to under settings that are not saved yet. */
export interface OrderPreview {
  orderName: string;
  event: TikTokEvent;
  outcome:
    | { kind: "send"; pixels: string[] }
    | { kind: "skipped"; reason: string }
    | { kind: "waiting"; reason: "waiting_for_payment" };
}

/** The event an order would make now under `policy`; undefined when the order was erased. Pure. */
export function previewOrder(due: DueOrder, policy: MappingPolicy, now: number): OrderPreview | undefined {
  const order = JSON.parse(due.facts) as Partial<ReducedOrder>;
  if (!isWhole(order)) return undefined;
  const mapped = mapDue(due, order, policy, now);
  return { orderName: order.name, event: mapped.event, outcome: outcomeOf(mapped, due, order, policy) };
}

function outcomeOf(
  mapped: MappedOrder,
  due: DueOrder,
  order: ReducedOrder,
  policy: MappingPolicy,
): OrderPreview["outcome"] {
  if (mapped.waitsForPayment) return { kind: "waiting", reason: "waiting_for_payment" };
  const views = due.pixels.map((pixel) => ({ pixel, reason: mapped.skipFor(viewOf(pixel, order, policy)) }));
  const sent = views.filter(({ reason }) => reason === undefined).map(({ pixel }) => pixel.code);
  // Without a pixel the settings can be tried all the same.
  const reason =
    due.pixels.length === 0 ? mapped.skipFor({ testMode: false, takes: true }) : views[0]?.reason;
  return sent.length > 0 || reason === undefined
    ? { kind: "send", pixels: sent }
    : { kind: "skipped", reason };
}

function mapDue(due: DueOrder, order: ReducedOrder, policy: MappingPolicy, now: number): MappedOrder {
  return mapOrder(order, policy, {
    receivedAt: due.receivedAt,
    now,
    shopCountry: due.shopCountry ?? undefined,
    toldPaid: due.topic === "orders/paid",
    hints: due.hints,
    journey: due.journey === null ? undefined : (JSON.parse(due.journey) as CustomerJourney),
  });
}

function viewOf({ code, testEventCode }: DuePixel, order: ReducedOrder, policy: MappingPolicy) {
  return { testMode: testEventCode !== null, takes: pixelTakes(policy.pixelRules, code, order) };
}

/** An erased order has no facts. */
function isWhole(order: Partial<ReducedOrder>): order is ReducedOrder {
  return order.orderId !== undefined;
}
