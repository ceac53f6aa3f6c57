import { beforeEach, describe, expect, it } from "vitest";
import { createOrderBook } from "../../app/orders/order-book.server.ts";
import { DAY, HOUR, MINUTE } from "../../app/platform/clock.ts";
import { NOW, postWebhook, SHOP, startApp, type RunningApp } from "../ingest/app-under-test.ts";
import { order, shopifysExample } from "../orders/examples.ts";
import { ON_POSTGRESQL } from "../platform/temporary-database.ts";

let one: RunningApp;
beforeEach(async () => {
  one = await startApp();
});

/** `triggeredAt`: null says none. */
const post = async (topic: string, body: unknown, triggeredAt: number | null = NOW) => {
  const at = triggeredAt === null ? undefined : new Date(triggeredAt).toISOString();
  const headers = { "X-Shopify-Triggered-At": at };
  expect((await postWebhook(one.url, topic, body, { headers })).status).toBe(200);
};
const redact = (...orders: unknown[]) =>
  post("customers/redact", { ...shopifysExample("customers/redact"), orders_to_redact: orders });
const orders = () =>
  one.rows<object>(`SELECT order_id, facts, checkout_token, attribution, journey, route_at FROM "order"`);
const activity = async () => (await one.app.privacy.audit.latest(SHOP, 5)).map(({ fact }) => fact);

const EMPTY = {
  ...{
    order_id: "5001",
    facts: "{}",
    checkout_token: null,
    attribution: null,
    journey: null,
    route_at: null,
  },
};

/** The order as the comparison with Shopify's list, or a backfill, brings it. */
const listed = (lane: "live" | "past", updatedAt = NOW + DAY) => ({
  ...{ shop: SHOP, orderId: "5001", name: "#1001", facts: '{"user":{"email":"hash"}}', topic: "admin", lane },
  ...{
    checkoutToken: "token",
    placedAt: NOW,
    updatedAt,
    receivedAt: NOW + DAY,
    hasClick: true,
    journey: "[]",
  },
});
const bring = (lane: "live" | "past") => {
  const { ledger } = one.app.database;
  return ledger.write(() => createOrderBook(ledger, 1).add(listed(lane)));
};

describe("an erased order", () => {
  const again: [string, () => Promise<unknown>][] = [
    ["orders/create", () => post("orders/create", order({ updated_at: "2027-01-01T00:00:00Z" }))],
    ["orders/paid", () => post("orders/paid", order({ updated_at: "2027-01-01T00:00:00Z" }))],
    ["Shopify's list", () => bring("live")],
    ["a backfill", () => bring("past")],
  ];

  it.each(again)("does not come back by %s", async (_, tell) => {
    await post("orders/paid", order());
    await redact(5001);
    await tell();
    expect(await orders()).toEqual([EMPTY]);
  });

  it.each(again)("that was not known yet does not come in by %s, either", async (_, tell) => {
    await redact(5001);
    await tell();
    expect(await orders()).toEqual([EMPTY]);
    expect(await one.app.outbox.routeDue(NOW + 2 * DAY, 10, () => ({ kind: "failed" }))).toBe(0);
  });

  it("keeps TikTok's answers, without TikTok's words", async () => {
    await one.connect();
    await post("orders/paid", order());
    const route = () => ({
      ...{ kind: "routed" as const, attribution: "{}", consent: "{}" },
      deliveries: [
        {
          ...{ eventName: "Purchase", eventId: "order_5001", pixelCode: "P", event: "{}", placedAt: NOW },
          ...{ state: "pending" as const, reason: undefined },
        },
      ],
    });
    await one.app.outbox.routeDue(NOW + MINUTE, 10, route);
    await one.change(
      `INSERT INTO attempt (delivery_id, number, started_at, duration_ms, outcome, code, message)
       SELECT id, 1, 1, 1, 'refused', 40002, 'bad email: 5f4dcc3b' FROM delivery`,
    );
    await redact(5001);
    expect(await one.rows("SELECT outcome, code, message FROM attempt")).toEqual([
      { outcome: "refused", code: 40002, message: null },
    ]);
    expect(await one.rows("SELECT state, reason FROM delivery")).toEqual([
      { state: "skipped", reason: "redacted" },
    ]);
  });

  it("is told to the log by numbers only", async () => {
    await post("orders/paid", order());
    await redact(5001, 5002);
    expect(await activity()).toMatchObject([{ action: "customer_erased", orders: 2, known: 1, hints: 0 }]);
  });
});

it("a customer without orders is forgotten, too: nothing was stored, and the log says so", async () => {
  await redact();
  expect(await activity()).toMatchObject([{ action: "customer_erased", orders: 0, known: 0, hints: 0 }]);
  expect(await orders()).toEqual([]);
});

/** Every table whose rows belong to a shop, by the name of that column. */
async function tablesOfShops(): Promise<{ name: string; column: string }[]> {
  const sql = ON_POSTGRESQL
    ? `SELECT table_name AS name, column_name AS "column" FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN ('shop', 'domain')`
    : `SELECT m.name, c.name AS "column" FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND c.name IN ('shop', 'domain')`;
  return one.rows(`${sql} ORDER BY 1`);
}

/** How many rows each of these tables has of a shop. */
async function rowsOf(shop: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name, column } of await tablesOfShops()) {
    const [row] = await one.rows<{ n: number }>(
      `SELECT count(*) AS n FROM "${name}" WHERE ${column} = @shop`,
      { shop },
    );
    counts[name] = row?.n ?? 0;
  }
  return counts;
}

