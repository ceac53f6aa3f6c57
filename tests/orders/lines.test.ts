import { describe, expect, it } from "vitest";
import { readLines } from "../../app/orders/lines.ts";
import type { CurrencyChoice, OrderValues } from "../../app/orders/value.ts";
import { line, shopifysExample } from "./examples.ts";

/** An order whose value is known in this currency. */
function valuesIn(currency: string, set: CurrencyChoice = "shop"): OrderValues {
  return { [set]: { currency, total: 0, total_without_shipping: 0, total_without_tax: 0, subtotal: 0 } };
}

const USD = valuesIn("USD");

const read = (changes: Record<string, unknown> = {}) => readLines([line(changes)], USD)[0];
const allocations = (...amounts: unknown[]) => ({
  discount_allocations: amounts.map((amount) => ({ amount })),
});

describe("an order line", () => {
  it("is read whole", () => {
    expect(read({ admin_graphql_api_id: "gid://shopify/LineItem/487817672276298554" })).toEqual({
      lineId: "487817672276298554",
      ...{ productId: "40", variantId: "41", sku: "SHIRT-M", title: "Shirt", vendor: "Northpine" },
      ...{ quantity: 2, unitPrice: { shop: 27 } },
    });
  });

  it.each<[string, Record<string, unknown>, number | undefined]>([
    ["the list price without discounts", {}, 27],
    ["less its share of a discount", allocations("5.00"), 24.5],
    ["less its share of every discount", allocations("5.00", "1.00"), 24],
    ["rounded to the currency's decimals", { ...allocations("0.01"), quantity: 3 }, 27],
    ["never below nothing", allocations("99.00"), 0],
    ["nothing for a gift", allocations("54.00"), 0],
    ["the list price when an allocation is junk", allocations("junk", null), 27],
    [
      "from the price set when the price is missing",
      { price: null, price_set: { shop_money: { amount: "9.50" } } },
      9.5,
    ],
    ["unknown when there is no price at all", { price: "junk" }, undefined],
  ])("costs per unit %s", (_what, changes, expected) => {
    expect(read(changes)?.unitPrice.shop).toBe(expected);
  });

  it("has no price in an unknown currency", () => {
    expect(readLines([line()], {})[0]?.unitPrice).toEqual({});
  });

  it("has a price in the buyer's currency too, with its share of the discounts there", () => {
    const set = (shop: string, presentment: string) => ({
      shop_money: { amount: shop },
      presentment_money: { amount: presentment },
    });
    const [one] = readLines(
      [
        line({
          price_set: set("27.00", "4000"),
          discount_allocations: [{ amount: "4.00", amount_set: set("4.00", "601") }],
        }),
      ],
      { ...USD, ...valuesIn("JPY", "presentment") },
    );
    expect(one?.unitPrice).toEqual({ shop: 25, presentment: 3700 });
  });

  it.each<unknown>([0, -1, 1.5, "0", "two", null, undefined, Number.NaN, Number.MAX_VALUE, {}])(
    "is left out with a quantity of %j",
    (quantity) => {
      expect(read({ quantity })).toBeUndefined();
    },
  );

  it("takes a quantity written as text", () => {
    expect(read({ quantity: "3" })?.quantity).toBe(3);
  });

  it("may know nothing but its quantity", () => {
    const [bare] = readLines([{ quantity: 1 }], USD);
    expect(Object.entries(bare ?? {}).filter(([, value]) => value !== undefined)).toEqual([
      ["quantity", 1],
      ["unitPrice", {}],
    ]);
  });

  it.each<unknown>([null, undefined, "x", 3, {}, [null, "x", 3, []]])("is not found in %j", (junk) => {
    expect(readLines(junk, USD)).toEqual([]);
  });

  it("matches Shopify's example", () => {
    const lines = readLines(shopifysExample("orders/paid")["line_items"], USD);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines[0]).toMatchObject({ title: "Aviator sunglasses", quantity: 1, unitPrice: { shop: 89.99 } });
  });
});
