/** Shopify's side of the sandbox: tokens, the Admin API on its genuine schema, and an admin that frames the app. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { RealTime, type Schedule } from "../orders/schedule.ts";
import { signSessionToken, type SessionTokenClaims } from "./access/session-token.ts";
import { answerAdmin, type AdminRoutes } from "./admin/admin-routes.ts";
import { buildAssets } from "./admin/assets.ts";
import { answerBridge } from "./admin/bridge-routes.ts";
import { answerControl } from "./control.ts";
import { readBody, text, write, type Answer } from "./http.ts";
import { appMetafields, type AppMetafields } from "./graphql/metafields.ts";
import { Platform, type Shop, type ShopOptions } from "./platform.ts";
import type { ShopState } from "./shop-state.ts";

/** How to start the double. */
export interface ShopifyOptions extends ShopOptions {
  /** 0 picks a free port. */
  port: number;
  apiKey: string;
  apiSecret: string;
  /** The app's origin. */
  appUrl: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** When things happen; by `now` and this machine's timers by default. */
  schedule?: Schedule;
}

/** A running double. */
export interface ShopifyDouble {
  url: string;
  /** The admin page with the app in its frame. */
  adminUrl: string;
  /** The shop it was started with. */
  state: ShopState;
  /** What can befall that shop. */
  life: Shop["life"];
  /** More shops are opened here; the admin's pages are the first one's. */
  platform: Platform;
  /** A session token as the admin would sign it now; `overrides` make a wrong one. */
  sessionToken: (overrides?: Partial<SessionTokenClaims>) => string;
  /** What the app stored on its installation, as the storefront's Liquid sees it. */
  appMetafields: () => AppMetafields;
  close: () => Promise<void>;
}

type Handler = (request: IncomingMessage, url: URL, body: string) => Promise<Answer | undefined>;

const header = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? "");

const apiHandler =
  (platform: Platform): Handler =>
  (request, { pathname }, body) => {
    const { method = "GET" } = request;
    const asked = { method, path: pathname, header: (name: string) => header(request, name), body };
    return Promise.resolve(platform.answer(asked) ?? answerControl(platform, asked));
  };

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
  const { schedule = new RealTime(options.now) } = options;
  const now = () => schedule.now();
  // The server has its address only once it listens; nobody asks before.
  let url = "";
  const platform = new Platform({ ...options, schedule, origin: () => url });
  const { state, life } = platform.open(options);
  const sessionToken = (overrides?: Partial<SessionTokenClaims>): string =>
    signSessionToken(state.audience, now(), overrides);
  const routes: AdminRoutes = { state, appUrl: options.appUrl, now, sessionToken };
  const server = serve([apiHandler(platform), await browserHandler(routes)]);
  url = await listen(server, options.port);
  return {
    ...{ url, state, life, platform, sessionToken },
    adminUrl: `${url}/store/${options.shop.handle}/apps/throughline`,
    appMetafields: () => appMetafields(state),
    close: () => close(server),
  };
}
