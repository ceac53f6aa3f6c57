import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createRequestHandler } from "@remix-run/express";
import type { ServerBuild } from "@remix-run/node";
import express, { type Express } from "express";
import { composeApp, theWorld, type App } from "./composition.server.ts";
import { openTraces } from "./composition/tracing.server.ts";
import { ConfigError, readServingConfig, type Config } from "./platform/config.ts";
import { createClientAddress } from "./platform/client-address.server.ts";
import { SECOND } from "./platform/clock.ts";
import { tellingFailures } from "./platform/page-failures.server.ts";
import { answerBroken, guardPages } from "./platform/page-guard.server.ts";
import { endOnSignal } from "./platform/process-end.ts";
import { createWebClosing, type WebClosing } from "./platform/web-closing.server.ts";
import { bearObjectsYoung } from "./platform/young-objects.ts";
import { identifyRequests, logPages, requestIdOf } from "./platform/page-requests.server.ts";

const CLIENT_BUILD = new URL("../build/client/", import.meta.url).pathname;
const SERVER_BUILD = new URL("../build/server/index.js", import.meta.url).href;

/** More than a proxy in front keeps open. Each costs memory; those past it are refused. */
const CONNECTIONS_MAX = 5000;

/** Longer than proxies keep an idle connection: nginx and most others a minute. */
const PROXY_IDLE_MS = 75 * SECOND;

/** How long answers under way may take once the server is closing, and how long the whole stop may take beside the drain. */
const ANSWERS_END_MS = 15 * SECOND;
const STOP_BOUND_MS = 30 * SECOND;

/** A running web server. */
export interface WebServer {
  port: number;
  /** Stops being ready, goes on answering for the drain, then takes no more requests, lets those under way end, stops the worker and closes the database. */
  stop(): Promise<void>;
}

/** Starts the web server, and with it the worker unless `worker` is false. */
export async function startServer(app: App, options: { worker: boolean }): Promise<WebServer> {
  await app.database.ready;
  const remix = remixApplication(app, (await import(SERVER_BUILD)) as ServerBuild);
  const server = createServer((request, response) => {
    // Webhooks and hints go past Express and Remix: they need neither, and a webhook has 5 seconds.
    const path = request.url ?? "/";
    if (path.startsWith("/webhooks/")) void app.webhooks(request, response);
    else if (/^\/collect(?:$|\?)/.test(path)) void app.hints(request, response);
    else remix(request, response);
  });
  server.headersTimeout = 10 * SECOND;
  server.requestTimeout = 30 * SECOND;
  server.maxConnections = CONNECTIONS_MAX;
  // A proxy must be the first to close a connection that idles: a request on its way would meet a closed one.
  if (app.config.trustedProxies > 0) server.keepAliveTimeout = PROXY_IDLE_MS;
  const closing = createWebClosing(server, app.departure);
  await listen(server, app.config);
  if (options.worker) {
    app.worker.start();
    app.chores.start();
  }
  const { port } = server.address() as AddressInfo;
  app.logger.info({ port, worker: options.worker }, "listening");
  return { port, stop: () => stop(closing, app) };
}

function remixApplication(app: App, build: ServerBuild): Express {
  const remix = express();
  remix.disable("x-powered-by");
  remix.use(identifyRequests(app.config.trustedProxies));
  remix.use(guardPages);
  for (const [path, probe] of Object.entries(app.observability.probesOf("web")))
    remix.get(path, (request, response) => void probe(request, response));
  // Browsers ask for it wherever a page names none, and the operator's pages may load nothing.
  remix.get("/favicon.ico", (_request, response) => {
    response.set("Cache-Control", "public, max-age=86400").status(204).end();
  });
  remix.use(
    "/assets",
    express.static(`${CLIENT_BUILD}assets`, { immutable: true, maxAge: "1y", fallthrough: false }),
  );
  remix.use(express.static(CLIENT_BUILD, { maxAge: "1h" }));
  const addressOf = createClientAddress(app.config.trustedProxies);
  const handle = createRequestHandler({
    build: tellingFailures(build, app.logger),
    // Whatever NODE_ENV says: an answer never shows what went wrong inside.
    mode: "production",
    getLoadContext: (request) => ({ app, address: addressOf(request), requestId: requestIdOf(request) }),
  });
  remix.use(logPages(app.logger));
  remix.all("*", (request, response, next) => {
    void handle(request, response, next);
  });
  remix.use(answerBroken(app.logger));
  return remix;
}

function listen(server: Server, { port, host }: Pick<Config, "port" | "host">): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, resolve);
  });
}

async function stop(closing: WebClosing, app: App): Promise<void> {
  closing.begin();
  const close = async () => {
    // Whoever balances between several servers has to notice first that this one is not ready any more.
    await sleep(app.config.drainSeconds * SECOND);
    await closing.finish(ANSWERS_END_MS);
  };
  await Promise.all([close(), app.worker.stop(), app.chores.stop()]);
  await app.close();
}

/** `node app/server.ts [--web-only]` */
async function main(): Promise<void> {
  bearObjectsYoung();
  const config = readServingConfig();
  const app = composeApp(config, { ...theWorld, tracing: await openTraces(config) });
  const starting = startServer(app, { worker: !process.argv.includes("--web-only") });
  const boundMs = app.config.drainSeconds * SECOND + STOP_BOUND_MS;
  // It may be asked to stop before it has started.
  endOnSignal({ stop: async () => (await starting).stop(), boundMs, logger: app.logger });
  await starting;
}

if (import.meta.main) {
  await main().catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 78; // EX_CONFIG of sysexits.h
  });
}
