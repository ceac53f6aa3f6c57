import { describe, expect, it } from "vitest";
import { createOutbox } from "../../app/delivery/outbox.server.ts";
import type { Route } from "../../app/delivery/outbox.ts";
import { openDatabase } from "../../app/platform/database.server.ts";
import { HOUR } from "../../app/platform/clock.ts";
import {
  deliveryOf,
  LEASE_MS,
  newBench,
  NOW,
  OTHER_PIXEL,
  PIXEL,
  settlement,
  SHOP,
  type Bench,
} from "./bench.ts";

/** A bench with one order routed to the connected pixel. */
function benchWithDelivery(): Bench {
  const bench = newBench();
  bench.connect();
  bench.addOrder("1001");
  bench.route();
  return bench;
}

function claimOne(bench: Bench) {
  const [claimed] = bench.claim();
  if (claimed === undefined) throw new Error("nothing was due");
  return claimed;
}

describe("routing", () => {
  it("makes one delivery of an order, due at once", () => {
    const bench = benchWithDelivery();
    expect(bench.deliveries()).toHaveLength(1);
    expect(bench.delivery()).toMatchObject({ state: "pending", pixel_code: PIXEL, attempts: 0, due_at: NOW });
    expect(bench.outbox.lanes()).toEqual([{ shop: SHOP, pixelCode: PIXEL, dueAt: NOW }]);
    expect(bench.outbox.nextRouteAt()).toBeUndefined();
  });

  it("happens once, however many workers there are", () => {
    const bench = benchWithDelivery();
    const second = openDatabase(`file:${bench.sqlite.name}`);
    expect(createOutbox(second.sqlite).routeDue(NOW, 100, deliveryOf)).toBe(0);
    expect(bench.route()).toBe(0);
    expect(bench.deliveries()).toHaveLength(1);
    return second.close();
  });

  it("parks an order whose shop has no pixel, and takes it up when one is connected", () => {
    const bench = newBench();
    bench.addOrder("1001");
    bench.addOrder("1002", "other.myshopify.com");
    expect(bench.outbox.nextRouteAt()).toBe(NOW);
    expect(bench.route()).toBe(2);
    expect(bench.outbox.nextRouteAt()).toBeUndefined();
    bench.clock.now += HOUR;
    bench.connect();
    bench.route();
    expect(bench.deliveries().map(({ order_id }) => order_id)).toEqual(["1001"]);
  });

  it("puts off an order that cannot be mapped, and lets the others pass", () => {
    const bench = newBench();
    bench.connect();
    bench.addOrder("bad");
    bench.addOrder("good");
    const route: Route = (order) => (order.orderId === "bad" ? { kind: "failed" } : deliveryOf(order));
    bench.outbox.routeDue(NOW, 100, route);
    expect(bench.deliveries().map(({ order_id }) => order_id)).toEqual(["good"]);
    expect(bench.outbox.routeDue(NOW + HOUR - 1, 100, deliveryOf)).toBe(0);
    expect(bench.outbox.routeDue(NOW + HOUR, 100, deliveryOf)).toBe(1);
    expect(bench.deliveries()).toHaveLength(2);
  });

  it("is undone as a whole when it throws", () => {
    const bench = newBench();
    bench.connect();
    bench.addOrder("1001");
    expect(() =>
      bench.outbox.routeDue(NOW, 100, () => {
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(bench.route()).toBe(1);
  });

  it("keeps its limit", () => {
    const bench = newBench();
    bench.connect();
    for (const id of ["1", "2", "3"]) bench.addOrder(id);
    expect(bench.outbox.routeDue(NOW, 2, deliveryOf)).toBe(2);
    expect(bench.deliveries()).toHaveLength(2);
  });
});

describe("claiming", () => {
  it("leases and counts the attempt before it is made", () => {
    const bench = benchWithDelivery();
    expect(claimOne(bench)).toMatchObject({
      shop: SHOP,
      pixelCode: PIXEL,
      attempts: 1,
      ambiguousAt: undefined,
      placedAt: NOW,
    });
    expect(bench.delivery()).toMatchObject({ state: "leased", attempts: 1, due_at: NOW + LEASE_MS });
    expect(bench.claim()).toEqual([]);
  });

  it("takes the oldest first, and no more than asked", () => {
    const bench = newBench();
    bench.connect();
    for (const id of ["1", "2", "3"]) {
      bench.addOrder(id);
      bench.route();
      bench.clock.now += 10;
    }
    expect(bench.claim(2).map(({ id }) => id)).toEqual([1, 2]);
    expect(bench.claim(2).map(({ id }) => id)).toEqual([3]);
  });

  it("takes over a lease that ran out: the lost attempt is logged and its fate is unknown", () => {
    const bench = benchWithDelivery();
    claimOne(bench);
    bench.clock.now += LEASE_MS;
    expect(claimOne(bench)).toMatchObject({ attempts: 2, ambiguousAt: NOW });
    expect(bench.attempts()).toEqual([{ number: 1, outcome: "lost", code: null }]);
    bench.clock.now += LEASE_MS;
    expect(claimOne(bench)).toMatchObject({ attempts: 3, ambiguousAt: NOW });
  });

  it("leaves a lease alone until its last millisecond", () => {
    const bench = benchWithDelivery();
    claimOne(bench);
    bench.clock.now += LEASE_MS - 1;
    expect(bench.claim()).toEqual([]);
  });
});

describe("settling", () => {
  it("ends a delivery with its attempt on record", () => {
    const bench = benchWithDelivery();
    expect(bench.settle(claimOne(bench), { kind: "delivered" })).toBe(true);
    expect(bench.delivery()).toMatchObject({
      state: "delivered",
      lease: null,
      due_at: null,
      settled_at: NOW,
      attempts: 1,
    });
    expect(bench.attempts()).toEqual([{ number: 1, outcome: "delivered", code: 0 }]);
    expect(bench.outbox.lanes()).toEqual([]);
  });

  it("changes nothing once the lease is lost, not even for a success", () => {
    const bench = benchWithDelivery();
    const late = claimOne(bench);
    bench.clock.now += LEASE_MS;
    const current = claimOne(bench);
    const before = bench.delivery();
    expect(bench.settle(late, { kind: "delivered" })).toBe(false);
    expect(bench.delivery()).toEqual(before);
    expect(bench.attempts()).toHaveLength(1);
    expect(bench.settle(current, { kind: "delivered" })).toBe(true);
    expect(bench.settle(current, { kind: "retry", fate: "unknown" })).toBe(false);
    expect(bench.delivery().state).toBe("delivered");
  });

  it("writes a group in one transaction and says of each whether its lease held", () => {
    const bench = newBench();
    bench.connect();
    for (const id of ["1", "2"]) bench.addOrder(id);
    bench.route();
    const [first, second] = bench.claim();
    if (first === undefined || second === undefined) throw new Error("two were due");
    const forged = { ...second, lease: "not mine" };
    const delivered = { kind: "delivered" } as const;
    expect(
      bench.outbox.settle([settlement(first, delivered, NOW), settlement(forged, delivered, NOW)]),
    ).toEqual([true, false]);
    expect(bench.deliveries().map(({ state }) => state)).toEqual(["delivered", "leased"]);
  });

  it("schedules a retry, and remembers that the attempt may have been counted", () => {
    const bench = benchWithDelivery();
    bench.settle(claimOne(bench), { kind: "retry", fate: "unknown" });
    expect(bench.delivery()).toMatchObject({
      state: "retrying",
      due_at: NOW + 750,
      ambiguous_at: NOW,
      settled_at: null,
    });
    expect(bench.claim()).toEqual([]);
    bench.clock.now += 750;
    expect(claimOne(bench)).toMatchObject({ attempts: 2, ambiguousAt: NOW });
  });

  it("gives an attempt back when nothing was sent", () => {
    const bench = benchWithDelivery();
    const claimed = claimOne(bench);
    bench.outbox.settle([
      { claimed, step: { state: "retrying", dueAt: NOW + 5, ambiguousAt: undefined }, at: NOW },
    ]);
    expect(bench.delivery()).toMatchObject({ state: "retrying", attempts: 0 });
    expect(bench.attempts()).toEqual([]);
  });

  it("does not outlive the order: a shop that was erased has nothing to settle", () => {
    const bench = benchWithDelivery();
    const claimed = claimOne(bench);
    bench.sqlite.exec(`DELETE FROM "order"`);
    expect(bench.settle(claimed, { kind: "delivered" })).toBe(false);
    expect(bench.attempts()).toEqual([]);
  });
});

it("keeps one shop's deliveries from another's pixel", () => {
  const bench = newBench();
  bench.connect();
  bench.connect({ shop: "other.myshopify.com", pixel: OTHER_PIXEL });
  bench.addOrder("1001");
  bench.addOrder("1001", "other.myshopify.com");
  bench.route();
  expect(bench.claim().map(({ shop, pixelCode }) => [shop, pixelCode])).toEqual([
    [SHOP, PIXEL],
    ["other.myshopify.com", OTHER_PIXEL],
  ]);
});
