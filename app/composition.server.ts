import { randomUUID } from "node:crypto";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import type { LandingWorld } from "./attribution/landing-page.server.ts";
import { createOutbox } from "./delivery/outbox.server.ts";
import type { Claimed, DueOrder, Outbox, Routing } from "./delivery/outbox.ts";
import type { AttemptResult } from "./delivery/outcome.ts";
import type { Handover } from "./delivery/turn.ts";
import { createWorker, type Worker } from "./delivery/worker.server.ts";
import { OLDEST_PURCHASE } from "./orders/eligibility.ts";
import { createOrderBook } from "./orders/order-book.server.ts";
import { createHintBox } from "./ingest/hint-box.server.ts";
import { createHintHandler, type HintHandler } from "./ingest/hints.server.ts";
import { createInbox } from "./ingest/inbox.server.ts";
import { createVerifyWebhook } from "./ingest/signature.server.ts";
import { createWebhookHandler, type WebhookHandler } from "./ingest/webhooks.server.ts";
import { createClientAddress } from "./platform/client-address.server.ts";
import { MINUTE, SECOND, type Clock } from "./platform/clock.ts";
import type { Config, StoreConfig } from "./platform/config.ts";
import { openDatabase, type Database } from "./platform/database.server.ts";
import { createLogger, type Logger } from "./platform/logger.server.ts";
import {
  createShopifyApi,
  createShopifyApplication,
  type ShopifyApplication,
} from "./platform/shopify.server.ts";
import { createVault, type Vault } from "./platform/vault.server.ts";
import { createRedaction } from "./privacy/redaction.server.ts";
import { createConnections, type Connections } from "./shops/connection.server.ts";
import { createCustomerJourneys, type CustomerJourneys } from "./shops/customer-journey.server.ts";
import { createInstallation, createShopCountry } from "./shops/installation.server.ts";
import { createLandingChecks, type LandingChecks } from "./shops/landing-checks.server.ts";
import { createSealedSessionStorage } from "./shops/session-storage.server.ts";
import { createSettingsStore, type SettingsStore } from "./shops/settings-store.server.ts";
import { DEFAULT_SETTINGS, readSettings, type Settings } from "./shops/settings.ts";
import { recordsOfShop, type ShopRecords } from "./shops/shop-records.server.ts";
import { createUninstall } from "./shops/uninstall.server.ts";
import { createWebPixels, type WebPixels } from "./shops/web-pixel.server.ts";
import { createEventsApi, type SendEvents } from "./tiktok/events-api.server.ts";
import { openTransport } from "./tiktok/transport.server.ts";
import { reduceOrder } from "./tiktok/reduced-order.ts";
import { previewOrder, routeOrder, type OrderPreview, type RoutedOrder } from "./tiktok/routing.ts";
import { testEvent } from "./tiktok/test-event.ts";

/** From connecting to the last byte of TikTok's answer. */
const TIKTOK_DEADLINE_MS = 10 * SECOND;
const DELIVERY_CONCURRENCY = 32;
const LANE_CONCURRENCY = 4;
/** Of 50 events each: a shop with 2,500 orders a second would wait. */
const LANE_REQUESTS_PER_SECOND = 50;
/** TikTok takes 1,000; a smaller batch is heard of sooner and is cheaper to take apart. */
const BATCH_SIZE = 50;
/** TikTok merges copies of a purchase for 5 minutes: an order older than this is not held up for one more carrier. */
const JOURNEY_MAX_AGE = 4 * MINUTE;
/** How long an order waits for the customer journey. */
const JOURNEY_WAIT = 5 * SECOND;

/** What every process shares: the database, and the ways into it. */
export interface Store {
  config: StoreConfig;
  logger: Logger;
  clock: Clock;
  database: Database;
  vault: Vault;
  connections: Connections;
  outbox: Outbox;
  /** What pages may read of one shop: the shop is the authenticated session's. */
  recordsOf(shop: string): ShopRecords;
  /** Sends TikTok one test event for a pixel (the shop's oldest when none is named) with its test event code; undefined when there is no such pixel or no code. */
  sendTestEvent(shop: string, pixelCode?: string): Promise<AttemptResult | undefined>;
  /** What an order would come to now under settings that are not saved; undefined when there is no such order, or it was erased. */
  previewOrder(shop: string, orderId: string, settings: Settings): Promise<OrderPreview | undefined>;
  sendEvents: SendEvents;
  close(): Promise<void>;
}

