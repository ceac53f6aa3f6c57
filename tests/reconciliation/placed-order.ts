/** Orders as the database has them, without the way there. */
import type { Database } from "../../app/platform/database.server.ts";
import { change, select } from "../platform/temporary-database.ts";
import { SHOP } from "./admin-world.ts";

export interface PlacedOrder {
  shop: string;
  placedAt: number;
  receivedAt: number;
  routed: boolean;
  routeAt: number | undefined;
  waitingFor: string | undefined;
  /** A test order of Shopify's. */
  test: boolean;
  lane: "live" | "past";
  deliveries: readonly PlacedDelivery[];
}

/** One pixel's. */
export interface PlacedDelivery {
  state: string;
  reason?: string;
  testEventCode?: string;
  event?: object;
  createdAt?: number;
  settledAt?: number;
}

/** Writes one order, and a delivery for each of its pixels. */
export async function addOrder(
  database: Database,
  given: Partial<PlacedOrder> & Pick<PlacedOrder, "placedAt">,
  number: number,
): Promise<void> {
  const { shop = SHOP, placedAt, routed = true, test = false, deliveries = [] } = given;
  const { receivedAt = placedAt, routeAt = null, waitingFor = null, lane = "live" } = given;
  const order = {
    shop,
    orderId: String(number),
    name: `#${number}`,
    placedAt,
    receivedAt,
    routeAt,
    waitingFor,
    lane,
  };
  await change(
    database,
    `INSERT INTO "order" (shop, order_id, name, facts, topic, placed_at, received_at, route_at, routed_at, waiting_for, lane)
     VALUES (@shop, @orderId, @name, @facts, 'orders/create', @placedAt, @receivedAt, @routeAt, @routedAt, @waitingFor, @lane)`,
    { ...order, facts: JSON.stringify({ test }), routedAt: routed ? placedAt : null },
  );
  const [row] = await select<{ id: number }>(
    database,
    'SELECT id FROM "order" WHERE shop = @shop AND order_id = @orderId',
    { shop, orderId: String(number) },
  );
  for (const [index, one] of deliveries.entries()) {
    const { state, reason = null, testEventCode = null, event = {}, createdAt = placedAt } = one;
    const pixel = `PIXEL${index}`;
    await change(
      database,
      `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, reason, test_event_code, created_at, settled_at)
       VALUES (@ref, @shop, @orderId, 'Purchase', @orderId, @pixel, @event, @placedAt, @first, @reason, @testEventCode, @createdAt, @settledAt)`,
      {
        ...{ ref: row?.id, ...order, pixel, first: wayTo(state)[0], reason, testEventCode },
        ...{ event: JSON.stringify(event), createdAt, settledAt: one.settledAt ?? null },
      },
    );
    for (const next of wayTo(state).slice(1))
      await change(
        database,
        "UPDATE delivery SET state = @next WHERE shop = @shop AND order_id = @orderId AND pixel_code = @pixel",
        { next, shop, orderId: String(number), pixel },
      );
  }
}

/** The states a delivery goes through, to end in this one. */
function wayTo(state: string): string[] {
  if (["pending", "paused", "skipped"].includes(state)) return [state];
  return state === "leased" ? ["pending", "leased"] : ["pending", "leased", state];
}
