import { describe, expect, it } from "vitest";
import type { Claimed } from "../../app/delivery/outbox.ts";
import { Secret } from "../../app/platform/secret.ts";
import { change, select } from "../platform/temporary-database.ts";
import { newBench, NOW, OTHER_PIXEL, PIXEL, SHOP, type Bench } from "./bench.ts";

const DEAD = { kind: "unauthorised" } as const;
const OTHER_SHOP = "other.myshopify.com";

/** A bench with three routed orders of one shop and one of another. */
async function benchWithLanes(): Promise<Bench> {
  const bench = await newBench();
  await bench.connect();
  await bench.connect({ shop: OTHER_SHOP });
  for (const id of ["1", "2", "3"]) await bench.addOrder(id);
  await bench.addOrder("4", OTHER_SHOP);
  await bench.route();
  return bench;
}

async function claim(bench: Bench, limit: number): Promise<[Claimed, ...Claimed[]]> {
  const [first, ...others] = await bench.claim(limit);
  if (first === undefined) throw new Error("nothing was due");
  return [first, ...others];
}

const states = async (bench: Bench, shop = SHOP) =>
  (await bench.deliveries()).filter((row) => row.shop === shop).map(({ state }) => state);
const pixel = async (bench: Bench) =>
  (await select(bench.database, "SELECT * FROM pixel WHERE shop = @shop", { shop: SHOP }))[0];

describe("a token that TikTok does not take", () => {
  it("pauses everything for this pixel, spends no attempt, and leaves other shops alone", async () => {
    const bench = await benchWithLanes();
    await bench.settle((await claim(bench, 1))[0], DEAD);
    expect(await states(bench)).toEqual(["paused", "paused", "paused"]);
    expect(await states(bench, OTHER_SHOP)).toEqual(["pending"]);
    expect((await bench.deliveries())[0]).toMatchObject({
      attempts: 0,
      reason: "reconnect_tiktok",
      due_at: null,
    });
    expect(await pixel(bench)).toMatchObject({
      paused_at: NOW,
      paused_code: 40105,
      paused_message: "as TikTok says",
    });
    expect(await bench.attempts()).toEqual([{ number: 1, outcome: "unauthorised", code: 40105 }]);
  });

  it("pauses orders that come later, too", async () => {
    const bench = await benchWithLanes();
    await bench.settle((await claim(bench, 1))[0], DEAD);
    await bench.addOrder("5");
    await bench.route();
    expect((await bench.claim()).map(({ shop }) => shop)).toEqual([OTHER_SHOP]);
  });

  it("drains by itself after reconnecting", async () => {
    const bench = await benchWithLanes();
    await bench.settle((await claim(bench, 1))[0], DEAD);
    bench.clock.now += 1000;
    await bench.connect({ token: "second-token" });
    expect(await states(bench)).toEqual(["pending", "pending", "pending"]);
    expect(await pixel(bench)).toMatchObject({ paused_at: null, paused_code: null, paused_message: null });
    for (const claimed of await bench.claim()) await bench.settle(claimed, { kind: "delivered" });
    expect(await states(bench)).toEqual(["delivered", "delivered", "delivered"]);
  });

  it("does not pause a connection that was made while the old token was being tried", async () => {
    const bench = await benchWithLanes();
    const [first] = await claim(bench, 1);
    await bench.connect({ token: "second-token" });
    const { connectedAt } = (await bench.connections.pixelOf(SHOP)) ?? { connectedAt: 0 };
    bench.clock.now += 1000;
    await bench.connect({ token: "third-token" });
    await bench.settle(first, DEAD, connectedAt);
    expect(await states(bench)).toEqual(["pending", "pending", "pending"]);
    expect(await pixel(bench)).toMatchObject({ paused_at: null });
  });

  it("does not pause it either when the clock was set back in between", async () => {
    const bench = await benchWithLanes();
    const [first] = await claim(bench, 1);
    bench.clock.now -= 60_000;
    await bench.connect({ token: "second-token" });
    await bench.settle(first, DEAD, NOW);
    expect(await pixel(bench)).toMatchObject({ paused_at: null });
  });
});

