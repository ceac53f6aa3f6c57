/** The real application on a real database between doubles of Shopify and TikTok, and a merchant who asks it for pages. */
import { SCOPES } from "../../app/shops/scopes.ts";
import { execFileSync } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import type { LandingWorld } from "../../app/attribution/landing-page.server.ts";
import { composeApp, type App } from "../../app/composition.server.ts";
import { readConfig } from "../../app/platform/config.ts";
import { startServer } from "../../app/server.ts";
import { freePorts } from "../../sandbox/free-ports.ts";
import { startShopify, type ShopifyDouble } from "../../sandbox/shopify/shopify.ts";
import type { AdAccount, DeveloperApp } from "../../sandbox/tiktok/accounts.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import {
  API_KEY,
  API_SECRET,
  ENCRYPTION_KEY,
  SHOP,
  SHOP_HANDLE,
  TIKTOK_APP_ID,
  TIKTOK_APP_SECRET,
} from "../../sandbox/world.ts";
import { newDatabaseUrl } from "../platform/temporary-database.ts";

export const PIXEL = "CTESTPIXEL0000000001";
export const TOKEN = "a-token-nobody-may-ever-see-4711";
export { SHOP };
/** Where Shopify says that shoppers find the shop. */
export const STOREFRONT = "https://northpine.example";

/** The page data of every route a merchant can open. */
export const ROUTES = {
  frame: "/app?_data=routes%2Fapp",
  home: "/app?index&_data=routes%2Fapp._index",
  connection: "/app/connection?_data=routes%2Fapp.connection",
  settings: "/app/settings?_data=routes%2Fapp.settings",
  preview: "/app/settings/preview?_data=routes%2Fapp.settings_.preview",
  settingsImport: "/app/settings/import?_data=routes%2Fapp.settings_.import",
  settingsHistory: (before: number) =>
    `/app/settings/history?_data=routes%2Fapp.settings_.history&before=${before}`,
  clickTest: (clickId?: string) =>
    `/app/click-test?_data=routes%2Fapp.click-test${clickId === undefined ? "" : `&click=${clickId}`}`,
  activity: "/app/activity?_data=routes%2Fapp.activity",
  activityFile: "/app/activity/file",
  landing: "/app/landing-page?_data=routes%2Fapp.landing-page",
  orderLine: (id: string) => `/app/orders/${id}/line`,
  senders: "/app/senders?_data=routes%2Fapp.senders",
  order: (id: string) => `/app/orders/${id}?_data=routes%2Fapp.orders.%24orderId`,
};

export interface AppWorld {
  app: App;
  url: string;
  shopify: ShopifyDouble;
  tiktok: TikTokDouble;
  /** Asks as App Bridge's fetch does, with a good session token unless told otherwise; null sends none. */
  ask(path: string, token?: string | null): Promise<Response>;
  /** Posts the connection form. */
  submit(fields: Record<string, string>, token?: string | null): Promise<Response>;
  /** Posts a form to a route. */
  post(path: string, fields: Record<string, string>, token?: string | null): Promise<Response>;
  /** Posts a hint as the web pixel would, with the settings it was given; the status of the answer. */
  hint(fields: Record<string, unknown>): Promise<number>;
  /** The address the admin's page gives its frame. */
  document(path: string, token?: string): string;
  /** Sends a webhook of an order with that id: `orders/paid` unless told otherwise. */
  order(id: number, changes?: object, shop?: string, topic?: string): Promise<void>;
  close(): Promise<void>;
}

const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

export interface AppWorldOptions {
  /** How landing pages are reached. */
  landing?: LandingWorld;
  /** What the merchant granted the app. */
  scopes?: string[];
  /** Whether what is done beside the pages is done; a world without it stands still. */
  worker?: boolean;
  /** The ad accounts TikTok's consent page offers; without it, the operator has no app at TikTok. */
  advertisers?: readonly AdAccount[];
  /** What opens the operator's view; none without. */
  operatorPasswordHash?: string;
  /** What opens `/metrics`; nothing is counted without. */
  metricsToken?: string;
}

