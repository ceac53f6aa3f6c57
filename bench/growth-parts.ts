/** What the pages and the worker ask of a shop, as they ask it: each a part that is timed by itself. */
import { createShopSigns } from "../app/alerts/shop-signs.server.ts";
import { composeOrders } from "../app/composition/orders.server.ts";
import { composeCoverage } from "../app/composition/reconciliation.server.ts";
import type { Claimed } from "../app/delivery/outbox.ts";
import { createOutbox } from "../app/delivery/outbox.server.ts";
import { createReplay } from "../app/delivery/replay.server.ts";
import { EVENT_LIFETIME } from "../app/delivery/retry-policy.ts";
import { giveBack } from "../app/delivery/turn.ts";
import { createAllShops } from "../app/operator/all-shops.server.ts";
import { DAY } from "../app/platform/clock.ts";
import type { Database } from "../app/platform/database.server.ts";
import { createLeases } from "../app/platform/leases.server.ts";
import { prepareAll } from "../app/platform/ledger.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { createDataRequestDesk } from "../app/privacy/data-requests.server.ts";
import { createRetentionChore } from "../app/privacy/retention.server.ts";
import { NO_FILTER, type OrderFilter, type OrderSort } from "../app/shops/order-filter.ts";
import type { OrderKey } from "../app/shops/order-log.server.ts";
import { createSenderChecks } from "../app/shops/sender-checks.server.ts";
import { recordsOfShop } from "../app/shops/shop-records.server.ts";
import { GAP_LISTED, DAYS_SHOWN } from "../app/ui/coverage/coverage-page-view.ts";
import { createFormats } from "../app/ui/formats.server.ts";
import { COVERAGE_DAYS, homeView, ORDERS_LISTED, type HomeView } from "../app/ui/home/home-view.ts";
import { LINES } from "../app/ui/orders/orders-view.ts";
import { clickIdOf, LARGE_SHOP, NOW, orderIdOf, PIXEL, SPAN } from "./grown-database.ts";

/** One thing that is timed; what stands before and after it is not. */
export interface Part {
  /** It ends at a bound that ten thousand rows have too little for: nothing to compare, but to be known. */
  toItsBound?: true;
  before?(): Promise<unknown>;
  run(): Promise<unknown>;
  after?(): Promise<unknown>;
}

const BATCH = 50;
const NEWEST: OrderSort = { by: "placed", newestFirst: true };
const clock = () => NOW;

/** All parts, by their names. `orders` is how many the database has in all. */
export function partsOf(database: Database, orders: number): Readonly<Record<string, Part>> {
  // Half of the shop's orders are newer.
  const middle = 3 * Math.round(orders / 6);
  return {
    ...workerParts(database, orders),
    ...listParts(database, { at: NOW - SPAN / 2, ref: middle }),
    ...pageParts(database, middle),
    "operator's view": { run: () => createAllShops(database.ledger, clock).survey() },
    "a look for alerts": { toItsBound: true, run: () => createShopSigns(database.ledger)(LARGE_SHOP, NOW) },
  };
}

/** The order list as its page asks for it: the lines and how many there are. */
function listParts({ ledger }: Database, middle: OrderKey): Record<string, Part> {
  const { log } = composeOrders(ledger, clock, () => createReplay(ledger, clock));
  const toItsBound = true as const;
  const page = (filter: Partial<OrderFilter>, sort = NEWEST, after?: OrderKey): Part => ({
    run: () =>
      Promise.all([
        log.page(LARGE_SHOP, { filter: { ...NO_FILTER, ...filter }, sort, limit: LINES, after }),
        log.count(LARGE_SHOP, { ...NO_FILTER, ...filter }),
      ]),
  });
  return {
    "orders, newest": page({}),
    "orders, from the middle": page({}, NEWEST, middle),
    "orders, first received": page({}, { by: "received", newestFirst: false }),
    "orders, held": { ...page({ states: ["held"] }), toItsBound },
    "orders, refused for a reason": {
      ...page({ states: ["refused"], reasons: ["refused_by_tiktok"] }),
      toItsBound,
    },
    "orders, accepted": page({ states: ["delivered"] }),
    "orders, skipped for a reason": { ...page({ reasons: ["consent_refused"] }), toItsBound },
    "orders, one carrier": page({ carriers: ["cart_attribute"] }),
    "orders, of no click and held": { ...page({ carriers: ["none"], states: ["held"] }), toItsBound },
    "orders, of a pixel": page({ pixels: [PIXEL] }),
    "orders, of a pixel that has none": { ...page({ pixels: ["CNONE"] }), toItsBound },
    "orders, of a week": { ...page({ from: NOW - 40 * DAY, until: NOW - 33 * DAY }), toItsBound },
    "orders, by name": page({ search: `#${middle.ref}` }),
    "orders, by the beginning of a name": { ...page({ search: "#1" }), toItsBound },
    "orders, by click id": page({ search: clickIdOf(15 * Math.round((middle.ref * 1.5) / 15)) }),
    "orders, by the beginning of a click id": { ...page({ search: "E.C.P." }), toItsBound },
    "a piece of the CSV file": { run: () => log.all(LARGE_SHOP, NO_FILTER, NEWEST).next() },
    "a step of sending again": {
      toItsBound,
      run: () => log.some(LARGE_SHOP, { ...NO_FILTER, states: ["held", "refused"] }, undefined),
    },
  };
}

