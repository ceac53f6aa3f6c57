/** Everything that changes deliveries but claiming: what it does to the real thing, and what it must come to in the model. */
import type { DueOrder, LaneKind, Routing, Settlement } from "../../../app/delivery/outbox.ts";
import { Secret } from "../../../app/platform/secret.ts";
import { eventIdOf, eventOf, reasonAtFirst, routeDue, stateAtFirst } from "./claiming.ts";
import {
  connect,
  disconnect,
  probe,
  redactCustomer,
  redactShop,
  replay,
  type Connecting,
} from "./merchant.ts";
import { settle } from "./settling.ts";
import type { Subject } from "./subject.ts";
import type { World } from "./world.ts";

export type Operation =
  | { kind: "order"; shop: string; orderId: string; lane: LaneKind; test: boolean; skipped: boolean }
  | { kind: "route"; fails: boolean }
  | ({ kind: "connect" } & Connecting)
  | { kind: "disconnect"; shop: string; pixelCode: string | undefined }
  | { kind: "uninstall"; shop: string }
  | { kind: "probe" }
  | { kind: "replay"; shop: string; orderId: string | undefined }
  | { kind: "redact"; shop: string; orderIds: readonly string[] }
  | { kind: "redactShop"; shop: string }
  | { kind: "settle"; settlements: readonly Settlement[] };

/** What an operation answers: of a settlement, whether each lease still held. */
export type Answered = readonly boolean[] | undefined;

export function inModel(world: World, operation: Operation): Answered {
  switch (operation.kind) {
    case "order":
      tell(world, operation);
      return;
    case "route":
      routeDue(world, operation.fails);
      return;
    case "connect":
      connect(world, operation);
      return;
    case "disconnect":
      disconnect(world, operation.shop, operation.pixelCode);
      return;
    case "uninstall":
      disconnect(world, operation.shop, undefined);
      return;
    case "probe":
      probe(world);
      return;
    case "replay":
      replay(world, operation.shop, operation.orderId);
      return;
    case "redact":
      redactCustomer(world, operation.shop, operation.orderIds);
      return;
    case "redactShop":
      redactShop(world, operation.shop);
      return;
    case "settle":
      return settle(world, operation.settlements);
  }
}

export async function inDatabase(subject: Subject, operation: Operation): Promise<Answered> {
  const { outbox, connections, redaction, uninstall, orders, write } = subject;
  const { now } = subject.clock;
  switch (operation.kind) {
    case "order":
      await write(() => orders.add(vouched(operation, now)));
      return;
    case "route":
      await outbox.routeDue(now, 100, operation.fails ? () => ({ kind: "failed" }) : routed);
      return;
    case "connect":
      await connections.connect({ ...operation, token: new Secret("a-token") });
      return;
    case "disconnect":
      await connections.disconnect(operation.shop, operation.pixelCode);
      return;
    case "uninstall":
      await write(() => uninstall.uninstalled(operation.shop, now, undefined));
      return;
    case "probe":
      await outbox.probe(now);
      return;
    case "replay":
      await subject.replay.run(operation);
      return;
    case "redact":
      await write(() => redaction.redactCustomer(operation.shop, operation.orderIds, now));
      return;
    case "redactShop":
      await write(() => redaction.redactShop({ shop: operation.shop, at: now, triggeredAt: undefined }));
      return;
    case "settle":
      return outbox.settle(operation.settlements);
  }
}

type Told = Extract<Operation, { kind: "order" }>;

/** An order is written once, whoever tells of it and how often. */
function tell(world: World, { shop, orderId, lane, test, skipped }: Told): void {
  const { now, orders } = world;
  if (orders.some((order) => order.shop === shop && order.orderId === orderId)) return;
  world.toldOf[shop] = (world.toldOf[shop] ?? 0) + 1;
  const order = { shop, orderId, lane, test, skipped, receivedAt: now };
  orders.push({ ...order, routeAt: now, routed: false, redacted: false });
}

function vouched({ shop, orderId, lane, test, skipped }: Told, now: number) {
  return {
    ...{
      shop,
      orderId,
      lane,
      name: `#${orderId}`,
      facts: factsOf({ test, skipped }),
      topic: "orders/create",
    },
    ...{ checkoutToken: undefined, placedAt: undefined, updatedAt: now, receivedAt: now, hasClick: true },
  };
}

export const factsOf = ({ test, skipped }: { test: boolean; skipped: boolean }) =>
  JSON.stringify({ test, skipped });

/** A Purchase for each pixel, as routing makes them. */
function routed({ orderId, receivedAt, pixels, facts }: DueOrder): Routing {
  const order = JSON.parse(facts) as { skipped: boolean };
  const deliveries = pixels.map(({ code, paused }) => {
    const state = stateAtFirst(order, paused);
    return {
      ...{ eventName: "Purchase", eventId: eventIdOf(orderId), pixelCode: code, event: eventOf(orderId) },
      ...{ placedAt: receivedAt, state, reason: reasonAtFirst(state) ?? undefined },
    };
  });
  return { kind: "routed", deliveries, attribution: "{}", consent: "{}" };
}
