/** The shop as the double keeps it, in memory. */
import { createHash } from "node:crypto";
import type { DocumentNode, ExecutionResult } from "graphql";
import { allApproved, type Approvals } from "../orders/approvals.ts";
import type { Schedule } from "../orders/schedule.ts";
import { AccessTokens } from "./access/access-tokens.ts";
import type { SessionTokenAudience } from "./access/session-token.ts";
import { finishPayload } from "./bulk/bulk-operation.ts";
import { BulkOperations } from "./bulk/bulk-operations.ts";
import { CostBucket } from "./graphql/cost.ts";
import type { BulkReading } from "./graphql/fields/asked.ts";
import type { OrderSource } from "./order-source.ts";

/** The shop's names. */
export interface ShopIdentity {
  /** `x.myshopify.com`. */
  domain: string;
  /** As in `admin.shopify.com/store/{handle}`. */
  handle: string;
  name: string;
  /** Where its storefront is; `https://` and its domain by default. */
  url?: string;
}

/** A value an app stored on its installation or elsewhere. */
export interface StoredMetafield {
  id: string;
  ownerId: string;
  namespace: string;
  key: string;
  type: string;
  value: string;
  createdAt: string;
  updatedAt: string;
}

/** The one web pixel record an app may have on a shop. */
export interface StoredWebPixel {
  id: string;
  settings: Record<string, unknown>;
}

/** The theme app extension's embed: on or off. The storefront may hold the same object. */
export interface EmbedSwitch {
  enabled: boolean;
}

/**
 * How the shop stands with Shopify. Open answers; frozen has not paid (402), forbidden is refused (403), locked is shut for fraud and the like (423), and
 * down is Shopify's own trouble (503).
 */
export type Standing = "open" | "frozen" | "forbidden" | "locked" | "down";

/** What `ShopState` is made of. */
export interface ShopStateOptions {
  shop: ShopIdentity;
  apiKey: string;
  apiSecret: string;
  scopes: readonly string[];
  orders: OrderSource;
  embed: EmbedSwitch;
  schedule: Schedule;
  /** Where results of bulk operations are fetched. */
  origin: () => string;
  /** Sends a webhook, if the app subscribes to its topic. */
  tell: (topic: "bulk_operations/finish", payload: object) => void;
}

const numericId = (seed: string): string =>
  String(createHash("sha256").update(seed).digest().readUInt32BE(0) + 10_000_000);

/** The shop: identity, installation, tokens, metafields, pixel, embed. */
export class ShopState {
  readonly shop: ShopIdentity;
  readonly audience: SessionTokenAudience;
  readonly tokens: AccessTokens;
  readonly orders: OrderSource;
  readonly now: () => number;
  readonly origin: () => string;
  readonly bucket: CostBucket;
  readonly bulk: BulkOperations;
  /** What Shopify lets the app see of customers. */
  readonly approvals: Approvals = { ...allApproved };
  standing: Standing = "open";
  isInstalled = true;
  /** Milliseconds from an order until its customer's journey is ready. */
  journeyDelay = 0;
  readonly embed: EmbedSwitch;
  readonly metafields: StoredMetafield[] = [];
  readonly user = { id: "92814417", firstName: "Robin", lastName: "Hale", email: "robin@northpine.example" };
  readonly shopGid: string;
  readonly appGid: string;
  readonly installationGid: string;
  readonly themeGid: string;
  webPixel: StoredWebPixel | undefined;
  scopes: readonly string[];
  /** Runs a chunk of a bulk operation; the endpoint sets it. */
  runInBulk: ((document: DocumentNode, bulk: BulkReading) => ExecutionResult) | undefined;
  #serial = 1;

  constructor(options: ShopStateOptions) {
    const { shop, apiKey, apiSecret } = options;
    this.shop = shop;
    this.audience = { shopDomain: shop.domain, apiKey, apiSecret, userId: this.user.id };
    this.scopes = options.scopes;
    this.orders = options.orders;
    this.embed = options.embed;
    const { schedule, tell } = options;
    this.now = () => schedule.now();
    this.origin = options.origin;
    this.tokens = new AccessTokens(this.now);
    this.bucket = new CostBucket(this.now);
    this.bulk = new BulkOperations({
      schedule,
      newId: () => this.newGid("BulkOperation"),
      run: (document, bulk) => this.#runInBulk(document, bulk),
      finished: (operation) => {
        tell("bulk_operations/finish", finishPayload(operation));
      },
    });
    this.shopGid = `gid://shopify/Shop/${numericId(shop.domain)}`;
    this.appGid = `gid://shopify/App/${numericId(apiKey)}`;
    this.installationGid = `gid://shopify/AppInstallation/${numericId(shop.domain + apiKey)}`;
    this.themeGid = `gid://shopify/OnlineStoreTheme/${numericId(`theme of ${shop.domain}`)}`;
  }

  /** A fresh global id, e.g. `gid://shopify/Metafield/1`. */
  newGid(type: string): string {
    return `gid://shopify/${type}/${this.#serial++}`;
  }

  /** Ends the installation: tokens die, the pixel, the embed and bulk operations go. The webhook is `ShopLife`'s business. */
  uninstall(): void {
    this.isInstalled = false;
    this.tokens.revokeAll();
    this.bulk.drop();
    this.webPixel = undefined;
    this.embed.enabled = false;
    this.metafields.length = 0;
  }

  /** The merchant installs the app again; the app gets its tokens by exchange, as the first time. */
  install(scopes: readonly string[] = this.scopes): void {
    this.isInstalled = true;
    this.scopes = scopes;
  }

  #runInBulk(document: DocumentNode, bulk: BulkReading): ExecutionResult {
    if (this.runInBulk === undefined) throw new Error("the shop has no Admin API yet");
    return this.runInBulk(document, bulk);
  }
}
