import type { Chore } from "../platform/chores.ts";
import { SECOND, type Clock } from "../platform/clock.ts";
import { createClockWatch, timeTelling } from "../platform/clock-watch.ts";
import type { Config } from "../platform/config.ts";
import type { Database } from "../platform/database.server.ts";
import { createLeases } from "../platform/leases.server.ts";
import type { Logger } from "../platform/logger.server.ts";
import {
  API_VERSION,
  createShopifyApplication,
  type ShopifyApplication,
} from "../platform/shopify.server.ts";
import { createShopifyFetch } from "../platform/shopify-fetch.server.ts";
import { createTokenEndpoint } from "../platform/token-endpoint.server.ts";
import type { Vault } from "../platform/vault.server.ts";
import { createAdminPost } from "../reconciliation/admin-post.server.ts";
import { createAdminAccess, type AdminAccess } from "../shops/admin-access.server.ts";
import { createAdminTokens, type AdminTokens } from "../shops/admin-tokens.server.ts";
import { createAdminTroubles, type AdminTroubles } from "../shops/admin-trouble.server.ts";
import { createInstallation } from "../shops/installation.server.ts";
import { createOfflineSessions } from "../shops/offline-sessions.server.ts";
import { createSessionStorage } from "../shops/session-storage.server.ts";
import { createSetUp, type SetUp } from "../shops/set-up.server.ts";
import { createTokenRenewal } from "../shops/token-renewal.server.ts";
import { createTokenTurns } from "../shops/token-turns.server.ts";
import { createWebPixels, type WebPixels } from "../shops/web-pixel.server.ts";

/** From asking Shopify to the last byte of its answer. */
const ADMIN_DEADLINE_MS = 20 * SECOND;
/** A token is asked for in front of a question; a lease outlives it. */
const TOKEN_DEADLINE_MS = 10 * SECOND;

/** What the way to Shopify's Admin API needs. */
export interface AdminOptions {
  config: Config;
  database: Database;
  vault: Vault;
  clock: Clock;
  logger: Logger;
  /** How Shopify is reached without a merchant, and how a turn is waited for; the internet and real time unless a test brings its own. */
  fetch?: typeof fetch | undefined;
  sleep?: ((milliseconds: number) => Promise<void>) | undefined;
}

/** The way to Shopify: with a merchant at the door (`shopify`), and without (`access`). */
export interface AdminParts {
  shopify: ShopifyApplication;
  access: AdminAccess;
  tokens: AdminTokens;
  webPixels: WebPixels;
  setUp: SetUp;
  chores: Chore[];
}

/** Joins sessions, tokens, and what keeps an installation whole. */
export function composeAdmin(options: AdminOptions): AdminParts {
  const { config, database, clock, logger } = options;
  const { ledger } = database;
  const leases = createLeases(ledger, clock);
  const troubles = createAdminTroubles(ledger, clock);
  const installation = createInstallation(ledger, clock, logger);
  const webPixels = createWebPixels(database.soon, `${config.shopify.appUrl}/collect`, logger);
  const sessions = createOfflineSessions(database.prisma, options.vault);
  const inTurn = createTokenTurns(leases, options.sleep ?? realTime);
  const reach =
    options.fetch ??
    timeTelling(createShopifyFetch(config.shopify.baseUrl, fetch), createClockWatch(logger), "shopify");
  const { apiKey, apiSecret } = config.shopify;
  const endpoint = createTokenEndpoint({
    ...{ fetch: reach, apiKey, apiSecret, deadlineMs: TOKEN_DEADLINE_MS, clock },
  });
  const onScopes = installation.keepScopes;
  const tokens = createAdminTokens({ sessions, endpoint, inTurn, troubles, onScopes, clock, logger });
  const access = accessWith(tokens, troubles, reach);
  const setUp = createSetUp({
    ...{ ledger, installation, webPixels, troubles, leases, clock },
    graphqlOf: access.graphqlOf,
  });
  const shopify = createShopifyApplication({
    ...{ config, logger, turns: { isFresh: tokens.isFresh, inTurn } },
    sessionStorage: createSessionStorage(database.prisma, options.vault),
    afterAuth: ({ session, admin }) => setUp.installed(session.shop, session.scope ?? "", admin.graphql),
  });
  const renewal = createTokenRenewal({ sessions, tokens, troubles, leases, clock, logger });
  return { shopify, access, tokens, webPixels, setUp, chores: [setUp.chore, renewal] };
}

function accessWith(tokens: AdminTokens, troubles: AdminTroubles, reach: typeof fetch): AdminAccess {
  return createAdminAccess({
    postWith: (tokenOf) =>
      createAdminPost({ fetch: reach, tokenOf, apiVersion: API_VERSION, deadlineMs: ADMIN_DEADLINE_MS }),
    ...{ tokens, troubles },
  });
}

function realTime(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
