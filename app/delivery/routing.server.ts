import type { KeptHint } from "../attribution/claims.ts";
import { HOUR } from "../platform/clock.ts";
import type { Params, Steps } from "../platform/ledger.ts";
import type { OutboxStatements } from "./outbox.server.ts";
import type { DueOrder, DuePixel, NewDelivery, Route, Routing } from "./outbox.ts";

/** One look at the orders whose time has come. */
export interface RoutingRequest {
  now: number;
  limit: number;
  route: Route;
}

export interface DueOrderRow extends Omit<DueOrder, "pixels" | "hints" | "journeyAsked"> {
  checkoutToken: string | null;
  journeyAskedAt: number | null;
}

interface PixelRow extends Omit<DuePixel, "paused"> {
  pausedAt: number | null;
}

/** Turns due orders into deliveries. Returns how many were looked at. */
export function* routeAll(run: OutboxStatements, { now, limit, route }: RoutingRequest): Steps<number> {
  const live = yield* run.dueOrders.all<DueOrderRow>({ now, limit, lane: "live" });
  const past = yield* run.dueOrders.all<DueOrderRow>({ now, limit: limit - live.length, lane: "past" });
  const due = [...live, ...past];
  // Nobody connects, disconnects or erases while it is decided where these orders go.
  for (const shop of [...new Set(due.map((row) => row.shop))].sort()) yield* run.lockShop(shop);
  const written = newWriting();
  for (const row of due) {
    const order = yield* dueOrder(run, row);
    if (order.pixels.length === 0) yield* run.park.change({ ref: order.ref });
    else note(written, order, route(order), now);
  }
  yield* run.waitUntil.changeEach(written.waits);
  yield* run.markRouted.changeEach(written.routed);
  yield* run.openLane.changeEach(written.deliveries);
  yield* run.addDelivery.changeEach(written.deliveries);
  return due.length;
}

/** An order with what may decide where it goes. */
export function* dueOrder(run: OutboxStatements, row: DueOrderRow): Steps<DueOrder> {
  const { journeyAskedAt, checkoutToken, ...order } = row;
  const { shop, orderId } = order;
  const pixels = yield* run.pixelsOf.all<PixelRow>({ shop });
  const hints = yield* run.hintsOf.all<KeptHint>({ shop, orderId, checkoutToken });
  return {
    ...order,
    pixels: pixels.map(({ code, testEventCode, pausedAt }) => ({
      code,
      testEventCode,
      paused: pausedAt !== null,
    })),
    hints,
    journeyAsked: journeyAskedAt !== null,
  };
}

interface RoutedRow extends Params {
  ref: number;
  now: number;
  attribution: string;
  consent: string;
  carrier: string;
  clickId: string | null;
}

/** What a look comes to, gathered so that it is written in few statements. */
function newWriting() {
  return {
    waits: [] as { ref: number; until: number; waitingFor: string | null; journeyAskedAt: number | null }[],
    routed: [] as RoutedRow[],
    deliveries: [] as (Omit<NewDelivery, "reason"> & Pick<DueOrder, "shop" | "lane" | "traceparent">)[],
  };
}

function note(
  { waits, routed, deliveries }: ReturnType<typeof newWriting>,
  { ref, shop, orderId, lane }: DueOrder,
  routing: Routing,
  now: number,
): void {
  switch (routing.kind) {
    case "failed":
      waits.push({ ref, until: now + HOUR, waitingFor: null, journeyAskedAt: null });
      return;
    case "asking":
      waits.push({ ref, until: now + routing.delayMs, waitingFor: null, journeyAskedAt: now });
      return;
    case "waiting":
      waits.push({ ref, until: routing.until, waitingFor: routing.waitingFor, journeyAskedAt: null });
      return;
    case "routed":
      routed.push(routedRow(ref, now, routing));
      for (const made of routing.deliveries) {
        const [dueAt, settledAt] = [
          made.state === "pending" ? now : null,
          made.state === "skipped" ? now : null,
        ];
        const [reason, traceparent] = [made.reason ?? null, routing.traceparent ?? null];
        deliveries.push({
          ...made,
          ...{ ref, shop, orderId, lane, reason, dueAt, now, settledAt, traceparent },
        });
      }
  }
}

function routedRow(ref: number, now: number, routing: Extract<Routing, { kind: "routed" }>): RoutedRow {
  const { attribution, consent, click } = routing;
  return {
    ref,
    now,
    attribution,
    consent,
    carrier: click?.carrier ?? "none",
    clickId: click?.clickId ?? null,
  };
}
