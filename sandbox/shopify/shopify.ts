/** Shopify's side of the sandbox: tokens, the Admin API on its genuine schema, and an admin that frames the app. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { signSessionToken, type SessionTokenClaims } from "./access/session-token.ts";
import { answerTokenRequest } from "./access/token-endpoint.ts";
import { answerAdmin, type AdminRoutes } from "./admin/admin-routes.ts";
import { buildAssets } from "./admin/assets.ts";
import { answerBridge } from "./admin/bridge-routes.ts";
import type { AdminOrder } from "./graphql/admin-order.ts";
import { adminGraphql } from "./graphql/endpoint.ts";
import { json, readBody, text, write, type Answer } from "./http.ts";
import { appMetafields, type AppMetafields } from "./graphql/metafields.ts";
import { ShopState, type EmbedSwitch, type ShopIdentity } from "./shop-state.ts";

/** How to start the double. */
export interface ShopifyOptions {
  /** 0 picks a free port. */
  port: number;
  shop: ShopIdentity;
  apiKey: string;
  apiSecret: string;
  /** The app's origin. */
  appUrl: string;
  /** The scopes a merchant grants at installation, as in shopify.app.toml. */
  scopes: readonly string[];
  /** The shop's orders; none by default. */
  orders?: () => readonly AdminOrder[];
  /** The switch of the theme's app embed, shared with the storefront; its own by default. */
  embed?: EmbedSwitch;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** A running double. */
export interface ShopifyDouble {
  url: string;
  /** The admin page with the app in its frame. */
  adminUrl: string;
  state: ShopState;
  /** A session token as the admin would sign it now; `overrides` make a wrong one. */
  sessionToken: (overrides?: Partial<SessionTokenClaims>) => string;
  /** What the app stored on its installation, as the storefront's Liquid sees it. */
  appMetafields: () => AppMetafields;
  close: () => Promise<void>;
}

type Handler = (request: IncomingMessage, url: URL, body: string) => Promise<Answer | undefined>;

const header = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? "");

/** The app's fetch names the shop it meant in this header; a request without it means the only shop there is. */
const isForAnotherShop = (request: IncomingMessage, state: ShopState): boolean =>
  !["", state.shop.domain].includes(header(request, "x-forwarded-host"));

function apiHandler(state: ShopState, now: () => number): Handler {
  const graphql = adminGraphql(state, now);
  return async (request, url, body) => {
    if (request.method !== "POST") return undefined;
    if (isForAnotherShop(request, state)) return json(404, { errors: "Not Found" });
    if (url.pathname === "/admin/oauth/access_token")
      return answerTokenRequest(state, body, header(request, "content-type"), now());
    return graphql(url.pathname, header(request, "x-shopify-access-token"), body);
  };
}

async function browserHandler(routes: AdminRoutes): Promise<Handler> {
  const assets = await buildAssets();
  return (request, url, body) => {
    const asset = assets.get(url.pathname);
    const answer =
      asset ??
      answerBridge(routes, url.pathname, request.headers.origin) ??
      answerAdmin(routes, request.method ?? "GET", url, body);
    return Promise.resolve(answer);
  };
}

function serve(handlers: readonly Handler[]): Server {
  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const body = await readBody(request);
    for (const handler of handlers) {
      const answer = await handler(request, url, body);
      if (answer !== undefined) return answer;
    }
    return text(404, "Not Found", "text/plain");
  };
  return createServer((request, response) => {
    answerTo(request).then(
      (answer) => {
        write(response, answer);
      },
      (error: unknown) => {
        write(response, text(500, `The sandbox failed: ${String(error)}`, "text/plain"));
      },
    );
  });
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** Starts the double on 127.0.0.1; fetches the Admin schema first where it is missing. */
export async function startShopify(options: ShopifyOptions): Promise<ShopifyDouble> {
  const { now = Date.now, orders = () => [], embed = { enabled: false } } = options;
  const state = new ShopState({ ...options, orders, embed, now });
  const sessionToken = (overrides?: Partial<SessionTokenClaims>): string =>
    signSessionToken(state.audience, now(), overrides);
  const routes: AdminRoutes = { state, appUrl: options.appUrl, now, sessionToken };
  const server = serve([apiHandler(state, now), await browserHandler(routes)]);
  const url = await listen(server, options.port);
  return {
    url,
    adminUrl: `${url}/store/${options.shop.handle}/apps/throughline`,
    state,
    sessionToken,
    appMetafields: () => appMetafields(state),
    close: () => close(server),
  };
}
