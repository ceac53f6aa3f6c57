/** A database as it is after months: made quickly, and kept for the next run. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { readParsedOrder } from "../app/orders/order.ts";
import { composeCoverage } from "../app/composition/reconciliation.server.ts";
import { DAY } from "../app/platform/clock.ts";
import { openDatabase } from "../app/platform/database.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { migrationsFor } from "../app/platform/migrations/history.ts";
import { migrateSqlite } from "../app/platform/migrations/sqlite.server.ts";
import { DEFAULT_SETTINGS } from "../app/shops/settings.ts";
import { reduceOrder } from "../app/tiktok/reduced-order.ts";
import { routeOrder } from "../app/tiktok/routing.ts";
import { threeLineOrder } from "./orders.ts";

/** The shop that a third of all orders belong to. */
export const LARGE_SHOP = "shop-0.myshopify.com";
export const PIXEL = "CBENCHPIXEL000000001";

const SHOPS = 300;
/** The newest deliveries wait to be sent, whatever the size. */
const DUE = 600;
/** How far back the orders go. Of the half that is older than the retention, the details are gone (app/privacy/retention.server.ts). */
export const SPAN = 180 * DAY;
const HINTS_AND_WEBHOOKS = 30 * DAY;
const CLICK_ID_BEGINS = "E.C.P.";
const CLICK_ID_ENDS = "_CrkBAaBcD3fG-hIj_kLmN0pQr5tUvWxYz";
/** When the newest order came. */
export const NOW = Date.UTC(2026, 10, 22, 12);

export function orderIdOf(number: number): string {
  return String(5_400_000_000_000 + number);
}

/** Of every fifth order that is not too old. */
export function clickIdOf(number: number): string {
  return `${CLICK_ID_BEGINS}${number}${CLICK_ID_ENDS}`;
}

/**
 * A database with so many rows in all: of orders, deliveries and attempts, and of one month's webhooks and hints, which are a sixth of the orders each. The days of the large
 * shop are counted as the sweep counts them.
 */
export async function grownDatabase(rows: number): Promise<{ path: string; orders: number }> {
  const orders = Math.round(rows / (3 + 2 / 6));
  const folder = join(tmpdir(), "throughline-growth");
  const migrations = migrationsFor("sqlite");
  const made = createHash("sha256")
    .update(JSON.stringify([migrations, FILL, DUE]))
    .digest("hex");
  const path = join(folder, `${rows}-${made.slice(0, 12)}.sqlite`);
  if (existsSync(path)) return { path, orders };
  mkdirSync(folder, { recursive: true });
  // Made for other tables; it may be some gigabytes.
  for (const name of readdirSync(folder)) if (name.startsWith(`${rows}-`)) rmSync(join(folder, name));
  const unfinished = `${path}.unfinished`;
  process.stderr.write(`makes ${rows} rows in ${path}\n`);
  migrateSqlite(unfinished, migrations);
  const sqlite = new SqliteDatabase(unfinished);
  fill(sqlite, orders);
  sqlite.close();
  await countDays(unfinished);
  renameSync(unfinished, path);
  return { path, orders };
}

async function countDays(path: string): Promise<void> {
  const database = openDatabase(`file:${path}`, createLogger("silent"));
  await composeCoverage(database.ledger, () => NOW).book.recount(LARGE_SHOP);
  await database.ledger.emptyLog();
  await database.close();
}

function fill(sqlite: SqliteDatabase.Database, orders: number): void {
  for (const pragma of ["journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "threads = 2"])
    sqlite.pragma(pragma);
  const later = sqlite
    .prepare<[], { name: string; type: string; sql: string }>(
      "SELECT name, type, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL",
    )
    .all();
  for (const { type, name } of later) sqlite.exec(`DROP ${type} "${name}"`);
  const [plain, clicked] = [storedOrder(false), storedOrder(true)];
  const parameters = { orders, now: NOW, ...named("plain", plain), ...named("clicked", clicked) };
  for (const statement of FILL) sqlite.prepare(statement).run(parameters);
  // An index is made faster than it is kept.
  for (const { sql } of later) sqlite.exec(sql);
  sqlite.pragma("journal_mode = WAL");
}

function named(prefix: string, texts: ReturnType<typeof storedOrder>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [`${prefix}_${name}`, text]));
}

/** An order and its event as the app stores them: JSON, and how its click came. */
function storedOrder(withClick: boolean) {
  const told = threeLineOrder(1);
  const read = readParsedOrder(withClick ? told : { ...told, note_attributes: [], landing_site: "/" });
  if (!read.ok) throw new Error(read.refusal);
  const facts = JSON.stringify(reduceOrder(read.order, "US"));
  const due = {
    ...{
      ref: 1,
      shop: LARGE_SHOP,
      orderId: read.order.id,
      lane: "live" as const,
      facts,
      topic: "orders/paid",
    },
    ...{
      receivedAt: NOW,
      settings: null,
      shopCountry: "US",
      hints: [],
      journey: null,
      journeyAsked: false,
      traceparent: null,
    },
    pixels: [{ code: PIXEL, testEventCode: null, paused: false }],
  };
  const { deliveries, attribution, consent } = routeOrder(due, DEFAULT_SETTINGS, NOW);
  const event = deliveries[0]?.event ?? "{}";
  return {
    ...{ facts, event, attribution: JSON.stringify(attribution), consent: JSON.stringify(consent) },
    carrier: attribution.carrier ?? "none",
  };
}

