/** A double on a free port, a clock to turn, and Shopify's own library pointed at them. */
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, LogSeverity, RequestedTokenType, shopifyApi } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { startShopify, type ShopifyDouble, type ShopifyOptions } from "../../sandbox/shopify/shopify.ts";

export const SHOP = "quillwood.myshopify.com";
export const API_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
export const API_SECRET = "a-secret-for-tests-only";

/** The library's clock tolerance and the double's agree, so the test clock starts at the real time. */
export class Clock {
  #ahead = 0;
  now = (): number => Date.now() + this.#ahead;
  forward(seconds: number): void {
    this.#ahead += seconds * 1000;
  }
}

export interface ShopWorld {
  double: ShopifyDouble;
  clock: Clock;
  close: () => Promise<void>;
}

/** Starts a double; `changes` replace the usual options. */
export async function startWorld(changes: Partial<ShopifyOptions> = {}): Promise<ShopWorld> {
  const clock = new Clock();
  const double = await startShopify({
    port: 0,
    shop: { domain: SHOP, handle: "quillwood", name: "Quillwood" },
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    appUrl: "http://localhost:9",
    scopes: ["read_orders", "write_pixels", "read_customer_events"],
    now: clock.now,
    ...changes,
  });
  return { double, clock, close: double.close };
}

/** Shopify's library, with `https://{shop}/path` sent to the double as the app sends it. */
export function libraryFor(double: ShopifyDouble) {
  setAbstractFetchFunc((input, init) => {
    const meant = new URL(input instanceof Request ? input.url : String(input));
    const headers = new Headers(init?.headers);
    headers.set("X-Forwarded-Host", meant.hostname);
    return fetch(double.url + meant.pathname + meant.search, { ...init, headers });
  });
  return shopifyApi({
    apiKey: API_KEY,
    apiSecretKey: API_SECRET,
    apiVersion: ApiVersion.October26,
    hostName: "localhost",
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error, log: () => undefined },
  });
}

export type Library = ReturnType<typeof libraryFor>;

/** An offline session by token exchange, expiring unless told otherwise. */
export async function offlineSession(library: Library, double: ShopifyDouble, expiring = true) {
  const { session } = await library.auth.tokenExchange({
    shop: SHOP,
    sessionToken: double.sessionToken(),
    requestedTokenType: RequestedTokenType.OfflineAccessToken,
    expiring,
  });
  return session;
}
