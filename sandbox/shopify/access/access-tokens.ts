/** The access tokens an app holds for the shop: issued, expiring, rotated, revoked. */
import { randomBytes } from "node:crypto";

/** One hour, as Shopify gives expiring offline tokens (changelog of 2025-12-10). */
export const ACCESS_TOKEN_SECONDS = 3600;
/** Ninety days, from the same changelog. */
export const REFRESH_TOKEN_SECONDS = 90 * 24 * 3600;
/** A day less one second: the lifetime Shopify's documents show for online tokens. */
export const ONLINE_TOKEN_SECONDS = 86_399;

/** What a live access token allows. */
export interface Grant {
  scopes: readonly string[];
  /** Milliseconds since the epoch; undefined for a token that does not expire. */
  expiresAt: number | undefined;
}

/** An access token that can be refreshed once. */
export interface ExpiringPair {
  accessToken: string;
  refreshToken: string;
}

interface Refreshable {
  accessToken: string;
  scopes: readonly string[];
  expiresAt: number;
  /** When it was used, for a token that may be used again. */
  usedAt?: number;
}

/** How long a used refresh token can be tried again, from its first use (changelog of 2026-08-28). */
const RETRY_MS = 30 * 24 * 3600 * 1000;

const random = (prefix: string): string => `${prefix}_${randomBytes(16).toString("hex")}`;

/** Every access and refresh token of one app on one shop. */
export class AccessTokens {
  /**
   * Whether a refresh token can be used again until its replacement is, as at Shopify since 2026-08-28: for an app that lost the answer. Off: an app
   * that passes here does not lean on it. That every try gives a new pair, and that the pair before it dies, is a guess.
   */
  forgivesLostRefreshes = false;
  readonly #grants = new Map<string, Grant>();
  readonly #refreshable = new Map<string, Refreshable>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Issues a token without a refresh token; it lives `seconds`, or for ever. */
  issue(scopes: readonly string[], seconds?: number): string {
    const accessToken = random("shpat");
    const expiresAt = seconds === undefined ? undefined : this.#now() + seconds * 1000;
    this.#grants.set(accessToken, { scopes, expiresAt });
    return accessToken;
  }

  /**
   * Issues an expiring token with its refresh token. An app has one refreshable token per shop, so earlier refresh
   * tokens stop working; earlier access tokens live out their hour, or two parallel first loads would break each other.
   */
  issueExpiring(scopes: readonly string[]): ExpiringPair {
    this.#refreshable.clear();
    return this.#issuePair(scopes);
  }

  #issuePair(scopes: readonly string[]): ExpiringPair {
    const accessToken = this.issue(scopes, ACCESS_TOKEN_SECONDS);
    const refreshToken = random("shprt");
    const expiresAt = this.#now() + REFRESH_TOKEN_SECONDS * 1000;
    this.#refreshable.set(refreshToken, { accessToken, scopes, expiresAt });
    return { accessToken, refreshToken };
  }

  /** Trades a refresh token for a new pair and ends the old pair; undefined when it is unknown, used or expired. */
  refresh(refreshToken: string): ExpiringPair | undefined {
    const held = this.#refreshable.get(refreshToken);
    const now = this.#now();
    if (held === undefined || held.expiresAt <= now || now - (held.usedAt ?? now) > RETRY_MS)
      return undefined;
    for (const { accessToken } of this.#refreshable.values()) this.#grants.delete(accessToken);
    this.#refreshable.clear();
    if (this.forgivesLostRefreshes)
      this.#refreshable.set(refreshToken, { ...held, usedAt: held.usedAt ?? now });
    return this.#issuePair(held.scopes);
  }

  /** The grant of a live token; undefined when it is unknown, expired or revoked. */
  grantOf(accessToken: string): Grant | undefined {
    const grant = this.#grants.get(accessToken);
    if (grant?.expiresAt !== undefined && grant.expiresAt <= this.#now()) return undefined;
    return grant;
  }

  /** Ends one access token; true when there was one. */
  revoke(accessToken: string): boolean {
    return this.#grants.delete(accessToken);
  }

  /** Ends every token, as an uninstall does. */
  revokeAll(): void {
    this.#grants.clear();
    this.#refreshable.clear();
  }
}
