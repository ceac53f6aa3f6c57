import { describe, expect, it } from "vitest";
import type { Claimed } from "../../app/delivery/outbox.ts";
import { Secret } from "../../app/platform/secret.ts";
import { newBench, NOW, OTHER_PIXEL, PIXEL, SHOP, type Bench } from "./bench.ts";

const DEAD = { kind: "unauthorised" } as const;
const OTHER_SHOP = "other.myshopify.com";

/** A bench with three routed orders of one shop and one of another. */
function benchWithLanes(): Bench {
  const bench = newBench();
  bench.connect();
  bench.connect({ shop: OTHER_SHOP });
  for (const id of ["1", "2", "3"]) bench.addOrder(id);
  bench.addOrder("4", OTHER_SHOP);
  bench.route();
  return bench;
}

function claim(bench: Bench, limit: number): [Claimed, ...Claimed[]] {
  const [first, ...others] = bench.claim(limit);
  if (first === undefined) throw new Error("nothing was due");
  return [first, ...others];
}

const states = (bench: Bench, shop = SHOP) =>
  bench
    .deliveries()
    .filter((row) => row.shop === shop)
    .map(({ state }) => state);
const pixel = (bench: Bench) => bench.sqlite.prepare("SELECT * FROM pixel WHERE shop = ?").get(SHOP);

describe("a token that TikTok does not take", () => {
  it("pauses everything for this pixel, spends no attempt, and leaves other shops alone", () => {
    const bench = benchWithLanes();
    bench.settle(claim(bench, 1)[0], DEAD);
    expect(states(bench)).toEqual(["paused", "paused", "paused"]);
    expect(states(bench, OTHER_SHOP)).toEqual(["pending"]);
    expect(bench.deliveries()[0]).toMatchObject({ attempts: 0, reason: "reconnect_tiktok", due_at: null });
    expect(pixel(bench)).toMatchObject({
      paused_at: NOW,
      paused_code: 40105,
      paused_message: "as TikTok says",
    });
    expect(bench.attempts()).toEqual([{ number: 1, outcome: "unauthorised", code: 40105 }]);
  });

  it("pauses orders that come later, too", () => {
    const bench = benchWithLanes();
    bench.settle(claim(bench, 1)[0], DEAD);
    bench.addOrder("5");
    bench.route();
    expect(bench.claim().map(({ shop }) => shop)).toEqual([OTHER_SHOP]);
  });

  it("drains by itself after reconnecting", () => {
    const bench = benchWithLanes();
    bench.settle(claim(bench, 1)[0], DEAD);
    bench.clock.now += 1000;
    bench.connect({ token: "second-token" });
    expect(states(bench)).toEqual(["pending", "pending", "pending"]);
    expect(pixel(bench)).toMatchObject({ paused_at: null, paused_code: null, paused_message: null });
    for (const claimed of bench.claim()) bench.settle(claimed, { kind: "delivered" });
    expect(states(bench)).toEqual(["delivered", "delivered", "delivered"]);
  });

  it("does not pause a connection that was made while the old token was being tried", () => {
    const bench = benchWithLanes();
    const [first] = claim(bench, 1);
    bench.connect({ token: "second-token" });
    const { connectedAt } = bench.connections.pixelOf(SHOP) ?? { connectedAt: 0 };
    bench.clock.now += 1000;
    bench.connect({ token: "third-token" });
    bench.settle(first, DEAD, connectedAt);
    expect(states(bench)).toEqual(["pending", "pending", "pending"]);
    expect(pixel(bench)).toMatchObject({ paused_at: null });
  });

  it("does not pause it either when the clock was set back in between", () => {
    const bench = benchWithLanes();
    const [first] = claim(bench, 1);
    bench.clock.now -= 60_000;
    bench.connect({ token: "second-token" });
    bench.settle(first, DEAD, NOW);
    expect(pixel(bench)).toMatchObject({ paused_at: null });
  });
});

describe("connecting another pixel in its place", () => {
  it("takes along what never left, and what waited", () => {
    const bench = benchWithLanes();
    bench.settle(claim(bench, 1)[0], DEAD);
    bench.connect({ pixel: OTHER_PIXEL, replaces: PIXEL });
    const rows = bench.deliveries().filter(({ shop }) => shop === SHOP);
    expect(rows.map(({ state, pixel_code }) => `${state} ${pixel_code}`)).toEqual(
      Array(3).fill(`pending ${OTHER_PIXEL}`),
    );
  });

  it("leaves behind what may have been counted, for a person to look at", () => {
    const bench = benchWithLanes();
    bench.settle(claim(bench, 1)[0], { kind: "retry", fate: "unknown" });
    bench.connect({ pixel: OTHER_PIXEL, replaces: PIXEL });
    expect(bench.deliveries()[0]).toMatchObject({
      state: "held",
      reason: "pixel_changed",
      pixel_code: PIXEL,
      due_at: null,
    });
    expect(bench.deliveries()[1]).toMatchObject({ state: "pending", pixel_code: OTHER_PIXEL });
  });

  it("while the old token is refused, sends what was under way to the new pixel", () => {
    const bench = benchWithLanes();
    const [first] = claim(bench, 1);
    bench.clock.now += 1000;
    bench.connect({ pixel: OTHER_PIXEL, replaces: PIXEL });
    bench.settle(first, DEAD);
    expect(bench.deliveries()[0]).toMatchObject({ state: "pending", pixel_code: PIXEL });
    const again = claim(bench, 9).find(({ id }) => id === first.id);
    if (again === undefined) throw new Error("it was not claimed again");
    const step = { state: "held", reason: "pixel_changed", ambiguousAt: undefined } as const;
    bench.outbox.settle([{ claimed: again, step, at: bench.clock.now }]);
    expect(bench.deliveries()[0]).toMatchObject({ state: "pending", pixel_code: OTHER_PIXEL, attempts: 0 });
  });

  it("does not follow with what may have been counted, nor where there is no pixel at all", () => {
    const bench = benchWithLanes();
    const [first, second] = claim(bench, 2);
    const ambiguous = { ...first, ambiguousAt: NOW };
    bench.sqlite.prepare("UPDATE delivery SET ambiguous_at = ? WHERE id = ?").run(NOW, first.id);
    bench.connect({ pixel: OTHER_PIXEL, replaces: PIXEL });
    const step = { state: "held", reason: "pixel_changed" } as const;
    bench.outbox.settle([{ claimed: ambiguous, step: { ...step, ambiguousAt: NOW }, at: NOW }]);
    expect(bench.deliveries()[0]).toMatchObject({
      state: "held",
      reason: "pixel_changed",
      pixel_code: PIXEL,
    });
    bench.connections.disconnect(SHOP);
    if (second === undefined) throw new Error("two were due");
    bench.outbox.settle([{ claimed: second, step: { ...step, ambiguousAt: undefined }, at: NOW }]);
    expect(bench.deliveries()[1]).toMatchObject({ state: "held", pixel_code: PIXEL });
  });
});

