import type { z } from "zod";
import { instant } from "../orders/json.ts";
import type { AdminFailure } from "./admin-answer.ts";
import type { AdminClient } from "./admin-client.server.ts";
import type { FoundOrder, ListedOrder } from "./admin-order.ts";
import { PageSize } from "./cost-budget.ts";
import {
  idOf,
  ordersByIdSchema,
  ordersCountSchema,
  ordersListSchema,
  ordersPageSchema,
  readListed,
  type OrdersPage,
  type Unreadable,
} from "./order-pages.ts";
import {
  ORDERS_BY_ID,
  ORDERS_COUNT,
  ORDERS_LIST,
  ORDERS_PAGE,
  searchOf,
  SORT_KEY,
  type OrderRange,
  type OrderTime,
} from "./orders-query.ts";
import { askSized } from "./sized-question.server.ts";
import { readWholeOrder, type ReadOrder } from "./whole-order.server.ts";

/** One step of a walk: a page, or why there is no next one; a failure is the last step. */
export type Step<T> = ({ kind: "ok" } & OrdersPage<T>) | AdminFailure;

/** One step of asking by ids. `missing` are digits of ids that name no order the app may see. */
export type StepById =
  | { kind: "ok"; orders: FoundOrder[]; unreadable: Unreadable[]; withheld: string[]; missing: string[] }
  | AdminFailure;

/** An answer to `count`; `atLeast` when Shopify stopped counting. */
export type Counted = { kind: "ok"; count: number; atLeast: boolean } | AdminFailure;

/**
 * Shopify's own list of a shop's orders. A walk by `updated_at` shows every order that is in the range when the walk comes by. One that changes meanwhile is
 * shown once more at its new time, or belongs to the walk after this one when that time is beyond `until`. A walk goes on after any page: `after` is that
 * page's cursor.
 */
export interface AdminOrders {
  /** Orders in full. */
  walk(shop: string, range: OrderRange, after?: string): AsyncGenerator<Step<FoundOrder>>;
  /** The short list, 1 point an order: to see which orders are not known. */
  list(shop: string, range: OrderRange, after?: string): AsyncGenerator<Step<ListedOrder>>;
  /** Orders in full by the digits of Shopify's ids. */
  byId(shop: string, ids: readonly string[]): AsyncGenerator<StepById>;
  /** How many there are. */
  count(shop: string, range: OrderRange): Promise<Counted>;
}

/** Believed points of an order in full and of one of the short list, learned anew from every answer. */
const POINTS = { whole: 76, listed: 1.1 } as const;
const LARGEST_PAGE = 250;
/** Whatever Shopify says they cost: an answer has to be waited for as a whole. */
const MOST_IDS = 20;

/** A kind of page: which question, and how one of its nodes is read. */
interface PageKind<T> {
  document: string;
  size: PageSize;
  schema: z.ZodType<RawPage>;
  read(shop: string, node: unknown, shopUrl: string | undefined): Promise<ReadOrder<T>>;
}

