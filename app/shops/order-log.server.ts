import { setImmediate as others } from "node:timers/promises";
import type { Ledger } from "../platform/ledger.ts";
import { isOrderMeant, rangesOf, type OrderFilter, type OrderSort } from "./order-filter.ts";
import {
  compareKeys,
  createOrderKeys,
  type FoundOrder,
  type KeyChunk,
  type KeyRequest,
  type OrderKey,
} from "./order-keys.server.ts";
import { createOrderRows, type OrderRow } from "./order-rows.server.ts";

export type { OrderKey } from "./order-keys.server.ts";
export type { DeliveryRow, OrderRow } from "./order-rows.server.ts";

/** A page of the order list. It begins after `after` or ends before `before`; with neither it is the first. */
export interface PageRequest {
  filter: OrderFilter;
  sort: OrderSort;
  limit: number;
  after?: OrderKey | undefined;
  before?: OrderKey | undefined;
}

export interface OrderPage {
  rows: OrderRow[];
  /** The page before this one ends before this key; absent on the first page. */
  previous?: OrderKey;
  /** The page after this one begins after this key; absent on the last page. */
  next?: OrderKey;
  /** Looking ended here although the page is not full: so far apart are the orders that are meant. */
  searchedTo?: number;
  /** More orders begin like the text that was searched for than are looked at. */
  tooMany: boolean;
}

/** How many orders are meant: `exact`, or at least so many. */
export interface OrderCount {
  orders: number;
  exact: boolean;
}

/** The order list of a shop. However many orders there are, a page costs about the same: every question has an end. */
export interface OrderLog {
  page(shop: string, request: PageRequest): Promise<OrderPage>;
  count(shop: string, filter: OrderFilter): Promise<OrderCount>;
  /** All orders that are meant, in pieces. */
  all(shop: string, filter: OrderFilter, sort: OrderSort): AsyncGenerator<OrderRow[]>;
  /** At most so many of the orders that are meant after a key, the newest first, and where to go on; `next` is absent at the end. */
  some(
    shop: string,
    filter: OrderFilter,
    after: OrderKey | undefined,
  ): Promise<{ rows: OrderRow[]; next?: OrderKey }>;
  /** Orders of the shop by their rows. */
  named(shop: string, refs: readonly number[]): Promise<OrderRow[]>;
}

/** Nothing is counted any further. */
export const ORDERS_COUNTED = 1000;

/** Orders that are read at a time: some milliseconds of a database that does nothing else meanwhile. */
const PIECE = 500;
/** Orders that are looked at for one page, and for its count, until it is left to the merchant to look further. */
const LOOKED_AT = { page: 10_000, count: 4000 };
const NEWEST: OrderSort = { by: "placed", newestFirst: true };

/** Some orders that are meant, and how far was looked. */
interface Piece {
  keys: OrderKey[];
  through: OrderKey | undefined;
  looked: number;
}

type Parts = Pick<ReturnType<typeof partsOf>, "keys" | "rows">;

function partsOf(ledger: Ledger) {
  return { keys: createOrderKeys(ledger), rows: createOrderRows(ledger) };
}

/** The order list on a ledger. */
export function createOrderLog(ledger: Ledger): OrderLog {
  const parts = partsOf(ledger);
  const read = (shop: string, keys: readonly OrderKey[]) =>
    parts.rows.read(
      shop,
      keys.map(({ ref }) => ref),
    );

  return {
    async page(shop, request) {
      const { sort, limit, before } = request;
      const backwards = before !== undefined;
      const way = backwards ? { ...sort, newestFirst: !sort.newestFirst } : sort;
      const looking = lookingFor(parts, shop, { filter: request.filter, sort: way, most: LOOKED_AT.page });
      const found = await firstOf(looking.from(before ?? request.after, limit + 1), limit);
      const rows = await read(shop, backwards ? found.keys.toReversed() : found.keys);
      return { rows, ...turnsOf(request, found), tooMany: looking.tooMany() };
    },
    async count(shop, filter) {
      const looking = lookingFor(parts, shop, { filter, sort: NEWEST, most: LOOKED_AT.count });
      const found = await firstOf(looking.from(undefined, ORDERS_COUNTED + 1), ORDERS_COUNTED);
      return { orders: found.keys.length, exact: found.end === "all" && !looking.tooMany() };
    },
    async *all(shop, filter, sort) {
      const looking = lookingFor(parts, shop, { filter, sort, most: Infinity });
      for await (const { keys } of looking.from(undefined, PIECE))
        if (keys.length > 0) yield await read(shop, keys);
    },
    async some(shop, filter, after) {
      const looking = lookingFor(parts, shop, { filter, sort: NEWEST, most: LOOKED_AT.page });
      const found = await firstOf(looking.from(after, PIECE + 1), PIECE);
      const next = found.end === "all" ? undefined : found.end === "full" ? found.keys.at(-1) : found.end;
      return { rows: await read(shop, found.keys), ...(next === undefined ? {} : { next }) };
    },
    named: (shop, refs) => parts.rows.read(shop, refs),
  };
}

