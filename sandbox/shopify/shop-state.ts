/** The shop as the double keeps it, in memory. */
import { createHash } from "node:crypto";
import { AccessTokens } from "./access/access-tokens.ts";
import type { SessionTokenAudience } from "./access/session-token.ts";
import type { AdminOrder } from "./graphql/admin-order.ts";

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

/** What `ShopState` is made of. */
export interface ShopStateOptions {
  shop: ShopIdentity;
  apiKey: string;
  apiSecret: string;
  scopes: readonly string[];
  orders: () => readonly AdminOrder[];
  embed: EmbedSwitch;
  now: () => number;
}

const numericId = (seed: string): string =>
  String(createHash("sha256").update(seed).digest().readUInt32BE(0) + 10_000_000);

/** The shop: identity, installation, tokens, metafields, pixel, embed. */
export class ShopState {
  readonly shop: ShopIdentity;
  readonly audience: SessionTokenAudience;
  readonly tokens: AccessTokens;
  readonly orders: () => readonly AdminOrder[];
  readonly embed: EmbedSwitch;
  readonly metafields: StoredMetafield[] = [];
  readonly user = { id: "92814417", firstName: "Robin", lastName: "Hale", email: "robin@northpine.example" };
  readonly shopGid: string;
  readonly appGid: string;
  readonly installationGid: string;
  readonly themeGid: string;
  webPixel: StoredWebPixel | undefined;
  scopes: readonly string[];
  #serial = 1;

  constructor(options: ShopStateOptions) {
    const { shop, apiKey, apiSecret } = options;
    this.shop = shop;
    this.audience = { shopDomain: shop.domain, apiKey, apiSecret, userId: this.user.id };
    this.scopes = options.scopes;
    this.orders = options.orders;
    this.embed = options.embed;
    this.tokens = new AccessTokens(options.now);
    this.shopGid = `gid://shopify/Shop/${numericId(shop.domain)}`;
    this.appGid = `gid://shopify/App/${numericId(apiKey)}`;
    this.installationGid = `gid://shopify/AppInstallation/${numericId(shop.domain + apiKey)}`;
    this.themeGid = `gid://shopify/OnlineStoreTheme/${numericId(`theme of ${shop.domain}`)}`;
  }

  /** A fresh global id, e.g. `gid://shopify/Metafield/1`. */
  newGid(type: string): string {
    return `gid://shopify/${type}/${this.#serial++}`;
  }

  /** Ends the installation: tokens die, the pixel and the embed go. The webhook is the sender's business. */
  uninstall(): void {
    this.tokens.revokeAll();
    this.webPixel = undefined;
    this.embed.enabled = false;
    this.metafields.length = 0;
  }
}
