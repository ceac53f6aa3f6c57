import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { order } from "../orders/examples.ts";
import {
  NOW,
  PIXEL,
  postWebhook,
  SHOP,
  startApp,
  TOKEN,
  webhookHeaders,
  type RunningApp,
} from "./app-under-test.ts";
import { eventually } from "../platform/eventually.ts";

let one: RunningApp;
let tiktok: TikTokDouble;
beforeEach(async () => {
  tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }], now: () => NOW });
  one = await startApp(tiktok.url);
  await one.connect();
  return () => tiktok.close();
});

interface Told {
  topic: "orders/create" | "orders/paid";
  changes?: Record<string, unknown>;
  eventId?: string;
}

async function tell({ topic, changes = {}, eventId }: Told): Promise<void> {
  const headers = eventId === undefined ? {} : { "X-Shopify-Event-Id": eventId };
  expect((await postWebhook(one.url, topic, order(changes), { headers })).status).toBe(200);
}

const deliveries = () =>
  one.rows<{ state: string; event: string; event_id: string }>("SELECT * FROM delivery");

async function drained(): Promise<void> {
  one.app.worker.start();
  await eventually(async () => {
    const open = await one.rows(
      `SELECT 1 FROM "order" WHERE routed_at IS NULL UNION ALL SELECT 1 FROM delivery WHERE due_at IS NOT NULL`,
    );
    expect(open).toEqual([]);
  });
}

const CREATE: Told = {
  topic: "orders/create",
  changes: { financial_status: "pending", updated_at: "2026-11-22T12:00:01Z" },
};
const PAID: Told = { topic: "orders/paid", changes: { updated_at: "2026-11-22T12:00:03Z" } };

describe("an order", () => {
  it.each<[string, Told[]]>([
    ["created, then paid", [CREATE, PAID]],
    ["paid, then created", [PAID, CREATE]],
    ["only paid", [PAID]],
    ["only created", [CREATE]],
    [
      "each twice with the same event id",
      [CREATE, PAID, CREATE, PAID].map((one) => ({ ...one, eventId: "same" })),
    ],
    ["each three times with other event ids", [CREATE, PAID, CREATE, PAID, CREATE, PAID]],
  ])("that was %s is one Purchase", async (_what, told) => {
    for (const one of told) await tell(one);
    await drained();
    expect(await deliveries()).toHaveLength(1);
    expect(tiktok.purchases()).toMatchObject([{ eventId: "order_5001", value: 54, currency: "GBP" }]);
    expect(tiktok.received).toHaveLength(1);
  });

  it("told of again after it was sent is not sent again, also when it has changed", async () => {
    await tell(CREATE);
    await drained();
    await tell({ ...PAID, changes: { total_price: "99.00", updated_at: "2026-11-23T00:00:00Z" } });
    await drained();
    expect(tiktok.received).toHaveLength(1);
    expect(tiktok.purchases()).toMatchObject([{ value: 54 }]);
  });

  it("follows its newest telling until it is sent, whichever arrives last", async () => {
    const newer: Told = { ...PAID, changes: { total_price: "60.00", updated_at: "2026-11-22T12:00:09Z" } };
    await tell(newer);
    await tell(CREATE);
    await drained();
    expect(tiktok.purchases()).toMatchObject([{ value: 60 }]);
  });

  it("of one shop is not that of another with the same id", async () => {
    await tell(PAID);
    await postWebhook(one.url, "orders/paid", order(), {
      headers: { "X-Shopify-Shop-Domain": "other.myshopify.com" },
    });
    expect(await one.rows(`SELECT shop FROM "order" ORDER BY id`)).toEqual([
      { shop: SHOP },
      { shop: "other.myshopify.com" },
    ]);
  });

  it("keeps an id beyond 2^53 all the way to the event", async () => {
    const body = JSON.stringify(order({ id: 1, admin_graphql_api_id: null })).replace(
      '"id":1,',
      '"id":820982911946154508,',
    );
    await postWebhook(one.url, "orders/paid", body);
    await drained();
    expect(tiktok.purchases()).toMatchObject([{ eventId: "order_820982911946154508" }]);
    expect((await deliveries())[0]?.event).toContain('"order_id":"820982911946154508"');
  });

  it.each<[string, Record<string, unknown>]>([
    ["cancelled", { cancelled_at: "2026-11-22T12:00:00Z" }],
    ["test_order", { test: true }],
    ["consent_refused", { note_attributes: [{ name: "_tt_consent", value: "refused" }] }],
    ["too_old", { processed_at: "2026-10-01T00:00:00Z" }],
    ["in_the_future", { processed_at: "2026-11-23T00:00:00Z" }],
  ])("that is %s is on record as skipped, and nothing is sent", async (reason, changes) => {
    await tell({ topic: "orders/paid", changes });
    await drained();
    expect(await deliveries()).toMatchObject([{ state: "skipped", reason }]);
    expect(tiktok.received).toEqual([]);
  });
});

it("accepts any bytes that are signed as Shopify signs, and answers as if they were nothing special", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
      const body = Buffer.from(bytes);
      expect((await postWebhook(one.url, "orders/paid", body)).status).toBe(200);
      const spoiled = Buffer.from(bytes);
      spoiled[0] = (spoiled[0] ?? 0) ^ 1;
      const { "X-Shopify-Hmac-Sha256": signature } = webhookHeaders("", spoiled);
      const headers = { "X-Shopify-Hmac-Sha256": signature };
      expect((await postWebhook(one.url, "orders/paid", body, { headers })).status).toBe(401);
    }),
    { numRuns: 60 },
  );
});

describe("where the settings ask for paid orders", () => {
  const PAID_ONLY = JSON.stringify({ version: 2, event: { trigger: "paid" } });
  const waiting = async () =>
    (await one.rows<{ waiting_for: string | null }>(`SELECT waiting_for FROM "order"`))[0]?.waiting_for;

  beforeEach(async () => {
    await one.change("INSERT INTO settings (shop, document, updated_at) VALUES (@shop, @document, 0)", {
      ...{ shop: SHOP, document: PAID_ONLY },
    });
  });

  async function untilWaiting(): Promise<void> {
    one.app.worker.start();
    await eventually(async () => {
      expect(await waiting()).toBe("payment");
    });
  }

  it("an order that is not paid waits, and goes when Shopify says that it is", async () => {
    await tell(CREATE);
    await untilWaiting();
    expect(await deliveries()).toEqual([]);
    await tell(PAID);
    await drained();
    expect(await deliveries()).toMatchObject([{ state: "delivered" }]);
    expect(await waiting()).toBeNull();
  });

  it("an order told as paid in the same second goes, too", async () => {
    await tell(CREATE);
    await untilWaiting();
    const { updated_at } = CREATE.changes ?? {};
    await tell({ topic: "orders/paid", changes: { financial_status: "pending", updated_at } });
    await drained();
    expect(await deliveries()).toMatchObject([{ state: "delivered" }]);
  });

  it("an older telling that comes late does not make it wait again", async () => {
    await tell(PAID);
    await tell(CREATE);
    await drained();
    expect(await deliveries()).toMatchObject([{ state: "delivered" }]);
  });
});
