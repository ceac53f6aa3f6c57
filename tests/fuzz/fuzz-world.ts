/** The whole application between doubles, for fuzzes that ask it by HTTP. It stands still: nothing in it moves but for a request. */
import { Session } from "@shopify/shopify-api";
import Database from "better-sqlite3";
import { composeApp, type App } from "../../app/composition.server.ts";
import { composeLimits } from "../../app/composition/limits.server.ts";
import { readConfig } from "../../app/platform/config.ts";
import { Secret } from "../../app/platform/secret.ts";
import { startServer } from "../../app/server.ts";
import { SCOPES } from "../../app/shops/scopes.ts";
import { freePorts } from "../../sandbox/free-ports.ts";
import { startShopify } from "../../sandbox/shopify/shopify.ts";
import { startTikTok } from "../../sandbox/tiktok/tiktok.ts";
import {
  API_KEY,
  API_SECRET,
  ENCRYPTION_KEY,
  PIXEL_CODE,
  SHOP,
  SHOP_HANDLE,
  TIKTOK_ACCESS_TOKEN,
  TIKTOK_APP_ID,
  TIKTOK_APP_SECRET,
} from "../../sandbox/world.ts";

/** A shop that has a session as well, and is nobody's who asks. */
export const OTHER_SHOP = "somebody-else.myshopify.com";

/** What a fuzz asks, and what it looks at afterwards. */
export interface FuzzWorld {
  app: App;
  url: string;
  /** A good session token of the shop's merchant. */
  token(): string;
  /** Changes with every transaction that anybody commits. */
  commits(): number;
  close(): Promise<void>;
}

/** Starts it on a migrated SQLite file. The pages must have been built. */
export async function startFuzzWorld(databasePath: string): Promise<FuzzWorld> {
  const port = await freePorts();
  const url = `http://localhost:${port}`;
  const shop = { domain: SHOP, handle: SHOP_HANDLE, name: "Northpine", url: "https://northpine.example" };
  const credentials = { apiKey: API_KEY, apiSecret: API_SECRET };
  const shopify = await startShopify({ port: 0, shop, ...credentials, appUrl: url, scopes: [...SCOPES] });
  const tiktok = await startTikTok({
    port: 0,
    pixels: [{ code: PIXEL_CODE, accessToken: TIKTOK_ACCESS_TOKEN }],
  });
  const config = readConfig({
    ...{ PORT: String(port), DATABASE_URL: `file:${databasePath}`, ENCRYPTION_KEY, LOG_LEVEL: "silent" },
    ...{ SHOPIFY_API_KEY: API_KEY, SHOPIFY_API_SECRET: API_SECRET, SHOPIFY_APP_URL: url },
    ...{ SHOPIFY_BASE_URL: shopify.url, APP_BRIDGE_URL: `${shopify.url}/app-bridge.js` },
    ...{ TIKTOK_API_BASE_URL: tiktok.url, TIKTOK_APP_ID, TIKTOK_APP_SECRET },
  });
  const app = composeApp(config, { clock: Date.now, random: Math.random, landing: NOWHERE, alerts: NOWHERE });
  const server = await startServer(app, { worker: false });
  await populate(app);
  const database = new Database(databasePath, { readonly: true });
  return {
    ...{ app, url, token: () => shopify.sessionToken() },
    commits: () => database.pragma("data_version", { simple: true }) as number,
    async close() {
      database.close();
      await server.stop();
      await Promise.all([shopify.close(), tiktok.close()]);
    },
  };
}

/** Shopify's library turns away what looks like a robot before it looks at anything else. */
export const BROWSER = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
};

/** No stranger's page is reached. */
const NOWHERE = { resolve: () => Promise.resolve([]), isAllowed: () => false, ports: new Set<string>() };

async function populate(app: App): Promise<void> {
  await app.connections.connect({
    ...{ shop: SHOP, pixelCode: PIXEL_CODE, token: new Secret(TIKTOK_ACCESS_TOKEN) },
    testEventCode: undefined,
  });
  await app.shopify.sessionStorage.storeSession(
    new Session({
      ...{ id: `offline_${OTHER_SHOP}`, shop: OTHER_SHOP, state: "", isOnline: false },
      ...{ scope: SCOPES.join(","), accessToken: "shpat_00000000000000000000000000000000" },
      expires: new Date(Date.now() + 3_600_000),
    }),
  );
}

/** Begins all limits anew: a fuzz asks more often than anybody may. */
export function forgetLimits({ app }: FuzzWorld): void {
  Object.assign(app.limits, composeLimits());
}
