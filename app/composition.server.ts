import { randomUUID } from "node:crypto";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { createOutbox } from "./delivery/outbox.server.ts";
import type { Claimed, DueOrder, NewDelivery } from "./delivery/outbox.ts";
import type { AttemptResult } from "./delivery/outcome.ts";
import { createWorker, type Handover, type Worker } from "./delivery/worker.server.ts";
import { createInbox } from "./ingest/inbox.server.ts";
import { createVerifyWebhook } from "./ingest/signature.server.ts";
import { createWebhookHandler, type WebhookHandler } from "./ingest/webhooks.server.ts";
import { skipReason } from "./orders/eligibility.ts";
import { SECOND, type Clock } from "./platform/clock.ts";
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
import { createInstallation } from "./shops/installation.server.ts";
import { createSealedSessionStorage } from "./shops/session-storage.server.ts";
import { recordsOfShop, type ShopRecords } from "./shops/shop-records.server.ts";
import { createUninstall } from "./shops/uninstall.server.ts";
import { createEventsApi, type SendEvents } from "./tiktok/events-api.server.ts";
import { hasMatchKey, purchaseEvent } from "./tiktok/purchase.ts";
import { reduceOrder, type ReducedOrder } from "./tiktok/reduced-order.ts";
import { testEvent } from "./tiktok/test-event.ts";

/** From connecting to the last byte of TikTok's answer. */
const TIKTOK_DEADLINE_MS = 10 * SECOND;
const DELIVERY_CONCURRENCY = 16;

/** What every process shares: the database, and the ways into it. */
export interface Store {
  config: StoreConfig;
  logger: Logger;
  clock: Clock;
  database: Database;
  vault: Vault;
  connections: Connections;
  /** What pages may read of one shop: the shop is the authenticated session's. */
  recordsOf(shop: string): ShopRecords;
  /** Sends TikTok one test event for the shop's pixel with its test event code; undefined when the shop has no pixel or no code. */
  sendTestEvent(shop: string): Promise<AttemptResult | undefined>;
  sendEvents: SendEvents;
  close(): Promise<void>;
}

/** The web application: what routes and the server need. */
export interface App extends Store {
  config: Config;
  shopify: ShopifyApplication;
  webhooks: WebhookHandler;
  worker: Worker;
}

/** What the outside world provides; tests bring their own. */
export interface World {
  clock: Clock;
  random: () => number;
  fetch: typeof fetch;
}

const theWorld: World = { clock: Date.now, random: Math.random, fetch: (...args) => fetch(...args) };

/** Joins what the worker and the commands need. */
export function composeStore(config: StoreConfig, world: World = theWorld): Store {
  const { clock } = world;
  const logger = createLogger(config.logLevel);
  const database = openDatabase(config.databaseUrl);
  const vault = createVault(config.encryptionKeys);
  const connections = createConnections(database.sqlite, vault, clock);
  const sendEvents = createEventsApi({
    baseUrl: config.tiktokBaseUrl,
    fetch: world.fetch,
    deadlineMs: TIKTOK_DEADLINE_MS,
  });
  const recordsOf = (shop: string) => recordsOfShop(database.prisma, shop);

  async function sendTestEvent(shop: string): Promise<AttemptResult | undefined> {
    const pixel = connections.pixelOf(shop);
    if (pixel?.testEventCode === undefined) return undefined;
    const currency = (await recordsOf(shop).shop())?.currency ?? "USD";
    const event = testEvent(clock(), randomUUID(), currency, `https://${shop}/`);
    const result = await sendEvents(pixel, [JSON.stringify(event)]);
    if (result.outcome.kind === "delivered") connections.markVerified(shop);
    return result;
  }

  return {
    ...{ config, logger, clock, database, vault, connections, recordsOf, sendTestEvent, sendEvents },
    close: () => database.close(),
  };
}

/** The delivery worker of a store. */
export function composeWorker(store: Store, world: World = theWorld): Worker {
  return createWorker({
    outbox: createOutbox(store.database.sqlite),
    route: (order) => routeOrder(order, store.clock()),
    send: (claimed) => send(claimed, store),
    clock: store.clock,
    random: world.random,
    logger: store.logger,
    concurrency: DELIVERY_CONCURRENCY,
    attemptDeadlineMs: TIKTOK_DEADLINE_MS,
  });
}

/** Joins the whole web application. The worker is made, not started. */
export function composeApp(config: Config, world: World = theWorld): App {
  const store = composeStore(config, world);
  const { database, vault, logger, clock, connections } = store;
  const worker = composeWorker(store, world);
  const redaction = createRedaction(database.sqlite);
  const effects = { ...createUninstall(database.sqlite, connections), ...redaction };
  const webhooks = createWebhookHandler({
    verify: createVerifyWebhook(createShopifyApi(config, logger), config.shopify.apiSecret),
    inbox: createInbox(database.sqlite, effects),
    vault,
    reduce: (order) => JSON.stringify(reduceOrder(order)),
    onArrival: () => {
      worker.wake();
    },
    clock,
    logger,
  });
  return { ...store, config, webhooks, worker, shopify: composeShopify(config, store) };
}

function composeShopify(config: Config, { database, vault, clock, logger }: Store): ShopifyApplication {
  const recordInstallation = createInstallation(database.sqlite, clock, logger);
  const sessions = createSealedSessionStorage(new PrismaSessionStorage(database.prisma), vault);
  return createShopifyApplication(
    config,
    sessions,
    ({ session, admin }) =>
      recordInstallation(session.shop, session.scope ?? "", (query) => admin.graphql(query)),
    logger,
  );
}

/** Makes the deliveries of an order: one Purchase for the shop's pixel, or the reason why none is sent. */
function routeOrder({ facts, receivedAt, pixel }: DueOrder, now: number): NewDelivery[] {
  if (pixel === undefined) return [];
  const order = JSON.parse(facts) as ReducedOrder;
  const event = purchaseEvent(order, receivedAt);
  const { cancelled, test, click, placedAt } = order;
  const eligibility = { cancelled, test, consent: click.consent, placedAt, hasMatchKey: hasMatchKey(order) };
  const skipped = skipReason(eligibility, now, pixel.testEventCode !== null);
  const waiting = pixel.paused ? "paused" : "pending";
  return [
    {
      eventName: event.event,
      eventId: event.event_id,
      pixelCode: pixel.code,
      event: JSON.stringify(event),
      placedAt: placedAt ?? receivedAt,
      state: skipped === undefined ? waiting : "skipped",
      reason: skipped ?? (pixel.paused ? "reconnect_tiktok" : undefined),
    },
  ];
}

async function send(claimed: Claimed, { connections, sendEvents, logger }: Store): Promise<Handover> {
  const { shop } = claimed;
  const pixel = connections.pixelOf(shop);
  if (pixel === undefined) {
    if (!connections.hasPixel(shop)) return { kind: "disconnected" };
    logger.error({ shop }, "the shop's access token is sealed with a key that is not in ENCRYPTION_KEY");
    return { kind: "token_unreadable" };
  }
  if (pixel.code !== claimed.pixelCode) return { kind: "pixel_changed" };
  const result = await sendEvents(pixel, [claimed.event]);
  const { testEventCode, connectedAt } = pixel;
  return { kind: "attempted", result, testEventCode, connectedAt };
}
