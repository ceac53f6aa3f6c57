import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openTransport, type Transport, type TransportOptions } from "../../app/tiktok/transport.server.ts";
import { answerText, startRawServer, type Answer } from "./raw-server.ts";
import { eventually } from "../platform/eventually.ts";

const OK = answerText('{"code":0}');
const NO_ANSWER = { kind: "interrupted", error: "no answer in time" };
const NO_CONNECTION = { kind: "unreachable", error: "no connection in time" };

const transports: Transport[] = [];
afterEach(() => Promise.all(transports.splice(0).map((transport) => transport.close())));

function open(baseUrl: string, options: Partial<TransportOptions> = {}): Transport {
  const transport = openTransport({ baseUrl, deadlineMs: 5000, connections: 4, ...options });
  transports.push(transport);
  return transport;
}

const message = (body = "{}") => ({ path: "/events/", headers: { "Access-Token": "t" }, body });
const answered = (body: string) => ({ kind: "answered", status: 200, body, retryAfter: undefined });

describe("connections", () => {
  it("are kept alive: one carries every message, one after the other", async () => {
    const server = await startRawServer((socket) => socket.write(OK));
    const transport = open(server.url, { connections: 1 });
    for (let sent = 0; sent < 20; sent++)
      expect(await transport.post(message())).toMatchObject(answered('{"code":0}'));
    expect(server.sockets).toHaveLength(1);
  });

  it("are no more than they may be; every message gets its own answer", async () => {
    const server = await startRawServer((socket) => {
      const echoed = server.bodies.at(-1) ?? "";
      setImmediate(() => socket.write(answerText(echoed)));
    });
    const transport = open(server.url, { connections: 3 });
    const bodies = Array.from({ length: 60 }, (_, index) => `{"message":${index}}`);
    const answers = await Promise.all(bodies.map((body) => transport.post(message(body))));
    expect(answers).toEqual(bodies.map(answered));
    expect(server.mostOpen()).toBe(3);
  });

  it("are not used again when the server says that it will close them at once", async () => {
    const server = await startRawServer((socket) =>
      socket.write(answerText('{"code":0}', ["Keep-Alive: timeout=1"])),
    );
    const transport = open(server.url, { connections: 1 });
    for (let sent = 0; sent < 3; sent++) await transport.post(message());
    expect(server.sockets).toHaveLength(3);
  });

  it("that the server closed while they were idle are replaced: the next message goes out once, on a new one", async () => {
    const server = await startRawServer((socket) => socket.write(OK));
    const transport = open(server.url, { connections: 1 });
    for (let sent = 1; sent <= 5; sent++) {
      expect(await transport.post(message(`{"n":${sent}}`))).toMatchObject({ kind: "answered" });
      server.sockets.at(-1)?.end();
    }
    expect(server.bodies).toHaveLength(5);
    expect(server.sockets).toHaveLength(5);
  });

  it.each(["end", "resetAndDestroy"] as const)(
    "that the server closes (%s) just as the next message arrives leave its fate unknown, and the message is not sent again by itself",
    async (close) => {
      const server = await startRawServer((socket, number) =>
        number === 2 ? socket[close]() : socket.write(OK),
      );
      const transport = open(server.url, { connections: 1 });
      await transport.post(message());
      expect(await transport.post(message('{"n":2}'))).toMatchObject({ kind: "interrupted" });
      expect(await transport.post(message('{"n":3}'))).toMatchObject({ kind: "answered" });
      expect(server.bodies).toEqual(["{}", '{"n":2}', '{"n":3}']);
    },
  );

  it("that said more than they announced are not used again: the surplus is nobody's answer", async () => {
    const server = await startRawServer((socket, number) =>
      socket.write(
        number === 1 ? OK + answerText('{"code":0,"message":"surplus"}') : answerText('{"code":40002}'),
      ),
    );
    const transport = open(server.url, { connections: 1 });
    expect(await transport.post(message())).toEqual(answered('{"code":0}'));
    expect(await transport.post(message())).toEqual(answered('{"code":40002}'));
    expect(server.sockets).toHaveLength(2);
  });
});

