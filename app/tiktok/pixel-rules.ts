import type { ReducedOrder } from "./reduced-order.ts";

/** Which orders one pixel gets. An empty list asks for nothing; all that is asked for must hold. */
export interface PixelRule {
  /** The pixel's code. */
  pixel: string;
  /** The buyer's country, ISO 3166-1 alpha-2, upper case. */
  countries: readonly string[];
  /** The currency the buyer paid in, ISO 4217, upper case. */
  currencies: readonly string[];
  /** Shopify's `source_name`. */
  channels: readonly string[];
}

/** Whether the rules let an order go to a pixel. A pixel without a rule gets every order. */
export function pixelTakes(rules: readonly PixelRule[], pixel: string, order: ReducedOrder): boolean {
  const rule = rules.find((one) => one.pixel === pixel);
  if (rule === undefined) return true;
  const { values, user, source } = order;
  return (
    allows(rule.countries, user.country?.toUpperCase()) &&
    allows(rule.currencies, (values.presentment ?? values.shop)?.currency) &&
    allows(rule.channels, source)
  );
}

function allows(wanted: readonly string[], value: string | undefined): boolean {
  return wanted.length === 0 || (value !== undefined && wanted.includes(value));
}