/** Starts everything; the caller closes it. The pages are built first where they are not. */
export async function startAppWorld({
  landing,
  scopes = [...SCOPES],
  worker = true,
  advertisers,
  operatorPasswordHash = "",
  metricsToken = "",
}: AppWorldOptions = {}): Promise<AppWorld> {
  if (!existsSync("build/server/index.js")) execFileSync("remix", ["vite:build"], { stdio: "ignore" });
  const port = await freePorts();
  const url = `http://localhost:${port}`;
  const shopify = await startShopify({
    port: 0,
    shop: { domain: SHOP, handle: SHOP_HANDLE, name: "Northpine", url: STOREFRONT },
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    appUrl: url,
    scopes,
  });
  const tiktok = await startTikTok({
    ...{ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }] },
    ...(advertisers === undefined ? {} : { accounts: { app: tiktokApp(url), advertisers } }),
  });
  const databaseUrl = await newDatabaseUrl();
  const login = advertisers === undefined ? {} : { TIKTOK_APP_ID, TIKTOK_APP_SECRET };
  const door = { OPERATOR_PASSWORD_HASH: operatorPasswordHash, METRICS_TOKEN: metricsToken };
  const env = { ...environment(port, { databaseUrl, shopify, tiktok }), ...login, ...door };
  const app = composeApp(readConfig(env), {
    ...{ clock: Date.now, random: Math.random },
    ...(landing === undefined ? {} : { landing }),
  });
  const server = await startServer(app, { worker });
  return {
    ...{ app, url, shopify, tiktok },
    ...merchant(url, shopify),
    hint: (fields) => sendHint(shopify, fields),
    order: (id, changes = {}, shop = SHOP, topic = "orders/paid") =>
      sendOrder(`${url}/webhooks/${topic}`, shop, { ...orderBody(id), ...changes }),
    async close() {
      await server.stop();
      await Promise.all([shopify.close(), tiktok.close()]);
    },
  };
}

/** The operator's app at TikTok, as it is registered there. */
function tiktokApp(url: string): DeveloperApp {
  return { id: TIKTOK_APP_ID, secret: TIKTOK_APP_SECRET, redirectUri: `${url}/tiktok/callback` };
}

/** What the app is started with between these doubles. */
export function environment(
  port: number,
  around: Pick<AppWorld, "shopify" | "tiktok"> & { databaseUrl: string },
) {
  return {
    PORT: String(port),
    DATABASE_URL: around.databaseUrl,
    ENCRYPTION_KEY,
    SHOPIFY_API_KEY: API_KEY,
    SHOPIFY_API_SECRET: API_SECRET,
    SHOPIFY_APP_URL: `http://localhost:${port}`,
    SHOPIFY_BASE_URL: around.shopify.url,
    APP_BRIDGE_URL: `${around.shopify.url}/app-bridge.js`,
    TIKTOK_API_BASE_URL: around.tiktok.url,
    LOG_LEVEL: "silent",
  };
}

/** What a merchant asks, with what they are known by. */
export function merchant(
  url: string,
  shopify: ShopifyDouble,
): Pick<AppWorld, "ask" | "submit" | "post" | "document"> {
  const headers = (token: string | null): Record<string, string> => ({
    "user-agent": BROWSER,
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  });
  const post: AppWorld["post"] = (path, fields, token = shopify.sessionToken()) =>
    fetch(url + path, {
      method: "POST",
      headers: headers(token),
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
  return {
    post,
    ask: (path, token = shopify.sessionToken()) =>
      fetch(url + path, { headers: headers(token), redirect: "manual" }),
    submit: (fields, token) => post(ROUTES.connection, fields, token),
    document(path, token = shopify.sessionToken()) {
      const host = Buffer.from(`admin.shopify.com/store/${SHOP_HANDLE}`).toString("base64");
      return `${path}?${new URLSearchParams({ embedded: "1", shop: SHOP, host, id_token: token }).toString()}`;
    },
  };
}

async function sendHint({ state }: ShopifyDouble, fields: Record<string, unknown>): Promise<number> {
  const { endpoint, token } = state.webPixel?.settings ?? {};
  if (typeof endpoint !== "string") throw new Error("the web pixel is not active");
  const body = JSON.stringify({ v: 1, token, id: randomUUID(), ...fields });
  return (await fetch(endpoint, { method: "POST", body })).status;
}

async function sendOrder(url: string, shop: string, order: object): Promise<void> {
  const body = JSON.stringify(order);
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: {
      "x-shopify-topic": url.slice(url.indexOf("orders/")),
      "x-shopify-hmac-sha256": createHmac("sha256", API_SECRET).update(body).digest("base64"),
      "x-shopify-shop-domain": shop,
      "x-shopify-api-version": "2026-10",
      "x-shopify-webhook-id": randomUUID(),
      "x-shopify-event-id": randomUUID(),
    },
  });
  if (response.status !== 200) throw new Error(`the webhook was answered ${response.status}`);
}

function orderBody(id: number) {
  const now = new Date().toISOString();
  return {
    id,
    name: `#${id}`,
    ...{ created_at: now, processed_at: now, updated_at: now, test: false, source_name: "web" },
    ...{ total_price: "54.00", currency: "USD", email: "mia@example.com", customer_locale: "en" },
    line_items: [{ id: 1, variant_id: 44, product_id: 88, title: "Shirt", quantity: 1, price: "54.00" }],
    note_attributes: [
      { name: "ttclid", value: "E.C.P.CtIBHGiSQd2m9PZbLk0xqz7Tn4VfJrYw8uA3EeKc6sOhB1iMgUyRjX" },
      { name: "_tt_consent", value: "granted" },
    ],
  };
}

/** Calls `look` until it gives something, for at most twenty seconds. */
export async function eventually<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error("it did not happen within twenty seconds");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