const NUMBERS = `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < @orders)`;
const SHOP = `'shop-' || CASE WHEN n % 3 = 0 THEN 0 ELSE 1 + (n * 7919) % ${SHOPS - 1} END || '.myshopify.com'`;
const AT = `@now - (@orders - n) * ${SPAN} / @orders`;
const IS_OLD = `n * 2 < @orders`;
const IS_DUE = `n > @orders - ${DUE}`;
/** Every fifth shopper came from an ad. */
const stored = (name: string) => `CASE WHEN ${IS_CLICKED} THEN @clicked_${name} ELSE @plain_${name} END`;
const IS_CLICKED = `n % 5 = 0`;
const CLICK_ID = `'${CLICK_ID_BEGINS}' || n || '${CLICK_ID_ENDS}'`;
const kept = (name: string, otherwise: string) =>
  `CASE WHEN ${IS_OLD} THEN ${otherwise} ELSE ${stored(name)} END`;
const STATE = `CASE WHEN ${IS_DUE} THEN 'pending' WHEN n % 1000 < 970 THEN 'delivered' WHEN n % 1000 < 990 THEN 'skipped'
  WHEN n % 1000 < 996 THEN 'refused' WHEN n % 1000 < 999 THEN 'held' ELSE 'expired' END`;
const REASON = `CASE WHEN ${IS_DUE} OR n % 1000 < 970 THEN NULL WHEN n % 1000 < 980 THEN 'channel_pos' WHEN n % 1000 < 990 THEN 'consent_refused'
  WHEN n % 1000 < 996 THEN 'refused_by_tiktok' WHEN n % 1000 < 999 THEN 'answer_unclear' ELSE 'too_old_to_send' END`;
const IS_RECENT = `n > @orders - @orders * ${HINTS_AND_WEBHOOKS} / ${SPAN}`;

const FILL = [
  `INSERT INTO shop (domain, currency, country, scopes, ingest_token, web_pixel_id, installed_at)
   WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < ${SHOPS - 1})
   SELECT 'shop-' || n || '.myshopify.com', 'USD', 'US', 'write_pixels,read_customer_events', 'token-' || n, 'gid://1', 1 FROM number`,
  `INSERT INTO pixel (shop, code, sealed_token, updated_at) SELECT domain, '${PIXEL}', '', 1 FROM shop`,
  `INSERT INTO lane (shop, pixel_code, kind) SELECT domain, '${PIXEL}', kind FROM shop, (SELECT 'live' AS kind UNION SELECT 'past')`,
  `INSERT INTO "order" (id, shop, order_id, name, facts, topic, checkout_token, attribution, carrier, click_id, consent, placed_at, received_at, lane, routed_at, compacted_at)
   ${NUMBERS} SELECT n, ${SHOP}, 5400000000000 + n, '#' || n, ${kept("facts", "'{}'")}, 'orders/paid',
     CASE WHEN NOT ${IS_OLD} THEN 'checkout-' || n END, ${kept("attribution", "NULL")}, ${stored("carrier")},
     CASE WHEN ${IS_CLICKED} AND NOT ${IS_OLD} THEN ${CLICK_ID} END, ${kept("consent", "NULL")}, ${AT}, ${AT}, 'live', ${AT}, CASE WHEN ${IS_OLD} THEN @now END FROM number`,
  `INSERT INTO delivery (id, order_ref, shop, order_id, event_name, event_id, pixel_code, lane, event, placed_at, state, reason, attempts, due_at, created_at, settled_at)
   ${NUMBERS} SELECT n, n, ${SHOP}, 5400000000000 + n, 'Purchase', 'order_' || (5400000000000 + n), '${PIXEL}', 'live', ${kept("event", "'{}'")},
     ${AT}, ${STATE}, ${REASON}, 1, CASE WHEN ${IS_DUE} THEN @now - @orders + n END, ${AT}, CASE WHEN NOT ${IS_DUE} THEN ${AT} END FROM number`,
  `INSERT INTO attempt (delivery_id, number, started_at, duration_ms, outcome, http_status, code, message, request_id)
   ${NUMBERS} SELECT n, 1, ${AT}, 180, CASE WHEN n % 1000 < 970 THEN 'delivered' ELSE 'refused' END, 200, CASE WHEN n % 1000 < 970 THEN 0 ELSE 40002 END,
     CASE WHEN n % 1000 < 970 THEN 'OK' ELSE 'Invalid value' END, '20261122120000000000000000000' || n FROM number`,
  `INSERT INTO webhook (shop, topic, event_id, webhook_id, api_version, received_at, outcome)
   ${NUMBERS} SELECT ${SHOP}, 'orders/paid', 'event-' || n, 'webhook-' || n, '2026-10', ${AT}, 'accepted' FROM number WHERE ${IS_RECENT}`,
  `INSERT INTO hint (shop, event_id, event, checkout_token, order_id, click_id, carried, received_at)
   ${NUMBERS} SELECT ${SHOP}, 'event-' || n, 'checkout_completed', 'checkout-' || n, 5400000000000 + n,
     CASE WHEN ${IS_CLICKED} THEN ${CLICK_ID} END, CASE WHEN ${IS_CLICKED} THEN '["cart"]' END, ${AT}
   FROM number WHERE ${IS_RECENT}`,
  `INSERT INTO sweep (shop, watermark, due_at, ended_at) SELECT domain, @now, @now + 1, @now FROM shop`,
  `INSERT INTO alert_settings (shop, document, sealed_channels, updated_at, due_at) SELECT domain, '{}', '', 1, 1 FROM shop`,
  // Everything older than the retention has been dealt with.
  `INSERT INTO retention (subject, through) SELECT 'orders', max(id) FROM "order" WHERE compacted_at IS NOT NULL`,
];