interface RawPage {
  shop?: { url: string } | undefined;
  orders: { nodes: unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

/** Makes the reader of Shopify's orders. */
export function createAdminOrders(client: AdminClient): AdminOrders {
  const read = readWholeOrder(client);
  const whole: PageKind<FoundOrder> = {
    ...{ document: ORDERS_PAGE, schema: ordersPageSchema, read },
    size: new PageSize(POINTS.whole, LARGEST_PAGE),
  };
  const short: PageKind<ListedOrder> = {
    ...{ document: ORDERS_LIST, schema: ordersListSchema },
    size: new PageSize(POINTS.listed, LARGEST_PAGE),
    read: (_shop, node) => Promise.resolve(readListed(node)),
  };
  return {
    walk: (shop, range, after) => walk(client, whole, { shop, range, after }),
    list: (shop, range, after) => walk(client, short, { shop, range, after }),
    byId: (shop, ids) => byId(client, { read, size: new PageSize(POINTS.whole, MOST_IDS) }, { shop, ids }),
    count: (shop, range) => count(client, shop, range),
  };
}

interface Walk {
  shop: string;
  range: OrderRange;
  after: string | undefined;
}

async function* walk<T>(
  client: AdminClient,
  kind: PageKind<T>,
  { shop, range, after }: Walk,
): AsyncGenerator<Step<T>> {
  const { document, schema } = kind;
  const place = { search: searchOf(range), sortKey: SORT_KEY[range.by] };
  let cursor = after;
  do {
    const question = { document, schema, repeatable: true };
    const variables = { ...place, after: cursor ?? null };
    const answered = await askSized(client, shop, kind.size, (first) => ({
      ...question,
      variables: { ...variables, first },
    }));
    if (answered.kind !== "ok") {
      yield answered;
      return;
    }
    const { nodes, pageInfo } = answered.value.orders;
    const page = await readAll(nodes, (node) => kind.read(shop, node, answered.value.shop?.url));
    if (page.kind !== "ok") {
      yield page;
      return;
    }
    cursor = pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined;
    if (pageInfo.hasNextPage && cursor === undefined) {
      yield { kind: "malformed", what: "a next page without a cursor" };
      return;
    }
    const { withheld } = answered;
    yield {
      ...page,
      withheld: [...withheld, ...page.withheld],
      cursor,
      reachedAt: lastTime(nodes, range.by),
    };
  } while (cursor !== undefined);
}

async function* byId(
  client: AdminClient,
  { size, read }: Pick<PageKind<FoundOrder>, "size" | "read">,
  { shop, ids }: { shop: string; ids: readonly string[] },
): AsyncGenerator<StepById> {
  for (let done = 0; done < ids.length;) {
    const from = done;
    const answered = await askSized(client, shop, size, (items) => ({
      ...{ document: ORDERS_BY_ID, schema: ordersByIdSchema, repeatable: true },
      variables: { ids: ids.slice(from, from + items).map((id) => `gid://shopify/Order/${id}`) },
    }));
    if (answered.kind !== "ok") {
      yield answered;
      return;
    }
    const { nodes, shop: where } = answered.value;
    const asked = ids.slice(from, from + answered.items);
    if (nodes.length !== asked.length) {
      yield { kind: "malformed", what: "another number of nodes than was asked for" };
      return;
    }
    const there = nodes.filter((node) => node !== null);
    const page = await readAll(there, (node) => read(shop, node, where.url));
    if (page.kind !== "ok") {
      yield page;
      return;
    }
    const missing = asked.filter((_, index) => nodes[index] === null);
    yield { ...page, withheld: [...answered.withheld, ...page.withheld], missing };
    done += asked.length;
  }
}

type ReadPage<T> = Pick<OrdersPage<T>, "orders" | "unreadable" | "withheld"> & { kind: "ok" };

async function readAll<T>(
  nodes: readonly unknown[],
  read: (node: unknown) => Promise<ReadOrder<T>>,
): Promise<ReadPage<T> | AdminFailure> {
  const page: ReadPage<T> = { kind: "ok", orders: [], unreadable: [], withheld: [] };
  for (const node of nodes) {
    const result = await read(node);
    switch (result.kind) {
      case "order":
        page.orders.push(result.order);
        break;
      case "unreadable":
        page.unreadable.push({ id: idOf(node), what: result.what });
        break;
      case "throttled":
      case "unauthorised":
      case "access_denied":
      case "frozen":
      case "unavailable":
      case "malformed":
        return result;
    }
  }
  return page;
}

const TIME_FIELD: Readonly<Record<OrderTime, string>> = {
  updated_at: "updatedAt",
  created_at: "createdAt",
  processed_at: "processedAt",
};

/** The time of the last order that says one; also of one that could not be read. */
function lastTime(nodes: readonly unknown[], by: OrderTime): number | undefined {
  const times = nodes.map((node) => instant((node as Record<string, unknown> | null)?.[TIME_FIELD[by]]));
  return times.findLast((time) => time !== undefined);
}

async function count(client: AdminClient, shop: string, range: OrderRange): Promise<Counted> {
  const answered = await client.ask(shop, {
    ...{ document: ORDERS_COUNT, schema: ordersCountSchema, repeatable: true },
    ...{ variables: { search: searchOf(range) }, points: 10 },
  });
  if (answered.kind === "too_dear")
    return { kind: "malformed", what: "counting costs more than a query may" };
  if (answered.kind !== "ok") return answered;
  const { ordersCount } = answered.value;
  if (ordersCount === null) return { kind: "malformed", what: "no count" };
  return { kind: "ok", count: ordersCount.count, atLeast: ordersCount.precision === "AT_LEAST" };
}
