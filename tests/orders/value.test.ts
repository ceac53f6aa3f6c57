import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readValues, usableSet, VALUE_BASES } from "../../app/orders/value.ts";
import { order, shopifysExample } from "./examples.ts";

const money = (amount: unknown, currency_code: unknown) => ({ amount, currency_code });
const set = (shop: unknown, presentment?: unknown) => ({ shop_money: shop, presentment_money: presentment });
const both = (shop: string, presentment: string) => set(money(shop, "GBP"), money(presentment, "JPY"));

describe("the currency of an order", () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    [
      "is the shop's",
      { total_price_set: set(money("1", "EUR")), total_price: "54.00", currency: "GBP" },
      { shop: { currency: "GBP", total: 54 } },
    ],
    [
      "is the shop's money set when the plain pair is broken",
      { total_price_set: set(money("5", "EUR")), total_price: "54.00", currency: null },
      { shop: { currency: "EUR", total: 5 } },
    ],
    [
      "is the buyer's when nothing else is whole",
      { total_price_set: set(null, money("6", "USD")), total_price: null },
      { presentment: { currency: "USD", total: 6 } },
    ],
    [
      "is never the code of another amount",
      { total_price_set: set(money("5", null)), total_price: null, currency: "GBP" },
      {},
    ],
    ["may go with nothing", { total_price: "0.00" }, { shop: { currency: "GBP", total: 0 } }],
    [
      "is told once when the buyer saw the shop's",
      { total_price_set: set(money("54.00", "GBP"), money("54.00", "GBP")) },
      { shop: { currency: "GBP", total: 54 } },
    ],
  ])("%s", (_what, changes, expected) => {
    const values = readValues(order(changes));
    expect(values).toMatchObject(expected as object);
    expect(Object.keys(values)).toEqual(Object.keys(expected as object));
  });

  it("is the chosen one, or else the other", () => {
    const { shop } = readValues(order());
    if (shop === undefined) throw new Error("the example has a value");
    expect(usableSet({ shop }, "presentment")).toBe("shop");
    expect(usableSet({ presentment: shop }, "shop")).toBe("presentment");
    expect(usableSet({ shop, presentment: shop }, "presentment")).toBe("presentment");
    expect(usableSet({}, "shop")).toBe("presentment");
  });
});

/** Items 80.00 after discounts, shipping 10.00 of which 4.00 is discounted, 20 % tax, a tip and duties. */
const PARTS = {
  ...{ currency: "GBP", total_tip_received: "5.00", original_total_duties_set: both("3.00", "600") },
  total_price_set: null,
  shipping_lines: [
    { price: "10.00", discounted_price: "6.00", tax_lines: [{ price: "1.20" }, { price: "0.00" }] },
  ],
};
const TAX_ADDED = {
  ...PARTS,
  taxes_included: false,
  subtotal_price: "80.00",
  total_tax: "17.20",
  total_price: "111.20",
};
const TAX_INSIDE = {
  ...PARTS,
  taxes_included: true,
  subtotal_price: "80.00",
  total_tax: "14.33",
  total_price: "94.00",
};

describe("the value", () => {
  it.each<[string, Record<string, unknown>, Record<string, number>]>([
    [
      "of an order whose tax is added",
      TAX_ADDED,
      { total: 111.2, total_without_shipping: 104, total_without_tax: 94, subtotal: 80 },
    ],
    [
      "of an order whose prices include tax",
      TAX_INSIDE,
      { total: 94, total_without_shipping: 88, total_without_tax: 79.67, subtotal: 80 },
    ],
    [
      "takes the discounts of shipping from their list, too",
      {
        ...TAX_ADDED,
        shipping_lines: [{ price: "10.00", discount_allocations: [{ amount: "4.00" }, { amount: "junk" }] }],
      },
      { total_without_shipping: 105.2 },
    ],
    [
      "has no shipping to leave out without a shipping line",
      { ...TAX_ADDED, shipping_lines: null },
      { total_without_shipping: 111.2 },
    ],
    [
      "has no tax to leave out when none is told",
      { ...TAX_ADDED, total_tax: null },
      { total_without_tax: 111.2 },
    ],
    ["finds a subtotal that is missing", { ...TAX_ADDED, subtotal_price: null }, { subtotal: 80 }],
    ["finds one that includes tax", { ...TAX_INSIDE, subtotal_price: null }, { subtotal: 80 }],
    [
      "is never below nothing",
      { ...TAX_ADDED, total_price: "0.00" },
      { total: 0, total_without_shipping: 0, total_without_tax: 0 },
    ],
  ])("%s", (_what, changes, expected) => {
    expect(
      readValues(order({ total_tax_set: null, subtotal_price_set: null, ...changes })).shop,
    ).toMatchObject(expected);
  });

  it("in the buyer's currency comes from the buyer's amounts alone, with that currency's decimals", () => {
    const { presentment } = readValues(
      order({
        ...TAX_ADDED,
        total_price_set: both("111.20", "22240.6"),
        total_tax_set: both("17.20", "3440"),
        subtotal_price_set: both("80.00", "16000"),
        shipping_lines: [
          {
            price: "10.00",
            discounted_price_set: both("6.00", "1200"),
            tax_lines: [{ price_set: both("1.20", "240") }],
          },
        ],
      }),
    );
    expect(presentment).toEqual({
      currency: "JPY",
      ...{ total: 22241, total_without_shipping: 20801, total_without_tax: 18801, subtotal: 16000 },
    });
  });

  it("adds up in Shopify's own example", () => {
    const { shop } = readValues(shopifysExample("orders/paid"));
    expect(shop).toMatchObject({ total: 404.95, subtotal: 404.95, total_without_tax: 404.95 });
  });

  it("is a finite number or absent, whatever JSON comes, and never more than the total", () => {
    const keys = fc.constantFrom(...Object.keys(TAX_ADDED), "total_tax_set", "subtotal_price_set");
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (changes) => {
        for (const value of Object.values(readValues(order(changes)))) {
          for (const basis of VALUE_BASES) expect(Number.isFinite(value[basis])).toBe(true);
          expect(value.total_without_tax).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});
