/** The rest of the line for one shopper: the composed app with its worker, and TikTok's double. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { vi } from "vitest";
import { composeApp } from "../../app/composition.server.ts";
import { readConfig } from "../../app/platform/config.ts";
import { Secret } from "../../app/platform/secret.ts";
import type { StorefrontOptions } from "../../sandbox/storefront/storefront.ts";
import { startTikTok } from "../../sandbox/tiktok/tiktok.ts";
import { ENCRYPTION_KEY } from "../../sandbox/world.ts";
import { newDatabasePath } from "../platform/temporary-database.ts";
import { API_SECRET, SHOP_DOMAIN } from "../sandbox-storefront/shop.ts";

const PIXEL = "CMATRIXPIXEL00000001";
const TOKEN = "a-tiktok-token-for-tests";
const INGEST_TOKEN = "an-ingest-token-for-tests";
/** The default is 4; the browser and the app are on one machine here. */
const HINT_WAIT_SECONDS = 1;

export type Line = Awaited<ReturnType<typeof startLine>>;

/** Starts the app with a connected pixel and an active web pixel, and TikTok. */
export async function startLine() {
  const tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }] });
  const app = composeApp(
    readConfig({
      ...{ DATABASE_URL: `file:${newDatabasePath()}`, LOG_LEVEL: "silent", TIKTOK_API_BASE_URL: tiktok.url },
      ...{
        SHOPIFY_API_KEY: "key",
        SHOPIFY_API_SECRET: API_SECRET,
        SHOPIFY_APP_URL: "https://app.example.com",
      },
      // Nothing may leave this machine: the customer journey is asked of nobody.
      ...{ ENCRYPTION_KEY, SHOPIFY_BASE_URL: "http://127.0.0.1:9" },
    }),
  );
  const { sqlite, prisma } = app.database;
  app.connections.connect({
    shop: SHOP_DOMAIN,
    pixelCode: PIXEL,
    token: new Secret(TOKEN),
    testEventCode: undefined,
  });
  sqlite
    .prepare(
      "INSERT INTO shop (domain, installed_at, ingest_token, web_pixel_id) VALUES (?, 0, ?, 'gid://shopify/WebPixel/1')",
    )
    .run(SHOP_DOMAIN, INGEST_TOKEN);
  sqlite
    .prepare("INSERT INTO settings (shop, document, updated_at) VALUES (?, ?, 0)")
    .run(SHOP_DOMAIN, JSON.stringify({ attribution: { hintWaitSeconds: HINT_WAIT_SECONDS } }));
  const server = createServer((request, response) => {
    void (request.url === "/collect" ? app.hints : app.webhooks)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  app.worker.start();

  return {
    /** What the shop needs to be on this line. */
    shop: {
      shopify: { shop: SHOP_DOMAIN, apiSecret: API_SECRET, apiVersion: "2026-10", webhookTarget: url },
      webPixel: {
        extensionRoot: join(import.meta.dirname, "../../extensions/conversion-pixel"),
        settings: () => ({ endpoint: `${url}/collect`, token: INGEST_TOKEN }),
      },
    } satisfies Partial<StorefrontOptions>,
    url,
    /** The click id TikTok accepted for this order, and what carried it; waits until the order is settled. */
    accepted: (orderId: number) =>
      vi.waitFor(
        () => {
          const row = sqlite
            .prepare(
              `SELECT state, attribution FROM delivery d JOIN "order" o ON o.id = d.order_ref WHERE d.order_id = ?`,
            )
            .get(String(orderId)) as { state: string; attribution: string } | undefined;
          if (row?.state !== "delivered") throw new Error(`the order is ${row?.state ?? "not routed"}`);
          const events = tiktok.received.flatMap((request) => request.events);
          const mine = events.filter(({ eventId }) => eventId === `order_${orderId}`);
          const { carrier } = JSON.parse(row.attribution) as { carrier?: string };
          return { clickIds: mine.map(({ ttclid }) => ttclid), carrier };
        },
        { timeout: 15_000, interval: 20 },
      ),
    counted: () => tiktok.purchases().map(({ counted }) => counted),
    async close() {
      server.close();
      server.closeAllConnections();
      await app.worker.stop();
      await prisma.session.count();
      await app.close();
      await tiktok.close();
    },
  };
}
