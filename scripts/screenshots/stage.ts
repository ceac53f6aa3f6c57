/** The real app between doubles of Shopify and TikTok, on a clock that can be put behind: what is looked at has a past. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeApp, type App } from "../../app/composition.server.ts";
import { hashPassword } from "../../app/operator/password.server.ts";
import { MINUTE, type Clock } from "../../app/platform/clock.ts";
import { readConfig } from "../../app/platform/config.ts";
import { migrate } from "../../app/platform/migrations/migrate.server.ts";
import { startServer } from "../../app/server.ts";
import { SCOPES } from "../../app/shops/scopes.ts";
import { appEnvironment } from "../../sandbox/app-process.ts";
import { freePorts } from "../../sandbox/free-ports.ts";
import { Journal } from "../../sandbox/journal.ts";
import { startShopify, type ShopifyDouble } from "../../sandbox/shopify/shopify.ts";
import { startStorefront, type Storefront } from "../../sandbox/storefront/storefront.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import * as world from "../../sandbox/world.ts";

/** Opens the operator's view of the pictures, which exists as long as they are taken. */
export const OPERATOR_PASSWORD = "only-for-the-pictures";

/** Everything that is running. */
export interface Stage {
  url: string;
  app: App;
  shopify: ShopifyDouble;
  storefront: Storefront;
  tiktok: TikTokDouble;
  clock: Clock;
  /** Lets so many milliseconds be over. */
  pass(milliseconds: number): void;
  /** How far the clock is behind this machine's. */
  behind(): number;
  stop(): Promise<void>;
}

type Doubles = Pick<Stage, "shopify" | "storefront" | "tiktok">;

/** Starts it all, so many milliseconds ago. */
export async function startStage(behind: number): Promise<Stage> {
  const past = { behind };
  const clock = () => Date.now() - past.behind;
  const addresses = world.addresses(await freePorts());
  const folder = await mkdtemp(join(tmpdir(), "throughline-screenshots-"));
  const doubles = await startDoubles(addresses, clock);
  const { shopify, storefront, tiktok } = doubles;
  const env: Record<string, string> = {
    ...{ ...appEnvironment(addresses, folder), LOG_LEVEL: "error" },
    OPERATOR_PASSWORD_HASH: await hashPassword(OPERATOR_PASSWORD),
  };
  await migrate(env["DATABASE_URL"] ?? "");
  const app = composeApp(readConfig(env), { clock, random: Math.random, landing: onlyHere(storefront.url) });
  const server = await startServer(app, { worker: true });
  return {
    ...{ ...doubles, app, clock, url: addresses.app },
    behind: () => past.behind,
    pass(milliseconds) {
      past.behind = Math.max(0, past.behind - Math.round(milliseconds));
      app.worker.wake();
      if (milliseconds > MINUTE) app.chores.wake();
    },
    async stop() {
      await server.stop();
      await Promise.all([shopify.close(), storefront.close(), tiktok.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startDoubles(addresses: world.Addresses, now: Clock): Promise<Doubles> {
  const portOf = (address: string) => Number(new URL(address).port);
  const journal = new Journal();
  const storefront = await startStorefront({
    ...{ port: portOf(addresses.storefront), journal, now },
    extensionRoot: new URL("../../extensions/click-capture", import.meta.url).pathname,
    appMetafields: () => shopify.appMetafields(),
    shopify: {
      ...{ shop: world.SHOP, apiSecret: world.API_SECRET },
      ...{ webhookTarget: addresses.app, apiVersion: "2026-10" },
    },
  });
  const shopify = await startShopify({
    ...{ port: portOf(addresses.shopify), now, appUrl: addresses.app, scopes: [...SCOPES] },
    shop: {
      ...{ domain: world.SHOP, handle: world.SHOP_HANDLE, name: world.SHOP_NAME },
      url: addresses.storefront,
    },
    ...{ apiKey: world.API_KEY, apiSecret: world.API_SECRET },
    ...{ orders: storefront.orders.index, webhooks: storefront.webhooks, embed: storefront.embed },
  });
  const tiktok = await startTikTok({
    ...{ port: portOf(addresses.tiktok), now, latencyMs: 40 },
    pixels: [{ code: world.PIXEL_CODE, accessToken: world.TIKTOK_ACCESS_TOKEN }],
    accounts: {
      app: {
        ...{ id: world.TIKTOK_APP_ID, secret: world.TIKTOK_APP_SECRET },
        redirectUri: `${addresses.app}/tiktok/callback`,
      },
      advertisers: world.AD_ACCOUNTS,
    },
  });
  return { shopify, storefront, tiktok };
}

/** Nothing but the storefront is reached. */
const onlyHere = (storefrontUrl: string) => ({
  resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
  isAllowed: () => true,
  ports: new Set([new URL(storefrontUrl).port]),
});

/** Waits until `look` says yes. Throws after a minute. */
export async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + MINUTE;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`${what}: it did not happen within a minute`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
