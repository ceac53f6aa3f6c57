import { afterEach, describe, expect, it, vi } from "vitest";
import type { Claimed } from "../../app/delivery/outbox.ts";
import type { Outcome } from "../../app/delivery/outcome.ts";
import type { Handover } from "../../app/delivery/turn.ts";
import { createWorker, type Worker } from "../../app/delivery/worker.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { deliveryOf, newBench, OTHER_PIXEL, PIXEL, SHOP, type Bench } from "./bench.ts";

const OTHER_SHOP = "other.myshopify.com";
const workers: Worker[] = [];
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.stop())));

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 5000, interval: 5 });
const answered = (outcome: Outcome): Handover => ({
  ...{ kind: "attempted", testEventCode: undefined, connectedAt: 0 },
  result: { outcome, answer: { httpStatus: 200 } },
});

interface Limits {
  concurrency?: number;
  laneConcurrency?: number;
  batchSize?: number;
}

/** A worker that sends by `send`; what it sent, batch by batch, as order numbers. */
function work(
  bench: Bench,
  send: (orders: string[], batch: readonly Claimed[]) => Promise<Handover>,
  limits: Limits = {},
) {
  const batches: string[][] = [];
  const worker = createWorker({
    ...{
      outbox: bench.outbox,
      route: deliveryOf,
      clock: Date.now,
      random: () => 0.5,
      attemptDeadlineMs: 5000,
    },
    ...{ concurrency: 8, laneConcurrency: 2, batchSize: 50, ...limits },
    logger: createLogger("silent"),
    send(batch) {
      const orders = batch.map(({ event }) =>
        (JSON.parse(event) as { event_id: string }).event_id.slice("order_".length),
      );
      batches.push(orders);
      return send(orders, batch);
    },
  });
  workers.push(worker);
  worker.start();
  return batches;
}

/** A bench on the real clock with this many orders of each shop, all of them routed. */
function benchWith(orders: Readonly<Record<string, number>>): Bench {
  const bench = newBench();
  bench.clock.now = Date.now();
  let id = 0;
  for (const [shop, count] of Object.entries(orders)) {
    bench.connect({ shop });
    for (let made = 0; made < count; made++) bench.addOrder(String(++id), shop);
  }
  while (bench.route() > 0);
  return bench;
}

const states = (bench: Bench, shop: string) =>
  bench.deliveries().flatMap((row) => (row.shop === shop ? [row.state] : []));
const never = () => new Promise<Handover>(() => {});

