/** What a merchant, Shopify and a person at the console do, in the model. */
import { mayAttempt, probeDelay } from "../../../app/delivery/retry-policy.ts";
import { statesBefore } from "../../../app/delivery/states.ts";
import { pauseWaiting, resumePaused } from "./settling.ts";
import { hasOther, lanesOf, openLane, pixelOf, pixelsOf, type ModelDelivery, type World } from "./world.ts";

export interface Connecting {
  shop: string;
  pixelCode: string;
  replaces: string | undefined;
  testEventCode: string | undefined;
}

export function connect(world: World, { shop, pixelCode, replaces, testEventCode }: Connecting): void {
  const { now } = world;
  if (replaces !== undefined && replaces !== pixelCode) remove(world, shop, replaces);
  const fresh = {
    testEventCode: testEventCode ?? null,
    updatedAt: now,
    pausedAt: null,
    probeAt: null,
    probes: 0,
  };
  const known = pixelOf(world, shop, pixelCode);
  if (known === undefined) world.pixels.push({ shop, code: pixelCode, ...fresh });
  else Object.assign(known, fresh);
  takeAlong(world, { shop, pixelCode, replaces });
  if (testEventCode === undefined) skipTestOrders(world, shop, pixelCode);
  for (const kind of ["live", "past"] as const) openLane(world, { shop, pixelCode, kind });
  for (const lane of lanesOf(world, { shop, pixelCode })) lane.blockedUntil = null;
  resumePaused(world, { shop, code: pixelCode }, now);
  for (const order of world.orders)
    if (order.shop === shop && !order.routed && order.routeAt === null) order.routeAt = now;
}

function remove(world: World, shop: string, code: string | undefined): void {
  world.pixels = world.pixels.filter((one) => one.shop !== shop || (code ?? one.code) !== one.code);
}

/** What waits for a pixel that is gone goes to the one that takes its place, unless it may have been counted, or is there already. */
function takeAlong(world: World, { shop, pixelCode, replaces }: Omit<Connecting, "testEventCode">): void {
  const codes = pixelsOf(world, shop).map(({ code }) => code);
  const isLeftBehind = (one: ModelDelivery) =>
    one.shop === shop &&
    ["pending", "retrying", "paused"].includes(one.state) &&
    !codes.includes(one.pixelCode) &&
    (one.pixelCode === replaces || codes.length === 1);
  for (const one of world.deliveries.filter(isLeftBehind)) {
    if (one.ambiguousAt === null && !hasOther(world, one, pixelCode)) one.pixelCode = pixelCode;
    else Object.assign(one, { state: "held", reason: "pixel_changed", dueAt: null, settledAt: world.now });
  }
}

function skipTestOrders(world: World, shop: string, pixelCode: string): void {
  const tests = world.orders.filter((order) => order.shop === shop && order.test && !order.redacted);
  const ids = tests.map(({ orderId }) => orderId);
  for (const one of world.deliveries)
    if (one.shop === shop && one.pixelCode === pixelCode && ids.includes(one.orderId))
      skip(one, "test_order", world.now);
}

function skip(one: ModelDelivery, reason: string, settledAt: number): void {
  if (statesBefore("skipped").includes(one.state))
    Object.assign(one, { state: "skipped", reason, dueAt: null, lease: null, settledAt });
}

/** Forgets one pixel, or all: disconnecting, and uninstalling. */
export function disconnect(world: World, shop: string, pixelCode: string | undefined): void {
  remove(world, shop, pixelCode);
  pauseWaiting(world, shop, pixelCode);
}

/** Tries each paused pixel whose time has come with its newest delivery. */
export function probe(world: World): void {
  const { now } = world;
  for (const pixel of world.pixels) {
    if (pixel.probeAt === null || pixel.probeAt > now) continue;
    pixel.probes++;
    pixel.probeAt = now + probeDelay(pixel.probes);
    const newest = world.deliveries
      .filter((one) => one.shop === pixel.shop && one.pixelCode === pixel.code && one.state === "paused")
      .toSorted((a, b) => b.id - a.id)[0];
    if (newest !== undefined)
      Object.assign(newest, { state: "pending", reason: null, dueAt: now, settledAt: null });
  }
}

/** Sends again what was held or refused, one order's or every one, as long as it cannot be counted twice. */
export function replay(world: World, shop: string, orderId: string | undefined): void {
  const { now } = world;
  for (const one of world.deliveries) {
    if (one.shop !== shop || (orderId ?? one.orderId) !== one.orderId || one.event === "{}") continue;
    if (one.state !== "held" && one.state !== "refused") continue;
    const { placedAt, ambiguousAt } = one;
    if (mayAttempt({ placedAt, ambiguousAt: ambiguousAt ?? undefined }, now) === undefined)
      Object.assign(one, { state: "pending", reason: null, dueAt: now, settledAt: null, batchCap: 1 });
  }
}

/** A customer's orders are emptied, and never sent; one that nobody has told of yet is kept out. */
export function redactCustomer(world: World, shop: string, orderIds: readonly string[]): void {
  const known = new Set(world.orders.filter((order) => order.shop === shop).map(({ orderId }) => orderId));
  for (const orderId of new Set(orderIds.filter((id) => !known.has(id)))) {
    const empty = { shop, orderId, lane: "live", test: false, skipped: false } as const;
    world.orders.push({ ...empty, receivedAt: world.now, routeAt: null, routed: true, redacted: true });
  }
  for (const order of world.orders)
    if (order.shop === shop && orderIds.includes(order.orderId))
      Object.assign(order, { redacted: true, routed: true, routeAt: null });
  for (const one of world.deliveries) {
    if (one.shop !== shop || !orderIds.includes(one.orderId)) continue;
    one.event = "{}";
    skip(one, "redacted", world.now);
  }
}

/** Nothing of a shop is left. */
export function redactShop(world: World, shop: string): void {
  const others = <Row extends { shop: string }>(rows: Row[]) => rows.filter((row) => row.shop !== shop);
  world.orders = others(world.orders);
  world.pixels = others(world.pixels);
  world.lanes = others(world.lanes);
  world.deliveries = others(world.deliveries);
  const ids = new Set(world.deliveries.map(({ id }) => id));
  world.attempts = world.attempts.filter(({ deliveryId }) => ids.has(deliveryId));
}