interface Looking {
  /** Pieces of the list after a key; `wish` is how many orders are hoped for. */
  from(after: OrderKey | undefined, wish: number): AsyncGenerator<Piece>;
  tooMany(): boolean;
}

interface Look {
  filter: OrderFilter;
  sort: OrderSort;
  /** Orders to look at. */
  most: number;
}

function lookingFor(parts: Parts, shop: string, look: Look): Looking {
  const { filter, sort, most } = look;
  const { ranges, exact } = rangesOf(filter, sort);
  const { search } = filter;
  const request: KeyRequest = { shop, ranges, sort, ...boundsOf(look) };
  let searched: { chunk: KeyChunk; more: boolean } | undefined;

  async function chunkAfter(after: OrderKey | undefined, limit: number): Promise<KeyChunk> {
    if (search === undefined) return parts.keys.next(request, after, limit);
    searched ??= await searchedFor(parts, { shop, search, sort });
    const left = searched.chunk.keys.filter(
      (key) => after === undefined || compareKeys(key, after, sort) > 0,
    );
    return { keys: left.slice(0, PIECE), ended: left.length <= PIECE };
  }

  async function meant(keys: OrderKey[]): Promise<OrderKey[]> {
    if ((exact && search === undefined) || keys.length === 0) return keys;
    const standings = await parts.rows.standings(
      shop,
      keys.map(({ ref }) => ref),
    );
    return keys.filter(({ ref }) => {
      const standing = standings.get(ref);
      return standing !== undefined && isOrderMeant(filter, standing);
    });
  }

  return {
    async *from(after, wish) {
      let through = after;
      for (let looked = 0, limit = Math.min(wish, PIECE); looked < most; limit = PIECE) {
        const { keys, ended } = await chunkAfter(through, exact ? Math.max(limit, wish) : limit);
        looked += Math.max(keys.length, 1);
        const last = keys.at(-1);
        through = ended ? undefined : (last ?? through);
        yield { keys: await meant(keys), through, looked };
        if (through === undefined) return;
        // Webhooks and deliveries come first.
        await others();
      }
    },
    tooMany: () => searched?.more === true,
  };
}

/** The first of what is found. `end`: all there is, a full page with more behind it, or the key up to which was looked. */
async function firstOf(
  pieces: AsyncIterable<Piece>,
  limit: number,
): Promise<{ keys: OrderKey[]; end: "all" | "full" | OrderKey }> {
  const keys: OrderKey[] = [];
  let through: OrderKey | undefined;
  for await (const piece of pieces) {
    keys.push(...piece.keys);
    if (keys.length > limit) return { keys: keys.slice(0, limit), end: "full" };
    through = piece.through;
  }
  return { keys, end: through ?? "all" };
}

/** Where the pages before and after this one begin. */
function turnsOf(
  { after, before, sort }: PageRequest,
  { keys, end }: Awaited<ReturnType<typeof firstOf>>,
): Pick<OrderPage, "previous" | "next" | "searchedTo"> {
  const begin = before ?? after;
  const farther = end === "all" ? undefined : end === "full" ? keys.at(-1) : end;
  // Where nothing was found the way back leads to where it came from.
  const back = begin === undefined ? undefined : (keys[0] ?? stepOver(begin, sort, before !== undefined));
  const searchedTo = typeof end === "string" ? {} : { searchedTo: end.at };
  const [previous, next] = before === undefined ? [back, farther] : [farther, back];
  return {
    ...(previous === undefined ? {} : { previous }),
    ...(next === undefined ? {} : { next }),
    ...searchedTo,
  };
}

/** A key that lets a page begin, or end, with this one. */
function stepOver(key: OrderKey, { newestFirst }: OrderSort, backwards: boolean): OrderKey {
  return { at: key.at, ref: key.ref + (newestFirst === backwards ? 1 : -1) };
}

function boundsOf({ filter, sort }: Look): Pick<KeyRequest, "low" | "high"> {
  const all = { low: 0, high: Number.MAX_SAFE_INTEGER };
  if (sort.by === "received") return all;
  return {
    low: filter.from ?? all.low,
    high: filter.until === undefined ? all.high : filter.until - 1,
  };
}

async function searchedFor(
  { keys }: Parts,
  { shop, search, sort }: { shop: string; search: string; sort: OrderSort },
): Promise<{ chunk: KeyChunk; more: boolean }> {
  const { orders, more } = await keys.search(shop, search);
  const found = orders.map((order) => ({ ref: order.ref, at: timeOf(order, sort) }));
  return { chunk: { keys: found.sort((a, b) => compareKeys(a, b, sort)), ended: true }, more };
}

function timeOf({ placedAt, receivedAt }: FoundOrder, { by }: OrderSort): number {
  return by === "placed" ? placedAt : receivedAt;
}
