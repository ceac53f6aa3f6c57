import { hash } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { z } from "zod";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { readOrder } from "../../app/orders/order.ts";
import { createEventsApi, type SendEvents } from "../../app/tiktok/events-api.server.ts";
import { openTransport, type Transport } from "../../app/tiktok/transport.server.ts";
import type { TikTokEvent } from "../../app/tiktok/event.ts";
import { mapOrder } from "../../app/tiktok/mapping.ts";
import { hasMatchKey } from "../../app/tiktok/purchase.ts";
import { reduceOrder, type ReducedOrder } from "../../app/tiktok/reduced-order.ts";
import { testEvent } from "../../app/tiktok/test-event.ts";
import { settingsSchema } from "../../app/shops/settings.ts";
import { Secret } from "../../app/platform/secret.ts";
import { ADA, attributes, CLICK_ID, line, order, PLACED_AT, shopifysExample } from "../orders/examples.ts";

const PIXEL = {
  code: "CPURCHASETEST0000001",
  token: new Secret("a-token-for-tests"),
  testEventCode: undefined,
};

/** As stored: an order goes through JSON between the webhook and the event. */
function reduced(json: unknown): ReducedOrder {
  const result = readOrder(JSON.stringify(json));
  if (!result.ok) throw new Error(result.refusal);
  return JSON.parse(JSON.stringify(reduceOrder(result.order, "GB"))) as ReducedOrder;
}

const eventOf = (json: unknown, settings: z.input<typeof settingsSchema> = {}) =>
  mapOrder(reduced(json), settingsSchema.parse(settings), {
    ...{
      receivedAt: PLACED_AT,
      now: PLACED_AT,
      shopCountry: "GB",
      toldPaid: false,
      hints: [],
      journey: undefined,
    },
  }).event;

describe("the Purchase of an order", () => {
  it("is exactly this", () => {
    const sha = (text: string) => hash("sha256", text);
    expect(eventOf(order())).toEqual({
      ...{ event: "Purchase", event_time: PLACED_AT / 1000, event_id: "order_5001" },
      user: {
        ...{ email: sha("ada.lovelace@example.com"), phone: sha("+442079460018"), external_id: sha("7001") },
        ...{ first_name: sha("adaline"), last_name: sha("lovelacesson"), zip_code: sha("sw1y4lb") },
        ...{ city: "london", state: "eng", country: "gb", locale: "en-GB", ip: "24.48.0.1" },
        ...{ user_agent: "Mozilla/5.0 (X11; Linux x86_64)", ttclid: CLICK_ID, ttp: "2abcDEF" },
      },
      properties: {
        ...{ value: 54, currency: "GBP", content_type: "product", num_items: 2, order_id: "5001" },
        contents: [
          {
            content_id: "41",
            content_type: "product",
            content_name: "Shirt",
            brand: "Northpine",
            price: 27,
            quantity: 2,
          },
        ],
      },
      page: {
        url: "https://northpine.example/products/shirt",
        referrer: "https://www.tiktok.com/@northpine",
      },
    } satisfies TikTokEvent);
  });

  it("has the same id whichever webhook told of the order, however often, paid or not", () => {
    const told = [
      order(),
      order({ financial_status: "pending", updated_at: "2026-11-23T00:00:00Z" }),
      order({ total_price: "1.00" }),
    ];
    expect(new Set(told.map((one) => eventOf(one).event_id))).toEqual(new Set(["order_5001"]));
  });

  it("carries ids as text, also beyond 2^53", () => {
    const event = eventOf(
      order({
        admin_graphql_api_id: "gid://shopify/Order/820982911946154508",
        line_items: [line({ variant_id: "808950810123456789" })],
      }),
    );
    expect(event.event_id).toBe("order_820982911946154508");
    expect(event.properties?.order_id).toBe("820982911946154508");
    expect(event.properties?.contents[0]?.content_id).toBe("808950810123456789");
  });

  it("happened when it was placed, or else when it was told, in seconds", () => {
    expect(eventOf(order({ processed_at: null, created_at: null })).event_time).toBe(PLACED_AT / 1000);
    expect(eventOf(order({ processed_at: "2026-11-22T12:00:00.999Z" })).event_time).toBe(PLACED_AT / 1000);
  });

  it("shows no key to the order: neither the status page nor a query", () => {
    const event = eventOf(order({ note_attributes: [], referring_site: "https://x.example/?token=secret" }));
    expect(event.page).toEqual({ url: "https://northpine.example/", referrer: "https://x.example/" });
    expect(JSON.stringify(event)).not.toContain("secret");
  });

  it("has no page when none is known", () => {
    expect(eventOf(order({ note_attributes: [], order_status_url: null })).page).toBeUndefined();
  });

  it.each(["x".repeat(1025), "a\nb", "__CLICKID__"])("goes without a click id that is none", (ttclid) => {
    const { user } = eventOf(order({ note_attributes: attributes({ ttclid }) }));
    expect(user.ttclid).toBeUndefined();
    expect(user.email).toBeDefined();
  });
});

describe("the reduced order", () => {
  it("holds none of the buyer's raw words", () => {
    const stored = JSON.stringify(reduced(order())).toLowerCase();
    for (const word of [...Object.values(ADA), "+442079460018", "7001"])
      expect(stored).not.toContain(word.toLowerCase());
  });
});

