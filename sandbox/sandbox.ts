import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startApp, type AppProcess } from "./app-process.ts";
import { startConsole } from "./console/console.ts";
import { Journal } from "./journal.ts";
import { startShopify, type ShopifyDouble } from "./shopify/shopify.ts";
import { startStorefront, type Storefront } from "./storefront/storefront.ts";
import { startTikTok, type TikTokDouble } from "./tiktok/tiktok.ts";
import * as world from "./world.ts";

/** Everything between an ad click and TikTok's answer, on this machine. */
export interface Sandbox {
  addresses: world.Addresses;
  journal: Journal;
  storefront: Storefront;
  shopify: ShopifyDouble;
  tiktok: TikTokDouble;
  app: AppProcess;
  stop(): Promise<void>;
}

const EXTENSION = new URL("../extensions/click-capture", import.meta.url).pathname;
const PIXEL_EXTENSION = new URL("../extensions/conversion-pixel", import.meta.url).pathname;
const API_VERSION = "2026-10";
/** As in shopify.app.toml. */
const SCOPES = [
  ...["read_orders", "read_products", "read_customers"],
  ...["write_pixels", "read_pixels", "read_customer_events"],
];

/** Starts the five servers on consecutive ports from `firstPort`. Rejects when one of them is taken. */
export async function startSandbox(firstPort: number): Promise<Sandbox> {
  const addresses = world.addresses(firstPort);
  const port = (address: keyof world.Addresses) => Number(new URL(addresses[address]).port);
  const journal = new Journal();
  const folder = await mkdtemp(join(tmpdir(), "throughline-sandbox-"));
  const closing: (() => unknown)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const close of closing.toReversed()) await close();
  };

  try {
    const pixels = [{ code: world.PIXEL_CODE, accessToken: world.TIKTOK_ACCESS_TOKEN }];
    const accounts = {
      app: {
        id: world.TIKTOK_APP_ID,
        secret: world.TIKTOK_APP_SECRET,
        redirectUri: `${addresses.app}/tiktok/callback`,
      },
      advertisers: world.AD_ACCOUNTS,
    };
    const tiktok = await startTikTok({ port: port("tiktok"), pixels, journal, accounts });
    closing.push(tiktok.close);
    const storefront = await startStorefront({
      port: port("storefront"),
      shopify: {
        shop: world.SHOP,
        apiSecret: world.API_SECRET,
        webhookTarget: addresses.app,
        apiVersion: API_VERSION,
      },
      journal,
      extensionRoot: EXTENSION,
      appMetafields: () => shopify.appMetafields(),
      webPixel: {
        extensionRoot: PIXEL_EXTENSION,
        settings: () => textSettings(shopify.state.webPixel?.settings),
      },
    });
    closing.push(storefront.close);
    const shopify = await startShopify({
      port: port("shopify"),
      shop: {
        domain: world.SHOP,
        handle: world.SHOP_HANDLE,
        name: world.SHOP_NAME,
        url: addresses.storefront,
      },
      apiKey: world.API_KEY,
      apiSecret: world.API_SECRET,
      appUrl: addresses.app,
      scopes: SCOPES,
      orders: storefront.orders.index,
      webhooks: storefront.webhooks,
      embed: storefront.embed,
    });
    closing.push(shopify.close);
    const app = await startApp(addresses, folder);
    closing.push(app.stop);
    await openAppOnce(addresses.app, shopify);
    const console = await startConsole({
      port: port("console"),
      addresses,
      journal,
      adminUrl: shopify.adminUrl,
    });
    closing.push(console.close);
    return { addresses, journal, storefront, shopify, tiktok, app, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The merchant opens the app for the first time: it exchanges its token, and activates its web pixel. */
async function openAppOnce(appUrl: string, shopify: ShopifyDouble): Promise<void> {
  const query = new URLSearchParams({
    ...{ embedded: "1", shop: world.SHOP, id_token: shopify.sessionToken() },
    host: Buffer.from(`admin.shopify.com/store/${world.SHOP_HANDLE}`).toString("base64"),
  });
  const headers = { "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };
  const response = await fetch(`${appUrl}/app?${query}`, { headers });
  if (!response.ok) throw new Error(`The app did not open in the admin: HTTP ${response.status}`);
  await response.text();
}

/** A web pixel's settings are text fields, as its extension declares them. */
function textSettings(settings: Record<string, unknown> | undefined): Record<string, string> | undefined {
  if (settings === undefined) return undefined;
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
}

/** A click id as TikTok's look: opaque, long, case-sensitive. */
export function freshClickId(): string {
  return `E.C.P.${randomBytes(60).toString("base64url")}`;
}

/** The address an ad sends the shopper to. */
export function adLink(storefrontUrl: string, clickId: string): string {
  const query = new URLSearchParams({
    ttclid: clickId,
    utm_source: "tiktok",
    utm_medium: "paid_social",
    utm_campaign: "autumn",
  });
  return `${storefrontUrl}/?${query}`;
}
