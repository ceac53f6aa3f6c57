import { afterEach, describe, expect, it, vi } from "vitest";
import type { Claimed, Outbox, Settlement } from "../../app/delivery/outbox.ts";
import type { Handover } from "../../app/delivery/turn.ts";
import { createWorker, type Worker, type WorkerOptions } from "../../app/delivery/worker.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { change } from "../platform/temporary-database.ts";
import { deliveryOf, newBench, PIXEL, type Bench } from "./bench.ts";
import { eventually } from "../platform/eventually.ts";

const DELIVERED: Handover = {
  kind: "attempted",
  result: { outcome: { kind: "delivered" }, answer: { httpStatus: 200, code: 0 } },
  testEventCode: undefined,
  connectedAt: 0,
  pixelPaused: false,
};

const workers: Worker[] = [];
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.stop())));

const logger = createLogger("silent");

function start(outbox: Outbox, changes: Partial<WorkerOptions> = {}): Worker {
  const worker = createWorker({
    ...{ outbox, route: deliveryOf, send: () => Promise.resolve(DELIVERED), logger },
    ...{ clock: Date.now, random: () => 0.5, concurrency: 4, attemptDeadlineMs: 5000 },
    ...{ laneConcurrency: 4, batchSize: 1 },
    ...changes,
  });
  workers.push(worker);
  worker.start();
  return worker;
}

/** A bench whose clock is the real one, because the worker really waits. */
async function realBench(): Promise<Bench> {
  const bench = await newBench();
  bench.clock.now = Date.now();
  await bench.connect();
  return bench;
}

const states = async (bench: Bench) => (await bench.deliveries()).map(({ state }) => state);

/** A send that waits until it is told to go on. */
function gate() {
  const waiting: (() => void)[] = [];
  const sent: Claimed[] = [];
  const send = async (batch: readonly Claimed[]): Promise<Handover> => {
    sent.push(...batch);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return DELIVERED;
  };
  const open = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  return { send, sent, open };
}

