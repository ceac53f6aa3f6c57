/** The app's backfills on a real database, in front of a shop of the double; routing is the app's own. */
import type { AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";
import { shopTime } from "../../sandbox/orders/shop-time.ts";
import { composeBackfill } from "../../app/composition/backfill.server.ts";
import { route } from "../../app/composition/delivery.server.ts";
import { createOutbox } from "../../app/delivery/outbox.server.ts";
import type { Order } from "../../app/orders/order.ts";
import { createOrderBook } from "../../app/orders/order-book.server.ts";
import type { Ledger } from "../../app/platform/ledger.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createBackfillStore, type BackfillRequest } from "../../app/reconciliation/backfill-state.server.ts";
import type { Backfill } from "../../app/reconciliation/backfill.ts";
import { reduceOrder } from "../../app/tiktok/reduced-order.ts";
import { change, newDatabase, select } from "../platform/temporary-database.ts";
import { adminWorld, SHOP } from "./admin-world.ts";
import { plainOrder, SHOP_URL, START } from "./orders.ts";

export const DAY = 86_400_000;
export const PIXEL = "CBACKFILLPIXEL000001";
/** Later than every order; the shop's clock begins there. */
export const NOW = START + 3 * DAY;

/** Order `number`, placed so many milliseconds before now. */
export function orderAgo(number: number, ago: number, changes: Partial<AdminOrder> = {}): AdminOrder {
  const at = shopTime(NOW - ago);
  return plainOrder(number, { created_at: at, processed_at: at, updated_at: at, ...changes });
}

export type BackfillWorld = Awaited<ReturnType<typeof backfillWorld>>;

/** Opens a shop that has had the app for an hour, with these orders and one pixel. What a new shop asks for is behind it, unless it `isNew`. */
export async function backfillWorld(orders: readonly AdminOrder[], { isNew = false } = {}) {
  const admin = adminWorld(orders);
  const database = await newDatabase();
  const { time } = admin;
  const installedAt = NOW - 3_600_000;
  await change(
    database,
    `INSERT INTO shop (domain, currency, country, timezone, url, installed_at) VALUES (@shop, 'USD', 'US', 'UTC', @url, @at)`,
    { shop: SHOP, url: SHOP_URL, at: installedAt },
  );
  await change(
    database,
    `INSERT INTO pixel (shop, code, sealed_token, updated_at) VALUES (@shop, @code, 'sealed', @at)`,
    { shop: SHOP, code: PIXEL, at: installedAt },
  );
  if (!isNew)
    await change(
      database,
      `INSERT INTO backfill (shop, source, requested_at, from_at, to_at, dry_run, state)
       VALUES (@shop, 'install', 0, 0, @at, '0', 'done')`,
      { shop: SHOP, at: installedAt },
    );
  const book = createOrderBook(database.ledger, 0);
  const outbox = createOutbox(database.ledger);
  const store = createBackfillStore(database.ledger);
  const world = {
    ...admin,
    database,
    book,
    outbox,
    store,
    installedAt,
    arrivals: 0,
    senders: { areUs: true },
    downloads: [] as string[],
  };
  /** A process of the app; another one shares nothing with it but the database. */
  const startProcess = (ledger: Ledger = database.ledger, changes: { fetch?: typeof fetch } = {}) =>
    composeBackfill({
      ...{ ledger, outbox, orders: createOrderBook(ledger, 0), store: createBackfillStore(ledger) },
      admin: admin.client,
      fetch: (input, init) => {
        world.downloads.push(input instanceof Request ? input.url : input.toString());
        return (changes.fetch ?? admin.platform.fetch)(input, init);
      },
      reducerOf: () => Promise.resolve((order: Order) => JSON.stringify(reduceOrder(order, "US"))),
      isOnlySender: () => Promise.resolve(world.senders.areUs),
      onArrival: () => (world.arrivals += 1),
      sleep: (milliseconds) => time.advance(milliseconds),
      clock: time.now,
      logger: createLogger("silent"),
    });
  const chore = startProcess();
  return {
    ...world,
    startProcess,
    chore,
    /** From now on the app's token has these scopes. */
    useToken(scopes: readonly string[]) {
      admin.token = new Secret(admin.shop.state.tokens.issue(scopes));
    },
    /** Asks for the last 50 days. */
    ask: (changes: Partial<BackfillRequest> = {}) =>
      store.request(
        {
          ...{ shop: SHOP, source: "page", requestedBy: undefined, dryRun: false },
          ...{ fromAt: NOW - 50 * DAY, toAt: NOW, ...changes },
        },
        time.now(),
      ),
    /** Lets the chore run until nothing is under way, routing in between; time passes. */
    async finish(process = chore): Promise<Backfill> {
      for (let turn = 0; turn < 500; turn++) {
        await process.run(() => false);
        await routeAll();
        const [latest] = await store.latest(SHOP, 1);
        if (latest?.endedAt !== undefined && (await store.nextDueAt()) === Infinity) return latest;
        await time.advance(1000);
      }
      throw new Error("the backfill does not end");
    },
    routeAll,
    latest: async () => (await store.latest(SHOP, 1))[0],
    ids: async () =>
      (await select<{ id: string }>(database, `SELECT order_id AS id FROM "order" ORDER BY order_id`)).map(
        ({ id }) => id,
      ),
    deliveries: () =>
      select<{ orderId: string; state: string; reason: string | null; lane: string }>(
        database,
        `SELECT order_id AS "orderId", state, reason, lane FROM delivery ORDER BY order_id`,
      ),
  };

  async function routeAll(): Promise<void> {
    const journeys = { ask: () => Promise.resolve() };
    while ((await outbox.routeDue(time.now(), 500, (due) => route(due, time.now(), journeys))) === 500);
  }
}

/** Shopify's id of order `number`. */
export const idOf = (number: number): string => String(5_600_000_000_000 + number);
