import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Journal } from "../../sandbox/journal.ts";
import type { WebhookSenderOptions } from "../../sandbox/orders/webhook-sender.ts";
import { startStorefront } from "../../sandbox/storefront/storefront.ts";
import type { StorefrontOptions } from "../../sandbox/storefront/storefront.ts";

/** The app's client secret in these tests. */
export const API_SECRET = "a-secret-of-these-tests";
/** The shop's myshopify domain. */
export const SHOP_DOMAIN = "northpine-sandbox.myshopify.com";
/** A theme app extension with one block per target and a small capturing script. */
export const fixtureExtension = join(import.meta.dirname, "fixture-extension");

// Variant ids are spelt out, so that a change of the catalogue shows in the tests.
/** Fjell Merino Tee in M, 54.00. */
export const TEE_M = 45_210_330_000_001;
/** Ridge Flannel Shirt in S, 78.00. */
export const FLANNEL_S = 45_210_330_000_100;
/** Ridge Flannel Shirt in XL, which is sold out. */
export const FLANNEL_XL_SOLD_OUT = 45_210_330_000_103;
/** Cairn Beanie in its one size, 29.50. */
export const BEANIE = 45_210_330_000_300;

/** One webhook as it arrived. */
export interface Received {
  url: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** An app that answers webhooks with the scripted statuses, then with 200; "silence" never answers. */
export async function startReceiver(script: (number | "silence")[] = []) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ url: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks) });
      const answer = script.shift() ?? 200;
      if (answer !== "silence") response.writeHead(answer, { location: "/elsewhere" }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url, received, close };
}

/** The shop and the app it tells, both on free ports. */
export async function openShop(options: Partial<StorefrontOptions> = {}, pace: Pace = {}) {
  const journal = new Journal();
  const app = await startReceiver();
  const shop = await startStorefront({
    port: 0,
    shopify: {
      shop: SHOP_DOMAIN,
      apiSecret: API_SECRET,
      apiVersion: "2026-10",
      webhookTarget: app.url,
      webhooks: { retryDelay: () => 5, ...pace },
    },
    journal,
    extensionRoot: fixtureExtension,
    ...options,
  });
  const close = async () => {
    await shop.close();
    await app.close();
  };
  return { shop, app, journal, close };
}

type Pace = Pick<WebhookSenderOptions, "retryDelay" | "deadlines">;

/** A visitor who keeps cookies and does not follow redirects. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #origin: string;

  constructor(origin: string) {
    this.#origin = origin;
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#request(path, { headers });
  }

  async post(path: string, body: string | URLSearchParams | FormData, headers: Record<string, string> = {}) {
    return this.#request(path, { method: "POST", body, headers });
  }

  async postJson(path: string, body: unknown): Promise<Response> {
    return this.post(path, JSON.stringify(body), { "content-type": "application/json" });
  }

  /** The cart as cart.js shows it. */
  async cart(): Promise<CartJson> {
    return (await (await this.get("/cart.js")).json()) as CartJson;
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map((pair) => pair.join("=")).join("; ");
    const headers = { ...(init.headers as Record<string, string>), ...(cookie === "" ? {} : { cookie }) };
    const response = await fetch(new URL(path, this.#origin), { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const at = pair.indexOf("=");
    if (attributes.includes("Max-Age=0")) this.cookies.delete(pair.slice(0, at));
    else this.cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** The parts of cart.js the tests read. */
export interface CartJson {
  token: string;
  note: string | null;
  attributes: Record<string, string>;
  item_count: number;
  total_price: number;
  items: {
    key: string;
    variant_id: number;
    quantity: number;
    line_price: number;
    properties: Record<string, string>;
  }[];
}
