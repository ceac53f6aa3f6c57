import { beforeEach, describe, expect, it } from "vitest";
import { MINUTE } from "../../app/platform/clock.ts";
import type { Fault } from "../../sandbox/tiktok/faults.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { NOW, PIXEL, postWebhook, startApp, TOKEN, type RunningApp } from "../ingest/app-under-test.ts";
import { order } from "../orders/examples.ts";
import { eventually } from "../platform/eventually.ts";

let one: RunningApp;
let tiktok: TikTokDouble;
beforeEach(async () => {
  tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }], now: () => NOW });
  one = await startApp(tiktok.url);
  await one.connect();
  for (const id of [5001, 5002, 5003]) {
    const answer = await postWebhook(one.url, "orders/paid", order({ id, admin_graphql_api_id: null }));
    expect(answer.status).toBe(200);
  }
  return () => tiktok.close();
});

const states = async () =>
  (await one.rows<{ state: string }>("SELECT state FROM delivery ORDER BY order_id")).map(
    ({ state }) => state,
  );
/** How many events each request carried that TikTok received. */
const sizes = () => tiktok.received.map(({ events }) => events.length);

/** Answers the first request, which carries all three orders, and lets the time of every next attempt come. */
async function answerFirst(fault: Fault): Promise<void> {
  tiktok.faults.next(1, fault);
  one.app.worker.start();
  await eventually(async () => {
    expect(sizes()).toEqual([3]);
    expect(await states()).toEqual(["retrying", "retrying", "retrying"]);
  });
}

function later(): void {
  one.clock.now += 5 * MINUTE;
  one.app.worker.wake();
}

describe("an answer that is not about all of a batch", () => {
  it.each<Fault>([
    { kind: "partial", refused: [0, 2] },
    { kind: "code", code: 31337, taken: true },
    { kind: "code", code: 31337 },
  ])(
    "%j lets every order go alone: each is counted once, and none is called delivered before",
    async (fault) => {
      await answerFirst(fault);
      later();
      await eventually(async () => {
        expect(await states()).toEqual(["delivered", "delivered", "delivered"]);
      });
      expect(sizes()).toEqual([3, 1, 1, 1]);
      expect(tiktok.purchases().map(({ counted }) => counted)).toEqual([1, 1, 1]);
    },
  );

  it("holds for a person only the order that never gets a clear one: its neighbours arrive", async () => {
    await answerFirst({ kind: "partial", refused: [1] });
    await one.change("UPDATE delivery SET due_at = due_at + 86400000 WHERE order_id <> '5002'");
    for (let attempt = 2; attempt <= 5; attempt++) {
      tiktok.faults.next(1, { kind: "partial", refused: [0] });
      later();
      await eventually(async () => {
        expect(await one.rows("SELECT attempts FROM delivery WHERE order_id = '5002'")).toEqual([
          { attempts: attempt },
        ]);
        expect((await states())[1]).toBe(attempt === 5 ? "held" : "retrying");
      });
    }
    await one.change("UPDATE delivery SET due_at = 0 WHERE order_id <> '5002'");
    later();
    await eventually(async () => {
      expect(await states()).toEqual(["delivered", "held", "delivered"]);
    });
  });
});
