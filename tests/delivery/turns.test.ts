import { afterEach, describe, expect, it } from "vitest";
import type { Claimed } from "../../app/delivery/outbox.ts";
import type { Outcome } from "../../app/delivery/outcome.ts";
import type { Handover } from "../../app/delivery/turn.ts";
import { createWorker, type Worker } from "../../app/delivery/worker.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { change, select } from "../platform/temporary-database.ts";
import { deliveryOf, newBench, OTHER_PIXEL, PIXEL, SHOP, type Bench } from "./bench.ts";
import { eventually } from "../platform/eventually.ts";

const OTHER_SHOP = "other.myshopify.com";
const workers: Worker[] = [];
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.stop())));

const answered = (outcome: Outcome): Handover => ({
  ...{ kind: "attempted", testEventCode: undefined, connectedAt: 0, pixelPaused: false },
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
async function benchWith(orders: Readonly<Record<string, number>>): Promise<Bench> {
  const bench = await newBench();
  bench.clock.now = Date.now();
  let id = 0;
  for (const [shop, count] of Object.entries(orders)) {
    await bench.connect({ shop });
    for (let made = 0; made < count; made++) await bench.addOrder(String(++id), shop);
  }
  while ((await bench.route()) > 0);
  return bench;
}

const states = async (bench: Bench, shop: string) =>
  (await bench.deliveries()).flatMap((row) => (row.shop === shop ? [row.state] : []));
const never = () => new Promise<Handover>(() => {});

describe("lanes", () => {
  it("take turns: one shop's backlog does not delay another shop", async () => {
    const bench = await benchWith({ [SHOP]: 120, [OTHER_SHOP]: 1 });
    const batches = work(bench, () => Promise.resolve(answered({ kind: "delivered" })), {
      concurrency: 1,
      batchSize: 10,
    });
    await eventually(async () => {
      expect(await states(bench, OTHER_SHOP)).toEqual(["delivered"]);
    });
    expect(batches.findIndex((orders) => orders.includes("121"))).toBeLessThanOrEqual(1);
    await eventually(async () => {
      expect(await states(bench, SHOP)).toEqual(Array(120).fill("delivered"));
    });
  });

  it("that get no answer keep no more places than they may, and the others go on", async () => {
    const bench = await benchWith({ [SHOP]: 100, [OTHER_SHOP]: 30 });
    const mine = new Set(Array.from({ length: 100 }, (_, index) => String(index + 1)));
    const batches = work(
      bench,
      ([first = ""]) => (mine.has(first) ? never() : Promise.resolve(answered({ kind: "delivered" }))),
      { concurrency: 3, laneConcurrency: 2, batchSize: 1 },
    );
    await eventually(async () => {
      expect(await states(bench, OTHER_SHOP)).toEqual(Array(30).fill("delivered"));
    });
    expect(batches.filter(([first = ""]) => mine.has(first))).toHaveLength(2);
    workers.length = 0;
  });

  it("that are asked for less are left alone until then, and alone", async () => {
    const bench = await benchWith({ [SHOP]: 40, [OTHER_SHOP]: 3 });
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
    await eventually(async () => {
      expect(await states(bench, OTHER_SHOP)).toEqual(Array(3).fill("delivered"));
      expect(await states(bench, SHOP)).toContain("retrying");
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(batches.filter(([first]) => Number(first) <= 40)).toHaveLength(1);
    const lane = (await bench.outbox.lanes()).find(({ shop }) => shop === SHOP);
    expect(lane?.dueAt).toBeGreaterThan(Date.now() + 50_000);
  });

  it("of two pixels of one shop are two", async () => {
    const bench = await newBench();
    await bench.connect();
    await bench.connect({ pixel: OTHER_PIXEL });
    await bench.addOrder("1");
    await bench.route();
    expect((await bench.outbox.lanes()).map(({ pixelCode }) => pixelCode)).toEqual(
      [PIXEL, OTHER_PIXEL].toSorted(),
    );
  });
});

describe("a batch", () => {
  it("is one event where nothing has piled up, and as many as it may be where much has", async () => {
    const bench = await benchWith({ [SHOP]: 120 });
    const batches = work(bench, () => Promise.resolve(answered({ kind: "delivered" })), { batchSize: 50 });
    await eventually(async () => {
      expect(await states(bench, SHOP)).toEqual(Array(120).fill("delivered"));
    });
    expect(batches.map(({ length }) => length)).toEqual([50, 50, 20]);
    await bench.addOrder("999");
    await eventually(() => {
      expect(batches.at(-1)).toEqual(["999"]);
    });
  });

  it.each([[["13"]], [["1", "2"]], [["50"]], [["7", "8", "31", "49"]]])(
    "with bad events %j is taken apart until they stand alone; all the others are delivered, once",
    async (bad) => {
      const bench = await benchWith({ [SHOP]: 50 });
      const accepted: string[] = [];
      work(bench, (orders) => {
        if (orders.some((order) => bad.includes(order)))
          return Promise.resolve(answered({ kind: "refused" }));
        accepted.push(...orders);
        return Promise.resolve(answered({ kind: "delivered" }));
      });
      await eventually(async () => {
        const left = (await bench.deliveries()).filter(({ state }) => state !== "delivered");
        expect(left.map((row) => `${row.order_id} ${row.state}`)).toEqual(
          bad.map((order) => `${order} refused`),
        );
      });
      expect(accepted).toHaveLength(50 - bad.length);
      expect(new Set(accepted).size).toBe(50 - bad.length);
    },
  );

  /** Claims the next batch; how many deliveries it has. */
  async function nextBatch(bench: Bench): Promise<number | undefined> {
    const [lane] = await bench.outbox.lanes();
    if (lane === undefined) throw new Error("there is no lane");
    const request = { now: bench.clock.now, leaseMs: 1000, batchSize: 50 };
    return (await bench.outbox.claim([{ ...lane, lease: "l" }], request))[0]?.length;
  }
  const makeEventsLong = (bench: Bench, characters: string) =>
    change(bench.database, "UPDATE delivery SET event = @event", { event: `"${characters}"` });

  it("holds no more bytes than TikTok takes", async () => {
    const bench = await benchWith({ [SHOP]: 20 });
    await makeEventsLong(bench, "é".repeat(50_000));
    expect([await nextBatch(bench), await nextBatch(bench)]).toEqual([8, 8]);
  });

  it("takes an event by itself that is larger than that: TikTok says no to it alone", async () => {
    const bench = await benchWith({ [SHOP]: 2 });
    await makeEventsLong(bench, "x".repeat(2_000_000));
    expect(await nextBatch(bench)).toBe(1);
  });

  it("whose sending breaks stays leased, and the worker goes on", async () => {
    const bench = await benchWith({ [SHOP]: 3, [OTHER_SHOP]: 1 });
    work(bench, (_orders, [first]) =>
      first?.shop === SHOP
        ? Promise.reject(new Error("the disk is gone"))
        : Promise.resolve(answered({ kind: "delivered" })),
    );
    await eventually(async () => {
      expect(await states(bench, OTHER_SHOP)).toEqual(["delivered"]);
      expect(await states(bench, SHOP)).toEqual(["leased", "leased", "leased"]);
    });
    await bench.addOrder("99", OTHER_SHOP);
    await eventually(async () => {
      expect(await states(bench, OTHER_SHOP)).toEqual(["delivered", "delivered"]);
    });
  });

  it("says on every attempt how many went together", async () => {
    const bench = await benchWith({ [SHOP]: 3 });
    work(bench, () => Promise.resolve(answered({ kind: "delivered" })));
    await eventually(async () => {
      expect(await states(bench, SHOP)).toEqual(Array(3).fill("delivered"));
    });
    expect(await select(bench.database, "SELECT batch_size FROM attempt")).toEqual(
      Array(3).fill({ batch_size: 3 }),
    );
  });
});
