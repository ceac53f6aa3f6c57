import { id, objects, text, type JsonObject } from "./json.ts";
import { dividedBy, subtract, sum, times, toNumber, ZERO, type Amount } from "./money.ts";
import { amountIn, CURRENCY_CHOICES, type CurrencyChoice, type OrderValues } from "./value.ts";

/** One line of an order. */
export interface OrderLine {
  lineId: string | undefined;
  productId: string | undefined;
  variantId: string | undefined;
  sku: string | undefined;
  title: string | undefined;
  vendor: string | undefined;
  /** Whole units, at least 1. */
  quantity: number;
  /** What one unit cost after every discount, in each currency the order's value is known in. */
  unitPrice: Partial<Record<CurrencyChoice, number>>;
}

/** Reads `line_items`. Lines without a quantity of at least one are left out. */
export function readLines(value: unknown, values: OrderValues): OrderLine[] {
  return objects(value).flatMap((line) => {
    const quantity = readQuantity(line["quantity"]);
    return quantity === undefined ? [] : [readLine(line, quantity, values)];
  });
}

function readLine(line: JsonObject, quantity: number, values: OrderValues): OrderLine {
  return {
    lineId: id(line["admin_graphql_api_id"]) ?? id(line["id"]),
    productId: id(line["product_id"]),
    variantId: id(line["variant_id"]),
    sku: text(line["sku"]),
    title: text(line["title"]) ?? text(line["name"]),
    vendor: text(line["vendor"]),
    quantity,
    unitPrice: unitPrices(line, quantity, values),
  };
}

function unitPrices(line: JsonObject, quantity: number, values: OrderValues): OrderLine["unitPrice"] {
  const prices: OrderLine["unitPrice"] = {};
  for (const set of CURRENCY_CHOICES) {
    const value = values[set];
    const price = value === undefined ? undefined : netUnitPrice(line, quantity, set);
    if (value !== undefined && price !== undefined) prices[set] = toNumber(price, value.currency);
  }
  return prices;
}

/** List price less the line's share of every discount: `(price * quantity - sum of allocations) / quantity`, never below zero. */
function netUnitPrice(line: JsonObject, quantity: number, set: CurrencyChoice): Amount | undefined {
  const list = amountIn(line, "price", set);
  if (list === undefined) return undefined;
  const allocations = objects(line["discount_allocations"]).flatMap(
    (one) => amountIn(one, "amount", set) ?? [],
  );
  if (allocations.length === 0) return list;
  const listed = times(list, quantity);
  if (listed === undefined) return undefined;
  const net = dividedBy(subtract(listed, sum(allocations)), quantity);
  return net < 0 ? ZERO : net;
}

function readQuantity(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 1 ? number : undefined;
}
