import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { createEventsApi } from "../../app/tiktok/events-api.server.ts";
import { Secret } from "../../app/platform/secret.ts";

const TOKEN = "act.the-token-of-this-test";
const PIXEL = { code: 'C"QUOTED', token: new Secret(TOKEN), testEventCode: undefined };
const UNKNOWN_FATE = { kind: "retry", fate: "unknown" };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const api = (baseUrl: string, deadlineMs = 5000) => createEventsApi({ baseUrl, fetch, deadlineMs });
const EVENT = JSON.stringify({ event: "Purchase", event_id: "order_1" });

interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** Sends with one client and returns what arrived. */
async function seen(
  pixel: { code: string; token: Secret; testEventCode: string | undefined },
  events: string[],
): Promise<Seen> {
  const arrived = Promise.withResolvers<Seen>();
  const url = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
      arrived.resolve({ method: request.method, url: request.url, headers: request.headers, body });
      response.end('{"code":0,"message":"OK","request_id":"r1"}');
    });
  });
  expect(await api(url)(pixel, events)).toEqual({
    outcome: { kind: "delivered" },
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

describe("an answer that does not come as it should", () => {
  it.each<[string, RequestListener, object]>([
    [
      "a gateway's page",
      (_request, response) => {
        response.writeHead(502).end("<html></html>");
      },
      UNKNOWN_FATE,
    ],
    [
      "a gateway's page with status 200",
      (_request, response) => {
        response.end("<html></html>");
      },
      UNKNOWN_FATE,
    ],
    [
      "nothing at all",
      (_request, response) => {
        response.end();
      },
      UNKNOWN_FATE,
    ],
    [
      "half an answer",
      (_request, response) => {
        response.end('{"code":0,');
      },
      UNKNOWN_FATE,
    ],
    [
      "fewer bytes than announced",
      (_request, response) => {
        response.writeHead(200, { "Content-Length": 99 }).write('{"code":0}', () => response.destroy());
      },
      UNKNOWN_FATE,
    ],
    [
      "more than an answer can be",
      (_request, response) => {
        response.end(`{"code":0,"message":"${"x".repeat(70_000)}"}`);
      },
      UNKNOWN_FATE,
    ],
    [
      "a throttle",
      (_request, response) => {
        response.writeHead(429, { "Retry-After": "3" }).end();
      },
      { kind: "throttled", retryAfterMs: 3000 },
    ],
    [
      "a redirect",
      (_request, response) => {
        response.writeHead(302, { Location: "http://127.0.0.1:1/" }).end();
      },
      { kind: "unclear" },
    ],
    [
      "a reset",
      (request) => {
        request.socket.resetAndDestroy();
      },
      UNKNOWN_FATE,
    ],
    [
      "a reset after the request was read",
      (request) => {
        request.resume().on("end", () => {
          request.socket.resetAndDestroy();
        });
      },
      UNKNOWN_FATE,
    ],
  ])("%s", async (_what, listener, outcome) => {
    expect((await api(await serve(listener))(PIXEL, [EVENT])).outcome).toEqual(outcome);
  });

  it("is given up at the deadline when there is silence", async () => {
    const url = await serve(() => undefined);
    const startedAt = performance.now();
    const result = await api(url, 80)(PIXEL, [EVENT]);
    expect(result).toEqual({ outcome: UNKNOWN_FATE, answer: { message: "no answer in time" } });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it("is given up at the deadline when it trickles", async () => {
    const url = await serve((_request, response) => {
      const timer = setInterval(() => response.write(" "), 10);
      response.on("close", () => {
        clearInterval(timer);
      });
    });
    expect((await api(url, 120)(PIXEL, [EVENT])).outcome).toEqual(UNKNOWN_FATE);
  });

  it("cannot have been counted when nobody listens", async () => {
    const url = await serve(() => undefined);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    expect(await api(url)(PIXEL, [EVENT])).toEqual({
      outcome: { kind: "retry", fate: "not_counted" },
      answer: { message: "ECONNREFUSED" },
    });
  });

  it("never holds the token, nor an address", async () => {
    const url = await serve((request) => {
      request.socket.resetAndDestroy();
    });
    for (const base of [url, "http://127.0.0.1:1", "http://no-such-host.invalid", "not a url"]) {
      const printed = inspect(await api(base, 3000)(PIXEL, [EVENT]), { depth: 9 });
      expect(printed).not.toContain(TOKEN);
      expect(printed).not.toMatch(/127\.0\.0\.1|invalid/);
    }
  });
});
