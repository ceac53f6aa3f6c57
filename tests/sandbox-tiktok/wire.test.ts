import { describe, expect, test } from "vitest";
import type { Fault } from "../../sandbox/tiktok/faults.ts";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { type Exchange, exchange, open, requestFor } from "./raw.ts";
import { PIXEL, batch, purchase, send, start } from "./sender.ts";

/** Sends one purchase over a bare socket into a fault. */
async function into(fault: Fault): Promise<{ tiktok: TikTokDouble; got: Exchange }> {
  const tiktok = await start();
  tiktok.faults.next(1, fault);
  return { tiktok, got: await exchange(tiktok, batch()) };
}

/** Waits until a body of this many bytes is there. */
async function untilBody(got: Exchange, length: number) {
  await expect.poll(() => got.body().length, { interval: 2, timeout: 10_000 }).toBeGreaterThanOrEqual(length);
}

/** Waits until TikTok has played the fault, and another request was served after it. */
async function untilPlayed(tiktok: TikTokDouble) {
  await expect.poll(() => tiktok.received.length, { interval: 2, timeout: 10_000 }).toBe(1);
  await send(tiktok, batch([purchase({ event_id: "another" })]));
}

const counted = (tiktok: TikTokDouble) =>
  tiktok.purchases().find(({ eventId }) => eventId === "order_1001")?.counted ?? 0;

/** The whole answer as it would have been. */
const OK = '{"code":0,"message":"OK","request_id":"2026112212000000000000000000000001","data":{}}';
const BROKEN =
  '{"code":50000,"message":"Internal server error.","request_id":"2026112212000000000000000000000001","data":{}}';

/** Both ends of every fault that leaves it open whether the events count. */
const BOTH = [
  { taken: true, whole: OK, count: 1 },
  { taken: false, whole: BROKEN, count: 0 },
];