describe("disconnecting", () => {
  it("pauses what waits; what is under way waits for the next connection", () => {
    const bench = benchWithLanes();
    const [first] = claim(bench, 1);
    bench.connections.disconnect(SHOP);
    expect(states(bench)).toEqual(["leased", "paused", "paused"]);
    const step = { state: "paused", reason: "reconnect_tiktok", ambiguousAt: undefined } as const;
    bench.outbox.settle([{ claimed: first, step, at: NOW }]);
    expect(states(bench)).toEqual(["paused", "paused", "paused"]);
    expect(bench.claim().map(({ shop }) => shop)).toEqual([OTHER_SHOP]);
    bench.connect();
    expect(states(bench)).toEqual(["pending", "pending", "pending"]);
  });

  it("does not strand what finds no pixel just when one is connected", () => {
    const bench = benchWithLanes();
    bench.connections.disconnect(SHOP);
    bench.connect();
    const [first] = claim(bench, 1);
    const step = { state: "paused", reason: "reconnect_tiktok", ambiguousAt: undefined } as const;
    bench.outbox.settle([{ claimed: first, step, at: NOW }]);
    expect(states(bench)[0]).toBe("pending");
  });
});

it("connects nothing without a token, neither given nor kept", () => {
  const bench = newBench();
  const change = { shop: SHOP, pixelCode: PIXEL, testEventCode: undefined };
  expect(bench.connections.connect({ ...change, token: undefined })).toBe(false);
  expect(bench.connections.pixelOf(SHOP)).toBeUndefined();
  bench.connections.connect({ ...change, token: new Secret("kept-token") });
  expect(bench.connections.connect({ ...change, token: undefined })).toBe(true);
  expect(bench.connections.pixelOf(SHOP)?.token.reveal()).toBe("kept-token");
});

describe("a second pixel", () => {
  function benchWithTwo(): Bench {
    const bench = newBench();
    bench.connect();
    bench.connect({ pixel: OTHER_PIXEL, token: "other-token" });
    for (const id of ["1", "2"]) bench.addOrder(id);
    bench.route();
    return bench;
  }
  const byPixel = (bench: Bench) =>
    bench.deliveries().map((row) => `${row.order_id} ${row.pixel_code} ${row.state}`);

  it("gets a delivery of its own for every order", () => {
    const bench = benchWithTwo();
    expect(byPixel(bench)).toEqual([
      ...[`1 ${PIXEL} pending`, `1 ${OTHER_PIXEL} pending`],
      ...[`2 ${PIXEL} pending`, `2 ${OTHER_PIXEL} pending`],
    ]);
    expect(bench.connections.pixelOf(SHOP, OTHER_PIXEL)?.token.reveal()).toBe("other-token");
    expect(bench.connections.pixelOf(SHOP)?.code).toBe(PIXEL);
  });

  it("goes on when the first one's token is refused", () => {
    const bench = benchWithTwo();
    bench.settle(claim(bench, 1)[0], DEAD);
    expect(byPixel(bench)).toEqual([
      ...[`1 ${PIXEL} paused`, `1 ${OTHER_PIXEL} pending`],
      ...[`2 ${PIXEL} paused`, `2 ${OTHER_PIXEL} pending`],
    ]);
  });

  it("goes on when the first one is disconnected, and takes nothing of it over: it has every order already", () => {
    const bench = benchWithTwo();
    const [first] = claim(bench, 1);
    bench.connections.disconnect(SHOP, PIXEL);
    expect(bench.connections.hasPixel(SHOP, PIXEL)).toBe(false);
    expect(bench.connections.hasPixel(SHOP, OTHER_PIXEL)).toBe(true);
    const step = { state: "held", reason: "pixel_changed", ambiguousAt: undefined } as const;
    bench.outbox.settle([{ claimed: first, step, at: NOW }]);
    expect(byPixel(bench)).toEqual([
      ...[`1 ${PIXEL} held`, `1 ${OTHER_PIXEL} pending`],
      ...[`2 ${PIXEL} paused`, `2 ${OTHER_PIXEL} pending`],
    ]);
  });

  it("leaves what waits for the first one where it is, until that is connected again", () => {
    const bench = benchWithTwo();
    bench.connections.disconnect(SHOP, PIXEL);
    bench.connect({ pixel: "CTHIRDPIXEL000000001" });
    expect(byPixel(bench)[0]).toBe(`1 ${PIXEL} paused`);
    bench.connect();
    expect(byPixel(bench)[0]).toBe(`1 ${PIXEL} pending`);
  });
});
