/** The app with a connected pixel, a shop with an active web pixel, `/collect` on a free port, and TikTok's double. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "vitest";
import { startTikTok } from "../../sandbox/tiktok/tiktok.ts";
import { order } from "../orders/examples.ts";
import { NOW, PIXEL, postWebhook, SHOP, startApp, TOKEN } from "./app-under-test.ts";
import { eventually } from "../platform/eventually.ts";

export const INGEST_TOKEN = "an-ingest-token";
export const CHECKOUT = "checkout-1";
let events = 0;

/** A hint as the web pixel posts it. */
export const hint = (changes: Record<string, unknown> = {}) => ({
  ...{ v: 1, token: INGEST_TOKEN, event: "checkout_completed", id: `event-${++events}`, checkout: CHECKOUT },
  ...{
    order: "5001",
    ttclid: "E.C.P.from-the-pixel",
    clicked: Math.floor(NOW / 1000) - 3600,
    ttp: "ttp-1",
    at: 1,
  },
  ...changes,
});

/** An order without cart attributes: Buy it now. */
export const bare = (changes: Record<string, unknown> = {}) =>
  order({ note_attributes: [], checkout_token: CHECKOUT, ...changes });

/** What makes an order one of a buyer in the United States. */
export const AMERICAN = { billing_address: { country_code: "US" }, shipping_address: null };

export type HintWorld = Awaited<ReturnType<typeof startHintWorld>>;

export async function startHintWorld() {
  const tiktok = await startTikTok({
    port: 0,
    pixels: [{ code: PIXEL, accessToken: TOKEN }],
    now: () => NOW,
  });
  const one = await startApp(tiktok.url);
  await one.connect();
  await one.change(
    `INSERT INTO shop (domain, installed_at, ingest_token, web_pixel_id) VALUES (@shop, 0, @token, 'gid://shopify/WebPixel/1')`,
    { shop: SHOP, token: INGEST_TOKEN },
  );
  const server = createServer((request, response) => void one.app.hints(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/collect`;
  return {
    ...{ one, tiktok, url },
    post: (body: unknown, init: RequestInit = {}) =>
      fetch(url, {
        method: "POST",
        headers: { "Content-Type": "text/plain" },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...init,
      }),
    buy: (body: unknown) => postWebhook(one.url, "orders/paid", body),
    hints: () => one.rows<Record<string, unknown>>("SELECT * FROM hint"),
    states: () => one.rows<{ state: string; reason: string | null }>("SELECT state, reason FROM delivery"),
    /** Milliseconds the order waits for a hint. */
    async wait() {
      const [order] = await one.rows<{ wait: number }>('SELECT route_at - received_at AS wait FROM "order"');
      return order?.wait;
    },
    setSettings: (document: unknown) =>
      one.change("INSERT INTO settings (shop, document, updated_at) VALUES (@shop, @document, 0)", {
        shop: SHOP,
        document: JSON.stringify(document),
      }),
    /** Lets time pass until nobody waits for hints any more. */
    outwait() {
      one.clock.now += 4000;
      one.app.worker.wake();
    },
    /** Waits until TikTok has received exactly these click ids. */
    sent: (clickIds: (string | undefined)[]) =>
      eventually(() => {
        expect(tiktok.received.flatMap((request) => request.events.map(({ ttclid }) => ttclid))).toEqual(
          clickIds,
        );
      }),
    settled: (expected: unknown) =>
      eventually(async () => {
        expect(await one.rows("SELECT state, reason FROM delivery")).toMatchObject([expected]);
      }),
    async stop() {
      server.close();
      await tiktok.close();
    },
  };
}
