/** One order's way through real processes, web and worker apart, as a collector is told of it. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { startTikTok } from "../../sandbox/tiktok/tiktok.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createConnections } from "../../app/shops/connection.server.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import {
  API_SECRET,
  ENCRYPTION_KEY,
  environment,
  PIXEL,
  postWebhook,
  SHOP,
  TOKEN,
} from "../ingest/app-under-test.ts";
import { ADA, order } from "../orders/examples.ts";
import { eventually } from "../platform/eventually.ts";
import { rawQuery } from "../platform/raw-database.ts";
import { newDatabaseUrl, openForTest } from "../platform/temporary-database.ts";
import { startProcess, type AppProcess } from "./app-process.ts";
import { startCollector, type CollectedSpan, type Collector } from "./collector.ts";

// Each test starts two processes.
vi.setConfig({ testTimeout: 180_000 });

const SPAN_KINDS = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };

const ends: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(ends.splice(0).map((end) => end())));
const ending = <T>(one: T, end: (one: T) => Promise<unknown>): T => {
  ends.push(() => end(one));
  return one;
};

interface Line {
  web: AppProcess;
  worker: AppProcess;
  databaseUrl: string;
  told: IncomingHttpHeaders[];
  states(): Promise<unknown[]>;
}

/** A web server and a worker between a TikTok and a collector, with a pixel connected. */
async function startLine(env: Record<string, string>): Promise<Line> {
  const tiktok = ending(
    await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }] }),
    (one) => one.close(),
  );
  const told: IncomingHttpHeaders[] = [];
  const between = await startBetween(tiktok.url, told);
  const databaseUrl = await newDatabaseUrl();
  const database = openForTest(databaseUrl);
  const vault = createVault([new Secret(ENCRYPTION_KEY)]);
  const pixel = { shop: SHOP, pixelCode: PIXEL, token: new Secret(TOKEN), testEventCode: undefined };
  await createConnections(database.ledger, vault, Date.now).connect(pixel);
  const all = {
    ...environment(databaseUrl, between),
    // Whatever else a server that sells needs does not matter here.
    ...{ LOG_LEVEL: "debug", SHOPIFY_BASE_URL: "http://127.0.0.1:9", ...env },
  };
  const starting = [
    startProcess(["server.ts", "--web-only"], all),
    startProcess(["worker.ts"], all),
  ] as const;
  for (const one of starting) ends.push(async () => (await one).kill());
  const [web, worker] = await Promise.all(starting);
  const states = () => rawQuery(databaseUrl, "SELECT state, traceparent FROM delivery");
  return { web, worker, databaseUrl, told, states };
}