describe("the deadline", () => {
  // Only the deadline's own timer stands still until a test turns it; the network goes on.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    return () => vi.useRealTimers();
  });

  /** A server that answers as told, a transport with one connection and 100 ms, and a promise of each request's arrival. */
  async function stage(answer: Answer, options: Parameters<typeof startRawServer>[1] = {}) {
    const arrivals = Array.from({ length: 4 }, () => Promise.withResolvers<Socket>());
    const server = await startRawServer((socket, number) => {
      answer(socket, number);
      arrivals[number - 1]?.resolve(socket);
    }, options);
    const transport = open(server.url, { connections: 1, deadlineMs: 100 });
    return { server, transport, arrival: (number: number) => arrivals[number - 1]?.promise };
  }

  const drip = (head: string) => (socket: Socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write("x"), 1);
    socket.once("close", () => {
      clearInterval(timer);
    });
  };

  it.each<[string, Answer]>([
    ["silence", () => undefined],
    ["headers that trickle", drip("HTTP/1.1 200 OK\r\nX-Slow: ")],
    ["a body that trickles", drip("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")],
    ["a body without an end that trickles", drip("HTTP/1.1 200 OK\r\n\r\n")],
  ])("ends %s, and not before its time", async (_what, answer) => {
    const { transport, arrival } = await stage(answer);
    let isOver = false;
    const exchange = transport.post(message()).finally(() => (isOver = true));
    await arrival(1);
    vi.advanceTimersByTime(99);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await exchange).toEqual(NO_ANSWER);
  });

  it("ends the sending to a server that does not read", async () => {
    const begun = Promise.withResolvers<undefined>();
    const { server, transport } = await stage(() => undefined, {
      onConnect(socket) {
        socket.once("data", () => {
          socket.pause();
          begun.resolve(undefined);
        });
      },
    });
    const exchange = transport.post(message("x".repeat(50_000_000)));
    await begun.promise;
    vi.advanceTimersByTime(100);
    expect(await exchange).toEqual(NO_ANSWER);
    expect(server.bodies).toEqual([]);
  });

  it("ends a TLS handshake that gets no reply: nothing of the message was sent", async () => {
    const connected = Promise.withResolvers<undefined>();
    const server = await startRawServer(() => undefined, {
      onConnect: () => {
        connected.resolve(undefined);
      },
    });
    const transport = open(server.url.replace("http", "https"), { deadlineMs: 100 });
    const exchange = transport.post(message());
    await connected.promise;
    vi.advanceTimersByTime(100);
    expect(await exchange).toEqual(NO_CONNECTION);
  });

  it("ends the waiting for a connection, and what was given up there is never sent", async () => {
    const { server, transport, arrival } = await stage((socket, number) => {
      if (number > 1) socket.write(OK);
    });
    const exchanges = ['"first"', '"second"'].map((body) => transport.post(message(body)));
    await arrival(1);
    vi.advanceTimersByTime(100);
    expect(await Promise.all(exchanges)).toEqual([NO_ANSWER, NO_CONNECTION]);
    expect(await transport.post(message('"third"'))).toMatchObject({ kind: "answered" });
    expect(server.bodies).toEqual(['"first"', '"third"']);
  });

  it("runs from the call: a message that waited for a connection has less time for its answer", async () => {
    const { transport, arrival } = await stage(() => undefined);
    const [first, second] = [transport.post(message()), transport.post(message())];
    const socket = await arrival(1);
    vi.advanceTimersByTime(60);
    socket?.write(OK);
    expect(await first).toMatchObject({ kind: "answered" });
    await arrival(2);
    vi.advanceTimersByTime(40);
    expect(await second).toEqual(NO_ANSWER);
  });

  it("ends the connection too: the late answer is nobody's", async () => {
    const { transport, arrival, server } = await stage((socket, number) => {
      if (number === 2) server.sockets[0]?.write(OK, () => socket.write(answerText('{"code":40002}')));
    });
    const first = transport.post(message());
    await arrival(1);
    vi.advanceTimersByTime(100);
    expect(await first).toEqual(NO_ANSWER);
    expect(await transport.post(message())).toEqual(answered('{"code":40002}'));
  });
});

describe("closing", () => {
  it("waits for what is under way, closes the connections, and takes nothing more", async () => {
    const waiting = Promise.withResolvers<() => void>();
    const server = await startRawServer((socket) => {
      waiting.resolve(() => socket.write(OK));
    });
    const transport = open(server.url);
    const first = transport.post(message());
    const answer = await waiting.promise;
    const closed = transport.close();
    expect(await transport.post(message())).toEqual({ kind: "unreachable", error: "the app is stopping" });
    answer();
    expect(await first).toMatchObject({ kind: "answered" });
    await closed;
    await eventually(() => {
      expect(server.sockets.map((socket) => socket.readableEnded || socket.closed)).toEqual([true]);
    });
    expect(server.bodies).toHaveLength(1);
  });

  it("does not wait for an idle connection, and may be asked for twice", async () => {
    const server = await startRawServer((socket) => socket.write(OK));
    const transport = open(server.url);
    await transport.post(message());
    await transport.close();
    await transport.close();
  });
});