/** At least one row in every table. */
async function fill(shop: string, installedAt: number): Promise<void> {
  for (const text of [
    "INSERT INTO shop (domain, installed_at) VALUES (@shop, @at)",
    "INSERT INTO session (id, shop, state, access_token) VALUES (@shop, @shop, '', '')",
    "INSERT INTO pixel (shop, code, sealed_token, updated_at) VALUES (@shop, 'P', '', 1) ON CONFLICT DO NOTHING",
    "INSERT INTO tiktok_authorisation (shop, staff, stage, created_at, expires_at) VALUES (@shop, '1', 'asked', 1, 1)",
    "INSERT INTO lane (shop, pixel_code, kind) VALUES (@shop, 'P', 'live') ON CONFLICT DO NOTHING",
    "INSERT INTO settings (shop, document, updated_at) VALUES (@shop, '{}', 1)",
    "INSERT INTO settings_change (shop, revision, changed_at, source, after) VALUES (@shop, 1, 1, 'page', '{}')",
    "INSERT INTO hint (shop, event_id, event, received_at) VALUES (@shop, 'e', 'checkout_completed', 1)",
    "INSERT INTO webhook (shop, topic, event_id, webhook_id, api_version, received_at, outcome) VALUES (@shop, 't', 'e', '', '', 1, 'accepted')",
    `INSERT INTO "order" (shop, order_id, name, facts, topic, received_at) VALUES (@shop, '1', '#1', '{}', '', 1)`,
    `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, created_at)
     SELECT id, shop, order_id, 'Purchase', 'order_1', 'P', '{}', 1, 'pending', 1 FROM "order" WHERE shop = @shop`,
    "INSERT INTO sweep (shop, watermark, due_at) VALUES (@shop, 1, 1)",
    "INSERT INTO backfill (shop, source, requested_at, from_at, to_at, dry_run, state) VALUES (@shop, 'page', 1, 1, 1, false, 'done')",
    "INSERT INTO coverage_day (shop, day, starts_at, ends_at, eligible, accepted, waiting, stopped, skipped, counted_at) VALUES (@shop, 'd', 1, 1, 1, 1, 1, 1, '{}', 1)",
    "INSERT INTO saved_view (shop, name, query, created_at) VALUES (@shop, 'v', '', 1)",
    "INSERT INTO sender_check (shop, answer, answered_at) VALUES (@shop, 'no_app', 1)",
    "INSERT INTO data_request (shop, request_id, requested_at, order_ids) VALUES (@shop, '1', 1, '[]')",
    "INSERT INTO alert_settings (shop, document, sealed_channels, updated_at, due_at) VALUES (@shop, '{}', '', 1, 1)",
    "INSERT INTO alert (shop, condition, opened_at, facts) VALUES (@shop, 'refusals', 1, '{}')",
    `INSERT INTO alert_message (alert_id, shop, message_id, kind, channel, target, language, created_at, state)
     SELECT id, shop, 'm', 'opened', 'webhook', '', 'en', 1, 'sent' FROM alert WHERE shop = @shop`,
    "INSERT INTO audit_entry (shop, at, action, actor, detail) VALUES (@shop, 1, 'installed', 'app', '{}')",
  ])
    await one.change(text, { shop, at: installedAt });
}

const LONG_AGO = NOW - 9 * DAY;
const uninstall = () =>
  one.change("UPDATE shop SET uninstalled_at = installed_at + 1 WHERE domain = @shop", { shop: SHOP });
const erase = (triggeredAt: number | null) =>
  post("shop/redact", shopifysExample("shop/redact"), triggeredAt);

describe("shop/redact", () => {
  it("leaves the webhook and one line of the log, and nothing else in any table", async () => {
    const other = "other.myshopify.com";
    await fill(SHOP, LONG_AGO);
    await fill(other, LONG_AGO);
    await uninstall();
    const before = await rowsOf(other);
    expect(Object.entries(before).filter(([, count]) => count === 0)).toEqual([]);
    await erase(NOW);
    const left = Object.entries(await rowsOf(SHOP)).filter(([, count]) => count > 0);
    expect(Object.fromEntries(left)).toEqual({ audit_entry: 1, webhook: 1 });
    expect(await activity()).toEqual([{ action: "shop_erased", orders: 1 }]);
    expect(await rowsOf(other)).toEqual(before);
  });

  it.each([
    ["of a shop that has left", { hasLeft: true, installed: LONG_AGO, asked: NOW, erased: true }],
    [
      "of a shop whose leaving was never heard of",
      { hasLeft: false, installed: LONG_AGO, asked: NOW, erased: true },
    ],
    [
      "that was asked before the app was installed again",
      { hasLeft: false, installed: NOW - HOUR, asked: NOW - 2 * HOUR, erased: false },
    ],
    [
      "of a shop installed again that has left again",
      { hasLeft: true, installed: NOW - HOUR, asked: NOW - 2 * HOUR, erased: true },
    ],
    [
      "without a time, of a shop that has left",
      { hasLeft: true, installed: LONG_AGO, asked: null, erased: true },
    ],
    [
      "without a time, of a shop installed long ago",
      { hasLeft: false, installed: LONG_AGO, asked: null, erased: true },
    ],
    [
      "without a time, of a shop installed since Shopify may have asked",
      { hasLeft: false, installed: NOW - HOUR, asked: null, erased: false },
    ],
  ])("%s", async (_, { hasLeft, installed, asked, erased }) => {
    await fill(SHOP, installed);
    if (hasLeft) await uninstall();
    const before = await rowsOf(SHOP);
    await erase(asked);
    expect((await rowsOf(SHOP))["shop"]).toBe(erased ? 0 : 1);
    const log = { audit_entry: 2, webhook: 2 };
    if (!erased) expect(await rowsOf(SHOP)).toEqual({ ...before, ...log });
    expect((await activity())[0]).toMatchObject({ action: erased ? "shop_erased" : "shop_not_erased" });
  });
});