function pageParts(database: Database, middle: number): Record<string, Part> {
  const { ledger } = database;
  const records = recordsOfShop(database, LARGE_SHOP);
  const coverage = composeCoverage(ledger, clock).coverageOf(LARGE_SHOP);
  const replay = createReplay(ledger, clock);
  // One that TikTok refused.
  const stopped = orderIdOf(3000 * Math.floor(middle / 3000) + 1992);
  const yesterday = new Date(NOW - DAY).toISOString().slice(0, 10);
  return {
    home: { run: () => readHome(database) },
    receipt: { run: () => records.order(orderIdOf(middle)) },
    "receipt, refused": {
      run: () => Promise.all([records.order(stopped), replay.plan({ shop: LARGE_SHOP, orderId: stopped })]),
    },
    coverage: {
      run: () => Promise.all([coverage.days(DAYS_SHOWN), coverage.sweep()]),
    },
    "coverage, a day's gap": {
      toItsBound: true,
      run: () => coverage.gapOf(yesterday, { skipped: false, limit: GAP_LISTED }),
    },
  };
}

/** What Home's loader reads (app/routes/app._index.tsx), and the page made of it. */
async function readHome(database: Database): Promise<HomeView> {
  await database.prisma.session.findUnique({ where: { id: `offline_${LARGE_SHOP}` } });
  const records = recordsOfShop(database, LARGE_SHOP);
  const lookback = NOW - COVERAGE_DAYS * DAY;
  const [
    installation,
    connected,
    backlog,
    troubles,
    milestones,
    heartbeat,
    orders,
    clicks,
    days,
    senders,
    requests,
  ] = await Promise.all([
    ...([records.shop(), records.pixels(), records.backlog()] as const),
    ...([records.troubles(NOW - EVENT_LIFETIME), records.milestones()] as const),
    ...([records.heartbeat(lookback), records.latestOrders(ORDERS_LISTED)] as const),
    records.coverage(lookback),
    composeCoverage(database.ledger, clock).coverageOf(LARGE_SHOP).days(COVERAGE_DAYS),
    createSenderChecks(database.ledger, clock).verdict(LARGE_SHOP),
    createDataRequestDesk(database.ledger, clock).list(LARGE_SHOP, 25),
  ]);
  const facts = {
    ...{ shop: LARGE_SHOP, apiKey: "", backlog, troubles, milestones, heartbeat, orders, coverage: clicks },
    ...{ days, installation, senders, requests },
    pixels: connected.map((pixel) => ({ pixel, tokenReadable: true })),
  };
  return homeView(facts, createFormats("en", undefined));
}

/** What the worker asks and writes until a batch is its own, what ends it, and a step of removing the details of old orders. */
function workerParts({ ledger }: Database, orders: number): Record<string, Part> {
  const outbox = createOutbox(ledger);
  let claimed: Claimed[] = [];
  let claims = 0;
  const claim = async () => {
    await outbox.nextWork();
    await outbox.lanes();
    const lane = { shop: LARGE_SHOP, pixelCode: PIXEL, kind: "live", lease: `lease-${++claims}` } as const;
    [claimed = []] = await outbox.claim([lane], { now: NOW, leaseMs: 20_000, batchSize: BATCH });
    if (claimed.length !== BATCH) throw new Error(`${claimed.length} deliveries were due`);
  };
  const settle = () => outbox.settle(giveBack(claimed, NOW));
  const chore = () =>
    createRetentionChore({
      ...{ ledger, leases: createLeases(ledger, clock), clock, logger: createLogger("silent") },
      ...{ retentionDays: 91, rest: () => Promise.resolve() },
    });
  const { rewind } = prepareAll(ledger, {
    rewind: "UPDATE retention SET through = @through WHERE subject = 'orders'",
  });
  // It begins anew each time, where every order is old, and is stopped after the first step of the first subject.
  const through = Math.round(orders / 4);
  return {
    claim: { run: claim, after: settle },
    settle: { before: claim, run: settle },
    "a step of retention": {
      before: () => ledger.write(() => rewind.change({ through })),
      run() {
        let asked = 0;
        return chore().run(() => asked++ > 0);
      },
    },
  };
}
