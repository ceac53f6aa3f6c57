import type { Product, Variant } from "../storefront/catalogue.ts";
import type { Country } from "./places.ts";

/** One line of a cart, a checkout or an order. */
export interface Line {
  product: Product;
  variant: Variant;
  quantity: number;
  /** Line-item properties; a leading underscore hides one from the buyer. */
  properties: Record<string, string>;
}

/** What one line costs, in cents. */
export interface LineTotals {
  line: Line;
  gross: number;
  discount: number;
  tax: number;
}

/** What a checkout costs, in cents. */
export interface Totals {
  lines: LineTotals[];
  /** Sum of the lines before discounts. */
  merchandise: number;
  discount: number;
  /** After discounts, before shipping and tax. */
  subtotal: number;
  shipping: number;
  tax: number;
  total: number;
}

/** Discount codes the shop knows, with their share of the merchandise. */
export const discountCodes: ReadonlyMap<string, number> = new Map([["WELCOME10", 0.1]]);

/** The code as the shop spells it, or undefined when the shop has no such code. */
export function knownDiscountCode(typed: string): string | undefined {
  const code = typed.trim().toUpperCase();
  return discountCodes.has(code) ? code : undefined;
}

/** Splits cents over weights so that the parts add up exactly: each part is the difference of rounded running sums. */
export function allocate(cents: number, weights: number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  let weighed = 0;
  let given = 0;
  return weights.map((weight) => {
    weighed += weight;
    const part = Math.round((cents * weighed) / sum) - given;
    given += part;
    return part;
  });
}

/** Prices the lines for a destination, with an optional known discount code. */
export function totalsOf(lines: Line[], country: Country, discountCode: string | undefined): Totals {
  const gross = lines.map((line) => line.variant.price * line.quantity);
  const merchandise = gross.reduce((sum, cents) => sum + cents, 0);
  const share = discountCode === undefined ? 0 : (discountCodes.get(discountCode) ?? 0);
  const discount = Math.round(merchandise * share);
  const discounts = allocate(discount, gross);
  const priced = lines.map((line, index) => {
    const lineGross = gross[index] ?? 0;
    const lineDiscount = discounts[index] ?? 0;
    return {
      line,
      gross: lineGross,
      discount: lineDiscount,
      tax: Math.round((lineGross - lineDiscount) * country.taxRate),
    };
  });
  const tax = priced.reduce((sum, line) => sum + line.tax, 0);
  const subtotal = merchandise - discount;
  const shipping = country.shipping;
  return { lines: priced, merchandise, discount, subtotal, shipping, tax, total: subtotal + shipping + tax };
}
