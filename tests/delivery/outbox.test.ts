import { describe, expect, it } from "vitest";
import { createOutbox } from "../../app/delivery/outbox.server.ts";
import { change, openForTest } from "../platform/temporary-database.ts";
import {
  benchWithDelivery,
  LEASE_MS,
  newBench,
  NOW,
  OTHER_PIXEL,
  PIXEL,
  settlement,
  SHOP,
  type Bench,
} from "./bench.ts";

async function claimOne(bench: Bench) {
  const [claimed] = await bench.claim();
  if (claimed === undefined) throw new Error("nothing was due");
  return claimed;
}

describe("claiming", () => {
  it("leases and counts the attempt before it is made", async () => {
    const bench = await benchWithDelivery();
    expect(await claimOne(bench)).toMatchObject({
      shop: SHOP,
      pixelCode: PIXEL,
      attempts: 1,
      ambiguousAt: undefined,
      placedAt: NOW,
    });
    expect(await bench.delivery()).toMatchObject({ state: "leased", attempts: 1, due_at: NOW + LEASE_MS });
    expect(await bench.claim()).toEqual([]);
  });

  it("takes the oldest first, and no more than asked", async () => {
    const bench = await newBench();
    await bench.connect();
    for (const id of ["1", "2", "3"]) {
      await bench.addOrder(id);
      await bench.route();
      bench.clock.now += 10;
    }
    expect((await bench.claim(2)).map(({ id }) => id)).toEqual([1, 2]);
    expect((await bench.claim(2)).map(({ id }) => id)).toEqual([3]);
  });

  it("is shared by workers who look at the same time: none gets what another has", async () => {
    const bench = await newBench();
    await bench.connect();
    for (let id = 1; id <= 30; id++) await bench.addOrder(String(id));
    await bench.route();
    const workers = [1, 2, 3].map(() => createOutbox(openForTest(bench.url).ledger));
    const batches = await Promise.all(
      workers.map((worker, index) =>
        worker.claim([{ shop: SHOP, pixelCode: PIXEL, kind: "live", lease: `of-worker-${index}` }], {
          ...{ now: NOW, leaseMs: LEASE_MS, batchSize: 10 },
        }),
      ),
    );
    const claimed = batches.flat(2).map(({ id }) => id);
    expect(claimed.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  });

  it("takes over a lease that ran out: the lost attempt is logged and its fate is unknown", async () => {
    const bench = await benchWithDelivery();
    await claimOne(bench);
    bench.clock.now += LEASE_MS;
    expect(await claimOne(bench)).toMatchObject({ attempts: 2, ambiguousAt: NOW });
    expect(await bench.attempts()).toEqual([{ number: 1, outcome: "lost", code: null }]);
    bench.clock.now += LEASE_MS;
    expect(await claimOne(bench)).toMatchObject({ attempts: 3, ambiguousAt: NOW });
  });

  it("leaves a lease alone until its last millisecond", async () => {
    const bench = await benchWithDelivery();
    await claimOne(bench);
    bench.clock.now += LEASE_MS - 1;
    expect(await bench.claim()).toEqual([]);
  });
});

describe("settling", () => {
  it("ends a delivery with its attempt on record", async () => {
    const bench = await benchWithDelivery();
    expect(await bench.settle(await claimOne(bench), { kind: "delivered" })).toBe(true);
    expect(await bench.delivery()).toMatchObject({
      state: "delivered",
      lease: null,
      due_at: null,
      settled_at: NOW,
      attempts: 1,
    });
    expect(await bench.attempts()).toEqual([{ number: 1, outcome: "delivered", code: 0 }]);
    expect(await bench.outbox.lanes()).toEqual([]);
  });

  it("changes nothing once the lease is lost, not even for a success", async () => {
    const bench = await benchWithDelivery();
    const late = await claimOne(bench);
    bench.clock.now += LEASE_MS;
    const current = await claimOne(bench);
    const before = await bench.delivery();
    expect(await bench.settle(late, { kind: "delivered" })).toBe(false);
    expect(await bench.delivery()).toEqual(before);
    expect(await bench.attempts()).toHaveLength(1);
    expect(await bench.settle(current, { kind: "delivered" })).toBe(true);
    expect(await bench.settle(current, { kind: "retry", fate: "unknown" })).toBe(false);
    expect((await bench.delivery()).state).toBe("delivered");
  });

  it("writes a group in one transaction and says of each whether its lease held", async () => {
    const bench = await newBench();
    await bench.connect();
    for (const id of ["1", "2"]) await bench.addOrder(id);
    await bench.route();
    const [first, second] = await bench.claim();
    if (first === undefined || second === undefined) throw new Error("two were due");
    const forged = { ...second, lease: "not mine" };
    const delivered = { kind: "delivered" } as const;
    expect(
      await bench.outbox.settle([settlement(first, delivered, NOW), settlement(forged, delivered, NOW)]),
    ).toEqual([true, false]);
    expect((await bench.deliveries()).map(({ state }) => state)).toEqual(["delivered", "leased"]);
  });

  it("schedules a retry, and remembers that the attempt may have been counted", async () => {
    const bench = await benchWithDelivery();
    await bench.settle(await claimOne(bench), { kind: "retry", fate: "unknown" });
    expect(await bench.delivery()).toMatchObject({
      state: "retrying",
      due_at: NOW + 750,
      ambiguous_at: NOW,
      settled_at: null,
    });
    expect(await bench.claim()).toEqual([]);
    bench.clock.now += 750;
    expect(await claimOne(bench)).toMatchObject({ attempts: 2, ambiguousAt: NOW });
  });

  it("gives an attempt back when nothing was sent: after the first it is as if it had never been claimed", async () => {
    const bench = await benchWithDelivery();
    const nothingSent = {
      step: { state: "retrying", dueAt: NOW + 5, ambiguousAt: undefined },
      at: NOW,
    } as const;
    await bench.outbox.settle([{ claimed: await claimOne(bench), ...nothingSent }]);
    expect(await bench.delivery()).toMatchObject({ state: "pending", due_at: NOW + 5, attempts: 0 });
    bench.clock.now += 5;
    await bench.settle(await claimOne(bench), { kind: "retry", fate: "not_counted" });
    bench.clock.now += 750;
    await bench.outbox.settle([{ claimed: await claimOne(bench), ...nothingSent }]);
    expect(await bench.delivery()).toMatchObject({ state: "retrying", due_at: NOW + 5, attempts: 1 });
    expect(await bench.attempts()).toMatchObject([{ number: 1, outcome: "retry" }]);
  });

  it("does not outlive the order: a shop that was erased has nothing to settle", async () => {
    const bench = await benchWithDelivery();
    const claimed = await claimOne(bench);
    await change(bench.database, `DELETE FROM "order"`);
    expect(await bench.settle(claimed, { kind: "delivered" })).toBe(false);
    expect(await bench.attempts()).toEqual([]);
  });
});

it("keeps one shop's deliveries from another's pixel", async () => {
  const bench = await newBench();
  await bench.connect();
  await bench.connect({ shop: "other.myshopify.com", pixel: OTHER_PIXEL });
  await bench.addOrder("1001");
  await bench.addOrder("1001", "other.myshopify.com");
  await bench.route();
  expect((await bench.claim()).map(({ shop, pixelCode }) => [shop, pixelCode])).toEqual([
    [SHOP, PIXEL],
    ["other.myshopify.com", OTHER_PIXEL],
  ]);
});
