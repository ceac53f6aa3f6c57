/** The composed app behind a real HTTP server, and Shopify's side of a webhook. */
import { createHmac, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import { composeApp, type App, type World } from "../../app/composition.server.ts";
import { readConfig } from "../../app/platform/config.ts";
import { Secret } from "../../app/platform/secret.ts";
import type { Params } from "../../app/platform/ledger.ts";
import { change, newDatabaseUrl, select } from "../platform/temporary-database.ts";

export const SHOP = "northpine.myshopify.com";
export const API_SECRET = "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";
export const ENCRYPTION_KEY = Buffer.alloc(32, 5).toString("base64");
export const PIXEL = "CINGESTPIXEL00000001";
export const TOKEN = "a-tiktok-token-for-tests";
export const NOW = Date.UTC(2026, 10, 22, 12, 0, 5);

export interface RunningApp {
  app: App;
  url: string;
  databaseUrl: string;
  clock: { now: number };
  /** Connects the tests' pixel. */
  connect(token?: string): Promise<void>;
  rows<T>(sql: string, params?: Params): Promise<T[]>;
  /** Changes rows behind the app's back; resolves to how many. */
  change(sql: string, params?: Params): Promise<number>;
  close(): Promise<void>;
}

const running: RunningApp[] = [];
afterEach(() => Promise.all(running.splice(0).map((one) => one.close())));

/** Environment of the app under test; also for a child process. */
export function environment(databaseUrl: string, tiktokUrl: string): Record<string, string> {
  return {
    ...{
      PORT: "0",
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: "silent",
      TIKTOK_API_BASE_URL: tiktokUrl,
    },
    ...{
      SHOPIFY_API_KEY: "key",
      SHOPIFY_API_SECRET: API_SECRET,
      SHOPIFY_APP_URL: "https://app.example.com",
      ENCRYPTION_KEY,
    },
  };
}

/** Starts the app with the webhook endpoint on a free port; the worker is not started. It is closed after the test. */
export async function startApp(
  tiktokUrl = "http://127.0.0.1:9",
  world: Partial<World> = {},
  databaseUrl?: string,
): Promise<RunningApp> {
  databaseUrl ??= await newDatabaseUrl();
  const clock = { now: NOW };
  const app = composeApp(readConfig(environment(databaseUrl, tiktokUrl)), {
    ...{ clock: () => clock.now, random: () => 0.5 },
    ...world,
  });
  const server = createServer((request, response) => void app.webhooks(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const one: RunningApp = {
    ...{ app, databaseUrl, clock, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    async connect(token = TOKEN) {
      const pixel = { shop: SHOP, pixelCode: PIXEL, token: new Secret(token), testEventCode: undefined };
      await app.connections.connect(pixel);
    },
    rows: (sql, params) => select(app.database, sql, params),
    change: (sql, params) => change(app.database, sql, params),
    async close() {
      server.close();
      server.closeAllConnections();
      await app.worker.stop();
      await app.close();
    },
  };
  running.push(one);
  return one;
}

export interface WebhookOptions {
  /** Replaces headers; `undefined` leaves one out. */
  headers?: Record<string, string | undefined>;
  path?: string;
  method?: string;
}

/** Shopify's headers for these bytes. */
export function webhookHeaders(topic: string, body: Buffer, secret = API_SECRET): Record<string, string> {
  return {
    "Content-Type": "application/json",
    "X-Shopify-Topic": topic,
    "X-Shopify-Hmac-Sha256": createHmac("sha256", secret).update(body).digest("base64"),
    "X-Shopify-Shop-Domain": SHOP,
    "X-Shopify-API-Version": "2026-10",
    "X-Shopify-Webhook-Id": randomUUID(),
    "X-Shopify-Event-Id": randomUUID(),
    "X-Shopify-Triggered-At": new Date(NOW).toISOString(),
  };
}

/** Posts a webhook as Shopify does. A body that is no string or bytes is sent as JSON. */
export function postWebhook(
  url: string,
  topic: string,
  body: unknown,
  options: WebhookOptions = {},
): Promise<Response> {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  const all = { ...webhookHeaders(topic, bytes), ...options.headers };
  const headers = Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const method = options.method ?? "POST";
  const content = method === "GET" ? {} : { body: new Uint8Array(bytes) };
  return fetch(url + (options.path ?? `/webhooks/${topic}`), { method, headers, ...content });
}
