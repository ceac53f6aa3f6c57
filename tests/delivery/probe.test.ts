import pg from "pg";
import { expect, it } from "vitest";
import type { Claimed, Settlement } from "../../app/delivery/outbox.ts";
import { HOUR, MINUTE } from "../../app/platform/clock.ts";
import { ON_POSTGRESQL, select } from "../platform/temporary-database.ts";
import { newBench, NOW, settlement, SHOP, type Bench } from "./bench.ts";
import { eventually } from "../platform/eventually.ts";

const DEAD = { kind: "unauthorised" } as const;

/** Three orders of a shop whose token TikTok refused, at NOW. */
async function pausedBench(): Promise<Bench> {
  const bench = await newBench();
  await bench.connect();
  for (const id of ["1", "2", "3"]) {
    await bench.addOrder(id);
    await bench.route();
  }
  await bench.settle(await claimOne(bench), DEAD);
  expect(await states(bench)).toEqual(["paused", "paused", "paused"]);
  return bench;
}

const states = async (bench: Bench) => (await bench.deliveries()).map(({ state }) => state);
const probeAt = async (bench: Bench) => (await bench.outbox.nextWork()).probeAt;

async function claimOne(bench: Bench): Promise<Claimed> {
  const [claimed] = await bench.claim(1);
  if (claimed === undefined) throw new Error("nothing was due");
  return claimed;
}

/** The end of an attempt that found the pixel paused, and arrived. */
function arrived(claimed: Claimed, at: number): Settlement {
  const { attempt, ...end } = settlement(claimed, { kind: "delivered" }, at);
  if (attempt === undefined) throw new Error("there was no attempt");
  return { ...end, attempt: { ...attempt, pixelPaused: true } };
}

async function probe(bench: Bench, after: number): Promise<number> {
  bench.clock.now += after;
  return bench.outbox.probe(bench.clock.now);
}

it("after five minutes one delivery tries a refused token again: the newest, and nothing else", async () => {
  const bench = await pausedBench();
  expect(await probeAt(bench)).toBe(NOW + 5 * MINUTE);
  expect(await probe(bench, 5 * MINUTE - 1)).toBe(0);
  expect(await probe(bench, 1)).toBe(1);
  expect(await states(bench)).toEqual(["paused", "paused", "pending"]);
  expect((await bench.claim()).map(({ id }) => id)).toEqual([3]);
});

it("as long as TikTok refuses the token the wait doubles, up to six hours, and no attempt is spent", async () => {
  const bench = await pausedBench();
  const waits = [];
  for (let tried = 0; tried < 9; tried++) {
    const due = await probeAt(bench);
    waits.push((due - bench.clock.now) / MINUTE);
    expect(await probe(bench, due - bench.clock.now)).toBe(1);
    await bench.settle(await claimOne(bench), DEAD);
    expect(await states(bench)).toEqual(["paused", "paused", "paused"]);
  }
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360]);
  expect((await bench.deliveries()).map(({ attempts }) => attempts)).toEqual([0, 0, 0]);
});

it("when it arrives everything goes on, also what was routed meanwhile", async () => {
  const bench = await pausedBench();
  await bench.addOrder("4");
  await bench.route();
  await probe(bench, 5 * MINUTE);
  const claimed = await claimOne(bench);
  expect(await bench.outbox.settle([arrived(claimed, bench.clock.now)])).toEqual([true]);
  expect(await states(bench)).toEqual(["pending", "pending", "pending", "delivered"]);
  const pixel = { paused_at: null, paused_code: null, paused_message: null, probe_at: null, probes: 0 };
  expect(await select(bench.database, "SELECT * FROM pixel")).toMatchObject([pixel]);
  expect(await probeAt(bench)).toBe(Infinity);
});

it("that it arrived with a token that was replaced meanwhile says nothing of the new one", async () => {
  const bench = await pausedBench();
  await probe(bench, 5 * MINUTE);
  const claimed = await claimOne(bench);
  bench.clock.now += 1000;
  await bench.connect({ token: "second-token" });
  await bench.settle(await claimOne(bench), DEAD, bench.clock.now);
  await bench.outbox.settle([arrived(claimed, bench.clock.now)]);
  expect(await states(bench)).toEqual(["paused", "paused", "delivered"]);
});

it("reconnecting ends the tries", async () => {
  const bench = await pausedBench();
  await bench.connect({ token: "second-token" });
  expect(await probeAt(bench)).toBe(Infinity);
  expect(await probe(bench, 6 * HOUR)).toBe(0);
});

it.skipIf(!ON_POSTGRESQL)(
  "an order that another process is routing while the token is taken again is not left behind paused",
  async () => {
    const bench = await pausedBench();
    await probe(bench, 5 * MINUTE);
    const claimed = await claimOne(bench);
    const other = new pg.Client(bench.url);
    await other.connect();
    // The other process has seen that the pixel is paused, and has not committed yet.
    await other.query("BEGIN");
    await other.query(`SELECT pg_advisory_xact_lock(hashtextextended('${SHOP}', 0))`);
    await other.query(
      `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, created_at, lane)
       SELECT order_ref, shop, '4', event_name, 'order_4', pixel_code, event, placed_at, 'paused', created_at, lane FROM delivery LIMIT 1`,
    );
    let isSettled = false;
    const settled = bench.outbox.settle([arrived(claimed, bench.clock.now)]).finally(() => {
      isSettled = true;
    });
    await eventually(async () => {
      const waiting = await other.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
      expect(isSettled || waiting.rows.length > 0).toBe(true);
    });
    await other.query("COMMIT");
    await other.end();
    expect(await settled).toEqual([true]);
    expect((await states(bench)).toSorted()).toEqual(["delivered", "pending", "pending", "pending"]);
  },
);