const COOKIE = Object.entries({ _ttp: "x", _tt_consent: "granted" }).map(([name, value]) => ({
  name,
  value,
}));

describe("what TikTok can match on", () => {
  const bare = {
    note_attributes: [],
    email: null,
    phone: null,
    customer: null,
    billing_address: null,
    shipping_address: null,
    browser_ip: null,
    client_details: null,
  };

  it.each<[string, Record<string, unknown>, boolean]>([
    ["nothing", {}, false],
    ["a country and a locale", { billing_address: { country_code: "GB" } }, false],
    ["an address without a user agent", { browser_ip: "8.8.8.8" }, false],
    ["an address with a user agent", { browser_ip: "8.8.8.8", client_details: { user_agent: "x" } }, true],
    ["a click id", { note_attributes: attributes() }, true],
    ["a cookie, with consent", { note_attributes: COOKIE }, true],
    ["an e-mail", { email: "a@b.example" }, true],
    ["a customer", { customer: { id: 1 } }, true],
  ])("%s: %#", (_what, changes, expected) => {
    expect(hasMatchKey(eventOf(order({ ...bare, ...changes })))).toBe(expected);
  });
});

describe("TikTok's double", () => {
  let tiktok: TikTokDouble;
  let transport: Transport;
  let send: SendEvents;
  let now = PLACED_AT;
  beforeAll(async () => {
    tiktok = await startTikTok({
      port: 0,
      pixels: [{ code: PIXEL.code, accessToken: PIXEL.token.reveal() }],
      now: () => now,
    });
    transport = openTransport({ baseUrl: tiktok.url, deadlineMs: 5000, connections: 2 });
    send = createEventsApi(transport.post);
  });
  afterAll(async () => {
    await transport.close();
    await tiktok.close();
  });

  it.each(["orders/create", "orders/paid"])("accepts Shopify's example of %s", async (topic) => {
    const changes = {
      processed_at: null,
      created_at: new Date(PLACED_AT).toISOString(),
      note_attributes: attributes(),
    };
    const event = eventOf({ ...shopifysExample(topic), ...changes });
    expect(await send(PIXEL, [JSON.stringify(event)])).toMatchObject({
      outcome: { kind: "delivered" },
      answer: { code: 0 },
    });
    expect(event.properties?.contents.length).toBeGreaterThan(1);
  });

  it("accepts the test event", async () => {
    const event = testEvent(PLACED_AT, "1", "EUR", "https://northpine.myshopify.com/");
    const result = await send({ ...PIXEL, testEventCode: "TEST123" }, [JSON.stringify(event)]);
    expect(result.outcome.kind).toBe("delivered");
    expect(tiktok.purchases().some(({ eventId }) => eventId === event.event_id)).toBe(false);
  });

  it("accepts whatever can be made of an order with a total", async () => {
    now = PLACED_AT;
    const events = fc.sample(anyOrder, 400).map((json) => JSON.stringify(eventOf(json)));
    for (let at = 0; at < events.length; at += 50) {
      const { answer } = await send(PIXEL, events.slice(at, at + 50));
      expect(answer).toMatchObject({ code: 0 });
    }
  });

  it("would not accept an event with anything wrong: the check can fail", async () => {
    const { answer } = await send(PIXEL, [JSON.stringify({ ...eventOf(order()), event_id: 5001 })]);
    expect(answer.code).toBe(40002);
  });
});

const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constant(null),
  fc.integer(),
  fc.constant(" "),
);
const money = fc.nat({ max: 10_000_000 }).map((cents) => (cents / 100).toFixed(2));
const anyLine = fc.record({
  ...{ product_id: fc.nat(), variant_id: fc.option(fc.nat()), sku: words, title: words, vendor: words },
  ...{ quantity: fc.oneof(fc.integer({ min: 1, max: 99 }), words), price: money },
  discount_allocations: fc.array(fc.record({ amount: fc.oneof(money, words) }), { maxLength: 3 }),
});
const address = fc.option(
  fc.record({
    ...{ first_name: words, last_name: words, city: words, zip: words, province_code: words, phone: words },
    country_code: fc.constantFrom("US", "GB", "DE", "JP", null, "Germany"),
  }),
);
const anyOrder = fc.record({
  ...{ id: fc.bigInt({ min: 1n, max: 10n ** 18n }).map(String), name: words, email: words, phone: words },
  ...{
    created_at: fc.constant("2026-11-22T12:00:00Z"),
    processed_at: fc.constantFrom(null, "junk", "2026-11-20T00:00:00+09:00"),
  },
  ...{ total_price: money, currency: fc.constantFrom("USD", "JPY", "KWD", "EUR") },
  ...{
    customer_locale: words,
    browser_ip: fc.oneof(fc.ipV4(), fc.ipV6(), words),
    client_details: fc.record({ user_agent: words }),
  },
  ...{ referring_site: fc.oneof(fc.webUrl(), words), order_status_url: fc.oneof(fc.webUrl(), words) },
  ...{ billing_address: address, shipping_address: address, line_items: fc.array(anyLine, { maxLength: 5 }) },
  customer: fc.option(fc.record({ id: fc.nat(), email: words })),
  note_attributes: fc.array(
    fc.record({
      name: fc.constantFrom("ttclid", "_ttp", "_tt_page", "_tt_utm", "_tt_consent", "_tt_time", "gift"),
      value: fc.oneof(words, fc.webUrl()),
    }),
  ),
});
