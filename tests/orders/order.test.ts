import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOrder, type Order } from "../../app/orders/order.ts";
import { order, PLACED_AT, shopifysExample } from "./examples.ts";

function read(json: unknown): Order {
  const result = readOrder(typeof json === "string" ? json : JSON.stringify(json));
  if (!result.ok) throw new Error(result.refusal);
  return result.order;
}

const nulled = (json: Record<string, unknown>) =>
  Object.fromEntries(Object.keys(json).map((key) => [key, null]));

describe("an order", () => {
  it("is read whole", () => {
    expect(read(order())).toMatchObject({
      ...{ id: "5001", name: "#1001", placedAt: PLACED_AT, updatedAt: PLACED_AT + 1000 },
      ...{
        test: false,
        cancelled: false,
        source: "web",
        financialStatus: "paid",
        values: { shop: { currency: "GBP", total: 54 } },
      },
      ...{ referrer: "https://www.tiktok.com/@northpine?lang=en", shopOrigin: "https://northpine.example" },
      ...{ locale: "en-GB", clientIp: "24.48.0.1", userAgent: "Mozilla/5.0 (X11; Linux x86_64)" },
    });
  });

  it("keeps an id beyond 2^53 from whichever place has it", () => {
    const big = "820982911946154508";
    expect(read(`{"id": ${big}}`).id).toBe(big);
    expect(read(`{"id": 1, "admin_graphql_api_id": "gid://shopify/Order/${big}"}`).id).toBe(big);
    expect(read(`{"id": "${big}"}`).id).toBe(big);
  });

  it.each(["orders/create", "orders/paid"])("is read from Shopify's example of %s", (topic) => {
    expect(read(shopifysExample(topic))).toMatchObject({
      ...{ id: "820982911946154508", test: true, cancelled: true },
      values: { shop: { currency: "USD", total: 404.95, subtotal: 404.95 } },
      ...{ tags: ["tag1", "tag2"], gateways: ["visa", "bogus"] },
      placedAt: Date.UTC(2022, 0, 1),
      ...{ locale: "en", clientIp: undefined, userAgent: undefined },
      buyer: {
        customerId: "115310627314723954",
        emails: ["jon@example.com", "jon@example.com", "john@example.com"],
        country: "US",
        state: "KY",
      },
    });
  });

  it("is as empty as Shopify left it when everything but the id is null", () => {
    const bare = read({ ...nulled(shopifysExample("orders/paid")), id: 1 });
    const { id, name, attributes, lineProperties, lines, values, buyer, test, cancelled, ...more } = bare;
    const { tags, customerTags, gateways, ...rest } = more;
    expect({ values, words: [...tags, ...customerTags, ...gateways] }).toEqual({ values: {}, words: [] });
    expect({ id, name, test, cancelled, lines }).toEqual({
      id: "1",
      name: "#1",
      test: false,
      cancelled: false,
      lines: [],
    });
    expect(attributes.size + lineProperties.size).toBe(0);
    expect(Object.values<unknown>(rest).every((value) => value === undefined)).toBe(true);
    const { emails, phones, ...person } = buyer;
    expect([...emails, ...phones]).toEqual([]);
    expect(Object.values<unknown>(person).every((value) => value === undefined)).toBe(true);
  });

  it("does not mind fields it has never heard of", () => {
    expect(read({ ...order(), unheard_of: { deep: [1] } })).toEqual(read(order()));
  });

  it.each([
    ["not_json", "<html>"],
    ["not_json", ""],
    ["not_an_object", "[]"],
    ["not_an_object", "null"],
    ["not_an_object", '"order"'],
    ["no_order_id", "{}"],
    ["no_order_id", '{"id": null}'],
    ["no_order_id", '{"id": "#1001"}'],
  ])("is refused as %s: %s", (refusal, body) => {
    expect(readOrder(body)).toEqual({ ok: false, refusal });
  });

  it("never throws, whatever JSON comes", () => {
    const keys = fc.constantFrom(...Object.keys(order()), "total_price_set", "contact_email");
    const anything = fc.jsonValue();
    fc.assert(
      fc.property(fc.dictionary(keys, anything), anything, (fields, other) => {
        expect(readOrder(JSON.stringify({ ...fields, id: 1 })).ok).toBe(true);
        readOrder(JSON.stringify(other));
      }),
      { numRuns: 300 },
    );
  });

  it("never holds an empty string: absent is absent", () => {
    const blank = Object.fromEntries(Object.keys(order()).map((key) => [key, " "]));
    expect(JSON.stringify(read({ ...blank, id: 1 }))).not.toContain('""');
  });
});

describe("the details of an order", () => {
  it("let the last of a repeated attribute count, untrimmed, and leave junk out", () => {
    const note_attributes = [
      { name: "a", value: "1" },
      { name: "a", value: " 2 " },
      { name: "b", value: 3 },
      { name: null, value: "x" },
      null,
      "x",
    ];
    expect([...read(order({ note_attributes })).attributes]).toEqual([["a", " 2 "]]);
  });

  it("are the tags, as one text or as a list, in lower case", () => {
    expect(read(order({ tags: "VIP,  Whole sale ,, " })).tags).toEqual(["vip", "whole sale"]);
    expect(read(order({ tags: ["VIP"], customer: { tags: "Staff" } }))).toMatchObject({
      ...{ tags: ["vip"], customerTags: ["staff"] },
    });
  });

  it.each([
    [1, "new"],
    ["1", "new"],
    [0, "new"],
    [2, "returning"],
    [null, undefined],
    ["many", undefined],
    [-1, undefined],
  ])("tell from a count of %j orders that the customer is %s", (orders_count, expected) => {
    expect(read(order({ customer: { orders_count } })).customer).toBe(expected);
  });

  it("take the address of the device from either place", () => {
    expect(read(order({ browser_ip: null, client_details: { browser_ip: "8.8.8.8" } })).clientIp).toBe(
      "8.8.8.8",
    );
  });

  it("fall back from processed to created", () => {
    expect(read(order({ processed_at: null, created_at: "2026-11-22T11:00:00Z" })).placedAt).toBe(
      PLACED_AT - 3_600_000,
    );
  });

  it("are cancelled only with a date, and a test only when Shopify says so", () => {
    expect(read(order({ cancelled_at: "2026-11-22T12:00:00Z" })).cancelled).toBe(true);
    expect(read(order({ cancelled_at: "" })).cancelled).toBe(false);
    expect(read(order({ test: "true" })).test).toBe(false);
  });

  it.each(["mailto:a@b.example", "data:,x", "javascript:1", "not a url", 5])(
    "take no shop origin from %j",
    (url) => {
      expect(read(order({ order_status_url: url })).shopOrigin).toBeUndefined();
    },
  );
});
