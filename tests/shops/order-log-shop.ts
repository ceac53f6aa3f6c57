/** A shop with orders of every kind, written straight into the tables, and what a plain look at all of them finds. */
import type { Database } from "../../app/platform/database.server.ts";
import { isOrderMeant, type OrderFilter, type OrderSort } from "../../app/shops/order-filter.ts";
import { change } from "../platform/temporary-database.ts";

export const SHOP = "northpine.myshopify.com";
export const OTHER_SHOP = "other.myshopify.com";
export const NOW = Date.UTC(2026, 10, 22, 12);
export const PIXELS = ["CFIRSTPIXEL000000001", "CSECONDPIXEL00000002"] as const;

/** An order as the test wrote it. */
export interface WrittenOrder {
  ref: number;
  shop: string;
  orderId: string;
  name: string;
  placedAt: number;
  receivedAt: number;
  carrier: string;
  clickId: string | null;
  deliveries: { id: number; state: string; reason: string | null; pixelCode: string }[];
}

const REASONS: Readonly<Record<string, string | null>> = {
  ...{ held: "operator_must_act", refused: "refused_by_tiktok", expired: "too_old_to_send" },
  ...{ skipped: "consent_refused", paused: "reconnect_tiktok" },
};
const STATES = [
  ...["delivered", "delivered", "delivered", "held", "refused", "expired"],
  ...["skipped", "paused", "pending", "retrying"],
];
const CARRIERS = ["none", "none", "none", "cart_attribute", "web_pixel", "landing_site"];

/** The order with this number: which it is decides everything about it. Some were placed at the same moment, and some came late. */
export function orderNumber(n: number, shop = SHOP): WrittenOrder {
  const undecided = n % 11 === 0;
  const carrier = undecided ? "undecided" : (CARRIERS[n % CARRIERS.length] ?? "none");
  const placedAt = NOW - Math.floor((n * 7919) % 500) * 60_000;
  const pixels = n % 5 === 0 ? PIXELS : PIXELS.slice(0, 1);
  return {
    ...{ ref: n, shop, orderId: String(5000 + n), name: `#${1000 + n}` },
    ...{ placedAt, receivedAt: placedAt + ((n * 31) % 97) * 60_000, carrier },
    clickId: carrier === "none" || undecided ? null : `E.C.P.${String(n).padStart(30, "x")}`,
    deliveries: undecided
      ? []
      : pixels.map((pixelCode, position) => {
          const state = STATES[(n * 13 + position * 3) % STATES.length] ?? "held";
          return { id: n * 2 + position, state, reason: REASONS[state] ?? null, pixelCode };
        }),
  };
}

/** Writes orders as they are after a while; the database makes sure that a delivery began as it must. */
export async function write(database: Database, orders: readonly WrittenOrder[]): Promise<void> {
  for (const { deliveries, ...order } of orders) {
    await change(
      database,
      `INSERT INTO "order" (id, shop, order_id, name, facts, topic, placed_at, received_at, carrier, click_id, routed_at)
       VALUES (@ref, @shop, @orderId, @name, '{}', 'orders/paid', @placedAt, @receivedAt, @carrier, @clickId, @routedAt)`,
      { ...order, routedAt: deliveries.length === 0 ? null : order.receivedAt },
    );
    for (const delivery of deliveries) await writeDelivery(database, order, delivery);
  }
}

async function writeDelivery(
  database: Database,
  order: Omit<WrittenOrder, "deliveries">,
  { state, ...delivery }: WrittenOrder["deliveries"][number],
): Promise<void> {
  const first = ["paused", "skipped"].includes(state) ? state : "pending";
  await change(
    database,
    `INSERT INTO delivery (id, order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, reason, created_at)
     VALUES (@id, @ref, @shop, @orderId, 'Purchase', @eventId, @pixelCode, '{"event":"Purchase"}', @placedAt, @first, @reason, @receivedAt)`,
    { ...order, ...delivery, first, eventId: `order_${order.orderId}` },
  );
  if (first === state) return;
  await change(database, "UPDATE delivery SET state = 'leased' WHERE id = @id", delivery);
  await change(database, "UPDATE delivery SET state = @state WHERE id = @id", { ...delivery, state });
}

/** The names of the orders that are meant, found without any index. */
export function namesIn(orders: readonly WrittenOrder[], filter: OrderFilter, sort: OrderSort): string[] {
  const time = (order: WrittenOrder) => (sort.by === "placed" ? order.placedAt : order.receivedAt);
  const { search } = filter;
  return orders
    .filter(({ shop }) => shop === SHOP)
    .filter((order) => search === undefined || isCalled(order, search))
    .filter((order) => isOrderMeant(filter, order))
    .sort((a, b) => (time(b) - time(a) || b.ref - a.ref) * (sort.newestFirst ? 1 : -1))
    .map(({ name }) => name);
}

function isCalled({ name, orderId, clickId }: WrittenOrder, text: string): boolean {
  return [name, name.slice(1), clickId ?? ""].some((one) => one.startsWith(text)) || orderId === text;
}
