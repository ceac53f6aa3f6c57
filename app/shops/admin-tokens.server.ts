import { MINUTE, type Clock } from "../platform/clock.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { Secret } from "../platform/secret.ts";
import type { TokenAnswer, TokenEndpoint, TokenPair } from "../platform/token-endpoint.server.ts";
import type { AdminTroubles } from "./admin-trouble.server.ts";
import type { OfflineSession, OfflineSessions } from "./offline-sessions.server.ts";
import type { InTurn } from "./token-turns.server.ts";

/** The access tokens of everything that works without a merchant (docs/decisions/0014). */
export interface AdminTokens {
  /** The shop's access token, renewed where it is about to end; undefined when there is none until the app is opened. Throws TokenUnavailable. */
  tokenOf(shop: string): Promise<Secret | undefined>;
  /** Another token than one that Shopify refused. */
  afterRefusal(shop: string, refused: Secret): Promise<Secret | undefined>;
  /** Renews tokens that are good for a while yet. */
  renew(shop: string): Promise<Secret | undefined>;
  /** Whether the stored token is good for a while. */
  isFresh(shop: string): Promise<boolean>;
}

/** Thrown when a token cannot be renewed now, and asking later may well help. */
export class TokenUnavailable extends Error {
  override readonly name: string = "TokenUnavailable";
}

/** Thrown when the shop is shut to token requests, too. */
export class ShopShut extends TokenUnavailable {
  override readonly name = "ShopShut";
  readonly status: number;

  constructor(status: number) {
    super("the shop is shut");
    this.status = status;
  }
}

/** What handing out tokens needs. */
export interface AdminTokensOptions {
  sessions: OfflineSessions;
  endpoint: TokenEndpoint;
  /** Nobody else changes the shop's tokens meanwhile. */
  inTurn: InTurn;
  troubles: Pick<AdminTroubles, "report">;
  /** Told what the shop grants, with every new token. */
  onScopes(shop: string, scopes: string): Promise<void>;
  clock: Clock;
  logger: Logger;
}

/** Renewed so long before it ends; Shopify's library exchanges at the same moment. */
export const RENEWED_BEFORE = 5 * MINUTE;
/** What a renewal is for. */
interface Purpose {
  /** A token Shopify did not take. */
  refused?: Secret;
  /** Even a token that is good for a while. */
  early?: boolean;
}

/** Tokens of offline sessions. */
export function createAdminTokens(options: AdminTokensOptions): AdminTokens {
  const { sessions, endpoint, inTurn, troubles, onScopes, clock, logger } = options;
  const isGood = ({ expiresAt }: OfflineSession) =>
    expiresAt !== undefined && expiresAt - RENEWED_BEFORE > clock();

  /** In turn: what was read before may have been renewed by another. */
  async function renewed(shop: string, { refused, early = false }: Purpose): Promise<Secret | undefined> {
    const session = await sessions.read(shop);
    if (session === undefined) return missing(shop);
    const { accessToken: token, expiresAt = Infinity } = session;
    const isRefused = refused !== undefined && token?.reveal() === refused.reveal();
    if (token !== undefined && isGood(session) && !isRefused && !early) return token;
    const answer = await ask(endpoint, session);
    switch (answer?.kind) {
      case "pair":
        return keep(session, answer.pair);
      case "refused":
        return lost(session, answer.error);
      case undefined:
        return isRefused ? lost(session, "unauthorised") : missing(shop);
      case "shut":
        await troubles.report(shop, { problem: "shut", status: answer.status });
        throw new ShopShut(answer.status);
      case "unavailable":
        logger.warn({ shop, what: answer.what }, "an access token could not be renewed");
        if (token !== undefined && !isRefused && expiresAt > clock()) return token;
        throw new TokenUnavailable("Shopify gave no token");
    }
  }

  async function keep(session: OfflineSession, pair: TokenPair): Promise<Secret | undefined> {
    const { shop } = session;
    // A merchant opened the app meanwhile, or removed it: what is stored is what counts.
    if (!(await sessions.replace(session, pair))) return (await sessions.read(shop))?.accessToken;
    await onScopes(shop, pair.scope);
    return pair.accessToken;
  }

  async function lost(session: OfflineSession, error: string): Promise<Secret | undefined> {
    const { shop } = session;
    if (!(await sessions.withdraw(session))) return (await sessions.read(shop))?.accessToken;
    logger.warn({ shop, error }, "Shopify refused the tokens: the app has to be opened in the shop");
    return missing(shop);
  }

  async function missing(shop: string): Promise<undefined> {
    await troubles.report(shop, { problem: "token_refused" });
    return undefined;
  }

  return {
    async tokenOf(shop) {
      const session = await sessions.read(shop);
      if (session?.accessToken === undefined && session?.refreshToken === undefined) return missing(shop);
      if (session.accessToken !== undefined && isGood(session)) return session.accessToken;
      return inTurn(shop, () => renewed(shop, {}));
    },
    afterRefusal: (shop, refused) => inTurn(shop, () => renewed(shop, { refused })),
    renew: (shop) => inTurn(shop, () => renewed(shop, { early: true })),
    async isFresh(shop) {
      const session = await sessions.read(shop);
      return session?.accessToken !== undefined && isGood(session);
    },
  };
}

/** Undefined when there is nothing to ask with. */
function ask(endpoint: TokenEndpoint, session: OfflineSession): Promise<TokenAnswer> | undefined {
  const { shop, accessToken, expiresAt, refreshToken } = session;
  if (refreshToken !== undefined) return endpoint.refresh(shop, refreshToken);
  if (accessToken !== undefined && expiresAt === undefined) return endpoint.migrate(shop, accessToken);
  return undefined;
}
