import type { App, Store, World } from "./composition/app.ts";
import { composeAlerts } from "./composition/alerts.server.ts";
import { composeAdmin } from "./composition/admin.server.ts";
import { composeBackfill } from "./composition/backfill.server.ts";
import { composeConnecting, composeTikTokLogin } from "./composition/connecting.server.ts";
import { route, send } from "./composition/delivery.server.ts";
import { composeLimits } from "./composition/limits.server.ts";
import { composeOrders } from "./composition/orders.server.ts";
import { composeCoverage, composeReconciliation } from "./composition/reconciliation.server.ts";
import { composeSenders } from "./composition/senders.server.ts";
import { deliveryTracing } from "./composition/tracing.server.ts";
import { tracedBook } from "./delivery/order-trace.ts";
import { createOutbox } from "./delivery/outbox.server.ts";
import { createWorker, type Worker } from "./delivery/worker.server.ts";
import type { Order } from "./orders/order.ts";
import { createOrderBook } from "./orders/order-book.server.ts";
import { createHintBox } from "./ingest/hint-box.server.ts";
import { createHintHandler } from "./ingest/hints.server.ts";
import { createInbox } from "./ingest/inbox.server.ts";
import { createVerifyWebhook } from "./ingest/signature.server.ts";
import { createWebhookHandler } from "./ingest/webhooks.server.ts";
import { createChores } from "./platform/chores.ts";
import { createClientAddress } from "./platform/client-address.server.ts";
import { SECOND } from "./platform/clock.ts";
import { createClockWatch } from "./platform/clock-watch.ts";
import type { Config, StoreConfig } from "./platform/config.ts";
import { openDatabase } from "./platform/database.server.ts";
import { createDeparture } from "./platform/departure.ts";
import { createLeases } from "./platform/leases.server.ts";
import { createLogger } from "./platform/logger.server.ts";
import { createVault } from "./platform/vault.server.ts";
import { composeObservability, type ObservabilityParts } from "./composition/observability.server.ts";
import { composeOperator } from "./composition/operator.server.ts";
import { composeReplay } from "./composition/replay.server.ts";
import { composePrivacy } from "./composition/privacy.server.ts";
import type { AdminAccess } from "./shops/admin-access.server.ts";
import { createBackfillStore } from "./reconciliation/backfill-state.server.ts";
import { createRetentionChore } from "./privacy/retention.server.ts";
import { createConnections } from "./shops/connection.server.ts";
import { createCustomerJourneys } from "./shops/customer-journey.server.ts";
import { createShopCountry } from "./shops/installation.server.ts";
import { createLandingChecks } from "./shops/landing-checks.server.ts";
import { createSettingsStore } from "./shops/settings-store.server.ts";
import { DEFAULT_SETTINGS } from "./shops/settings.ts";
import { recordsOfShop } from "./shops/shop-records.server.ts";
import { createUninstall } from "./shops/uninstall.server.ts";
import { createEventsApi } from "./tiktok/events-api.server.ts";
import { openTransport } from "./tiktok/transport.server.ts";
import { reduceOrder } from "./tiktok/reduced-order.ts";
import { previewOrder } from "./tiktok/routing.ts";

export type { App, Store, World };

/** From connecting to the last byte of TikTok's answer. */
const TIKTOK_DEADLINE_MS = 10 * SECOND;
const DELIVERY_CONCURRENCY = 32;
const LANE_CONCURRENCY = 4;
/** Of 50 events each: a shop with 2,500 orders a second would wait. */
const LANE_REQUESTS_PER_SECOND = 50;
/** TikTok takes 1,000; a smaller batch is heard of sooner and is cheaper to take apart. */
const BATCH_SIZE = 50;

/** The real one. */
export const theWorld: World = { random: Math.random };

/** Joins what the worker and the commands need. */
export function composeStore(config: StoreConfig, world: World = theWorld): Store {
  const logger = createLogger(config.logLevel);
  const database = openDatabase(config.databaseUrl, logger);
  const clock = world.clock ?? database.clock;
  const vault = createVault(config.encryptionKeys);
  const connections = createConnections(database.ledger, vault, clock);
  const { tiktokBaseUrl: baseUrl } = config;
  const reach = { baseUrl, deadlineMs: TIKTOK_DEADLINE_MS, connections: DELIVERY_CONCURRENCY };
  const clocks = createClockWatch(logger);
  const onDate = (header: unknown) => {
    clocks.heardHeader("tiktok", header);
  };
  const transport = world.tiktok ?? openTransport({ ...reach, onDate });
  const sendEvents = createEventsApi(transport.post);
  const recordsOf = (shop: string) => recordsOfShop(database, shop);

  const outbox = createOutbox(database.ledger);
  const coverage = composeCoverage(database.ledger, clock);
  const privacy = composePrivacy(database.ledger, clock);
  const replayBy = composeReplay(database.ledger, privacy.audit, clock);

  const connecting = composeConnecting({ connections, sendEvents, recordsOf, clock });

  return {
    departure: createDeparture(),
    ...{ config, logger, clock, database, vault, connections, outbox, recordsOf, sendEvents, ...connecting },
    coverage,
    backfills: createBackfillStore(database.ledger),
    privacy,
    replayBy,
    orders: composeOrders(database.ledger, clock, replayBy),
    async previewOrder(shop, orderId, settings) {
      const due = await outbox.orderOf(shop, orderId);
      return due && previewOrder(due, settings, clock());
    },
    async close() {
      await transport.close();
      await database.close();
      // Last: what was told on the way out is sent as well.
      await world.tracing?.close();
    },
  };
}

