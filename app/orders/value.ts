import { object, objects, type JsonObject } from "./json.ts";
import { parseAmount, parseCurrency, subtract, sum, toNumber, ZERO, type Amount } from "./money.ts";

/** What counts as the value of a purchase (docs/event-mapping.md). */
export const VALUE_BASES = ["total", "total_without_shipping", "total_without_tax", "subtotal"] as const;
export type ValueBasis = (typeof VALUE_BASES)[number];

/** Whose money: the shop's own currency, or the one the buyer saw. */
export const CURRENCY_CHOICES = ["shop", "presentment"] as const;
export type CurrencyChoice = (typeof CURRENCY_CHOICES)[number];

/** What an order is worth in one currency, by every basis. Numbers have the currency's own decimals. */
export type OrderValue = { currency: string } & Record<ValueBasis, number>;

/** What an order is worth. `presentment` is there only when the buyer saw another currency than the shop's. */
export type OrderValues = Partial<Record<CurrencyChoice, OrderValue>>;

/** Reads the value of an order in both of its money sets. A set without a usable total is absent. */
export function readValues(order: JsonObject): OrderValues {
  const values: OrderValues = {};
  const shop = totalIn(order, "shop");
  if (shop !== undefined) values.shop = valueOf(order, "shop", shop);
  const presentment = totalIn(order, "presentment");
  // Most buyers see the shop's own currency; then the second set is not read at all.
  if (presentment !== undefined && presentment.currency !== shop?.currency)
    values.presentment = valueOf(order, "presentment", presentment);
  return values;
}

/** The money set that is used: the chosen one, else the other. */
export function usableSet(values: OrderValues, choice: CurrencyChoice): CurrencyChoice {
  if (values[choice] !== undefined) return choice;
  return choice === "shop" ? "presentment" : "shop";
}

function valueOf(order: JsonObject, set: CurrencyChoice, { total, currency }: Total): OrderValue {
  const tax = amountIn(order, "total_tax", set) ?? ZERO;
  const shipping = shippingIn(order, set);
  const without = (amount: Amount) => toNumber(atLeastZero(subtract(total, amount)), currency);
  const subtotal = amountIn(order, "subtotal_price", set);
  return {
    currency,
    total: toNumber(atLeastZero(total), currency),
    total_without_shipping: without(shipping.withTax),
    total_without_tax: without(tax),
    subtotal:
      subtotal === undefined
        ? without(everythingElse(order, set, shipping.cost, tax))
        : toNumber(atLeastZero(subtotal), currency),
  };
}

/** An amount of an order or of a part of it: `field`, else the set beside it. The plain fields are in the shop's currency. */
export function amountIn(order: JsonObject, field: string, set: CurrencyChoice): Amount | undefined {
  const plain = set === "shop" ? parseAmount(order[field]) : undefined;
  return plain ?? parseAmount(moneyIn(order[`${field}_set`], set)["amount"]);
}

/** The total and its currency, both from the same place. */
interface Total {
  total: Amount;
  currency: string;
}

function totalIn(order: JsonObject, set: CurrencyChoice): Total | undefined {
  const plain = set === "shop" ? totalOf(order["total_price"], order["currency"]) : undefined;
  if (plain !== undefined) return plain;
  const { amount, currency_code: code } = moneyIn(order["total_price_set"], set);
  return totalOf(amount, code);
}

function totalOf(amount: unknown, code: unknown): Total | undefined {
  const total = parseAmount(amount);
  const currency = parseCurrency(code);
  return total === undefined || currency === undefined ? undefined : { total, currency };
}

/** One side of a `…_set`. */
function moneyIn(moneySet: unknown, set: CurrencyChoice): JsonObject {
  const { shop_money: shop, presentment_money: presentment } = object(moneySet);
  return object(set === "shop" ? shop : presentment);
}

/** What shipping cost after its discounts, and what leaves the total with it: its tax too, unless prices include tax. */
function shippingIn(order: JsonObject, set: CurrencyChoice): { cost: Amount; withTax: Amount } {
  const lines = objects(order["shipping_lines"]);
  const cost = sum(lines.map((line) => shippingCost(line, set)));
  if (order["taxes_included"] === true) return { cost, withTax: cost };
  const taxes = lines.flatMap((line) => objects(line["tax_lines"]));
  return { cost, withTax: sum([cost, ...taxes.map((tax) => amountIn(tax, "price", set) ?? ZERO)]) };
}

function shippingCost(line: JsonObject, set: CurrencyChoice): Amount {
  const discounted = amountIn(line, "discounted_price", set);
  if (discounted !== undefined) return discounted;
  const discounts = objects(line["discount_allocations"]).map((one) => amountIn(one, "amount", set) ?? ZERO);
  return atLeastZero(subtract(amountIn(line, "price", set) ?? ZERO, sum(discounts)));
}

/** All that is in the total and not in the subtotal. */
function everythingElse(order: JsonObject, set: CurrencyChoice, shipping: Amount, tax: Amount): Amount {
  const duties = parseAmount(moneyIn(order["original_total_duties_set"], set)["amount"]) ?? ZERO;
  const tip = set === "shop" ? (parseAmount(order["total_tip_received"]) ?? ZERO) : ZERO;
  return sum([shipping, duties, tip, order["taxes_included"] === true ? ZERO : tax]);
}

function atLeastZero(amount: Amount): Amount {
  return amount < 0 ? ZERO : amount;
}
