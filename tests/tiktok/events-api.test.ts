import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import type { AttemptResult, Outcome } from "../../app/delivery/outcome.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createEventsApi, type PixelAccess } from "../../app/tiktok/events-api.server.ts";
import { openTransport, type Transport } from "../../app/tiktok/transport.server.ts";
import { answerText, startRawServer, type Answer, type RawServer } from "./raw-server.ts";
import { SELF_SIGNED } from "./self-signed.ts";

const TOKEN = "act.the-token-of-this-test";
const PIXEL = { code: 'C"QUOTED', token: new Secret(TOKEN), testEventCode: undefined };
const EVENT = JSON.stringify({ event: "Purchase", event_id: "order_1" });
/** TikTok may have counted the event. */
const UNKNOWN: Outcome = { kind: "retry", fate: "unknown" };
/** TikTok cannot have seen the event. */
const NOT_COUNTED: Outcome = { kind: "retry", fate: "not_counted" };
const DELIVERED: Outcome = { kind: "delivered" };

const open: { transports: Transport[]; servers: Server[] } = { transports: [], servers: [] };
afterEach(async () => {
  await Promise.all(open.transports.splice(0).map((transport) => transport.close()));
  for (const server of open.servers.splice(0)) server.close();
});

function send(baseUrl: string, pixel: PixelAccess = PIXEL, events = [EVENT]): Promise<AttemptResult> {
  const transport = openTransport({ baseUrl, deadlineMs: 5000, connections: 2 });
  open.transports.push(transport);
  return createEventsApi(transport.post)(pixel, events);
}

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** Sends to a server with a base URL of its own, and returns what arrived. */
async function seen(pixel: PixelAccess, events: string[], path = ""): Promise<Seen> {
  const arrived = Promise.withResolvers<Seen>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      arrived.resolve({ method: request.method, url: request.url, headers: request.headers, body });
      response.end('{"code":0,"message":"OK","request_id":"r1"}');
    });
  });
  open.servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  expect(
    await send(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, pixel, events),
  ).toEqual({
    outcome: DELIVERED,
    answer: { httpStatus: 200, code: 0, message: "OK", requestId: "r1" },
  });
  return arrived.promise;
}

describe("a request to the Events API", () => {
  it("goes to the path with its trailing slash, with the token in its header only", async () => {
    const { method, url, headers, body } = await seen(PIXEL, [EVENT]);
    expect([method, url]).toEqual(["POST", "/open_api/v1.3/event/track/"]);
    expect(headers).toMatchObject({ "access-token": TOKEN, "content-type": "application/json" });
    expect(JSON.stringify(body)).not.toContain(TOKEN);
  });

  it("names itself, and asks for an answer that is not compressed: it is read as it comes", async () => {
    const { headers } = await seen(PIXEL, [EVENT]);
    expect(headers).toMatchObject({ "user-agent": "Throughline", "accept-encoding": "identity" });
  });

  it("keeps the path of a base URL that has one", async () => {
    expect((await seen(PIXEL, [EVENT], "/proxy")).url).toBe("/proxy/open_api/v1.3/event/track/");
  });

  it("has exactly three members, and the events as they are stored", async () => {
    const { body } = await seen(PIXEL, [EVENT, EVENT]);
    expect(body).toEqual({
      event_source: "web",
      event_source_id: PIXEL.code,
      data: [JSON.parse(EVENT), JSON.parse(EVENT)],
    });
  });

  it("has the test event code at the top, never in an event", async () => {
    const { body } = await seen({ ...PIXEL, testEventCode: "TEST1" }, [EVENT]);
    expect(body["test_event_code"]).toBe("TEST1");
    expect(JSON.stringify(body["data"])).not.toContain("test_event_code");
  });
});

const says =
  (text: string): Answer =>
  (socket) =>
    socket.end(text);
const saysAndResets =
  (text: string): Answer =>
  (socket) => {
    // Node answers the end of the answer's own write, so that the reset comes after the bytes.
    socket.write(text, () => setImmediate(() => socket.resetAndDestroy()));
  };
