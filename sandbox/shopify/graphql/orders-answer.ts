/** `orders`, `ordersCount` and `order`: what the app may see of the shop's orders. */
import { GraphQLError } from "graphql";
import { sortKeys, valueOf, type Listed, type Position, type SortKey } from "../../orders/order-index.ts";
import type { AdminOrder } from "./admin-order.ts";
import { invalidCursor, pageOf, pageSize, type Edge, type PageArguments } from "./connection.ts";
import type { Asked } from "./fields/asked.ts";
import { narrow, readSearch, testBeside } from "./order-search.ts";

/** The arguments of `orders`. */
export interface OrdersArguments extends PageArguments {
  query?: string | null;
  sortKey: string;
  reverse: boolean;
}

/** Without `read_all_orders` an app sees the orders of this many days. */
const WINDOW_DAYS = 60;

const oldestVisible = ({ state, now }: Asked): number =>
  state.scopes.includes("read_all_orders") ? -Infinity : now() - WINDOW_DAYS * 86_400_000;

function sortKeyOf(given: string): SortKey {
  const known = sortKeys.find((key) => key === given);
  if (known === undefined) throw new GraphQLError(`the sandbox does not sort orders by ${given} yet`);
  return known;
}

const cursorOf = (listed: Listed<AdminOrder>, sortKey: SortKey): string =>
  Buffer.from(
    JSON.stringify({ last_id: listed.id, last_value: valueOf(listed, sortKey), sort: sortKey }),
  ).toString("base64");

/** A cursor is a place in the sort, not an order: paging goes on from it though the order has moved since. */
function positionOf(cursor: string | null | undefined, sortKey: SortKey): Position | undefined {
  if (cursor == null) return undefined;
  try {
    const { last_id, last_value, sort } = JSON.parse(Buffer.from(cursor, "base64").toString()) as {
      [key in string]?: unknown;
    };
    if (typeof last_id === "number" && typeof last_value === "number" && sort === sortKey)
      return { id: last_id, value: last_value };
  } catch {
    // Not a cursor of ours: refused below.
  }
  throw invalidCursor();
}

function* found(given: OrdersArguments, sortKey: SortKey, after: Position | undefined, asked: Asked) {
  const search = readSearch(given.query);
  narrow(search, "CREATED_AT", { from: oldestVisible(asked), to: Infinity });
  const fits = testBeside(search, sortKey);
  const walk = { sortKey, reverse: given.reverse, after, ...search.ranges.get(sortKey) };
  for (const listed of asked.state.orders.walk(walk)) if (fits(listed)) yield listed;
}

/** `orders`: a page, or for a bulk operation the next chunk of all of them. */
export function ordersAnswer(given: OrdersArguments, asked: Asked): object {
  const sortKey = sortKeyOf(given.sortKey);
  const { bulk } = asked;
  const size = bulk?.chunk ?? pageSize(given);
  const after = bulk === undefined ? positionOf(given.after, sortKey) : bulk.after;
  const page: Listed<AdminOrder>[] = [];
  let hasNextPage = false;
  for (const listed of found(given, sortKey, after, asked)) {
    hasNextPage = page.length === size;
    if (hasNextPage) break;
    page.push(listed);
  }
  const last = page.at(-1);
  if (bulk !== undefined) {
    bulk.isDone = !hasNextPage;
    bulk.after = last && { value: valueOf(last, sortKey), id: last.id };
  }
  const edges = page.map((listed): Edge => ({ cursor: cursorOf(listed, sortKey), node: listed.order }));
  return pageOf(edges, after !== undefined, hasNextPage);
}

/** `ordersCount`: counts up to `limit`. */
export function ordersCountAnswer(
  { query, limit }: { query?: string | null; limit?: number | null },
  asked: Asked,
): object {
  const given = { query: query ?? null, sortKey: "ID", reverse: false };
  const counted = found(given, "ID", undefined, asked);
  let count = 0;
  while (counted.next().done !== true) {
    if (limit != null && count === limit) return { count, precision: "AT_LEAST" };
    count += 1;
  }
  return { count, precision: "EXACT" };
}

/** `order`: null for one there is not, or one older than the app may see. */
export function orderAnswer(id: string, asked: Asked): AdminOrder | null {
  const order = asked.state.orders.find(id);
  return order === undefined || Date.parse(order.created_at) < oldestVisible(asked) ? null : order;
}
