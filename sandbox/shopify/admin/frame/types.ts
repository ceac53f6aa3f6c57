/** The part of App Bridge the stand-in provides, in Shopify's own types. */
import type { ShopifyGlobal } from "@shopify/app-bridge-types";

/** `shopify.config` with everything the admin always sets. */
export type AppBridgeConfig = Required<Pick<ShopifyGlobal["config"], "apiKey" | "shop" | "host" | "locale">>;

/** The stand-in's `window.shopify`; what is not here is undefined, and using it fails loudly. */
export type ShopifyStandIn = Pick<
  ShopifyGlobal,
  | "config"
  | "origin"
  | "ready"
  | "environment"
  | "idToken"
  | "toast"
  | "saveBar"
  | "modal"
  | "loading"
  | "app"
>;
