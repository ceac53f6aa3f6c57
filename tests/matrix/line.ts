/** What is behind the shop: the composed app with its worker, and TikTok's double. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import { composeApp, type App } from "../../app/composition.server.ts";
import type { Attribution } from "../../app/attribution/attribution.ts";
import { readConfig } from "../../app/platform/config.ts";
import { Secret } from "../../app/platform/secret.ts";
import type { ConsentDecision } from "../../app/privacy/consent-policy.ts";
import type { ReceivedEvent } from "../../sandbox/tiktok/received.ts";
import { startTikTok } from "../../sandbox/tiktok/tiktok.ts";
import { ENCRYPTION_KEY } from "../../sandbox/world.ts";
import { change, newDatabaseUrl, select } from "../platform/temporary-database.ts";
import { API_SECRET, SHOP_DOMAIN } from "../sandbox-storefront/shop.ts";
import { eventually } from "./eventually.ts";

const PIXEL = "CMATRIXPIXEL00000001";
const TOKEN = "a-tiktok-token-for-tests";
/** What the web pixel names the shop by. */
export const INGEST_TOKEN = "an-ingest-token-for-tests";
/** The default is 4; the browser and the app are on one machine here. */
const HINT_WAIT_SECONDS = 1;

/** One request to /collect, and what the app answered. */
export interface Collected {
  /** The browser's user agent, which tells shoppers apart. */
  shopper: string;
  method: string;
  status?: number;
}

/** What became of one order, once it is settled. */
export interface Settled {
  deliveries: { state: string; reason: string | null }[];
  attribution: Attribution;
  consent: ConsentDecision;
  /** Every event for this order that reached TikTok, counted or not. */
  events: ReceivedEvent[];
  /** How many purchases TikTok counts for it. */
  counted: number;
}

export type Line = Awaited<ReturnType<typeof startLine>>;

/** Starts the app with a connected pixel, and TikTok. `hasWebPixel`: whether the app has created its web pixel. */
export async function startLine({ hasWebPixel }: { hasWebPixel: boolean }) {
  const tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }] });
  const app = compose(tiktok.url, await newDatabaseUrl());
  await settle(app, hasWebPixel);
  const collected: Collected[] = [];
  const answer = gate(app, collected);
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  app.worker.start();
  const read = reader(app);

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    collectedFrom: (shopper: string) => collected.filter((one) => one.shopper === shopper),
    hintsOf: read.hints,
    /** Waits until the web pixel has told of this checkout. */
    async heard(checkout: string, event: string): Promise<void> {
      await eventually(async () => {
        expect(await read.hints(checkout)).toContain(event);
      });
    },
    /** Waits until nothing more happens to this order. */
    async settled(orderId: number): Promise<Settled> {
      await eventually(async () => {
        const states = (await read.deliveries(orderId)).map(({ state }) => state);
        expect(states).toEqual([expect.stringMatching(/^(delivered|skipped)$/)]);
      });
      const eventId = `order_${orderId}`;
      const events = tiktok.received.flatMap((request) => request.events);
      const purchases = tiktok.purchases().filter((purchase) => purchase.eventId === eventId);
      return {
        ...(await read.verdicts(orderId)),
        deliveries: await read.deliveries(orderId),
        events: events.filter((event) => event.eventId === eventId),
        counted: purchases.reduce((sum, { counted }) => sum + counted, 0),
      };
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await app.worker.stop();
      // Shopify's session storage looks for its table once, in the background.
      await app.database.prisma.session.count();
      await app.close();
      await tiktok.close();
    },
  };
}

function compose(tiktokUrl: string, databaseUrl: string): App {
  return composeApp(
    readConfig({
      ...{ DATABASE_URL: databaseUrl, LOG_LEVEL: "silent", TIKTOK_API_BASE_URL: tiktokUrl },
      ...{ SHOPIFY_API_KEY: "key", SHOPIFY_API_SECRET: API_SECRET },
      ...{ SHOPIFY_APP_URL: "https://app.example.com", ENCRYPTION_KEY, TRUSTED_PROXIES: "1" },
      // Nothing may leave this machine: the customer journey is asked of nobody.
      SHOPIFY_BASE_URL: "http://127.0.0.1:9",
    }),
  );
}

/** The merchant has connected TikTok. */
async function settle({ connections, database }: App, hasWebPixel: boolean): Promise<void> {
  const token = new Secret(TOKEN);
  await connections.connect({ shop: SHOP_DOMAIN, pixelCode: PIXEL, token, testEventCode: undefined });
  await change(
    database,
    "INSERT INTO shop (domain, installed_at, ingest_token, web_pixel_id) VALUES (@shop, 0, @ingestToken, @webPixel)",
    {
      ...{ shop: SHOP_DOMAIN, ingestToken: INGEST_TOKEN },
      webPixel: hasWebPixel ? "gid://shopify/WebPixel/1" : null,
    },
  );
  await change(database, "INSERT INTO settings (shop, document, updated_at) VALUES (@shop, @document, 0)", {
    shop: SHOP_DOMAIN,
    document: JSON.stringify({ attribution: { hintWaitSeconds: HINT_WAIT_SECONDS } }),
  });
}

/**
 * The proxy in front of the app, which says where a request came from: every shopper sits on this machine, but /collect limits
 * what one address may send. It also notes who asks for /collect, whatever the app makes of it.
 */
function gate(app: App, collected: Collected[]) {
  const shoppers: string[] = [];
  const addressOf = (shopper: string) => {
    if (!shoppers.includes(shopper)) shoppers.push(shopper);
    return `198.51.100.${shoppers.indexOf(shopper) + 1}`;
  };
  return (request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== "/collect") {
      void app.webhooks(request, response);
      return;
    }
    const shopper = request.headers["user-agent"] ?? "";
    const one: Collected = { shopper, method: request.method ?? "" };
    collected.push(one);
    response.on("finish", () => (one.status = response.statusCode));
    request.headers["x-forwarded-for"] = addressOf(shopper);
    void app.hints(request, response);
  };
}

/** What the app has kept. */
function reader({ database }: App) {
  return {
    async hints(checkout: string): Promise<string[]> {
      const text = "SELECT event FROM hint WHERE checkout_token = @checkout ORDER BY id";
      return (await select<{ event: string }>(database, text, { checkout })).map(({ event }) => event);
    },
    deliveries: (orderId: number) =>
      select<Settled["deliveries"][number]>(
        database,
        "SELECT state, reason FROM delivery WHERE order_id = @orderId",
        { orderId: String(orderId) },
      ),
    async verdicts(orderId: number) {
      const [row] = await select<{ attribution: string; consent: string }>(
        database,
        `SELECT attribution, consent FROM "order" WHERE order_id = @orderId`,
        { orderId: String(orderId) },
      );
      if (row === undefined) throw new Error(`there is no order ${orderId}`);
      return {
        attribution: JSON.parse(row.attribution) as Attribution,
        consent: JSON.parse(row.consent) as ConsentDecision,
      };
    },
  };
}
