/** Orders in the sorts the Admin API offers, so that a page costs what is on it, whatever the shop has besides. */

/** What the index needs of an order. */
export interface Indexed {
  id: number | string;
  admin_graphql_api_id: string;
  created_at: string;
  updated_at: string;
  processed_at: string;
  customer?: { admin_graphql_api_id: string } | null;
}

/** The sorts it keeps. */
export const sortKeys = ["CREATED_AT", "UPDATED_AT", "PROCESSED_AT", "ID"] as const;

/** One of the sorts. */
export type SortKey = (typeof sortKeys)[number];

/** A place in a sort: after every order with a smaller value, or the same value and a smaller id. */
export interface Position {
  value: number;
  id: number;
}

/** An order as the lists have it: its times may be older than the order's own while the lists lag. Milliseconds since the epoch. */
export interface Listed<Order> {
  order: Order;
  id: number;
  createdAt: number;
  updatedAt: number;
  processedAt: number;
  /** How many orders this customer had placed before; undefined without a customer. */
  customersEarlier: number | undefined;
}

/** Which part of which sort. `from` and `to` are values, both included. */
export interface Walk {
  sortKey: SortKey;
  reverse?: boolean;
  after?: Position | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

/** The value an order is sorted by. */
export function valueOf(listed: Listed<unknown>, sortKey: SortKey): number {
  switch (sortKey) {
    case "CREATED_AT":
      return listed.createdAt;
    case "UPDATED_AT":
      return listed.updatedAt;
    case "PROCESSED_AT":
      return listed.processedAt;
    case "ID":
      return listed.id;
  }
}

class Sorted<Order> {
  readonly items: Listed<Order>[] = [];
  readonly #key: SortKey;

  constructor(key: SortKey) {
    this.#key = key;
  }

  /** How many items are before the position, or at it as well. */
  before(value: number, id: number, orAt = false): number {
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = this.items[middle] as Listed<Order>;
      const itsValue = valueOf(item, this.#key);
      const isAt = itsValue === value && item.id === id;
      if (itsValue < value || (itsValue === value && item.id < id) || (orAt && isAt)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  add(item: Listed<Order>): void {
    const index = this.before(valueOf(item, this.#key), item.id);
    if (index === this.items.length) this.items.push(item);
    else this.items.splice(index, 0, item);
  }

  remove(item: Listed<Order>): void {
    this.items.splice(this.before(valueOf(item, this.#key), item.id), 1);
  }
}

interface Pending<Order> {
  visibleAt: number;
  order: Order;
  updatedAt: number;
}

/** The shop's orders as the Admin API finds them. An order is found by its id at once; lists show a change when the lag has passed. */
export class OrderIndex<Order extends Indexed> {
  /** Milliseconds until a new or changed order shows in lists; asked once for each change. */
  lag: () => number;
  readonly #now: () => number;
  readonly #byGid = new Map<string, Order>();
  readonly #listed = new Map<number, Listed<Order>>();
  readonly #perCustomer = new Map<string, number>();
  readonly #earlier = new Map<number, number>();
  readonly #sorts = new Map(sortKeys.map((key) => [key, new Sorted<Order>(key)] as const));
  /** Soonest visible last, so that it is taken off the end. */
  readonly #pending: Pending<Order>[] = [];

  constructor(now: () => number, lag: () => number = () => 0) {
    this.#now = now;
    this.lag = lag;
  }

  /** Takes in an order that is new or has changed. */
  put(order: Order): void {
    this.#count(order);
    this.#byGid.set(order.admin_graphql_api_id, order);
    const updatedAt = Date.parse(order.updated_at);
    const lag = this.lag();
    if (lag <= 0) {
      this.#list(order, updatedAt);
      return;
    }
    const pending = { visibleAt: this.#now() + lag, order, updatedAt };
    let index = this.#pending.length;
    while (index > 0 && (this.#pending[index - 1] as Pending<Order>).visibleAt <= pending.visibleAt)
      index -= 1;
    this.#pending.splice(index, 0, pending);
  }

  /** The order with this global id, as it is now. */
  find(gid: string): Order | undefined {
    return this.#byGid.get(gid);
  }

  /** How many orders a customer has placed. */
  ordersOf(customerGid: string): number {
    return this.#perCustomer.get(customerGid) ?? 0;
  }

  /** How many orders its customer had placed before this one. */
  earlierOrders(order: Order): number | undefined {
    return this.#earlier.get(Number(order.id));
  }

  /** How many orders lists show now. */
  get size(): number {
    this.#settle();
    return this.#listed.size;
  }

  /** Walks a part of a sort, upwards unless `reverse`. The index must not change meanwhile. */
  *walk({
    sortKey,
    reverse = false,
    after,
    from = -Infinity,
    to = Infinity,
  }: Walk): Generator<Listed<Order>> {
    this.#settle();
    const sorted = this.#sorts.get(sortKey) as Sorted<Order>;
    const { items } = sorted;
    let low = sorted.before(from, -Infinity);
    let high = sorted.before(to, Infinity);
    if (after !== undefined && reverse) high = Math.min(high, sorted.before(after.value, after.id));
    if (after !== undefined && !reverse) low = Math.max(low, sorted.before(after.value, after.id, true));
    if (reverse) for (let index = high - 1; index >= low; index -= 1) yield items[index] as Listed<Order>;
    else for (let index = low; index < high; index += 1) yield items[index] as Listed<Order>;
  }

  #count(order: Order): void {
    const [id, customer] = [Number(order.id), order.customer?.admin_graphql_api_id];
    if (customer === undefined || this.#earlier.has(id)) return;
    const earlier = this.ordersOf(customer);
    this.#earlier.set(id, earlier);
    this.#perCustomer.set(customer, earlier + 1);
  }

  #settle(): void {
    const now = this.#now();
    for (
      let last = this.#pending.at(-1);
      last !== undefined && last.visibleAt <= now;
      last = this.#pending.at(-1)
    ) {
      this.#pending.pop();
      this.#list(last.order, last.updatedAt);
    }
  }

  #list(order: Order, updatedAt: number): void {
    const id = Number(order.id);
    const known = this.#listed.get(id);
    if (known === undefined) {
      const [createdAt, processedAt] = [Date.parse(order.created_at), Date.parse(order.processed_at)];
      const listed = {
        order,
        id,
        createdAt,
        updatedAt,
        processedAt,
        customersEarlier: this.#earlier.get(id),
      };
      this.#listed.set(id, listed);
      for (const sorted of this.#sorts.values()) sorted.add(listed);
      return;
    }
    known.order = order;
    // Of two changes whose lags differ, the later one may show first.
    if (updatedAt <= known.updatedAt) return;
    const sorted = this.#sorts.get("UPDATED_AT") as Sorted<Order>;
    sorted.remove(known);
    known.updatedAt = updatedAt;
    sorted.add(known);
  }
}
