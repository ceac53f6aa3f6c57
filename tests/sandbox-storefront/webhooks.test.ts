import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test } from "vitest";
import { Journal } from "../../sandbox/journal.ts";
import { post } from "../../sandbox/orders/post.ts";
import { overFourHours, overHalfAMinute } from "../../sandbox/orders/retry-pace.ts";
import { defaultPaths } from "../../sandbox/orders/topics.ts";
import { WebhookSender } from "../../sandbox/orders/webhook-sender.ts";
import type { WebhookSenderOptions } from "../../sandbox/orders/webhook-sender.ts";
import { API_SECRET, SHOP_DOMAIN, startReceiver } from "./shop.ts";

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

/** A port whose queue of waiting connections is full: its thread sleeps, so nobody takes them. */
async function startDeafServer() {
  const source = `
    const { createServer } = require("node:net");
    const { parentPort } = require("node:worker_threads");
    const server = createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    });`;
  const worker = new Worker(source, { eval: true });
  const [port] = (await once(worker, "message")) as [number];
  const waiting = Array.from({ length: 6 }, () => connect(port, "127.0.0.1").on("error", () => undefined));
  await once(waiting[0] as Socket, "connect");
  const close = async () => {
    for (const socket of waiting) socket.destroy();
    await worker.terminate();
  };
  return { url: `http://127.0.0.1:${port}`, close };
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

  test("fails when no connection comes about in time", async () => {
    const { url, close } = await startDeafServer();
    const result = await post({ url, headers: {}, body: Buffer.from("{}") }, { connect: 40, total: 5_000 });
    await close();
    expect(result).toEqual({ kind: "failed", reason: "no connection in time" });
  });

  test("fails when nobody listens", async () => {
    const { app, sender } = await start();
    await app.close();
    const delivery = sender.send("orders/paid", {});
    await sender.idle();
    expect(delivery.state).toBe("abandoned");
    expect(delivery.attempts[0]?.result).toMatchObject({ kind: "failed" });
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
    const paths = Object.fromEntries([...declared].map((match) => [match[1] ?? "", match[2]]));
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
