/** `orders(query:, sortKey:, reverse:)`: the part of Shopify's search syntax a reconciliation needs. */
import { GraphQLError } from "graphql";
import type { AdminOrder } from "./admin-order.ts";

type Test = (order: AdminOrder) => boolean;
type Comparison = ">=" | "<=" | ">" | "<" | "";

const DATES = {
  created_at: (order: AdminOrder) => order.created_at,
  updated_at: (order: AdminOrder) => order.updated_at,
  processed_at: (order: AdminOrder) => order.processed_at,
} as const;

const TEXTS: Record<string, (order: AdminOrder) => string> = {
  financial_status: (order) => order.financial_status,
  test: (order) => String(order.test),
  source_name: (order) => order.source_name ?? "",
  cart_token: (order) => order.cart_token ?? "",
  checkout_token: (order) => order.checkout_token ?? "",
  id: (order) => String(order.id),
  name: (order) => order.name.replace("#", ""),
};

const TERM = /^(\w+):(>=|<=|>|<)?(?:'([^']*)'|"([^"]*)"|(\S+))$/;
const TERMS = /\w+:(?:>=|<=|>|<)?(?:'[^']*'|"[^"]*"|\S+)|\S+/g;

function compare(left: number, comparison: Comparison, right: number): boolean {
  switch (comparison) {
    case ">=":
      return left >= right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case "<":
      return left < right;
    case "":
      return left === right;
  }
}

function dateTest(read: (order: AdminOrder) => string, comparison: Comparison, value: string): Test {
  const limit = Date.parse(value);
  if (Number.isNaN(limit)) throw new GraphQLError(`the sandbox cannot read the date ${value}`);
  return (order) => compare(Date.parse(read(order)), comparison, limit);
}

/** Shopify ignores what it does not know and answers everything; here that is an error, so a typo cannot hide. */
function testOf(term: string): Test {
  const [, field = "", comparison = "", single, double, bare] = TERM.exec(term) ?? [];
  const value = single ?? double ?? bare ?? "";
  if (field in DATES) return dateTest(DATES[field as keyof typeof DATES], comparison as Comparison, value);
  const read = TEXTS[field];
  if (read === undefined || comparison !== "")
    throw new GraphQLError(`the sandbox does not search orders by "${term}" yet`);
  return (order) => read(order) === value.replace("#", "");
}

/** The orders a search string finds; terms are joined by AND. Throws on a term the sandbox does not know. */
export function searchOrders(orders: readonly AdminOrder[], query: string | null | undefined): AdminOrder[] {
  const terms = (query?.match(TERMS) ?? []).filter((term) => term !== "AND");
  const tests = terms.map(testOf);
  return orders.filter((order) => tests.every((test) => test(order)));
}

const SORT_KEYS: Record<string, (order: AdminOrder) => number> = {
  CREATED_AT: (order) => Date.parse(order.created_at),
  UPDATED_AT: (order) => Date.parse(order.updated_at),
  PROCESSED_AT: (order) => Date.parse(order.processed_at),
  ID: (order) => Number(order.id),
};

/** Sorted by an `OrderSortKeys` value, ascending unless `reverse`; throws on a key the sandbox does not know. */
export function sortOrders(orders: readonly AdminOrder[], sortKey: string, reverse: boolean): AdminOrder[] {
  const read = SORT_KEYS[sortKey];
  if (read === undefined) throw new GraphQLError(`the sandbox does not sort orders by ${sortKey} yet`);
  const sorted = orders.toSorted(
    (left, right) => read(left) - read(right) || Number(left.id) - Number(right.id),
  );
  return reverse ? sorted.reverse() : sorted;
}
