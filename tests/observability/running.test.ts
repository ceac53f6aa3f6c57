/** What the running app says of itself while orders go through it. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { Secret } from "../../app/platform/secret.ts";
import { PIXEL, SHOP, startAppWorld, TOKEN, type AppWorld } from "../admin/app-world.ts";
import { environment } from "../ingest/app-under-test.ts";
import { eventually } from "../platform/eventually.ts";
import { newDatabaseUrl } from "../platform/temporary-database.ts";
import { startProcess } from "./app-process.ts";
import { samplesOf, valueOf } from "./exposition.ts";

const METRICS_TOKEN = "a-token-only-prometheus-knows";
let world: AppWorld;
beforeAll(async () => {
  world = await startAppWorld({ metricsToken: METRICS_TOKEN });
});
afterAll(() => world.close());

const scrape = async () => {
  const answer = await fetch(`${world.url}/metrics`, {
    headers: { authorization: `Bearer ${METRICS_TOKEN}` },
  });
  expect(answer.status).toBe(200);
  return answer.text();
};

it("counts an order from its webhook to TikTok's verdict, names no shop, and shows itself to nobody else", async () => {
  const { app } = world;
  await app.connections.connect({
    ...{ shop: SHOP, pixelCode: PIXEL, token: new Secret(TOKEN), testEventCode: undefined },
  });
  await world.order(7001);
  await fetch(`${world.url}/webhooks/orders/paid`, { method: "POST", body: "{}" });
  await fetch(`${world.url}/collect`, { method: "POST", body: "nonsense" });
  const text = await eventually(async () => {
    const told = await scrape();
    expect(valueOf(samplesOf(told), "throughline_settlements_total", { state: "delivered" })).toBe(1);
    expect(valueOf(samplesOf(told), "throughline_workers")).toBe(1);
    return told;
  });
  const samples = samplesOf(text);
  const value = (name: string, labels: Record<string, string> = {}) =>
    valueOf(samples, `throughline_${name}`, labels);
  expect(value("webhooks_total", { topic: "orders/paid", outcome: "accepted" })).toBe(1);
  expect(value("webhooks_total", { topic: "orders/paid", outcome: "bad_signature" })).toBe(1);
  expect(value("hints_total", { outcome: "malformed" })).toBe(1);
  expect(value("verdicts_total", { outcome: "delivered", code: "0" })).toBe(1);
  expect(value("webhook_ack_seconds_count")).toBe(1);
  expect(value("purchase_age_seconds_count", { lane: "live" })).toBe(1);
  expect(value("database_up")).toBe(1);
  expect(value("deliveries", { state: "pending" })).toBeDefined();
  expect(text).not.toMatch(/northpine|CTESTPIXEL|7001|E\.C\.P/);
  expect((await fetch(`${world.url}/metrics`)).status).toBe(401);
});

it("says on /readyz that it is ready, with a worker", async () => {
  await eventually(async () => {
    const answer = await fetch(`${world.url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      expect.objectContaining({
        status: "ready",
        database: "answers",
        migrations: "current",
        worker: "alive",
      }),
    ]);
  });
});

it("a process that is only a worker says so on a port of its own, and nowhere without one", async () => {
  const env = { ...environment(await newDatabaseUrl(), "http://127.0.0.1:9"), LOG_LEVEL: "info" };
  // Nothing may leave this machine.
  const worker = await startProcess(["worker.ts"], {
    ...env,
    SHOPIFY_BASE_URL: "http://127.0.0.1:9",
    WORKER_PORT: "0",
  });
  try {
    await eventually(async () => {
      const answer = await fetch(`${worker.url}/readyz`);
      expect([answer.status, await answer.json()]).toEqual([
        200,
        expect.objectContaining({ status: "ready" }),
      ]);
    });
    expect((await fetch(`${worker.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${worker.url}/app`)).status).toBe(404);
    expect(await worker.stop()).toBe(0);
  } finally {
    await worker.kill();
  }
});
