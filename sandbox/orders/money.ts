import { CURRENCY } from "../storefront/catalogue.ts";

/** An amount in one currency as Shopify's REST shapes write it. */
export interface Money {
  amount: string;
  currency_code: string;
}

/** The same amount in the shop's currency and in the buyer's: one and the same here. */
export interface MoneySet {
  shop_money: Money;
  presentment_money: Money;
}

/** Cents as a decimal string: 5400 is "54.00". */
export function amount(cents: number): string {
  return (cents / 100).toFixed(2);
}

const MADE = new Map<number, MoneySet>();
const MOST_MADE = 50_000;

/** Cents as Shopify's `*_set` pair. Orders share the pairs, a third of an order's size: nobody changes one in place. */
export function moneySet(cents: number): MoneySet {
  const made = MADE.get(cents);
  if (made !== undefined) return made;
  const money: Money = { amount: amount(cents), currency_code: CURRENCY };
  const set = { shop_money: money, presentment_money: money };
  if (MADE.size < MOST_MADE) MADE.set(cents, set);
  return set;
}

/** A decimal string as cents: "54.00" is 5400. */
export function cents(decimal: string): number {
  return Math.round(Number(decimal) * 100);
}
