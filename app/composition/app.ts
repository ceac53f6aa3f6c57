import type { LandingWorld } from "../attribution/landing-page.server.ts";
import type { WebhookReach } from "../alerts/webhook.server.ts";
import type { AlertParts } from "./alerts.server.ts";
import type { CoverageParts } from "./reconciliation.server.ts";
import type { Outbox } from "../delivery/outbox.ts";
import type { AttemptResult } from "../delivery/outcome.ts";
import type { Replay } from "../delivery/replay.server.ts";
import type { Worker } from "../delivery/worker.server.ts";
import type { HintHandler } from "../ingest/hints.server.ts";
import type { WebhookHandler } from "../ingest/webhooks.server.ts";
import type { Chores } from "../platform/chores.ts";
import type { Clock } from "../platform/clock.ts";
import type { Tracing } from "../platform/tracing.ts";
import type { Config, StoreConfig } from "../platform/config.ts";
import type { Database } from "../platform/database.server.ts";
import type { Departure } from "../platform/departure.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { ShopifyApplication } from "../platform/shopify.server.ts";
import type { Vault } from "../platform/vault.server.ts";
import type { ObservabilityParts } from "./observability.server.ts";
import type { SenderParts } from "./senders.server.ts";
import type { Limits } from "./limits.server.ts";
import type { OrdersParts } from "./orders.server.ts";
import type { OperatorParts } from "./operator.server.ts";
import type { PrivacyParts } from "./privacy.server.ts";
import type { Actor } from "../privacy/audit.server.ts";
import type { AdminAccess } from "../shops/admin-access.server.ts";
import type { BackfillStore } from "../reconciliation/backfill-state.server.ts";
import type { ConnectChecked } from "../shops/checked-connection.server.ts";
import type { Connections } from "../shops/connection.server.ts";
import type { LandingChecks } from "../shops/landing-checks.server.ts";
import type { SetUp } from "../shops/set-up.server.ts";
import type { SettingsStore } from "../shops/settings-store.server.ts";
import type { Settings } from "../shops/settings.ts";
import type { ShopRecords } from "../shops/shop-records.server.ts";
import type { TikTokLogin } from "../shops/tiktok-login.server.ts";
import type { WebPixels } from "../shops/web-pixel.server.ts";
import type { SendEvents } from "../tiktok/events-api.server.ts";
import type { Transport } from "../tiktok/transport.server.ts";
import type { OrderPreview } from "../tiktok/routing.ts";

/** What every process shares: the database, and the ways into it. */
export interface Store {
  config: StoreConfig;
  logger: Logger;
  clock: Clock;
  database: Database;
  /** Whether this process is going away. */
  departure: Departure;
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
  /** Connects a pixel after TikTok was asked whether it takes the token. */
  connectChecked: ConnectChecked;
  /** Shopify's orders beside TikTok's answers. */
  coverage: CoverageParts;
  /** What was done with personal data, and the customers' requests. */
  privacy: PrivacyParts;
  backfills: BackfillStore;
  /** Sends a shop's stopped deliveries again in the name of somebody. */
  replayBy(by: Actor): Replay;
  /** The order list: reading it, its kept views, and sending again what is in it. */
  orders: OrdersParts;
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
  /** What is done again and again beside deliveries; runs where the worker runs. */
  chores: Chores;
  webPixels: WebPixels;
  /** The way to any shop's Admin API without a merchant. */
  access: AdminAccess;
  /** What keeps the installation in a shop whole. */
  setUp: SetUp;
  settings: SettingsStore;
  landingChecks: LandingChecks;
  /** How often pages may ask for what is costly. */
  limits: Limits;
  /** What a shop is told of, and what it was told. */
  alerts: AlertParts;
  /** What else sends the shop's purchases to TikTok. */
  senders: SenderParts;
  /** What the process says of itself to whoever watches it. */
  observability: ObservabilityParts;
  /** Undefined unless the operator has an app at TikTok for Business. */
  tiktokLogin: TikTokLogin | undefined;
  /** Undefined where it is not configured. */
  operator: OperatorParts | undefined;
}

/** What the outside world provides; tests bring their own. */
export interface World {
  /** The database's time unless a test brings its own: machines may differ. */
  clock?: Clock;
  random: () => number;
  /** How a landing page is reached; the internet unless a test brings its own. */
  landing?: LandingWorld;
  /** How the webhooks of alerts are reached; the internet unless a test brings its own. */
  alerts?: WebhookReach;
  /** Where the way of an order is told; nowhere unless it is configured. */
  tracing?: Tracing | undefined;
  /** How TikTok is reached; the network unless a simulation brings its own. */
  tiktok?: Transport;
  /** How Shopify's order list is reached, and how its points are waited for. */
  orderLists?: { fetch: typeof fetch; sleep: (milliseconds: number) => Promise<void> };
}