describe("connecting another pixel in its place", () => {
  it("takes along what never left, and what waited", async () => {
    const bench = await benchWithLanes();
    await bench.settle((await claim(bench, 1))[0], DEAD);
    await bench.connect({ pixel: OTHER_PIXEL, replaces: PIXEL });
    const rows = (await bench.deliveries()).filter(({ shop }) => shop === SHOP);
    expect(rows.map(({ state, pixel_code }) => `${state} ${pixel_code}`)).toEqual(
      Array(3).fill(`pending ${OTHER_PIXEL}`),
    );
  });

  it("leaves behind what may have been counted, for a person to look at", async () => {
    const bench = await benchWithLanes();
    await bench.settle((await claim(bench, 1))[0], { kind: "retry", fate: "unknown" });
    await bench.connect({ pixel: OTHER_PIXEL, replaces: PIXEL });
    expect((await bench.deliveries())[0]).toMatchObject({
      state: "held",
      reason: "pixel_changed",
      pixel_code: PIXEL,
      due_at: null,
    });
    expect((await bench.deliveries())[1]).toMatchObject({ state: "pending", pixel_code: OTHER_PIXEL });
  });

  it("while the old token is refused, sends what was under way to the new pixel", async () => {
    const bench = await benchWithLanes();
    const [first] = await claim(bench, 1);
    bench.clock.now += 1000;
    await bench.connect({ pixel: OTHER_PIXEL, replaces: PIXEL });
    await bench.settle(first, DEAD);
    expect((await bench.deliveries())[0]).toMatchObject({ state: "pending", pixel_code: PIXEL });
    const again = (await claim(bench, 9)).find(({ id }) => id === first.id);
    if (again === undefined) throw new Error("it was not claimed again");
    const step = { state: "held", reason: "pixel_changed", ambiguousAt: undefined } as const;
    await bench.outbox.settle([{ claimed: again, step, at: bench.clock.now }]);
    expect((await bench.deliveries())[0]).toMatchObject({
      state: "pending",
      pixel_code: OTHER_PIXEL,
      attempts: 0,
    });
  });

  it("does not follow with what may have been counted, nor where there is no pixel at all", async () => {
    const bench = await benchWithLanes();
    const [first, second] = await claim(bench, 2);
    const ambiguous = { ...first, ambiguousAt: NOW };
    const { id } = first;
    await change(bench.database, "UPDATE delivery SET ambiguous_at = @now WHERE id = @id", { now: NOW, id });
    await bench.connect({ pixel: OTHER_PIXEL, replaces: PIXEL });
    const step = { state: "held", reason: "pixel_changed" } as const;
    await bench.outbox.settle([{ claimed: ambiguous, step: { ...step, ambiguousAt: NOW }, at: NOW }]);
    expect((await bench.deliveries())[0]).toMatchObject({
      state: "held",
      reason: "pixel_changed",
      pixel_code: PIXEL,
    });
    await bench.connections.disconnect(SHOP);
    if (second === undefined) throw new Error("two were due");
    await bench.outbox.settle([{ claimed: second, step: { ...step, ambiguousAt: undefined }, at: NOW }]);
    expect((await bench.deliveries())[1]).toMatchObject({ state: "held", pixel_code: PIXEL });
  });
});

describe("disconnecting", () => {
  it("pauses what waits; what is under way waits for the next connection", async () => {
    const bench = await benchWithLanes();
    const [first] = await claim(bench, 1);
    await bench.connections.disconnect(SHOP);
    expect(await states(bench)).toEqual(["leased", "paused", "paused"]);
    const step = { state: "paused", reason: "reconnect_tiktok", ambiguousAt: undefined } as const;
    await bench.outbox.settle([{ claimed: first, step, at: NOW }]);
    expect(await states(bench)).toEqual(["paused", "paused", "paused"]);
    expect((await bench.claim()).map(({ shop }) => shop)).toEqual([OTHER_SHOP]);
    await bench.connect();
    expect(await states(bench)).toEqual(["pending", "pending", "pending"]);
  });

  it("does not strand what finds no pixel just when one is connected", async () => {
    const bench = await benchWithLanes();
    await bench.connections.disconnect(SHOP);
    await bench.connect();
    const [first] = await claim(bench, 1);
    const step = { state: "paused", reason: "reconnect_tiktok", ambiguousAt: undefined } as const;
    await bench.outbox.settle([{ claimed: first, step, at: NOW }]);
    expect((await states(bench))[0]).toBe("pending");
  });
});

it("connects nothing without a token, neither given nor kept", async () => {
  const bench = await newBench();
  const change = { shop: SHOP, pixelCode: PIXEL, testEventCode: undefined };
  expect(await bench.connections.connect({ ...change, token: undefined })).toBe(false);
  expect(await bench.connections.pixelOf(SHOP)).toBeUndefined();
  await bench.connections.connect({ ...change, token: new Secret("kept-token") });
  expect(await bench.connections.connect({ ...change, token: undefined })).toBe(true);
  expect((await bench.connections.pixelOf(SHOP))?.token.reveal()).toBe("kept-token");
});