/** Stands in front of TikTok and keeps the headers of what it is told. */
async function startBetween(tiktok: string, told: IncomingHttpHeaders[]): Promise<string> {
  const server = createServer((request, response) => {
    told.push(request.headers);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { "access-token": token = "", "content-type": type = "" } = request.headers;
      void fetch(tiktok + (request.url ?? ""), {
        ...{ method: "POST", body: Buffer.concat(chunks) },
        headers: { "Access-Token": String(token), "Content-Type": type },
      }).then(async (answer) => response.writeHead(answer.status).end(await answer.text()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const now = () => new Date().toISOString();
const freshOrder = () => order({ created_at: now(), processed_at: now(), updated_at: now() });
const FOREIGN = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01";

const deliveredBy = (line: Line) =>
  eventually(async () => {
    expect(await line.states()).toMatchObject([{ state: "delivered" }]);
  });

const startTraces = async (options?: { hangs: boolean }): Promise<Collector> =>
  ending(await startCollector(options), (one) => one.close());

it("tells an order's way from the webhook to the verdict in one trace, across the processes", async () => {
  const collector = await startTraces();
  const line = await startLine(collector.env);
  const headers = { traceparent: FOREIGN };
  expect((await postWebhook(line.web.url, "orders/paid", freshOrder(), { headers })).status).toBe(200);
  await deliveredBy(line);
  expect(await Promise.all([line.web.stop(), line.worker.stop()])).toEqual([0, 0]);

  const named = (name: string): CollectedSpan => {
    const [span, ...others] = collector.spans.filter((one) => one.name === name);
    if (span === undefined || others.length > 0) throw new Error(`there is not one ${name}`);
    return span;
  };
  const way = ["POST /webhooks/orders/paid", "commit inbox", "route inbox", "deliver outbox"].map(named);
  const [webhook, commit, route, deliver] = way as [
    CollectedSpan,
    CollectedSpan,
    CollectedSpan,
    CollectedSpan,
  ];
  const [request, settle] = [named("POST /open_api/v1.3/event/track/"), named("settle outbox")];
  expect(webhook.parentSpanId ?? "").toBe("");
  expect([commit, route, deliver].map(({ parentSpanId }) => parentSpanId)).toEqual(
    [webhook, commit, route].map(({ spanId }) => spanId),
  );
  expect([request.parentSpanId, settle.parentSpanId]).toEqual([deliver.spanId, deliver.spanId]);
  expect(new Set([...way, request, settle].map(({ traceId }) => traceId))).toEqual(
    new Set([webhook.traceId]),
  );
  expect([...way, request, settle].map(({ kind }) => kind)).toEqual([
    ...[SPAN_KINDS.server, SPAN_KINDS.producer, SPAN_KINDS.consumer, SPAN_KINDS.consumer],
    ...[SPAN_KINDS.client, SPAN_KINDS.internal],
  ]);
  expect(request.attributes).toMatchObject({ "http.response.status_code": 200, "throughline.code": 0 });
  expect(settle.attributes).toMatchObject({ "throughline.state": "delivered" });
  expect(deliver.attributes).toMatchObject({ "throughline.shop": SHOP, "throughline.order.id": "5001" });
  expect(webhook.service).toBe("throughline");

  // What came with the webhook is anybody's, and TikTok is told nothing.
  expect(webhook.traceId).not.toBe(FOREIGN.slice(3, 35));
  expect(line.told.length).toBeGreaterThan(0);
  for (const told of line.told) expect(Object.keys(told)).not.toContain("traceparent");
  // The log leads to the trace.
  for (const msg of ["webhook accepted", "an attempt has ended"])
    expect([...line.web.lines(), ...line.worker.lines()]).toContainEqual(
      expect.objectContaining({ msg, traceId: webhook.traceId }),
    );
  const personal = [...Object.values(ADA), "E.C.P.", API_SECRET, TOKEN];
  expect(personal.filter((word) => collector.bodies.join("\n").includes(word))).toEqual([]);
});

it("delivers while the collector hangs, and stops within seconds", async () => {
  const collector = await startTraces({ hangs: true });
  const line = await startLine(collector.env);
  expect((await postWebhook(line.web.url, "orders/paid", freshOrder())).status).toBe(200);
  await deliveredBy(line);
  await eventually(() => {
    expect(collector.bodies.length).toBeGreaterThan(0);
  });
  expect(await Promise.all([line.web.stop(), line.worker.stop()])).toEqual([0, 0]);
});

it("says in the log that the collector is not there, without its address, and delivers", async () => {
  const collector = await startTraces();
  await collector.close();
  const line = await startLine({ ...collector.env, OTEL_EXPORTER_OTLP_TIMEOUT: "500" });
  expect((await postWebhook(line.web.url, "orders/paid", freshOrder())).status).toBe(200);
  await deliveredBy(line);
  await eventually(() => {
    expect(line.web.lines()).toContainEqual(
      expect.objectContaining({ level: 40, msg: "traces could not be sent to the collector" }),
    );
  });
  expect(line.web.output()).not.toContain(collector.env["OTEL_EXPORTER_OTLP_ENDPOINT"]);
});

it.each([
  ["an order that is not sampled", { OTEL_TRACES_SAMPLER: "always_off" }],
  ["any order once it is switched off", { OTEL_SDK_DISABLED: "true" }],
])("tells and stores nothing of %s", async (_what, env) => {
  const collector = await startTraces();
  const line = await startLine({ ...collector.env, ...env });
  expect((await postWebhook(line.web.url, "orders/paid", freshOrder())).status).toBe(200);
  await deliveredBy(line);
  expect(await Promise.all([line.web.stop(), line.worker.stop()])).toEqual([0, 0]);
  expect(await line.states()).toEqual([{ state: "delivered", traceparent: null }]);
  expect(collector.spans).toEqual([]);
});
