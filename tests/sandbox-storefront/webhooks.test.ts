import { createHmac, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { Journal } from "../../sandbox/journal.ts";
import { overFourHours, overHalfAMinute } from "../../sandbox/orders/retry-pace.ts";
import { defaultPaths } from "../../sandbox/orders/topics.ts";
import { WebhookSender } from "../../sandbox/orders/webhook-sender.ts";
import type { WebhookSenderOptions } from "../../sandbox/orders/webhook-sender.ts";
import { API_SECRET, BEANIE, openShop, SHOP_DOMAIN, startReceiver, Visitor } from "./shop.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(script: (number | "silence")[] = [], options: Partial<WebhookSenderOptions> = {}) {
  const app = await startReceiver(script);
  const journal = new Journal();
  const sender = new WebhookSender({
    shop: SHOP_DOMAIN,
    apiSecret: API_SECRET,
    apiVersion: "2026-10",
    target: app.url,
    journal,
    now: Date.now,
    uuid: randomUUID,
    retryDelay: () => 1,
    ...options,
  });
  closers.push(() => sender.close(), app.close);
  return { app, journal, sender };
}

describe("a webhook", () => {
  test("is signed over exactly the bytes that arrive, with Shopify's headers", async () => {
    const { app, sender } = await start();
    const payload = { id: 5600000000123, note: "Grüße 😀", "a b": [1, null] };
    const { webhookId, eventId } = sender.send("orders/paid", payload);
    await sender.idle();
    const [message] = app.received;
    expect(message?.url).toBe("/webhooks/orders/paid");
    expect(message?.body.toString()).toBe(JSON.stringify(payload));
    const expected = createHmac("sha256", API_SECRET)
      .update(message?.body ?? "")
      .digest("base64");
    expect(message?.headers).toMatchObject({
      "content-type": "application/json",
      "x-shopify-topic": "orders/paid",
      "x-shopify-hmac-sha256": expected,
      "x-shopify-shop-domain": SHOP_DOMAIN,
      "x-shopify-api-version": "2026-10",
      "x-shopify-webhook-id": webhookId,
      "x-shopify-event-id": eventId,
    });
    expect(Date.parse(String(message?.headers["x-shopify-triggered-at"]))).toBeGreaterThan(
      Date.now() - 60_000,
    );
  });

  test("is sent again with the same bytes and headers after every failure, redirects included", async () => {
    const { app, sender } = await start([500, 302, 401, 204]);
    const payload = { id: 1 };
    const delivery = sender.send("orders/create", payload);
    payload.id = 2;
    await sender.idle();
    expect(delivery.state).toBe("delivered");
    expect(delivery.attempts.map(({ result }) => result)).toEqual(
      [500, 302, 401, 204].map((status) => ({ kind: "answered", status })),
    );
    const sent = app.received.map(({ body, headers }) => [body.toString(), headers]);
    expect(new Set(sent.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(app.received[0]?.body.toString()).toBe('{"id":1}');
  });

  test("is given up after eight tries", async () => {
    const { app, sender } = await start(Array.from({ length: 20 }, () => 500));
    const delivery = sender.send("shop/redact", {});
    await sender.idle();
    expect(delivery.state).toBe("abandoned");
    expect(app.received).toHaveLength(8);
  });

  test("fails when the whole answer takes too long", async () => {
    const { sender } = await start(["silence"], { deadlines: { connect: 1_000, total: 40 } });
    const delivery = sender.send("orders/paid", {});
    await sender.idle();
    expect(delivery.attempts.map(({ result }) => result)).toEqual([
      { kind: "failed", reason: "no answer in time" },
      { kind: "answered", status: 200 },
    ]);
  });

  test("fails when nobody listens, and is delivered once somebody does", async () => {
    const { app, sender, journal } = await start();
    const { url } = app;
    await app.close();
    const refused = new WebhookSender({
      shop: SHOP_DOMAIN,
      apiSecret: API_SECRET,
      apiVersion: "2026-10",
      target: url,
      journal,
      now: Date.now,
      uuid: randomUUID,
      retryDelay: () => 1,
    });
    const delivery = refused.send("orders/paid", {});
    await refused.idle();
    expect(delivery.state).toBe("abandoned");
    expect(delivery.attempts[0]?.result).toMatchObject({ kind: "failed" });
    expect(sender.deliveries).toEqual([]);
  });

  test("stops waiting when the sandbox closes", async () => {
    const { sender } = await start([500], { retryDelay: () => 3_600_000 });
    const delivery = sender.send("orders/paid", {});
    await expect.poll(() => delivery.attempts.length).toBe(1);
    await sender.close();
    expect(delivery.state).toBe("stopped");
  });

  test("can be lost or doubled for a test", async () => {
    const { app, sender } = await start();
    sender.mishaps.lose = 1;
    expect(sender.send("orders/paid", { id: 1 }).state).toBe("lost");
    sender.mishaps.duplicate = 1;
    const { webhookId } = sender.send("orders/paid", { id: 2 });
    await sender.idle();
    expect(app.received.map(({ headers }) => headers["x-shopify-webhook-id"])).toEqual([
      webhookId,
      webhookId,
    ]);
  });

  test("leaves a hop for each try and each answer", async () => {
    const { journal, sender } = await start([503]);
    sender.send("orders/paid", { id: 1 });
    await sender.idle();
    expect(journal.hops.map((hop) => hop.summary.replace(/\d+ ms/, "N ms"))).toEqual([
      "Webhook orders/paid sent",
      "The app answered 503 to orders/paid in N ms",
      "Webhook orders/paid sent, try 2 of 8",
      "The app answered 200 to orders/paid in N ms",
    ]);
  });
});

describe("the paths of the topics", () => {
  test("are those the app declares", async () => {
    const toml = await readFile(join(import.meta.dirname, "../../shopify.app.toml"), "utf8");
    const declared = toml.matchAll(/^(?:compliance_)?topics = \["([^"]+)"\]\nuri = "([^"]+)"/gm);
    const paths = Object.fromEntries([...declared].map(([, topic, uri]) => [topic, uri]));
    expect(paths).toEqual(defaultPaths);
  });
});

describe("the pace of retries", () => {
  const waits = (pace: (attempt: number) => number) => [1, 2, 3, 4, 5, 6, 7].map(pace);
  const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);

  test("doubles and fills four hours as Shopify's does", () => {
    expect(sum(waits(overFourHours))).toBeCloseTo(4 * 3_600_000);
    expect(overFourHours(5) / overFourHours(4)).toBe(2);
  });

  test("is about half a minute in the sandbox", () => {
    expect(sum(waits(overHalfAMinute))).toBe(31_750);
  });
});

describe("an order", () => {
  async function buy(payment: string) {
    const opened = await openShop();
    closers.push(opened.close);
    const visitor = new Visitor(opened.shop.url);
    const start = await visitor.get(`/cart/${BEANIE}:1`);
    const buyer = {
      email: "a@example.com",
      last_name: "B",
      address1: "C",
      city: "D",
      zip: "1",
      country: "US",
    };
    await visitor.post(
      start.headers.get("location") ?? "",
      new URLSearchParams({ ...buyer, payment, action: "pay" }),
    );
    await opened.shop.webhooks.idle();
    const topics = () => opened.app.received.map(({ headers }) => headers["x-shopify-topic"]).sort();
    return { ...opened, topics };
  }

  test("that is paid sends orders/create and orders/paid, which share their event", async () => {
    const { app, topics } = await buy("card");
    expect(topics()).toEqual(["orders/create", "orders/paid"]);
    expect(new Set(app.received.map(({ headers }) => headers["x-shopify-event-id"])).size).toBe(1);
    expect(new Set(app.received.map(({ headers }) => headers["x-shopify-webhook-id"])).size).toBe(2);
  });

  test("for cash on delivery sends orders/create now and orders/paid once it is paid", async () => {
    const { shop, app, topics } = await buy("cash_on_delivery");
    expect(topics()).toEqual(["orders/create"]);
    const id = shop.orders.all()[0]?.id ?? 0;
    shop.orders.markPaid(id);
    shop.orders.markPaid(id);
    await shop.webhooks.idle();
    expect(topics()).toEqual(["orders/create", "orders/paid"]);
    const paid = JSON.parse(app.received[1]?.body.toString() ?? "{}") as Record<string, unknown>;
    expect(paid).toMatchObject({ id, financial_status: "paid", total_outstanding: "0.00" });
  });

  test("that does not exist cannot be paid", async () => {
    const { shop } = await buy("card");
    expect(() => shop.orders.markPaid(1)).toThrow("There is no order 1");
  });

  test("has an id no earlier run of the sandbox used", async () => {
    const early = await openShop({ now: () => Date.UTC(2026, 10, 22, 10) });
    const late = await openShop({ now: () => Date.UTC(2026, 10, 22, 11) });
    closers.push(early.close, late.close);
    const place = async ({ shop }: typeof early) => {
      const visitor = new Visitor(shop.url);
      const buyer = {
        email: "a@example.com",
        last_name: "B",
        address1: "C",
        city: "D",
        zip: "1",
        action: "pay",
      };
      for (let count = 0; count < 2; count += 1) {
        const start = await visitor.get(`/cart/${BEANIE}:1`);
        await visitor.post(start.headers.get("location") ?? "", new URLSearchParams(buyer));
      }
      return shop.orders.all().map((order) => order.id);
    };
    const ids = [...(await place(early)), ...(await place(late))];
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(4);
  });
});
