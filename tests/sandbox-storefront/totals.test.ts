import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countries, countryByCode, provinceOf } from "../../sandbox/orders/places.ts";
import { allocate, knownDiscountCode, totalsOf } from "../../sandbox/orders/totals.ts";
import { products } from "../../sandbox/storefront/catalogue.ts";

const [us] = countries;
const lines = (quantities: number[]) =>
  quantities.flatMap((quantity, index) => {
    const product = products[index % products.length];
    const variant = product?.variants[0];
    return product && variant ? [{ product, variant, quantity, properties: {} }] : [];
  });

describe("totals", () => {
  test("add discount, shipping and tax, which is rounded line by line", () => {
    if (!us) throw new Error("no country");
    const totals = totalsOf(lines([1, 1]), us, "WELCOME10");
    expect(totals).toMatchObject({
      merchandise: 13200,
      discount: 1320,
      subtotal: 11880,
      shipping: 600,
      tax: 951,
    });
    expect(totals.total).toBe(11880 + 600 + 951);
  });

  test("give every cent of a discount to exactly one line", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), weights, (cents, each) => {
        const parts = allocate(cents, each);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(cents);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      }),
    );
    expect(allocate(5, [0, 0])).toEqual([0, 0]);
  });

  test("know a discount code however it is typed, and no other", () => {
    expect(knownDiscountCode(" welcome10 ")).toBe("WELCOME10");
    expect(knownDiscountCode("WELCOME20")).toBeUndefined();
  });
});

describe("places", () => {
  test("find a province by name or code and keep what they do not know", () => {
    expect(provinceOf("US", "colorado")).toEqual({ name: "Colorado", code: "CO" });
    expect(provinceOf("CA", "qc")).toEqual({ name: "Quebec", code: "QC" });
    expect(provinceOf("DE", "Bayern")).toEqual({ name: "Bayern", code: null });
    expect(provinceOf("US", "")).toEqual({ name: "", code: null });
  });

  test("have no country the shop does not ship to", () => {
    expect(countryByCode("XX")).toBeUndefined();
  });
});
