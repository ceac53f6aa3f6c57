import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { order } from "../orders/examples.ts";
import { NOW, PIXEL, postWebhook, SHOP, startApp, TOKEN, type RunningApp } from "./app-under-test.ts";

const INGEST_TOKEN = "an-ingest-token";
const CHECKOUT = "checkout-1";
let one: RunningApp;
let tiktok: TikTokDouble;
let url: string;
let stop: () => void;

beforeEach(async () => {
  tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }], now: () => NOW });
  one = await startApp(tiktok.url);
  one.connect();
  one.app.database.sqlite
    .prepare(
      "INSERT INTO shop (domain, installed_at, ingest_token, web_pixel_id) VALUES (?, 0, ?, 'gid://shopify/WebPixel/1')",
    )
    .run(SHOP, INGEST_TOKEN);
  const server = createServer((request, response) => void one.app.hints(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/collect`;
  stop = () => server.close();
});
afterEach(async () => {
  stop();
  await tiktok.close();
});

let events = 0;
const hint = (changes: Record<string, unknown> = {}) => ({
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
const post = (body: unknown, init: RequestInit = {}) =>
  fetch(url, {
    method: "POST",
    headers: { "Content-Type": "text/plain" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...init,
  });
const hints = () => one.rows<Record<string, unknown>>("SELECT * FROM hint");
/** An order without cart attributes: Buy it now. */
const bare = (changes: Record<string, unknown> = {}) =>
  order({ note_attributes: [], checkout_token: CHECKOUT, ...changes });
const state = () => one.rows<{ state: string; reason: string | null }>("SELECT state, reason FROM delivery");
const sent = () => tiktok.received.flatMap(({ events: list }) => list.map(({ ttclid }) => ttclid));
const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 5000, interval: 5 });

describe("POST /collect", () => {
  it("keeps a hint, and answers any origin", async () => {
    const response = await post(hint());
    expect(response.status).toBe(202);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(hints()).toMatchObject([
      { shop: SHOP, click_id: "E.C.P.from-the-pixel", order_id: "5001", ttp: "ttp-1" },
    ]);
  });

  it("keeps the same pixel event once", async () => {
    const same = hint();
    expect([(await post(same)).status, (await post(same)).status]).toEqual([202, 202]);
    expect(hints()).toHaveLength(1);
  });

  it("answers a browser that asks first", async () => {
    const response = await post("", { method: "OPTIONS", body: null });
    expect([response.status, response.headers.get("access-control-allow-methods")]).toEqual([204, "POST"]);
  });

  it.each<[string, unknown, number]>([
    ["no JSON", "no json", 400],
    ["another version", hint({ v: 2 }), 400],
    ["no checkout", hint({ checkout: undefined }), 400],
    ["an unknown event", hint({ event: "purchase" }), 400],
    ["a page view that is no click test", hint({ event: "page_viewed" }), 400],
    ["a token nobody has", hint({ token: "guessed" }), 401],
    ["too many bytes", hint({ page: "x".repeat(5000) }), 413],
  ])("refuses %s, and keeps nothing", async (_what, body, status) => {
    expect((await post(body)).status).toBe(status);
    expect(hints()).toEqual([]);
  });

  it("refuses other methods", async () => {
    expect((await fetch(url)).status).toBe(405);
  });

  it("drops what only adds and is wrong, and keeps the rest", async () => {
    await post(
      hint({ ttclid: "__CLICKID__", clicked: "yesterday", ttp: 7, page: "javascript:alert(1)", order: "x" }),
    );
    expect(hints()).toMatchObject([
      { click_id: null, clicked_at: null, ttp: null, page: null, order_id: null, checkout_token: CHECKOUT },
    ]);
  });

  it("keeps a page's path and not its query", async () => {
    await post(hint({ page: "https://northpine.example/shirts?email=ada@example.com" }));
    expect(hints()).toMatchObject([{ page: "https://northpine.example/shirts" }]);
  });

  it("lets one address send only so much", async () => {
    const statuses = await Promise.all(Array.from({ length: 70 }, async () => (await post(hint())).status));
    expect(statuses.filter((status) => status === 202)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  it("forgets a shop that left: its token opens nothing", async () => {
    one.app.database.sqlite.prepare("UPDATE shop SET uninstalled_at = 1").run();
    expect((await post(hint())).status).toBe(401);
  });

  it("never answers 5xx and never makes an order, whatever is posted", async () => {
    const fields = fc.record(
      {
        v: fc.constantFrom(1, 2),
        token: fc.constantFrom(INGEST_TOKEN, "x"),
        event: fc.string(),
        id: fc.anything(),
        checkout: fc.anything(),
        ttclid: fc.anything(),
        order: fc.anything(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fields), async (body) => {
        expect((await post(body)).status).toBeLessThan(500);
      }),
      { numRuns: 50 },
    );
    expect(one.rows('SELECT * FROM "order"')).toEqual([]);
  });
});

describe("a hint and its order", () => {
  it("that came before: the order is sent at once, with the hint's click", async () => {
    await post(hint());
    one.app.worker.start();
    await postWebhook(one.url, "orders/paid", bare());
    await soon(() => {
      expect(sent()).toEqual(["E.C.P.from-the-pixel"]);
    });
    const [row] = one.rows<{ attribution: string }>('SELECT attribution FROM "order"');
    expect(JSON.parse(row?.attribution ?? "")).toMatchObject({
      carrier: "web_pixel",
      ageMs: 3_595_000,
    });
  });

  it("that comes after: the order waits for it, and not a moment longer", async () => {
    one.app.worker.start();
    await postWebhook(one.url, "orders/paid", bare());
    expect(one.rows<{ wait: number }>('SELECT route_at - received_at AS wait FROM "order"')).toEqual([
      { wait: 4000 },
    ]);
    expect(state()).toEqual([]);
    await post(hint());
    await soon(() => {
      expect(sent()).toEqual(["E.C.P.from-the-pixel"]);
    });
  });

  it("that never comes: the wait is short, and ends", async () => {
    one.app.worker.start();
    await postWebhook(
      one.url,
      "orders/paid",
      bare({ billing_address: { country_code: "US" }, shipping_address: null }),
    );
    one.clock.now += 4000;
    one.app.worker.wake();
    await soon(() => {
      expect(sent()).toEqual([undefined]);
    });
  });

  it("that comes too late is kept, and nothing is sent again", async () => {
    one.app.worker.start();
    await postWebhook(one.url, "orders/paid", order({ checkout_token: CHECKOUT }));
    await soon(() => {
      expect(state()).toMatchObject([{ state: "delivered" }]);
    });
    await post(hint());
    one.app.worker.wake();
    expect(hints()).toHaveLength(1);
    expect(sent()).toHaveLength(1);
  });

  it("of another shop adds nothing", async () => {
    one.app.database.sqlite
      .prepare(
        "INSERT INTO shop (domain, installed_at, ingest_token) VALUES ('other.myshopify.com', 0, 'theirs')",
      )
      .run();
    await post(hint({ token: "theirs" }));
    one.app.worker.start();
    await postWebhook(
      one.url,
      "orders/paid",
      bare({ billing_address: { country_code: "US" }, shipping_address: null }),
    );
    one.clock.now += 4000;
    one.app.worker.wake();
    await soon(() => {
      expect(sent()).toEqual([undefined]);
    });
  });

  it("of a cart with its own click does not delay it", async () => {
    await postWebhook(one.url, "orders/paid", order({ checkout_token: CHECKOUT }));
    expect(one.rows<{ wait: number }>('SELECT route_at - received_at AS wait FROM "order"')).toEqual([
      { wait: 0 },
    ]);
  });

  it("is not waited for where the shop has no web pixel", async () => {
    one.app.database.sqlite.prepare("UPDATE shop SET web_pixel_id = NULL").run();
    await postWebhook(one.url, "orders/paid", bare());
    expect(one.rows<{ wait: number }>('SELECT route_at - received_at AS wait FROM "order"')).toEqual([
      { wait: 0 },
    ]);
  });

  it("is waited for as long as the merchant's settings say", async () => {
    one.app.database.sqlite
      .prepare("INSERT INTO settings (shop, document, updated_at) VALUES (?, ?, 0)")
      .run(SHOP, '{"attribution":{"hintWaitSeconds":9}}');
    await postWebhook(one.url, "orders/paid", bare());
    expect(one.rows<{ wait: number }>('SELECT route_at - received_at AS wait FROM "order"')).toEqual([
      { wait: 9000 },
    ]);
  });
});

describe("consent", () => {
  const inBritain = () => bare({ landing_site: "/?ttclid=E.C.P.landing" });

  it("that nobody recorded, where it is needed, keeps the order back and says so", async () => {
    one.app.worker.start();
    await postWebhook(one.url, "orders/paid", inBritain());
    one.clock.now += 4000;
    one.app.worker.wake();
    await soon(() => {
      expect(state()).toEqual([{ state: "skipped", reason: "consent_needed_here" }]);
    });
    expect(tiktok.received).toEqual([]);
  });

  it("that a hint records lets the order go, and the landing page be believed", async () => {
    await post(hint({ ttclid: undefined, clicked: undefined }));
    one.app.worker.start();
    await postWebhook(one.url, "orders/paid", inBritain());
    await soon(() => {
      expect(sent()).toEqual(["E.C.P.landing"]);
    });
  });

  it("that is missing keeps a landing page's click out of the event, also where the order may be sent", async () => {
    one.app.worker.start();
    await postWebhook(
      one.url,
      "orders/paid",
      bare({
        landing_site: "/?ttclid=E.C.P.landing",
        billing_address: { country_code: "US" },
        shipping_address: null,
      }),
    );
    one.clock.now += 4000;
    one.app.worker.wake();
    await soon(() => {
      expect(sent()).toEqual([undefined]);
    });
  });

  it("under the strict policy must be recorded, wherever the buyer is", async () => {
    one.app.database.sqlite
      .prepare("INSERT INTO settings (shop, document, updated_at) VALUES (?, ?, 0)")
      .run(SHOP, '{"consent":{"policy":"strict"}}');
    one.app.worker.start();
    await postWebhook(
      one.url,
      "orders/paid",
      bare({ billing_address: { country_code: "US" }, shipping_address: null }),
    );
    one.clock.now += 4000;
    one.app.worker.wake();
    await soon(() => {
      expect(state()).toEqual([{ state: "skipped", reason: "consent_not_recorded" }]);
    });
  });

  it("was given by whoever has a click id on a line item", async () => {
    one.app.worker.start();
    const line_items = [
      {
        id: 1,
        quantity: 1,
        price: "54.00",
        variant_id: 2,
        properties: [{ name: "_ttclid", value: "E.C.P.line" }],
      },
    ];
    await postWebhook(one.url, "orders/paid", bare({ line_items }));
    await soon(() => {
      expect(sent()).toEqual(["E.C.P.line"]);
    });
  });

  it("does not make a click test a TikTok click", async () => {
    one.app.worker.start();
    const test = [{ name: "ttclid", value: "throughline-test-1" }];
    await postWebhook(one.url, "orders/paid", order({ note_attributes: test }));
    await soon(() => {
      expect(sent()).toEqual([undefined]);
    });
  });
});
