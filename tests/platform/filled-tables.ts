import { engineOf } from "../../app/platform/engine.ts";
import { rawQuery } from "./raw-database.ts";

/** Rows of each table. */
const ROWS = 30_000;
const SHOPS = 3;

/** Of a hundred deliveries: what most have come to, and what some have. */
const STATE = `CASE WHEN n % 100 > 4 THEN 'delivered' WHEN n % 100 = 1 THEN 'held' WHEN n % 100 = 2 THEN 'refused' WHEN n % 100 = 3 THEN 'paused' ELSE 'pending' END`;

/** Rows by which PostgreSQL plans as it would in production. SQLite plans without looking at rows. */
export async function fillTables(url: string): Promise<void> {
  if (engineOf(url) === "sqlite") return;
  const rows = `FROM generate_series(1, ${ROWS}) AS n`;
  const shop = `'shop-' || n % ${SHOPS}`;
  await rawQuery(
    url,
    `SET session_replication_role = replica;
    INSERT INTO shop (domain, installed_at) SELECT 'shop-' || n, 1 FROM generate_series(0, ${SHOPS}) AS n;
    INSERT INTO pixel (shop, code, sealed_token, updated_at) SELECT 'shop-' || n, 'CPIXEL', '', 1 FROM generate_series(0, ${SHOPS}) AS n;
    INSERT INTO "order" (shop, order_id, name, facts, topic, checkout_token, placed_at, received_at, lane, route_at, routed_at)
      SELECT ${shop}, n::text, '#' || n, repeat('{}', 500), 'orders/paid', md5(n::text), n, n, 'live',
             CASE WHEN n % 200 = 0 THEN n END, CASE WHEN n % 200 > 1 THEN n END ${rows};
    INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, due_at, created_at)
      SELECT n, ${shop}, n::text, 'Purchase', 'order_' || n, 'CPIXEL', repeat('{}', 500), n, ${STATE}, CASE WHEN n % 100 = 4 THEN n END, n ${rows};
    INSERT INTO attempt (delivery_id, number, started_at, duration_ms, outcome) SELECT n, 1, n, 1, 'delivered' ${rows};
    INSERT INTO hint (shop, event_id, event, checkout_token, order_id, click_id, received_at)
      SELECT ${shop}, n::text, 'checkout_completed', md5(n::text), n::text, 'E.C.P.' || n, n ${rows};
    INSERT INTO webhook (shop, topic, event_id, webhook_id, api_version, received_at, outcome)
      SELECT ${shop}, 'orders/paid', n::text, '', '2026-10', n, CASE WHEN n % 1000 = 1 THEN 'unreadable' ELSE 'accepted' END ${rows};
    ANALYZE`,
  );
}
