import { DAY, HOUR, MINUTE, type Clock } from "../platform/clock.ts";
import type { Chore } from "../platform/chores.ts";
import type { Leases } from "../platform/leases.server.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AdminTokens } from "./admin-tokens.server.ts";
import type { AdminTroubles } from "./admin-trouble.server.ts";
import type { OfflineSessions } from "./offline-sessions.server.ts";

/** What renewing old tokens needs. */
export interface TokenRenewalOptions {
  sessions: Pick<OfflineSessions, "aging">;
  tokens: Pick<AdminTokens, "renew">;
  troubles: Pick<AdminTroubles, "pauseOf">;
  leases: Leases;
  clock: Clock;
  logger: Logger;
}

/** A refresh token lives 90 days; one that nothing used for 30 of them is used. */
const RENEWED_WITH_LEFT = 60 * DAY;
/** Shops at a time. */
const PAGE = 100;
/** Nothing is urgent by the hour; but a process that is restarted daily must not miss the day. */
const EVERY = HOUR;
const LEASE = MINUTE;

/**
 * Keeps access to shops that nothing else asks: a refresh token that was never used ends after 90 days, and then only the merchant can give a new one. Also trades
 * tokens without an end, which Shopify stops taking on 2027-01-01 (shopify.dev, "About offline access tokens", read 2026-11-23).
 */
export function createTokenRenewal(options: TokenRenewalOptions): Chore {
  const { sessions, tokens, troubles, leases, clock, logger } = options;
  let nextAt = -Infinity;

  async function renew(shop: string): Promise<void> {
    try {
      if ((await troubles.pauseOf(shop)) === undefined) await tokens.renew(shop);
    } catch (error) {
      const errorName = error instanceof Error ? error.name : "unknown";
      logger.warn({ shop, errorName }, "an old access token could not be renewed and is tried again");
    }
  }

  async function renewAll(isStopping: () => boolean): Promise<void> {
    const endsBefore = clock() + RENEWED_WITH_LEFT;
    for (let shops = await sessions.aging(endsBefore, "", PAGE); shops.length > 0 && !isStopping();) {
      for (const shop of shops) if (!isStopping()) await renew(shop);
      shops = await sessions.aging(endsBefore, shops.at(-1) ?? "", PAGE);
    }
  }

  return {
    name: "token renewal",
    async run(isStopping) {
      if (clock() >= nextAt) {
        await leases.during("token-renewal", LEASE, () => renewAll(isStopping));
        nextAt = clock() + EVERY;
      }
      return nextAt;
    },
  };
}
