import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SECOND } from "../platform/clock.ts";
import type { Secret } from "../platform/secret.ts";
import type { LookReadiness } from "./readiness.server.ts";

/** Answers one request of whoever watches the process. */
export type Probe = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** By path. */
export type Probes = Readonly<Record<"/healthz" | "/readyz" | "/metrics", Probe>>;

export interface ProbeOptions {
  readiness: LookReadiness;
  /** What opens `/metrics`; absent where nothing is counted: then there is no such page. */
  token?: Secret;
  /** What was counted, as Prometheus reads it. */
  exposition?(): Promise<string>;
}

/** Prometheus' text format, as prom-client writes it. */
const EXPOSITION = "text/plain; version=0.0.4; charset=utf-8";

/** What the process says of itself: `/healthz` that it runs, `/readyz` whether it can do its work, `/metrics` what it counted. */
export function createProbes({ readiness, token, exposition }: ProbeOptions): Probes {
  return {
    "/healthz": (_request, response) => {
      answer(response, 200, "ok\n");
      return Promise.resolve();
    },
    "/readyz": async (_request, response) => {
      const stands = await readiness();
      const status = stands.status === "ready" || stands.status === "degraded" ? 200 : 503;
      answer(response, status, `${JSON.stringify(stands)}\n`, { "Content-Type": "application/json" });
    },
    "/metrics": async ({ headers }, response) => {
      if (token === undefined || exposition === undefined) answer(response, 404, "not found\n");
      else if (!isBearer(headers.authorization, token))
        answer(response, 401, "the token is missing or wrong\n", { "WWW-Authenticate": "Bearer" });
      else answer(response, 200, await exposition(), { "Content-Type": EXPOSITION });
    },
  };
}

function answer(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, {
      "Content-Type": "text/plain; charset=utf-8",
      "Cache-Control": "no-store",
      "Content-Length": Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
}

/** Compares hashes, so that the time it takes tells neither how much was right nor how long the token is. */
function isBearer(authorization: string | undefined, token: Secret): boolean {
  const [, given] = /^Bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  return given !== undefined && timingSafeEqual(digest(given), digest(token.reveal()));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** A running server for probes alone. */
export interface ProbeServer {
  port: number;
  stop(): Promise<void>;
}

/** More than whoever watches keeps open. */
const CONNECTIONS_MAX = 100;

/** Answers probes on a port of their own, for a process that has no other. */
export async function startProbeServer(
  address: { port: number; host: string | undefined },
  probes: Probes,
): Promise<ProbeServer> {
  const server = createServer((request, response) => {
    const [path = ""] = (request.url ?? "").split("?", 1);
    if (request.method !== "GET" && request.method !== "HEAD")
      answer(response, 405, "only GET\n", { Allow: "GET, HEAD", Connection: "close" });
    else if (isProbe(path, probes)) void probes[path](request, response);
    else answer(response, 404, "not found\n");
  });
  server.headersTimeout = 10 * SECOND;
  server.requestTimeout = 10 * SECOND;
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function isProbe(path: string, probes: Probes): path is keyof Probes {
  return Object.hasOwn(probes, path);
}
