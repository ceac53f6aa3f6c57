import { describe, expect, test } from "vitest";
import type { Fault } from "../../sandbox/tiktok/faults.ts";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { OTHER_PIXEL, OTHER_TOKEN, PIXEL, batch, post, send, start } from "./sender.ts";

async function startWith(fault: Fault, times = 1): Promise<TikTokDouble> {
  const tiktok = await start();
  tiktok.faults.next(times, fault);
  return tiktok;
}

/** Expects that the next request, the fault being over, is served and finds this many copies before it. */
async function expectOver(tiktok: TikTokDouble, copiesBefore: number) {
  expect((await send(tiktok, batch())).code).toBe(0);
  expect(tiktok.purchases()).toMatchObject([{ counted: 1, copies: copiesBefore + 1 }]);
}

describe("a scripted fault", () => {
  test("spoils as many requests as asked, then it is over", async () => {
    const tiktok = await startWith({ kind: "code", code: 50000 }, 2);
    expect(await send(tiktok, batch())).toMatchObject({ code: 50000, message: "Internal server error." });
    expect((await send(tiktok, batch())).code).toBe(50000);
    await expectOver(tiktok, 0);
  });

  test("may be any code with any message, also for a request that would be refused", async () => {
    const tiktok = await startWith({ kind: "code", code: 20001, message: "Partial success" });
    expect(await send(tiktok, "{", { "Access-Token": "" })).toMatchObject({
      code: 20001,
      message: "Partial success",
    });
  });

  test("may be the gateway's HTML", async () => {
    const tiktok = await startWith({ kind: "http", status: 502 });
    tiktok.faults.next(1, { kind: "http", status: 200, html: "<p>Maintenance</p>" });
    const bad = await post(tiktok, batch());
    expect([bad.status, await bad.text()]).toEqual([
      502,
      expect.stringContaining("<h1>502 Bad Gateway</h1>"),
    ]);
    const odd = await post(tiktok, batch());
    expect([odd.status, await odd.text()]).toEqual([200, "<p>Maintenance</p>"]);
    await expectOver(tiktok, 0);
  });

  test("may leave the answer empty after counting", async () => {
    const tiktok = await startWith({ kind: "empty" });
    const response = await post(tiktok, batch());
    expect([response.status, await response.text()]).toEqual([200, ""]);
    await expectOver(tiktok, 1);
  });

  test("may cut the answer in the middle after counting", async () => {
    const tiktok = await startWith({ kind: "truncated" });
    const text = await (await post(tiktok, batch())).text();
    expect(text).toMatch(/^\{"code":0,/);
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    await expectOver(tiktok, 1);
  });

  test("may reset the connection before anything is counted", async () => {
    const tiktok = await startWith({ kind: "reset-before" });
    await expect(post(tiktok, batch())).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(tiktok.purchases()).toEqual([]);
    await expectOver(tiktok, 0);
  });

  test("may reset the connection after counting, so that only deduplication saves the retry", async () => {
    const tiktok = await startWith({ kind: "reset-after" });
    await expect(post(tiktok, batch())).rejects.toMatchObject({ cause: { code: "ECONNRESET" } });
    expect(tiktok.purchases()).toMatchObject([{ counted: 1 }]);
    await expectOver(tiktok, 1);
  });

  test("may hang until the sender gives up", async () => {
    const tiktok = await startWith({ kind: "hang" });
    const hanging = fetch(`${tiktok.url}/open_api/v1.3/event/track/`, {
      method: "POST",
      body: "{}",
      signal: AbortSignal.timeout(150),
    });
    await expect(hanging).rejects.toMatchObject({ name: "TimeoutError" });
    expect(tiktok.received).toMatchObject([{ reply: { kind: "silence" } }]);
    await expectOver(tiktok, 0);
  });

  test("does not keep a hanging request from closing", async () => {
    const tiktok = await startWith({ kind: "hang" });
    const hanging = expect(post(tiktok, batch())).rejects.toThrow("fetch failed");
    await expect.poll(() => tiktok.received.length).toBe(1);
    await tiktok.close();
    await hanging;
  });

  test("may throttle one pixel and leave the others alone", async () => {
    const tiktok = await startWith({ kind: "throttle-pixel", pixel: PIXEL, count: 2 });
    const other = () =>
      send(tiktok, batch(undefined, { event_source_id: OTHER_PIXEL }), { "Access-Token": OTHER_TOKEN });
    expect((await other()).code).toBe(0);
    expect((await send(tiktok, batch())).code).toBe(40132);
    expect((await other()).code).toBe(0);
    expect((await send(tiktok, batch())).code).toBe(40132);
    expect((await send(tiktok, batch())).code).toBe(0);
  });

  test("waits its turn behind earlier ones, and can be called off", async () => {
    const tiktok = await startWith({ kind: "code", code: 40100 });
    tiktok.faults.next(3, { kind: "code", code: 51021 });
    expect((await send(tiktok, batch())).code).toBe(40100);
    expect((await send(tiktok, batch())).code).toBe(51021);
    expect(tiktok.faults.waiting).toBe(2);
    tiktok.faults.clear();
    expect(tiktok.faults.waiting).toBe(0);
    await expectOver(tiktok, 0);
  });

  test("is not spent on a request that never reaches the API", async () => {
    const tiktok = await startWith({ kind: "code", code: 50000 });
    await fetch(`${tiktok.url}/open_api/v1.3/event/track`, { method: "POST" });
    expect(tiktok.faults.waiting).toBe(1);
  });
});