/** The web application: what routes and the server need. */
export interface App extends Store {
  config: Config;
  shopify: ShopifyApplication;
  webhooks: WebhookHandler;
  /** Answers `/collect`. */
  hints: HintHandler;
  worker: Worker;
  webPixels: WebPixels;
  settings: SettingsStore;
  landingChecks: LandingChecks;
}

/** What the outside world provides; tests bring their own. */
export interface World {
  /** The database's time unless a test brings its own: machines may differ. */
  clock?: Clock;
  random: () => number;
  /** How a landing page is reached; the internet unless a test brings its own. */
  landing?: LandingWorld;
}

const theWorld: World = { random: Math.random };

/** Joins what the worker and the commands need. */
export function composeStore(config: StoreConfig, world: World = theWorld): Store {
  const logger = createLogger(config.logLevel);
  const database = openDatabase(config.databaseUrl, logger);
  const clock = world.clock ?? database.clock;
  const vault = createVault(config.encryptionKeys);
  const connections = createConnections(database.ledger, vault, clock);
  const transport = openTransport({
    baseUrl: config.tiktokBaseUrl,
    deadlineMs: TIKTOK_DEADLINE_MS,
    connections: DELIVERY_CONCURRENCY,
  });
  const sendEvents = createEventsApi(transport.post);
  const recordsOf = (shop: string) => recordsOfShop(database, shop);

  const outbox = createOutbox(database.ledger);

  async function sendTestEvent(shop: string, pixelCode?: string): Promise<AttemptResult | undefined> {
    const pixel = await connections.pixelOf(shop, pixelCode);
    if (pixel?.testEventCode === undefined) return undefined;
    const currency = (await recordsOf(shop).shop())?.currency ?? "USD";
    const event = testEvent(clock(), randomUUID(), currency, `https://${shop}/`);
    const result = await sendEvents(pixel, [JSON.stringify(event)]);
    if (result.outcome.kind === "delivered") await connections.markVerified(shop, pixel.code);
    return result;
  }

  return {
    ...{ config, logger, clock, database, vault, connections, outbox, recordsOf, sendTestEvent, sendEvents },
    async previewOrder(shop, orderId, settings) {
      const due = await outbox.orderOf(shop, orderId);
      return due && previewOrder(due, settings, clock());
    },
    async close() {
      await transport.close();
      await database.close();
    },
  };
}

/** Joins the whole application. The worker is made, not started. */
export function composeApp(config: Config, world: World = theWorld): App {
  const store = composeStore(config, world);
  const { database, vault, logger, clock, connections } = store;
  const webPixels = createWebPixels(database.ledger, `${config.shopify.appUrl}/collect`, logger);
  const shopify = composeShopify(config, store, webPixels);
  const worker = composeWorker(store, shopify, world);
  const onArrival = () => {
    worker.wake();
  };
  const orderBook = createOrderBook(database.ledger, DEFAULT_SETTINGS.attribution.hintWaitSeconds);
  const countryOf = createShopCountry(database.ledger);
  const effects = { ...createUninstall(database.ledger, connections), ...createRedaction(database.ledger) };
  const webhooks = createWebhookHandler({
    verify: createVerifyWebhook(createShopifyApi(config, logger), config.shopify.apiSecret),
    inbox: createInbox(database.ledger, orderBook, effects),
    vault,
    async reducerOf(shop) {
      const country = await countryOf(shop);
      return (order) => JSON.stringify(reduceOrder(order, country));
    },
    ...{ onArrival, clock, logger },
  });
  const hints = createHintHandler({
    hintBox: createHintBox(database.ledger),
    shopOfToken: webPixels.shopOfToken,
    clientAddress: createClientAddress(config.trustedProxies),
    ...{ onArrival, clock, logger },
  });
  const settings = createSettingsStore(database.ledger, clock);
  const landingChecks = createLandingChecks(world.landing);
  return { ...store, config, webhooks, hints, worker, shopify, webPixels, settings, landingChecks };
}

