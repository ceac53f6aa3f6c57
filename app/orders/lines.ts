import { id, object, objects, text, type JsonObject } from "./json.ts";
import { dividedBy, parseAmount, subtract, sum, times, toNumber, type Amount } from "./money.ts";

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
  /** What one unit cost after every discount, in the order's currency. */
  unitPrice: number | undefined;
}

/** Reads `line_items`. Lines without a quantity of at least one are left out. */
export function readLines(value: unknown, currency: string | undefined): OrderLine[] {
  return objects(value).flatMap((line) => {
    const quantity = readQuantity(line["quantity"]);
    return quantity === undefined ? [] : [readLine(line, quantity, currency)];
  });
}

function readLine(line: JsonObject, quantity: number, currency: string | undefined): OrderLine {
  const price = netUnitPrice(line, quantity);
  return {
    lineId: id(line["admin_graphql_api_id"]) ?? id(line["id"]),
    productId: id(line["product_id"]),
    variantId: id(line["variant_id"]),
    sku: text(line["sku"]),
    title: text(line["title"]) ?? text(line["name"]),
    vendor: text(line["vendor"]),
    quantity,
    unitPrice: price === undefined || currency === undefined ? undefined : toNumber(price, currency),
  };
}

/** List price less the line's share of every discount: `(price * quantity - sum of allocations) / quantity`, never below zero. */
function netUnitPrice(line: JsonObject, quantity: number): Amount | undefined {
  const list =
    parseAmount(line["price"]) ?? parseAmount(object(object(line["price_set"])["shop_money"])["amount"]);
  if (list === undefined) return undefined;
  const allocations = objects(line["discount_allocations"]).flatMap(
    ({ amount }) => parseAmount(amount) ?? [],
  );
  const net = dividedBy(subtract(times(list, quantity), sum(allocations)), quantity);
  return net < 0n ? (0n as Amount) : net;
}

function readQuantity(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 1 ? number : undefined;
}