describe("lanes", () => {
  it("take turns: one shop's backlog does not delay another shop", async () => {
    const bench = benchWith({ [SHOP]: 120, [OTHER_SHOP]: 1 });
    const batches = work(bench, () => Promise.resolve(answered({ kind: "delivered" })), {
      concurrency: 1,
      batchSize: 10,
    });
    await soon(() => {
      expect(states(bench, OTHER_SHOP)).toEqual(["delivered"]);
    });
    expect(batches.findIndex((orders) => orders.includes("121"))).toBeLessThanOrEqual(1);
    await soon(() => {
      expect(states(bench, SHOP)).toEqual(Array(120).fill("delivered"));
    });
  });

  it("that get no answer keep no more places than they may, and the others go on", async () => {
    const bench = benchWith({ [SHOP]: 100, [OTHER_SHOP]: 30 });
    const mine = new Set(Array.from({ length: 100 }, (_, index) => String(index + 1)));
    const batches = work(
      bench,
      ([first = ""]) => (mine.has(first) ? never() : Promise.resolve(answered({ kind: "delivered" }))),
      { concurrency: 3, laneConcurrency: 2, batchSize: 1 },
    );
    await soon(() => {
      expect(states(bench, OTHER_SHOP)).toEqual(Array(30).fill("delivered"));
    });
    expect(batches.filter(([first = ""]) => mine.has(first))).toHaveLength(2);
    workers.length = 0;
  });

  it("that are asked for less are left alone until then, and alone", async () => {
    const bench = benchWith({ [SHOP]: 40, [OTHER_SHOP]: 3 });
    const batches = work(
      bench,
      (_orders, [first]) =>
        Promise.resolve(
          answered(
            first?.shop === SHOP ? { kind: "throttled", retryAfterMs: 60_000 } : { kind: "delivered" },
          ),
        ),
      { laneConcurrency: 1, batchSize: 10 },
    );
    await soon(() => {
      expect(states(bench, OTHER_SHOP)).toEqual(Array(3).fill("delivered"));
      expect(states(bench, SHOP)).toContain("retrying");
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(batches.filter(([first]) => Number(first) <= 40)).toHaveLength(1);
    const lane = bench.outbox.lanes().find(({ shop }) => shop === SHOP);
    expect(lane?.dueAt).toBeGreaterThan(Date.now() + 50_000);
  });

  it("of two pixels of one shop are two", () => {
    const bench = newBench();
    bench.connect();
    bench.connect({ pixel: OTHER_PIXEL });
    bench.addOrder("1");
    bench.route();
    expect(bench.outbox.lanes().map(({ pixelCode }) => pixelCode)).toEqual([PIXEL, OTHER_PIXEL].toSorted());
  });
});

describe("a batch", () => {
  it("is one event where nothing has piled up, and as many as it may be where much has", async () => {
    const bench = benchWith({ [SHOP]: 120 });
    const batches = work(bench, () => Promise.resolve(answered({ kind: "delivered" })), { batchSize: 50 });
    await soon(() => {
      expect(states(bench, SHOP)).toEqual(Array(120).fill("delivered"));
    });
    expect(batches.map(({ length }) => length)).toEqual([50, 50, 20]);
    bench.addOrder("999");
    await soon(() => {
      expect(batches.at(-1)).toEqual(["999"]);
    });
  });

  it.each([[["13"]], [["1", "2"]], [["50"]], [["7", "8", "31", "49"]]])(
    "with bad events %j is taken apart until they stand alone; all the others are delivered, once",
    async (bad) => {
      const bench = benchWith({ [SHOP]: 50 });
      const accepted: string[] = [];
      work(bench, (orders) => {
        if (orders.some((order) => bad.includes(order)))
          return Promise.resolve(answered({ kind: "refused" }));
        accepted.push(...orders);
        return Promise.resolve(answered({ kind: "delivered" }));
      });
      await soon(() => {
        const left = bench.deliveries().filter(({ state }) => state !== "delivered");
        expect(left.map((row) => `${row.order_id} ${row.state}`)).toEqual(
          bad.map((order) => `${order} refused`),
        );
      });
      expect(accepted).toHaveLength(50 - bad.length);
      expect(new Set(accepted).size).toBe(50 - bad.length);
    },
  );

  it("holds no more bytes than TikTok takes", () => {
    const bench = benchWith({ [SHOP]: 20 });
    bench.sqlite.prepare("UPDATE delivery SET event = ?").run(`"${"x".repeat(100_000)}"`);
    const [lane] = bench.outbox.lanes();
    if (lane === undefined) throw new Error("there is no lane");
    const claim = () =>
      bench.outbox.claim([{ ...lane, lease: "l" }], { now: bench.clock.now, leaseMs: 1000, batchSize: 50 })[0]
        ?.length;
    expect([claim(), claim()]).toEqual([8, 8]);
  });

  it("takes an event by itself that is larger than that: TikTok says no to it alone", () => {
    const bench = benchWith({ [SHOP]: 2 });
    bench.sqlite.prepare("UPDATE delivery SET event = ?").run(`"${"x".repeat(2_000_000)}"`);
    const [lane] = bench.outbox.lanes();
    if (lane === undefined) throw new Error("there is no lane");
    expect(
      bench.outbox.claim([{ ...lane, lease: "l" }], {
        now: bench.clock.now,
        leaseMs: 1000,
        batchSize: 50,
      })[0],
    ).toHaveLength(1);
  });

  it("whose sending breaks stays leased, and the worker goes on", async () => {
    const bench = benchWith({ [SHOP]: 3, [OTHER_SHOP]: 1 });
    work(bench, (_orders, [first]) =>
      first?.shop === SHOP
        ? Promise.reject(new Error("the disk is gone"))
        : Promise.resolve(answered({ kind: "delivered" })),
    );
    await soon(() => {
      expect(states(bench, OTHER_SHOP)).toEqual(["delivered"]);
      expect(states(bench, SHOP)).toEqual(["leased", "leased", "leased"]);
    });
    bench.addOrder("99", OTHER_SHOP);
    await soon(() => {
      expect(states(bench, OTHER_SHOP)).toEqual(["delivered", "delivered"]);
    });
  });

  it("says on every attempt how many went together", async () => {
    const bench = benchWith({ [SHOP]: 3 });
    work(bench, () => Promise.resolve(answered({ kind: "delivered" })));
    await soon(() => {
      expect(states(bench, SHOP)).toEqual(Array(3).fill("delivered"));
    });
    expect(bench.sqlite.prepare("SELECT batch_size FROM attempt").pluck().all()).toEqual([3, 3, 3]);
  });
});