describe("the worker", () => {
  it("routes and delivers what is there when it starts", async () => {
    const bench = await realBench();
    await bench.addOrder("1001");
    start(bench.outbox);
    await eventually(async () => {
      expect(await states(bench)).toEqual(["delivered"]);
    });
  });

  it("wakes at once when it is told, though it would look by itself only every second", async () => {
    const bench = await realBench();
    const worker = start(bench.outbox);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await bench.addOrder("1001");
    const toldAt = performance.now();
    worker.wake();
    await eventually(async () => {
      expect(await states(bench)).toEqual(["delivered"]);
    });
    // By itself it would have looked 950 ms after that at the earliest.
    expect(performance.now() - toldAt).toBeLessThan(900);
  });

  it("finds by itself what another process wrote", async () => {
    const bench = await realBench();
    start(bench.outbox);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await bench.addOrder("1001");
    await eventually(async () => {
      expect(await states(bench)).toEqual(["delivered"]);
    });
  });

  it("makes no more attempts at the same time than it may, and takes the next as soon as one ends", async () => {
    const bench = await realBench();
    for (let id = 1; id <= 7; id += 1) await bench.addOrder(String(id));
    const { send, sent, open } = gate();
    start(bench.outbox, { send, concurrency: 3 });
    await eventually(() => {
      expect(sent).toHaveLength(3);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toHaveLength(3);
    await eventually(async () => {
      open();
      expect(await states(bench)).toEqual(Array(7).fill("delivered"));
    });
    expect(sent).toHaveLength(7);
  });

  it("stops gracefully: claims nothing more, and settles what is under way", async () => {
    const bench = await realBench();
    for (const id of ["1", "2", "3"]) await bench.addOrder(id);
    const { send, sent, open } = gate();
    const worker = start(bench.outbox, { send, concurrency: 2 });
    await eventually(() => {
      expect(sent).toHaveLength(2);
    });
    const stopped = worker.stop();
    open();
    await stopped;
    expect(await states(bench)).toEqual(["delivered", "delivered", "pending"]);
    expect(sent).toHaveLength(2);
  });

  it("survives an outbox that throws, and goes on", async () => {
    const bench = await realBench();
    await bench.addOrder("1001");
    const error = vi.spyOn(logger, "error");
    const routeDue = vi.fn(bench.outbox.routeDue).mockRejectedValueOnce(new Error("the disk is gone"));
    const worker = start({ ...bench.outbox, routeDue });
    await eventually(() => {
      expect(routeDue).toHaveBeenCalled();
    });
    worker.wake();
    await eventually(async () => {
      expect(await states(bench)).toEqual(["delivered"]);
    });
    expect(error).toHaveBeenCalledOnce();
    error.mockRestore();
  });

  it("survives an order that cannot be mapped: the others are delivered", async () => {
    const bench = await realBench();
    for (const id of ["bad", "good"]) await bench.addOrder(id);
    start(bench.outbox, {
      route(order) {
        if (order.orderId === "bad") throw new Error("no such currency");
        return deliveryOf(order);
      },
    });
    await eventually(async () => {
      expect((await bench.deliveries()).map(({ order_id, state }) => [order_id, state])).toEqual([
        ["good", "delivered"],
      ]);
    });
  });

  it("leaves a delivery leased when it cannot be settled: it is taken over later, not lost", async () => {
    const bench = await realBench();
    await bench.addOrder("1001");
    const settle = vi.fn(() => Promise.reject(new Error("the disk is gone")));
    const worker = start({ ...bench.outbox, settle });
    await eventually(() => {
      expect(settle).toHaveBeenCalled();
    });
    await worker.stop();
    expect(await states(bench)).toEqual(["leased"]);
  });

  it("sends nothing that is too old, and says so", async () => {
    const bench = await realBench();
    await bench.addOrder("1001");
    await bench.route();
    await change(bench.database, "UPDATE delivery SET placed_at = 1");
    const send = vi.fn(() => Promise.resolve(DELIVERED));
    start(bench.outbox, { send });
    await eventually(async () => {
      expect(await bench.delivery()).toMatchObject({
        state: "expired",
        reason: "too_old_to_send",
        attempts: 0,
      });
    });
    expect(send).not.toHaveBeenCalled();
  });

  const in5Minutes: unknown = expect.toSatisfy((at: number) => at > Date.now() + 4.9 * 60_000);
  it.each<[Handover, Record<string, unknown>]>([
    [{ kind: "pixel_changed" }, { state: "pending", reason: null }],
    [{ kind: "token_unreadable" }, { state: "pending", due_at: in5Minutes }],
  ])("spends no attempt on %j", async (handover, expected) => {
    const bench = await realBench();
    await bench.addOrder("1001");
    const settled: Settlement[] = [];
    const settle = (group: readonly Settlement[]) => {
      settled.push(...group);
      void worker.stop();
      return bench.outbox.settle(group);
    };
    const worker = start({ ...bench.outbox, settle }, { send: () => Promise.resolve(handover) });
    await eventually(() => {
      expect(settled).not.toEqual([]);
    });
    await worker.stop();
    expect(await bench.delivery()).toMatchObject({ ...expected, attempts: 0, pixel_code: PIXEL });
  });

  it("pauses what finds no pixel", async () => {
    const bench = await realBench();
    await bench.addOrder("1001");
    await bench.route();
    await change(bench.database, "DELETE FROM pixel");
    start(bench.outbox, { send: () => Promise.resolve({ kind: "disconnected" }) });
    await eventually(async () => {
      expect(await bench.delivery()).toMatchObject({
        state: "paused",
        reason: "reconnect_tiktok",
        attempts: 0,
      });
    });
  });

  it("shares the work with a second worker without sending anything twice", async () => {
    const bench = await realBench();
    const sent: number[] = [];
    const send = (batch: readonly Claimed[]) => {
      sent.push(...batch.map(({ id }) => id));
      return Promise.resolve(DELIVERED);
    };
    for (let id = 1; id <= 60; id += 1) await bench.addOrder(String(id));
    start(bench.outbox, { send });
    start(bench.outbox, { send });
    await eventually(async () => {
      expect(await states(bench)).toEqual(Array(60).fill("delivered"));
    });
    expect(sent.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });
});
