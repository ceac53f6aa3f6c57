import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import type { KeyRange, OrderSort } from "./order-filter.ts";

/** An order's place in a list: its time, and its row where times are equal. */
export interface OrderKey {
  /** When it was placed or received, by which the list is sorted; milliseconds since the epoch. */
  at: number;
  ref: number;
}

/** What is read of an order list. */
export interface KeyRequest {
  shop: string;
  ranges: readonly KeyRange[];
  sort: OrderSort;
  /** The first and the last moment that are meant. */
  low: number;
  high: number;
}

/** Some keys in their order. `ended`: there are no more after them. */
export interface KeyChunk {
  keys: OrderKey[];
  ended: boolean;
}

/** An order that was searched for. */
export interface FoundOrder {
  ref: number;
  placedAt: number;
  receivedAt: number;
}

/** Finds orders without reading them: every question is a walk along an index. */
export interface OrderKeys {
  /** The first keys after `after`, about `limit` of them. */
  next(request: KeyRequest, after: OrderKey | undefined, limit: number): Promise<KeyChunk>;
  /** Orders of which a text is the number, the name or the click id, or the beginning of one of these two; exact ones are never missing. */
  search(shop: string, text: string): Promise<{ orders: FoundOrder[]; more: boolean }>;
}

/** So many orders with one beginning are sorted in memory. */
export const SEARCH_LIMIT = 1000;

type Direction = "newest" | "oldest";

/** A walk along `from`, sorted by `time` and by `ref` where times are equal. */
function walk(from: string, time: string, ref: string, direction: Direction): string {
  const [past, order] = direction === "newest" ? ["<", "DESC"] : [">", "ASC"];
  const end = direction === "newest" ? `${time} >= @low` : `${time} <= @high`;
  return `
    SELECT ${ref} AS ref, ${time} AS at FROM ${from}
    AND ${time} ${past}= @at AND (${time} ${past} @at OR ${ref} ${past} @ref) AND ${end}
    ORDER BY ${time} ${order}, ${ref} ${order} LIMIT @limit`;
}

const OF_SHOP = `"order" WHERE shop = @shop`;
const SEARCHED = `SELECT id AS ref, placed_at AS "placedAt", received_at AS "receivedAt" FROM ${OF_SHOP} AND placed_at IS NOT NULL`;

// An order without a time was erased before it was known: no list has it.
const walks = (direction: Direction) => ({
  placed: walk(OF_SHOP, "placed_at", "id", direction),
  received: walk(`${OF_SHOP} AND placed_at IS NOT NULL`, "received_at", "id", direction),
  state: walk("delivery WHERE shop = @shop AND state = @state", "placed_at", "order_ref", direction),
  carrier: walk(`${OF_SHOP} AND carrier = @carrier`, "placed_at", "id", direction),
});

const SEARCHES = {
  byName: `${SEARCHED} AND name >= @from AND name < @until ORDER BY name LIMIT @limit`,
  byClick: `${SEARCHED} AND click_id >= @from AND click_id < @until ORDER BY click_id LIMIT @limit`,
  byNumber: `${SEARCHED} AND order_id = @text`,
} as const;

/** After every text that begins like another one. */
const LAST_LETTER = "\u{10FFFF}";
/** PostgreSQL keeps ids in four bytes. */
const LAST_REF = 2 ** 31 - 1;

/** The keys on a ledger. */
export function createOrderKeys(ledger: Ledger): OrderKeys {
  const run = {
    newest: prepareAll(ledger, walks("newest")),
    oldest: prepareAll(ledger, walks("oldest")),
  };
  const find = prepareAll(ledger, SEARCHES);

  function* lists(request: KeyRequest, begin: OrderKey, limit: number): Steps<OrderKey[][]> {
    const { shop, low, high, sort, ranges } = request;
    const statements = run[sort.newestFirst ? "newest" : "oldest"];
    const found: OrderKey[][] = [];
    for (const range of ranges) {
      const statement = statements[range.kind === "all" ? sort.by : range.kind];
      found.push(yield* statement.all<OrderKey>({ ...range, shop, low, high, ...begin, limit }));
    }
    return found;
  }

  function* search(shop: string, text: string): Steps<FoundOrder[]> {
    const found = yield* find.byNumber.all<FoundOrder>({ shop, text });
    const limit = SEARCH_LIMIT + 1;
    for (const from of namesOf(text))
      found.push(...(yield* find.byName.all<FoundOrder>({ shop, from, until: from + LAST_LETTER, limit })));
    const clicks = { shop, from: text, until: text + LAST_LETTER, limit };
    return [...found, ...(yield* find.byClick.all<FoundOrder>(clicks))];
  }

  return {
    async next(request, after, limit) {
      const found = await ledger.read(() => lists(request, beginOf(request, after), limit));
      return merged(found, limit, request.sort);
    },
    async search(shop, text) {
      const found = await ledger.read(() => search(shop, text));
      const orders = [...new Map(found.map((order) => [order.ref, order])).values()];
      return { orders, more: found.length > SEARCH_LIMIT };
    },
  };
}

/** Left of zero where the first comes before the second. */
export function compareKeys(a: OrderKey, b: OrderKey, { newestFirst }: OrderSort): number {
  const ascending = a.at - b.at || a.ref - b.ref;
  return newestFirst ? -ascending : ascending;
}

/** Where a walk begins: after a key, and not before the first moment that is meant. */
function beginOf({ low, high, sort: { newestFirst } }: KeyRequest, after: OrderKey | undefined): OrderKey {
  const first = newestFirst ? { at: high, ref: LAST_REF } : { at: low, ref: 0 };
  if (after === undefined) return first;
  return newestFirst ? (after.at > high ? first : after) : after.at < low ? first : after;
}

/** A list that is as long as was asked for may go on: behind its last key the others say nothing. */
function merged(lists: readonly OrderKey[][], limit: number, sort: OrderSort): KeyChunk {
  const order = (a: OrderKey, b: OrderKey) => compareKeys(a, b, sort);
  const [end] = lists
    .filter((list) => list.length >= limit)
    .flatMap((list) => list.at(-1) ?? [])
    .sort(order);
  const all = new Map(lists.flat().map((key) => [key.ref, key]));
  const keys = [...all.values()].sort(order);
  return end === undefined
    ? { keys, ended: true }
    : { keys: keys.filter((key) => order(key, end) <= 0), ended: false };
}

/** What an order may be called that somebody means by a text: Shopify puts a # in front unless the merchant chose otherwise. */
function namesOf(text: string): string[] {
  return text.startsWith("#") ? [text] : [text, `#${text}`];
}