/** Joins the whole application. The worker is made, not started. */
export function composeApp(config: Config, world: World = theWorld): App {
  const store = composeStore(config, world);
  const { database, vault, logger, clock, connections } = store;
  const { tracing } = world;
  const { shopify, access, webPixels, setUp, ...admin } = composeAdmin({
    ...{ config, database, vault, clock, logger, ...world.orderLists },
  });
  const observability = composeObservability(config, store);
  const { counting, heart } = observability;
  const worker = composeWorker(store, { access, observability }, world);
  const onArrival = worker.wake;
  const orderBook = createOrderBook(database.ledger, DEFAULT_SETTINGS.attribution.hintWaitSeconds);
  const countryOf = createShopCountry(database.soon, clock);
  const reducerOf = async (shop: string) => {
    const country = await countryOf(shop);
    return (order: Order) => JSON.stringify(reduceOrder(order, country));
  };
  const clientAddress = createClientAddress(config.trustedProxies);
  const effects = { ...createUninstall(database.ledger, connections), ...store.privacy.effects };
  const webhooks = createWebhookHandler({
    verify: createVerifyWebhook(config.shopify.apiSecret),
    inbox: { commit: counting.committing("webhooks", createInbox(database.soon, orderBook, effects).commit) },
    ...{ clientAddress, vault, reducerOf, onArrival, onAnswer: counting.onWebhook, clock, logger, tracing },
  });
  const hints = createHintHandler({
    hintBox: { commit: counting.committing("hints", createHintBox(database.soon).commit) },
    shopOfToken: webPixels.shopOfToken,
    ...{ clientAddress, onArrival, onAnswer: counting.onHint, clock, logger },
  });
  const orders = tracedBook(orderBook, tracing);
  const reconciliation = composeReconciliation({
    ...{ ledger: database.ledger, coverage: store.coverage, orders, reducerOf, onArrival, tracing },
    post: access.post,
    ...{ random: world.random, sleep: world.orderLists?.sleep, clock, logger },
  });
  const senders = composeSenders(database.ledger, clock, world.landing);
  const backfill = composeBackfill({
    ...{ ledger: database.ledger, store: store.backfills, outbox: store.outbox, orders, tracing },
    ...{ admin: reconciliation.admin, fetch: world.orderLists?.fetch ?? fetch, reducerOf, onArrival },
    ...{ sleep: world.orderLists?.sleep, isOnlySender: senders.isOnlySender, clock, logger },
  });
  const login = composeTikTokLogin(store, config);
  const alerts = composeAlerts({
    ...{ config, ledger: database.ledger, vault, clock, logger, reach: world.alerts },
  });
  const own = [...alerts.chores, ...store.privacy.chores, backfill, login.chore, composeRetention(store)];
  const chores = createChores(
    [heart.chore, ...admin.chores, ...reconciliation.chores, ...own],
    clock,
    logger,
  );
  return {
    ...{ ...store, config, shopify, access, webPixels, setUp, alerts, senders, observability },
    ...{ webhooks, hints, worker, chores, tiktokLogin: login.tiktokLogin },
    settings: createSettingsStore(database.ledger, clock),
    landingChecks: createLandingChecks(world.landing),
    limits: composeLimits(),
    operator: composeOperator(config, store),
  };
}

function composeRetention({ database: { ledger }, config, clock, logger }: Store) {
  const leases = createLeases(ledger, clock);
  return createRetentionChore({ ledger, leases, retentionDays: config.retentionDays, clock, logger });
}

function composeWorker(
  store: Store,
  { access, observability }: { access: AdminAccess; observability: ObservabilityParts },
  world: World,
): Worker {
  const { database, outbox, clock, logger } = store;
  const { counting, heart } = observability;
  const journeys = createCustomerJourneys({
    ledger: database.ledger,
    adminOf: (shop) => Promise.resolve(access.graphqlOf(shop)),
    onAnswer: () => {
      worker.wake();
    },
    ...{ clock, logger },
  });
  const worker = createWorker({
    outbox: { ...outbox, settle: counting.settling(outbox.settle) },
    route: (due) => route(due, clock(), journeys),
    send: counting.sending((batch) => send(batch, store)),
    random: world.random,
    ...{ concurrency: DELIVERY_CONCURRENCY, laneConcurrency: LANE_CONCURRENCY, batchSize: BATCH_SIZE },
    rates: { perSecond: store.config.tiktokRequestsPerSecond, lanePerSecond: LANE_REQUESTS_PER_SECOND },
    attemptDeadlineMs: TIKTOK_DEADLINE_MS,
    ...{ onRound: heart.round, clock, logger },
    traced: deliveryTracing(world.tracing, store.config),
  });
  return worker;
}
