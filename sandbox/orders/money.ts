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

/** Cents as Shopify's `*_set` pair. */
export function moneySet(cents: number): MoneySet {
  const money = () => ({ amount: amount(cents), currency_code: CURRENCY });
  return { shop_money: money(), presentment_money: money() };
}
