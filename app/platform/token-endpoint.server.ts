import { z } from "zod";
import { SECOND, type Clock } from "./clock.ts";
import { Secret } from "./secret.ts";

/** An expiring access token and what renews it, once. */
export interface TokenPair {
  accessToken: Secret;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  refreshToken: Secret;
  refreshTokenExpiresAt: number;
  /** What the shop grants, comma-separated. */
  scope: string;
}

/** What Shopify said to a request for a token. */
export type TokenAnswer =
  | { kind: "pair"; pair: TokenPair }
  /** What was handed in is worth nothing any more. */
  | { kind: "refused"; error: string }
  /** The shop is unpaid (402), forbidden (403) or locked (423). */
  | { kind: "shut"; status: number }
  /** No answer that can be used. Whether Shopify acted on it is not known: the same token may be handed in again. */
  | { kind: "unavailable"; what: string };

/** Shopify's token endpoint, for what needs no merchant. Never throws. */
export interface TokenEndpoint {
  refresh(shop: string, refreshToken: Secret): Promise<TokenAnswer>;
  /** Trades a token without an end for one with an end. There is no way back. */
  migrate(shop: string, accessToken: Secret): Promise<TokenAnswer>;
}

/** What the endpoint needs. */
export interface TokenEndpointOptions {
  fetch: typeof fetch;
  apiKey: string;
  apiSecret: Secret;
  deadlineMs: number;
  clock: Clock;
}

const OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token";

/** The statuses a shop answers with that is shut. */
export const SHUT: readonly number[] = [402, 403, 423];
/** Refusals of what was handed in (RFC 6749, 5.2; RFC 8693, 2.2.2). Others, `invalid_client` above all, are about the app itself. */
const REFUSALS: readonly string[] = ["invalid_grant", "invalid_subject_token"];

/**
 * Not Shopify's library: it has no deadline, and takes an answer without `expires_in` for a token without an end, which is then never renewed
 * (github.com/Shopify/shopify-app-js/issues/3400).
 */
export function createTokenEndpoint(options: TokenEndpointOptions): TokenEndpoint {
  const { apiKey, apiSecret, fetch, deadlineMs, clock } = options;

  async function ask(shop: string, grant: Record<string, string>): Promise<TokenAnswer> {
    const askedAt = clock();
    try {
      const response = await fetch(`https://${shop}/admin/oauth/access_token`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ client_id: apiKey, client_secret: apiSecret.reveal(), ...grant }),
        redirect: "manual",
        signal: AbortSignal.timeout(deadlineMs),
      });
      return readTokens(response.status, await response.text(), askedAt);
    } catch (error) {
      return { kind: "unavailable", what: error instanceof Error ? error.name : "unknown" };
    }
  }

  return {
    refresh: (shop, token) => ask(shop, { grant_type: "refresh_token", refresh_token: token.reveal() }),
    migrate: (shop, token) =>
      ask(shop, {
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token: token.reveal(),
        subject_token_type: OFFLINE,
        requested_token_type: OFFLINE,
        expiring: "1",
      }),
  };
}

const text = z.string().min(1);
const seconds = z.number().positive();
const pairSchema = z.object({
  ...{ access_token: text, expires_in: seconds, refresh_token: text, refresh_token_expires_in: seconds },
  scope: z.string(),
});
const errorSchema = z.object({ error: z.string().regex(/^\w{1,60}$/) });

function readTokens(status: number, body: string, askedAt: number): TokenAnswer {
  if (SHUT.includes(status)) return { kind: "shut", status };
  const json = jsonOf(body);
  if (status !== 200) {
    const error = errorSchema.safeParse(json).data?.error ?? "without a code";
    return REFUSALS.includes(error)
      ? { kind: "refused", error }
      : { kind: "unavailable", what: `HTTP ${status}: ${error}` };
  }
  const { data } = pairSchema.safeParse(json);
  if (data === undefined) return { kind: "unavailable", what: "an answer without an expiring pair" };
  const { access_token, expires_in, refresh_token, refresh_token_expires_in, scope } = data;
  return {
    kind: "pair",
    pair: {
      ...{ accessToken: new Secret(access_token), expiresAt: askedAt + expires_in * SECOND, scope },
      ...{ refreshToken: new Secret(refresh_token) },
      refreshTokenExpiresAt: askedAt + refresh_token_expires_in * SECOND,
    },
  };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
