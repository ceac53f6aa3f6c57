/** Routing and claiming, in the model. */
import type { Claimed, Lane } from "../../../app/delivery/outbox.ts";
import { HOUR } from "../../../app/platform/clock.ts";
import { openLane, pixelsOf, type ModelDelivery, type ModelOrder, type World } from "./world.ts";

/** Turns due orders into deliveries, or looks at them again in an hour where mapping `fails`. */
export function routeDue(world: World, fails: boolean): void {
  const { now, orders } = world;
  for (const order of orders) {
    if (order.routeAt === null || order.routeAt > now) continue;
    if (pixelsOf(world, order.shop).length === 0) order.routeAt = null;
    else if (fails) order.routeAt = now + HOUR;
    else routeOne(world, order);
  }
}

function routeOne(world: World, order: ModelOrder): void {
  const { now } = world;
  Object.assign(order, { routed: true, routeAt: null });
  const { shop, orderId, lane } = order;
  for (const pixel of pixelsOf(world, shop)) {
    openLane(world, { shop, pixelCode: pixel.code, kind: lane });
    const made = world.deliveries.some(
      (one) => one.shop === shop && one.orderId === orderId && one.pixelCode === pixel.code,
    );
    if (made) continue;
    const state = stateAtFirst(order, pixel.pausedAt !== null);
    world.deliveries.push({
      ...{ id: NaN, shop, orderId, lane, pixelCode: pixel.code, placedAt: order.receivedAt },
      ...{ eventId: eventIdOf(orderId), event: eventOf(orderId), state, reason: reasonAtFirst(state) },
      ...{ attempts: 0, lease: null, leasedAt: null, batchCap: null, ambiguousAt: null, testEventCode: null },
      dueAt: state === "pending" ? now : null,
      settledAt: state === "skipped" ? now : null,
    });
  }
}

export function stateAtFirst(
  { skipped }: Pick<ModelOrder, "skipped">,
  paused: boolean,
): "skipped" | "paused" | "pending" {
  if (skipped) return "skipped";
  return paused ? "paused" : "pending";
}

export function reasonAtFirst(state: "skipped" | "paused" | "pending"): string | null {
  return { skipped: "no_consent", paused: "reconnect_tiktok", pending: null }[state];
}

export const eventIdOf = (orderId: string) => `order_${orderId}`;
export const eventOf = (orderId: string) => `{"event_id":"${eventIdOf(orderId)}"}`;

/** Every lane with something to send, in the order in which they take turns. */
export function lanes(world: World): Lane[] {
  const open = world.lanes.flatMap((lane) => {
    const { shop, pixelCode, kind, servedAt, blockedUntil } = lane;
    const due = inLane(world, lane).flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]));
    if (due.length === 0) return [];
    const key = [kind, (servedAt ?? 0).toString().padStart(16, "0"), shop, pixelCode].join(" ");
    return [{ key, lane: { shop, pixelCode, kind, dueAt: Math.max(blockedUntil ?? 0, Math.min(...due)) } }];
  });
  return open.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ lane }) => lane);
}

type LaneName = Pick<Lane, "shop" | "pixelCode" | "kind">;

function inLane(world: World, { shop, pixelCode, kind }: LaneName): ModelDelivery[] {
  return world.deliveries.filter(
    (one) => one.shop === shop && one.pixelCode === pixelCode && one.lane === kind,
  );
}

/** What may be claimed of a lane, the oldest first. */
export function dueIn(world: World, lane: LaneName): ModelDelivery[] {
  return inLane(world, lane)
    .filter(({ dueAt }) => dueAt !== null && dueAt <= world.now)
    .toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0) || a.id - b.id);
}

/** The batch that one claim takes of them. */
export function batchOf(due: readonly ModelDelivery[], batchSize: number): ModelDelivery[] {
  const batch: ModelDelivery[] = [];
  let cap = batchSize;
  for (const one of due) {
    cap = Math.min(cap, one.batchCap ?? Infinity);
    if (batch.length > 0 && batch.length >= cap) break;
    batch.push(one);
  }
  return batch;
}

/** Leases a delivery, and returns it as the database must hand it out. */
export function lease(
  world: World,
  one: ModelDelivery,
  { name, leaseMs, batchSize }: { name: string; leaseMs: number; batchSize: number },
): Claimed {
  const { now } = world;
  if (one.state === "leased") {
    // Its worker did not come back: what its attempt came to is unknown.
    world.attempts.push({ deliveryId: one.id, number: one.attempts, outcome: "lost" });
    one.ambiguousAt ??= one.leasedAt;
  }
  Object.assign(one, { state: "leased", lease: name, leasedAt: now, dueAt: now + leaseMs });
  one.attempts++;
  const { id, shop, orderId, pixelCode, lane, event, attempts, ambiguousAt, placedAt } = one;
  const claimed = { id, shop, orderId, pixelCode, lane, event, attempts, placedAt, lease: name, batchSize };
  return { ...claimed, ambiguousAt: ambiguousAt ?? undefined, traceparent: null };
}
