/** Values as GraphQL writes them where webhooks write them otherwise. */
import type { AdminMoneySet } from "../admin-order.ts";
import type { FieldTables, Fields } from "./asked.ts";

/** A time in UTC with whole seconds; webhooks carry the shop's offset. */
export const utc = (time: string): string => new Date(time).toISOString().replace(".000", "");

/** The same for a time that may be absent. */
export const utcOrNull = (time: string | null | undefined): string | null =>
  time == null ? null : utc(time);

/** Shopify's `Decimal` drops trailing zeros and keeps one digit: webhooks say "54.00", GraphQL says "54.0". */
export function decimal(amount: string): string {
  const trimmed = amount.includes(".") ? amount.replace(/0+$/, "") : `${amount}.`;
  return trimmed.endsWith(".") ? `${trimmed}0` : trimmed;
}

/** Both sides of a set changed alike. Cents are enough here: the sandbox's shops sell in two-decimal currencies only. */
export function moneyFrom(
  set: AdminMoneySet,
  amountOf: (side: "shop_money" | "presentment_money") => number,
): AdminMoneySet {
  const side = (name: "shop_money" | "presentment_money") => ({
    amount: amountOf(name).toFixed(2),
    currency_code: set[name].currency_code,
  });
  return { shop_money: side("shop_money"), presentment_money: side("presentment_money") };
}

const moneyBag: Fields<AdminMoneySet> = {
  shopMoney: (set) => set.shop_money,
  presentmentMoney: (set) => set.presentment_money,
};

const moneyV2: Fields<AdminMoneySet["shop_money"]> = {
  amount: (money) => decimal(money.amount),
  currencyCode: (money) => money.currency_code,
};

const attribute: Fields<{ name: string; value: string }> = {
  key: ({ name }) => name,
  value: ({ value }) => value,
};

/** The types every other table leans on. */
export const valueTables: FieldTables = { MoneyBag: moneyBag, MoneyV2: moneyV2, Attribute: attribute };