const json = '{"code":0}';
const chunked = (rest: string) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${rest}`;

describe("a request that arrived", () => {
  it.each<[string, Answer, Outcome]>([
    ["a gateway's page with status 502", says(answerText("<html></html>", [], "502 Bad Gateway")), UNKNOWN],
    ["a gateway's page with status 200", says(answerText("<html></html>")), UNKNOWN],
    ["nothing at all", says(answerText("")), UNKNOWN],
    ["half an answer that is announced as whole", says(answerText('{"code":0,')), UNKNOWN],
    [
      "fewer bytes than announced, and the end",
      says(`HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n${json}`),
      UNKNOWN,
    ],
    [
      "fewer bytes than announced, and a reset",
      saysAndResets(`HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n${json}`),
      UNKNOWN,
    ],
    [
      "two lengths",
      says(`HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Length: 12\r\n\r\n${json}`),
      UNKNOWN,
    ],
    [
      "a length that cuts the answer short",
      says(`HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n${json}`),
      UNKNOWN,
    ],
    ["chunks without the last one", says(chunked(`a\r\n${json}\r\n`)), UNKNOWN],
    ["a chunk that breaks off", says(chunked(`a\r\n{"code"`)), UNKNOWN],
    ["chunks that are whole", says(chunked(`a\r\n${json}\r\n0\r\n\r\n`)), DELIVERED],
    ["an answer without a length, cut short", says(`HTTP/1.1 200 OK\r\n\r\n{"code":0`), UNKNOWN],
    ["an answer without a length, whole", says(`HTTP/1.1 200 OK\r\n\r\n${json}`), DELIVERED],
    ["half a header", says("HTTP/1.1 200 OK\r\nContent-Le"), UNKNOWN],
    ["what is not HTTP", says("hello\r\n"), UNKNOWN],
    ["more than an answer can be", says(answerText(`{"code":0,"message":"${"x".repeat(70_000)}"}`)), UNKNOWN],
    ["headers without measure", says(answerText(json, [`X: ${"x".repeat(20_000)}`])), UNKNOWN],
    ["go on", says(`HTTP/1.1 100 Continue\r\n\r\n${answerText(json)}`), UNKNOWN],
    ["early hints before the answer", says(`HTTP/1.1 103 Early Hints\r\n\r\n${answerText(json)}`), DELIVERED],
    [
      "another protocol",
      says("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
      UNKNOWN,
    ],
    [
      "a throttle",
      says(answerText("", ["Retry-After: 3"], "429 Too Many Requests")),
      { kind: "throttled", retryAfterMs: 3000 },
    ],
    ["a redirect", says(answerText("", ["Location: http://127.0.0.1:1/"], "302 Found")), { kind: "unclear" }],
    ["the end of the connection", (socket) => socket.end(), UNKNOWN],
    ["a reset", (socket) => socket.resetAndDestroy(), UNKNOWN],
  ])("is sent once, whatever comes back: %s", async (_what, answer, outcome) => {
    const server = await startRawServer(answer);
    expect((await send(server.url)).outcome).toEqual(outcome);
    expect(server.bodies).toHaveLength(1);
  });
});

describe("a request that is being sent", () => {
  it.each(["end", "resetAndDestroy"] as const)(
    "may have been counted when the server ends the connection (%s), though it cannot have read all of it",
    async (close) => {
      const server = await startRawServer(() => undefined, {
        onConnect: (socket) => socket.once("data", () => socket.pause()[close]()),
      });
      const events = Array.from({ length: 20 }, () => JSON.stringify({ event_id: "x".repeat(500_000) }));
      expect((await send(server.url, PIXEL, events)).outcome).toEqual(UNKNOWN);
      expect(server.bodies).toEqual([]);
    },
  );
});

describe("a request that cannot have arrived", () => {
  const asTls = async (onConnect?: (socket: Socket) => void): Promise<RawServer> => {
    const server = await startRawServer(() => undefined, onConnect === undefined ? {} : { onConnect });
    return { ...server, url: server.url.replace("http", "https") };
  };

  it.each<[string, () => Promise<{ url: string; bodies?: string[] }>, string]>([
    ["nobody listens", () => Promise.resolve({ url: "http://127.0.0.1:1" }), "ECONNREFUSED"],
    [
      "there is no such host",
      () => Promise.resolve({ url: "http://no-such-host.invalid" }),
      "(ENOTFOUND|EAI_AGAIN)",
    ],
    [
      "TLS is answered without TLS",
      () => asTls((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      "ERR_SSL_.+",
    ],
    [
      "the TLS handshake is closed",
      () => asTls((socket) => socket.once("data", () => socket.end())),
      "ECONNRESET",
    ],
    [
      "the TLS handshake is reset",
      () => asTls((socket) => socket.once("data", () => socket.resetAndDestroy())),
      "ECONNRESET",
    ],
    [
      "nobody vouches for the certificate",
      () => startRawServer(says(answerText(json)), { tls: SELF_SIGNED }),
      "DEPTH_ZERO_SELF_SIGNED_CERT",
    ],
  ])("because %s was not counted", async (_what, start, message) => {
    const { url, bodies } = await start();
    const result = await send(url);
    expect(result).toEqual({
      outcome: NOT_COUNTED,
      answer: { message: expect.stringMatching(`^${message}$`) as string },
    });
    expect(bodies ?? []).toEqual([]);
  });
});

describe("what is told of a failure", () => {
  it("never holds the token, nor an address", async () => {
    const server = await startRawServer((socket) => socket.resetAndDestroy());
    for (const base of [server.url, "http://127.0.0.1:1", "http://no-such-host.invalid"]) {
      const printed = inspect(await send(base), { depth: 9 });
      expect(printed).not.toContain(TOKEN);
      expect(printed).not.toMatch(/127\.0\.0\.1|invalid/);
    }
  });
});
