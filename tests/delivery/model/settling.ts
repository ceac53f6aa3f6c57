/** How turns end, in the model. */
import type { Settlement } from "../../../app/delivery/outbox.ts";
import { probeDelay } from "../../../app/delivery/retry-policy.ts";
import type { DeliveryState } from "../../../app/delivery/states.ts";
import { hasOther, lanesOf, openLane, pixelOf, pixelsOf, type ModelDelivery, type World } from "./world.ts";

/** Ends turns that still hold their lease; says of each whether it did. */
export function settle(world: World, settlements: readonly Settlement[]): boolean[] {
  const states = settlements.map((settlement) => stateAfter(world, settlement));
  const held = settlements.map((settlement, index) => end(world, settlement, states[index] ?? "held"));
  const kept = settlements.filter((_, index) => held[index]);
  for (const { claimed, attempt, step } of kept) {
    if (attempt === undefined) continue;
    const { kind: outcome } = attempt.result.outcome;
    world.attempts.push({ deliveryId: claimed.id, number: claimed.attempts, outcome });
    if (outcome === "throttled" && step.state === "retrying")
      for (const lane of lanesOf(world, claimed))
        lane.blockedUntil = Math.max(lane.blockedUntil ?? 0, step.dueAt);
  }
  for (const settlement of kept) resume(world, settlement);
  return held;
}

function stateAfter(world: World, { claimed, step, attempt, at }: Settlement): DeliveryState {
  const { shop, pixelCode } = claimed;
  if (step.state === "retrying" && attempt === undefined && claimed.attempts === 1) return "pending";
  if (step.state === "paused") {
    const pixel = pixelOf(world, shop, pixelCode);
    if (attempt !== undefined && pixel?.pausedAt === null && pixel.updatedAt === attempt.connectedAt)
      Object.assign(pixel, { pausedAt: at, probes: 0, probeAt: at + probeDelay(0) });
    const isReady = pixel === undefined ? pixelsOf(world, shop).length > 0 : pixel.pausedAt === null;
    if (isReady) return "pending";
    pauseWaiting(world, shop, pixelCode);
    return "paused";
  }
  if (step.state === "held" && step.reason === "pixel_changed") return followPixel(world, claimed);
  return step.state;
}

/** What waits for a pixel waits for its merchant. */
export function pauseWaiting(world: World, shop: string, pixelCode: string | undefined): void {
  for (const one of world.deliveries) {
    if (one.shop !== shop || (pixelCode ?? one.pixelCode) !== one.pixelCode) continue;
    if (one.state === "pending" || one.state === "retrying")
      Object.assign(one, { state: "paused", reason: "reconnect_tiktok", dueAt: null });
  }
}

function followPixel(
  world: World,
  { id, lease, shop, lane, pixelCode }: Settlement["claimed"],
): "pending" | "held" {
  if (pixelOf(world, shop, pixelCode) !== undefined) return "pending";
  const [only, ...others] = pixelsOf(world, shop);
  for (const { code } of pixelsOf(world, shop)) openLane(world, { shop, pixelCode: code, kind: lane });
  const one = world.deliveries.find((delivery) => delivery.id === id && delivery.lease === lease);
  if (one === undefined || only === undefined || others.length > 0) return "held";
  if (one.ambiguousAt !== null || hasOther(world, one, only.code)) return "held";
  one.pixelCode = only.code;
  return "pending";
}

function end(world: World, settlement: Settlement, state: DeliveryState): boolean {
  const { claimed, step, attempt, at } = settlement;
  const one = world.deliveries.find(({ id }) => id === claimed.id);
  if (one?.state !== "leased" || one.lease !== claimed.lease) return false;
  const dueAt = step.state === "retrying" ? step.dueAt : state === "pending" ? at : null;
  Object.assign(one, {
    ...{ state, dueAt, lease: null, settledAt: dueAt === null ? at : null },
    reason: state !== "pending" && "reason" in step ? step.reason : null,
    ambiguousAt: ("ambiguousAt" in step ? step.ambiguousAt : claimed.ambiguousAt) ?? null,
    batchCap: ("batchCap" in step ? step.batchCap : undefined) ?? null,
    testEventCode: attempt?.testEventCode ?? null,
  } satisfies Partial<ModelDelivery>);
  if (attempt === undefined || step.state === "paused") one.attempts--;
  return true;
}

/** An event that arrived although its pixel was paused: the token is taken again. */
function resume(world: World, { claimed, step, attempt, at }: Settlement): void {
  const pixel = pixelOf(world, claimed.shop, claimed.pixelCode);
  if (step.state !== "delivered" || attempt?.pixelPaused !== true || pixel === undefined) return;
  if (pixel.pausedAt === null || pixel.updatedAt !== attempt.connectedAt) return;
  Object.assign(pixel, { pausedAt: null, probeAt: null, probes: 0 });
  resumePaused(world, pixel, at);
}

/** Lets everything go that waited for a pixel. */
export function resumePaused(world: World, pixel: { shop: string; code: string }, at: number): void {
  for (const one of world.deliveries)
    if (one.shop === pixel.shop && one.pixelCode === pixel.code && one.state === "paused")
      Object.assign(one, { state: "pending", reason: null, dueAt: at, settledAt: null });
}
