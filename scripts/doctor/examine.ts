import { readFileSync } from "node:fs";
import type { Clock } from "../../app/platform/clock.ts";
import { SECOND } from "../../app/platform/clock.ts";
import { ConfigError, readDatabaseUrl, type Config, type Environment } from "../../app/platform/config.ts";
import { engineOf } from "../../app/platform/engine.ts";
import { migrationsFor } from "../../app/platform/migrations/history.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createShopifyFetch } from "../../app/platform/shopify-fetch.server.ts";
import { createTokenEndpoint, type TokenAnswer } from "../../app/platform/token-endpoint.server.ts";
import { API_VERSION } from "../../app/platform/shopify.server.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { ask, readingClocks } from "./ask.ts";
import { judgeEnvironment } from "./configuration.ts";
import { lookAtDatabase } from "./database-facts.ts";
import { judgeDatabase } from "./database-findings.ts";
import { judgeDeclaration } from "./declaration.ts";
import type { Finding } from "./finding.ts";
import { judgeAppAddress, judgeClock, judgeCredentials, judgeTikTok, type Skew } from "./reach.ts";

/** Where the doctor looks; tests bring their own. */
export interface Surroundings {
  env: Environment;
  fetch: typeof fetch;
  clock: Clock;
  /** The text of shopify.app.toml, if it is here. */
  declaration: string | undefined;
}

const DEADLINE_MS = 10 * SECOND;
const TOML = new URL("../../shopify.app.toml", import.meta.url);

/** The world as it is. */
export function realSurroundings(): Surroundings {
  return { env: process.env, fetch, clock: Date.now, declaration: readDeclaration() };
}

/** Looks at everything, changes nothing. What needs the configuration is left out while it is not complete. */
export async function examine(surroundings: Surroundings): Promise<Finding[]> {
  const { env, declaration, clock } = surroundings;
  const { config, findings } = judgeEnvironment(env);
  const skews: Skew[] = [];
  const vault = config && createVault(config.encryptionKeys);
  const url = databaseUrl(env);
  const seen = url === undefined ? undefined : await lookAtDatabase(url, { clock, skews, vault });
  const outside = config === undefined ? [] : await lookOutside(config, surroundings, skews, seen?.shop);
  const engine = url === undefined ? undefined : engineOf(url);
  return [
    ...findings,
    ...judgeDeclaration(declaration, {
      apiVersion: API_VERSION,
      ...{ appUrl: config?.shopify.appUrl, apiKey: config?.shopify.apiKey },
    }),
    ...(seen === undefined || engine === undefined ? [] : judgeDatabase(seen.facts, migrationsFor(engine))),
    ...outside,
    ...judgeClock(skews),
  ];
}

async function lookOutside(
  config: Config,
  { fetch, clock }: Surroundings,
  skews: Skew[],
  shop: string | undefined,
): Promise<Finding[]> {
  const { shopify, tiktokBaseUrl } = config;
  const asking = (of: string) => ({
    fetch: readingClocks(fetch, of, { clock, skews }),
    deadlineMs: DEADLINE_MS,
  });
  const [app, tiktok, credentials] = await Promise.all([
    // Its clock is this machine's, or that of a proxy.
    ask(`${shopify.appUrl}/webhooks/orders/create`, { fetch, deadlineMs: DEADLINE_MS }),
    ask(`${tiktokBaseUrl}/open_api/v1.3/event/track/`, asking("TikTok")),
    shop === undefined ? undefined : tryCredentials(config, asking("Shopify").fetch, { shop, clock }),
  ]);
  return [judgeAppAddress(app), judgeCredentials(credentials), judgeTikTok(tiktok)];
}

/** Renews a token that nobody has: Shopify looks at client id and secret first, and then finds nothing to renew. */
function tryCredentials(
  { shopify: { apiKey, apiSecret, baseUrl } }: Config,
  fetch: Surroundings["fetch"],
  { shop, clock }: { shop: string; clock: Clock },
): Promise<TokenAnswer> {
  const reach = createShopifyFetch(baseUrl, fetch);
  const endpoint = createTokenEndpoint({ fetch: reach, apiKey, apiSecret, deadlineMs: DEADLINE_MS, clock });
  return endpoint.refresh(shop, new Secret("a token that nobody has"));
}

function databaseUrl(env: Environment): string | undefined {
  try {
    return readDatabaseUrl(env);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

function readDeclaration(): string | undefined {
  try {
    return readFileSync(TOML, "utf8");
  } catch {
    return undefined;
  }
}