function composeWorker(store: Store, shopify: ShopifyApplication, world: World): Worker {
  const { database, outbox, clock, logger } = store;
  const journeys = createCustomerJourneys({
    ledger: database.ledger,
    adminOf: async (shop) => (await shopify.unauthenticated.admin(shop)).admin.graphql,
    onAnswer: () => {
      worker.wake();
    },
    ...{ clock, logger },
  });
  const worker = createWorker({
    outbox,
    route: (due) => route(due, clock(), journeys),
    send: (batch) => send(batch, store),
    random: world.random,
    ...{ concurrency: DELIVERY_CONCURRENCY, laneConcurrency: LANE_CONCURRENCY, batchSize: BATCH_SIZE },
    rates: { perSecond: store.config.tiktokRequestsPerSecond, lanePerSecond: LANE_REQUESTS_PER_SECOND },
    attemptDeadlineMs: TIKTOK_DEADLINE_MS,
    ...{ clock, logger },
  });
  return worker;
}

function composeShopify(
  config: Config,
  { database, vault, clock, logger }: Store,
  webPixels: WebPixels,
): ShopifyApplication {
  const recordInstallation = createInstallation(database.ledger, clock, logger);
  const sessions = createSealedSessionStorage(new PrismaSessionStorage(database.prisma), vault);
  return createShopifyApplication(
    config,
    sessions,
    async ({ session, admin }) => {
      await recordInstallation(session.shop, session.scope ?? "", admin.graphql);
      await webPixels.ensure(session.shop, admin.graphql);
    },
    logger,
  );
}

/** Whether Shopify's customer journey could tell what decides about the order. */
function isWorthAsking(
  { attribution, consent, placedAt, customer }: RoutedOrder,
  settings: Settings,
  now: number,
) {
  if (settings.orders.customers !== "all" && customer === undefined) return true;
  const lacksClick = attribution.clickId === undefined && consent.ground === "consent_recorded";
  return lacksClick && now - placedAt < JOURNEY_MAX_AGE;
}

/** Routes one order. Where nothing carried a click of a shopper who consented, Shopify's customer journey is asked first, once. */
function route(due: DueOrder, now: number, journeys: CustomerJourneys): Routing {
  const settings = readSettings(due.settings);
  const routed = routeOrder(due, settings, now);
  const { deliveries, attribution, consent, placedAt } = routed;
  if (routed.waitsForPayment)
    return { kind: "waiting", waitingFor: "payment", until: placedAt + OLDEST_PURCHASE + SECOND };
  if (!due.journeyAsked && isWorthAsking(routed, settings, now)) {
    void journeys.ask(due);
    return { kind: "asking", delayMs: JOURNEY_WAIT };
  }
  return {
    kind: "routed",
    deliveries,
    attribution: JSON.stringify(attribution),
    consent: JSON.stringify(consent),
  };
}

async function send(
  batch: readonly [Claimed, ...Claimed[]],
  { connections, sendEvents, logger }: Store,
): Promise<Handover> {
  const { shop, pixelCode } = batch[0];
  const pixel = await connections.pixelOf(shop, pixelCode);
  if (pixel === undefined) {
    if (!(await connections.hasPixel(shop, pixelCode)))
      return { kind: (await connections.hasPixel(shop)) ? "pixel_changed" : "disconnected" };
    logger.error({ shop }, "the shop's access token is sealed with a key that is not in ENCRYPTION_KEY");
    return { kind: "token_unreadable" };
  }
  const result = await sendEvents(
    pixel,
    batch.map(({ event }) => event),
  );
  const { testEventCode, connectedAt, paused } = pixel;
  return { kind: "attempted", result, testEventCode, connectedAt, pixelPaused: paused };
}
