/** A shop of the double, the app's database, and the comparison between the two, in time that passes only when somebody waits. */
import { composeCoverage, composeReconciliation } from "../../app/composition/reconciliation.server.ts";
import { createOrderBook } from "../../app/orders/order-book.server.ts";
import { readParsedOrder } from "../../app/orders/order.ts";
import type { Chore } from "../../app/platform/chores.ts";
import type { Database } from "../../app/platform/database.server.ts";
import type { Ledger } from "../../app/platform/ledger.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { reduceOrder } from "../../app/tiktok/reduced-order.ts";
import type { AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";
import { change, newDatabase, select } from "../platform/temporary-database.ts";
import { adminWorld, SHOP, type AdminWorld } from "./admin-world.ts";
import { START } from "./orders.ts";

export const DAY = 86_400_000;
export const MINUTE = 60_000;

/** One process that compares. */
export interface Comparer {
  sweep: Chore;
  coverage: ReturnType<typeof composeCoverage>;
  /** How often orders were taken in. */
  arrivals: () => number;
}

export interface SweepWorld extends AdminWorld, Comparer {
  database: Database;
  /** Names of the questions that Shopify was asked. */
  questions: string[];
  /** Another process on the same database, perhaps behind a ledger that breaks. */
  another(ledger?: Ledger): Comparer;
  /** Does what is due now. */
  run(comparer?: Comparer): Promise<number>;
  /** Lets the shop become due, and compares it. */
  next(): Promise<void>;
  /** Has a webhook tell of an order. */
  tell(order: AdminOrder, topic?: string): Promise<boolean>;
  /** Digits of the ids of the orders that are known. */
  known(): Promise<string[]>;
  sweepRow(): Promise<SweepRow>;
}

/** A row of the table. */
export interface SweepRow {
  watermark: number;
  due: number;
  healed: number;
  failures: number;
  problem: string | null;
}

/** Opens a shop with these orders, and the app installed in it a day before the first of them. */
export async function sweepWorld(
  orders: readonly AdminOrder[] = [],
  { timezone = "UTC", installedAt = START - DAY } = {},
): Promise<SweepWorld> {
  const admin = adminWorld(orders);
  const database = await newDatabase();
  const questions: string[] = [];
  const { post } = admin;
  admin.post = (shop, body) => {
    questions.push(/(?:query|mutation) (\w+)/.exec(body)?.[1] ?? "");
    return post(shop, body);
  };
  await addShop(database, SHOP, { timezone, installedAt });
  const another = (ledger = database.ledger) => compare(ledger, admin);
  const first = another();
  const world: SweepWorld = Object.assign(admin, first, {
    ...{ database, questions, another },
    run: (comparer: Comparer = first) => comparer.sweep.run(() => false),
    async next() {
      await change(database, "UPDATE sweep SET due_at = @now", { now: admin.time.now() });
      await first.sweep.run(() => false);
    },
    tell: (order: AdminOrder, topic = "orders/create") => tell(database, admin, order, topic),
    async known() {
      const rows = await select<{ id: string }>(
        database,
        'SELECT order_id AS id FROM "order" ORDER BY order_id',
      );
      return rows.map(({ id }) => id);
    },
    async sweepRow() {
      const [row] = await select<SweepRow>(
        database,
        "SELECT watermark, due_at AS due, healed, failures, problem FROM sweep",
      );
      if (row === undefined) throw new Error("no comparison is planned");
      return row;
    },
  });
  return world;
}

/** Installs the app in a shop. */
export async function addShop(
  database: Database,
  domain: string,
  { timezone = "UTC", installedAt = START - DAY } = {},
): Promise<void> {
  await change(
    database,
    "INSERT INTO shop (domain, timezone, country, scopes, installed_at) VALUES (@domain, @timezone, 'CA', '', @installedAt)",
    { domain, timezone, installedAt },
  );
}

function compare(ledger: Ledger, admin: AdminWorld): Comparer {
  let arrivals = 0;
  const clock = admin.time.now;
  const coverage = composeCoverage(ledger, clock);
  const { chores } = composeReconciliation({
    ...{ ledger, coverage, clock, logger: createLogger("silent"), random: () => 0.5 },
    orders: createOrderBook(ledger, 0),
    post: (shop, body) => admin.post(shop, body),
    reducerOf: () => Promise.resolve((order) => JSON.stringify(reduceOrder(order, "CA"))),
    onArrival: () => {
      arrivals += 1;
    },
    async sleep(milliseconds) {
      admin.waits.push(milliseconds);
      await admin.time.advance(milliseconds);
    },
  });
  const sweep = chores.find(({ name }) => name === "sweep");
  if (sweep === undefined) throw new Error("nothing compares");
  return { sweep, coverage, arrivals: () => arrivals };
}

function tell({ ledger }: Database, admin: AdminWorld, order: AdminOrder, topic: string): Promise<boolean> {
  const read = readParsedOrder(structuredClone(order));
  if (!read.ok) throw new Error(read.refusal);
  const { id: orderId, name, placedAt, updatedAt, checkoutToken } = read.order;
  const facts = JSON.stringify(reduceOrder(read.order, "CA"));
  const told = { orderId, name, placedAt, updatedAt, checkoutToken, facts, topic, hasClick: true };
  const book = createOrderBook(ledger, 0);
  return ledger.write(() => book.add({ ...told, shop: SHOP, receivedAt: admin.time.now(), lane: "live" }));
}
