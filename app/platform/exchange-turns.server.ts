import type { Shopify } from "@shopify/shopify-api";

/** What keeps exchanges of one shop's tokens apart. */
export interface ExchangeTurns {
  /** Whether the shop's stored token is good for a while: then nothing is exchanged. */
  isFresh(shop: string): Promise<boolean>;
  /** Does what changes the shop's tokens while nobody else does. */
  inTurn<T>(shop: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Lets one request at a time exchange a shop's token. Remix runs the loaders of nested routes at the same time, and each of them would exchange: every exchange ends
 * the refresh token before it, and which of them was stored last would be chance. The second request finds what the first one stored.
 */
export function exchangedInTurn<Context>(
  authenticate: (request: Request) => Promise<Context>,
  session: Shopify["session"],
  { isFresh, inTurn }: ExchangeTurns,
): (request: Request) => Promise<Context> {
  return async (request) => {
    const shop = await shopOf(session, request);
    if (shop === undefined || (await isFresh(shop))) return authenticate(request);
    return inTurn(shop, () => authenticate(request));
  };
}

/** The shop a session token was signed for; undefined without one that is good, which Shopify's library answers in its own ways. */
async function shopOf(session: Shopify["session"], request: Request): Promise<string | undefined> {
  const header = request.headers.get("authorization")?.replace(/^Bearer /, "");
  const token = header ?? new URL(request.url).searchParams.get("id_token");
  if (!token) return undefined;
  try {
    return new URL((await session.decodeSessionToken(token)).dest).hostname;
  } catch {
    return undefined;
  }
}
