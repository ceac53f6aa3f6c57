import "@shopify/shopify-app-remix/adapters/node";
import { LogSeverity, shopifyApi, type Shopify } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { ApiVersion, AppDistribution, shopifyApp } from "@shopify/shopify-app-remix/server";
import type { Config } from "./config.ts";
import { exchangedInTurn, type ExchangeTurns } from "./exchange-turns.server.ts";
import type { Logger } from "./logger.server.ts";
import { nameShop } from "./request-context.server.ts";
import { createShopifyFetch } from "./shopify-fetch.server.ts";

/** The version of every webhook and Admin API call; shopify.app.toml names the same (a test compares them). */
export const API_VERSION = ApiVersion.October26;

/** What a merchant's request is authenticated with. */
export type ShopifyApplication = ReturnType<typeof createShopifyApplication>;

/** Called after a merchant's token was exchanged: at install, and about hourly while the app is used. Must bear being called twice. */
export type AfterAuth = NonNullable<NonNullable<Parameters<typeof shopifyApp>[0]["hooks"]>["afterAuth"]>;

/** What Shopify's application object needs. */
export interface ShopifyApplicationOptions {
  config: Config;
  sessionStorage: SessionStorage;
  afterAuth: AfterAuth;
  turns: ExchangeTurns;
  logger: Logger;
}

/**
 * Shopify's application object: managed install, token exchange, expiring offline tokens. Its `unauthenticated.admin` is not for use: that renews tokens without
 * taking turns (app/shops/admin-tokens.server.ts).
 */
export function createShopifyApplication(options: ShopifyApplicationOptions) {
  const { config, sessionStorage, afterAuth, turns, logger } = options;
  setAbstractFetchFunc(createShopifyFetch(config.shopify.baseUrl, fetch));
  const application = shopifyApp({
    apiKey: config.shopify.apiKey,
    apiSecretKey: config.shopify.apiSecret.reveal(),
    appUrl: config.shopify.appUrl,
    apiVersion: API_VERSION,
    authPathPrefix: "/auth",
    distribution: AppDistribution.AppStore,
    sessionStorage,
    hooks: { afterAuth },
    logger: libraryLog(logger),
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  });
  const { session } = createShopifyApi(config, logger);
  const inTurn = exchangedInTurn(application.authenticate.admin, session, turns);
  const admin: typeof inTurn = async (request) => {
    const context = await inTurn(request);
    nameShop(context.session.shop);
    return context;
  };
  return { ...application, authenticate: { ...application.authenticate, admin } };
}

/** Shopify's API library by itself: checks of session tokens. */
function createShopifyApi(config: Config, logger: Logger): Pick<Shopify, "session"> {
  const appUrl = new URL(config.shopify.appUrl);
  return shopifyApi({
    apiKey: config.shopify.apiKey,
    apiSecretKey: config.shopify.apiSecret.reveal(),
    apiVersion: API_VERSION,
    hostName: appUrl.host,
    hostScheme: appUrl.protocol === "http:" ? "http" : "https",
    isEmbeddedApp: true,
    logger: libraryLog(logger),
  });
}

/** The library's messages hold query strings; only what it counts as a warning or worse is kept, without them. */
function libraryLog(logger: Logger) {
  return {
    level: LogSeverity.Warning,
    log: (severity: LogSeverity, message: string) => {
      const fields = {
        library: message
          .replace(/\{[\s\S]*\}/g, "{…}")
          .replace(/https?:\S+/g, "[url]")
          .slice(0, 300),
      };
      if (severity === LogSeverity.Error) logger.error(fields, "shopify library");
      else logger.warn(fields, "shopify library");
      return Promise.resolve();
    },
  };
}