describe("over a bare socket", () => {
  test("a good answer has its own length, and the connection lives on", async () => {
    const tiktok = await start();
    const got = await exchange(tiktok, batch());
    await untilBody(got, OK.length);
    expect(got.bytes()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect([got.header("content-length"), got.body()]).toEqual([String(OK.length), OK]);
    expect([got.isOpen(), counted(tiktok)]).toEqual([true, 1]);
  });

  test("a reset before reading comes at the head of the request: its body is never asked for, and nothing counts", async () => {
    const tiktok = await start();
    tiktok.faults.next(1, { kind: "reset-before" });
    const got = await open(tiktok);
    const [head = ""] = requestFor(batch()).split("\r\n\r\n");
    got.socket.write(`${head}\r\n\r\n`);
    expect(await got.ended).toBe("reset");
    expect([got.bytes(), counted(tiktok)]).toEqual(["", 0]);
    expect(tiktok.received).toMatchObject([{ body: "", events: [], reply: { kind: "reset", unread: true } }]);
  });

  test.each(BOTH)(
    "a reset after reading is the same bytes, counted or not: $taken",
    async ({ taken, count }) => {
      const { tiktok, got } = await into({ kind: "reset-after", taken });
      expect(await got.ended).toBe("reset");
      expect([got.bytes(), counted(tiktok)]).toEqual(["", count]);
      expect(tiktok.received[0]?.events).toMatchObject([{ fate: taken ? "counted" : "unread" }]);
    },
  );

  test.each(BOTH)(
    "a reset midway comes after half of the answer, counted or not: $taken",
    async ({ taken, whole, count }) => {
      const { tiktok, got } = await into({ kind: "reset-midway", taken });
      expect(await got.ended).toBe("reset");
      expect(got.header("content-length")).toBe(String(whole.length));
      expect([got.body(), counted(tiktok)]).toEqual([whole.slice(0, whole.length >> 1), count]);
    },
  );

  test.each(BOTH)(
    "a hang is silence on an open connection, counted or not: $taken",
    async ({ taken, count }) => {
      const { tiktok, got } = await into({ kind: "hang", taken });
      await untilPlayed(tiktok);
      expect([got.bytes(), got.isOpen(), counted(tiktok)]).toEqual(["", true, count]);
    },
  );

  test.each(BOTH)(
    "a stalled answer is half of it on an open connection, counted or not: $taken",
    async ({ taken, whole, count }) => {
      const { tiktok, got } = await into({ kind: "stall", taken });
      await untilBody(got, whole.length >> 1);
      await untilPlayed(tiktok);
      expect(got.header("content-length")).toBe(String(whole.length));
      expect([got.body(), got.isOpen()]).toEqual([whole.slice(0, whole.length >> 1), true]);
      expect(counted(tiktok)).toBe(count);
    },
  );

  test.each(BOTH)("an empty answer has length 0, counted or not: $taken", async ({ taken, count }) => {
    const { tiktok, got } = await into({ kind: "empty", taken });
    await expect.poll(() => got.header("content-length"), { interval: 2, timeout: 10_000 }).toBe("0");
    expect(got.bytes()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect([got.body(), counted(tiktok)]).toEqual(["", count]);
  });

  test.each(BOTH)(
    "a truncated answer is half of the JSON in whole HTTP, counted or not: $taken",
    async ({ taken, whole, count }) => {
      const { tiktok, got } = await into({ kind: "truncated", taken });
      await untilBody(got, whole.length >> 1);
      expect(got.header("content-length")).toBe(String(whole.length >> 1));
      expect([got.body(), counted(tiktok)]).toEqual([whole.slice(0, whole.length >> 1), count]);
    },
  );

  test.each([
    { by: 20, ...BOTH[0] },
    { by: -20, ...BOTH[0] },
    { by: 20, ...BOTH[1] },
    { by: -20, ...BOTH[1] },
  ])(
    "an answer of a wrong length ($by, taken $taken) is whole, and the connection is closed after it",
    async ({ by, taken, whole = "", count }) => {
      const { tiktok, got } = await into({ kind: "wrong-length", by, taken });
      expect(await got.ended).toBe("closed");
      expect(got.header("content-length")).toBe(String(whole.length + by));
      expect([got.body(), counted(tiktok)]).toEqual([whole, count]);
    },
  );

  test.each(BOTH)(
    "a dripping answer comes whole, in as many pieces as it has bytes, counted or not: $taken",
    async ({ taken, whole, count }) => {
      const { tiktok, got } = await into({ kind: "drip", everyMs: 2, taken });
      await untilBody(got, whole.length);
      expect([got.body(), got.isOpen()]).toEqual([whole, true]);
      // Some bytes may arrive together on a busy machine.
      expect(got.pieces()).toBeGreaterThan(whole.length / 4);
      expect(counted(tiktok)).toBe(count);
    },
  );

  test("a dripping answer ends with its connection", async () => {
    const { tiktok, got } = await into({ kind: "drip", everyMs: 20 });
    await untilBody(got, 3);
    got.socket.destroy();
    await tiktok.close();
    expect(got.body().length).toBeLessThan(OK.length);
  });

  test.each([
    { fault: { kind: "http", status: 502 }, count: 0, status: "502 Bad Gateway" },
    { fault: { kind: "http", status: 504, taken: true }, count: 1, status: "504 Gateway Timeout" },
    { fault: { kind: "http", status: 200, html: "<p>Soon</p>" }, count: 0, status: "200 OK" },
  ] satisfies { fault: Fault; count: number; status: string }[])(
    "a gateway's $fault.status is HTML and counts $count",
    async ({ fault, count, status }) => {
      const { tiktok, got } = await into(fault);
      await untilBody(got, 1);
      expect(got.bytes()).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\r\n`));
      expect(got.header("content-type")).toBe("text/html; charset=utf-8");
      expect([got.header("retry-after"), counted(tiktok)]).toEqual([undefined, count]);
    },
  );

  test.each([
    { kind: "http", status: 429, retryAfter: 7 },
    { kind: "code", code: 40100, status: 429, retryAfter: 7 },
  ] satisfies Fault[])(
    "too many requests may be HTTP 429 that says how long to wait: $kind",
    async (fault) => {
      const { tiktok, got } = await into(fault);
      await untilBody(got, 1);
      expect(got.bytes()).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
      expect([got.header("retry-after"), counted(tiktok)]).toEqual(["7", 0]);
      expect(got.body().startsWith("{")).toBe(fault.kind === "code");
    },
  );

  test("a throttled pixel is told 40132 in an HTTP 200, and nothing counts", async () => {
    const { tiktok, got } = await into({ kind: "throttle-pixel", pixel: PIXEL, count: 1 });
    await untilBody(got, 60);
    expect(got.bytes()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect([JSON.parse(got.body()), counted(tiktok)]).toMatchObject([{ code: 40132 }, 0]);
  });
});
