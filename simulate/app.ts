/** The real app, joined as in production, in this process: its web handlers are called without a socket, its loops run on simulated time. */
import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Session } from "@shopify/shopify-api";
import { composeApp, type App, type World } from "../app/composition.server.ts";
import { readConfig } from "../app/platform/config.ts";
import { Secret } from "../app/platform/secret.ts";
import type { Message, PostResult } from "../sandbox/orders/post.ts";
import type { SimulatedTime } from "../sandbox/orders/schedule.ts";
import { API_SECRET, SCOPES, type SellingShop } from "./shop.ts";
import type { Stillness } from "./timers.ts";

/** What the app lives in. */
export interface Surroundings {
  databaseUrl: string;
  world: World;
  time: SimulatedTime;
  stillness: Stillness;
  /** Nothing is compared with Shopify's list: what a run must find. */
  control: boolean;
}

/** The app, which can be down. */
export interface SimulatedApp {
  /** Throws while it is down. */
  running(): App;
  deliver(message: Message): Promise<PostResult>;
  start(): void;
  /** Closes it as a deployment does. Time may have to pass until it is down. */
  stop(): Promise<void>;
}

const STEP_MS = 100;

export function simulateApp({ databaseUrl, world, stillness, control, time }: Surroundings): SimulatedApp {
  let app: App | undefined;
  const config = readConfig({
    ...{ DATABASE_URL: databaseUrl, ENCRYPTION_KEY: Buffer.alloc(32, 9).toString("base64"), PORT: "0" },
    ...{ SHOPIFY_API_KEY: "key", SHOPIFY_API_SECRET: API_SECRET, SHOPIFY_APP_URL: "https://app.example" },
    ...{ LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent" },
  });
  return {
    running() {
      if (app === undefined) throw new Error("the app is down");
      return app;
    },
    async deliver(message) {
      if (app === undefined) return { kind: "failed", reason: "nothing listens" };
      stillness.stir();
      const status = await callHandler(app, message);
      await stillness.settle();
      return { kind: "answered", status };
    },
    start() {
      if (app !== undefined) return;
      app = composeApp(config, world);
      app.worker.start();
      if (!control) app.chores.start();
    },
    async stop() {
      const closing = app;
      app = undefined;
      if (closing === undefined) return;
      const state = { isDown: false };
      const down = Promise.all([closing.worker.stop(), closing.chores.stop()]).then(() => {
        state.isDown = true;
      });
      await stillness.settle();
      // What is under way may wait for a moment that is still to come.
      while (!state.isDown) {
        await time.advance(STEP_MS);
        await stillness.settle();
      }
      await down;
      await closing.close();
    },
  };
}

/** What Node's server would hand over, as far as the handler looks at it. */
function callHandler(app: App, { url, headers, body }: Message): Promise<number> {
  const request = Object.assign(new EventEmitter(), {
    ...{ method: "POST", url: new URL(url).pathname },
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  });
  return new Promise((resolve) => {
    let answered = 0;
    const response = {
      writeHead(status: number) {
        answered = status;
        return response;
      },
      end() {
        resolve(answered);
      },
    };
    void app.webhooks(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    request.emit("data", body);
    request.emit("end");
  });
}

/** Installs the app in a shop, as opening it for the first time does, and connects its pixel. */
export async function install(
  app: App,
  selling: Pick<SellingShop, "domain" | "pixel" | "token" | "shop">,
  world: Pick<World, "orderLists">,
): Promise<void> {
  const { domain, pixel, token, shop } = selling;
  const { accessToken, refreshToken } = shop.state.tokens.issueExpiring(SCOPES);
  const now = app.clock();
  await app.shopify.sessionStorage.storeSession(
    new Session({
      ...{ id: `offline_${domain}`, shop: domain, state: "", isOnline: false, scope: SCOPES.join(",") },
      ...{ accessToken, refreshToken, expires: new Date(now + 3_600_000) },
      refreshTokenExpires: new Date(now + 90 * 86_400_000),
    }),
  );
  await app.setUp.installed(domain, SCOPES.join(","), (query, options) => {
    const reach = world.orderLists?.fetch ?? fetch;
    return reach(`https://${domain}/admin/api/2026-10/graphql.json`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-shopify-access-token": accessToken },
      body: JSON.stringify({ query, variables: options?.variables ?? {} }),
    });
  });
  await connect(app, domain, pixel, token);
}

/** Connects a pixel, or gives it a new token. */
export async function connect(app: App, shop: string, pixelCode: string, token: string): Promise<void> {
  await app.connections.connect({ shop, pixelCode, token: new Secret(token), testEventCode: undefined });
}
