/** `orders(query:)`: the part of Shopify's search syntax a reconciliation needs. */
import { GraphQLError } from "graphql";
import { valueOf, type Listed, type SortKey } from "../../orders/order-index.ts";
import type { AdminOrder } from "./admin-order.ts";

type Test = (listed: Listed<AdminOrder>) => boolean;
type Comparison = ">=" | "<=" | ">" | "<" | "";

/** Both ends included. */
interface Range {
  from: number;
  to: number;
}

/** A search understood: bounds on the values of sorts, and tests on single orders. */
export interface Search {
  ranges: Map<SortKey, Range>;
  tests: Test[];
}

const RANGES: Record<string, SortKey> = {
  created_at: "CREATED_AT",
  updated_at: "UPDATED_AT",
  processed_at: "PROCESSED_AT",
  id: "ID",
};

const TEXTS: Record<string, (order: AdminOrder) => string> = {
  financial_status: (order) => order.financial_status,
  test: (order) => String(order.test),
  source_name: (order) => order.source_name ?? "",
  cart_token: (order) => order.cart_token ?? "",
  checkout_token: (order) => order.checkout_token ?? "",
  name: (order) => order.name.replace("#", ""),
  status: (order) => {
    if (order.cancelled_at != null) return "cancelled";
    return order.closed_at == null ? "open" : "closed";
  },
};

const TERM = /^(\w+):(>=|<=|>|<)?(?:'([^']*)'|"([^"]*)"|(\S+))$/;
const TERMS = /\w+:(?:>=|<=|>|<)?(?:'[^']*'|"[^"]*"|\S+)|\S+/g;

/** Values are whole milliseconds or ids, so a strict bound is the next whole number. */
function rangeOf(comparison: Comparison, value: number): Range {
  switch (comparison) {
    case ">=":
      return { from: value, to: Infinity };
    case "<=":
      return { from: -Infinity, to: value };
    case ">":
      return { from: value + 1, to: Infinity };
    case "<":
      return { from: -Infinity, to: value - 1 };
    case "":
      return { from: value, to: value };
  }
}

/** Shopify reads a time without an offset in the shop's time zone; here it is an error, so no test passes by luck. */
const WITH_OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

function numberOf(sortKey: SortKey, text: string): number {
  const value = sortKey === "ID" ? Number(text) : WITH_OFFSET.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(value))
    throw new GraphQLError(`the sandbox cannot read ${text}: give a time with its offset, or an id`);
  return value;
}

/** Narrows a sort's bounds. */
export function narrow({ ranges }: Pick<Search, "ranges">, sortKey: SortKey, { from, to }: Range): void {
  const known = ranges.get(sortKey) ?? { from: -Infinity, to: Infinity };
  ranges.set(sortKey, { from: Math.max(known.from, from), to: Math.min(known.to, to) });
}

/** Shopify ignores what it does not know and answers everything; here that is an error, so a typo cannot hide. */
function take(term: string, search: Search): void {
  const [, field = "", comparison = "", single, double, bare] = TERM.exec(term) ?? [];
  const value = single ?? double ?? bare ?? "";
  const sortKey = RANGES[field];
  if (sortKey !== undefined) {
    narrow(search, sortKey, rangeOf(comparison as Comparison, numberOf(sortKey, value)));
    return;
  }
  const read = TEXTS[field];
  if (read === undefined || comparison !== "")
    throw new GraphQLError(`the sandbox does not search orders by "${term}" yet`);
  const wanted = value.replace("#", "").toLowerCase().split(",");
  search.tests.push(({ order }) => wanted.includes(read(order).toLowerCase()));
}

/** Reads a search; terms are joined by AND or a space. Throws on a term the sandbox does not know. */
export function readSearch(query: string | null | undefined): Search {
  const search: Search = { ranges: new Map(), tests: [] };
  for (const term of query?.match(TERMS) ?? []) if (term !== "AND") take(term, search);
  return search;
}

/** The test of everything a walk along `sortKey` does not bound by itself. */
export function testBeside({ ranges, tests }: Search, sortKey: SortKey): Test {
  const others = [...ranges].filter(([key]) => key !== sortKey);
  return (listed) =>
    others.every(([key, { from, to }]) => {
      const value = valueOf(listed, key);
      return value >= from && value <= to;
    }) && tests.every((test) => test(listed));
}
