import { afterEach, describe, expect, it, vi } from "vitest";
import type { Claimed, Outbox, Settlement } from "../../app/delivery/outbox.ts";
import type { Handover } from "../../app/delivery/turn.ts";
import { createWorker, type Worker, type WorkerOptions } from "../../app/delivery/worker.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { deliveryOf, newBench, PIXEL, type Bench } from "./bench.ts";

const DELIVERED: Handover = {
  kind: "attempted",
  result: { outcome: { kind: "delivered" }, answer: { httpStatus: 200, code: 0 } },
  testEventCode: undefined,
  connectedAt: 0,
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
function realBench(): Bench {
  const bench = newBench();
  bench.clock.now = Date.now();
  bench.connect();
  return bench;
}

const soon = (assertion: () => void) => vi.waitFor(assertion, { timeout: 5000, interval: 5 });
const states = (bench: Bench) => bench.deliveries().map(({ state }) => state);

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
    const bench = realBench();
    bench.addOrder("1001");
    start(bench.outbox);
    await soon(() => {
      expect(states(bench)).toEqual(["delivered"]);
    });
  });

  it("wakes at once when it is told, though it would look by itself only every second", async () => {
    const bench = realBench();
    const worker = start(bench.outbox);
    await new Promise((resolve) => setTimeout(resolve, 50));
    bench.addOrder("1001");
    const toldAt = performance.now();
    worker.wake();
    await soon(() => {
      expect(states(bench)).toEqual(["delivered"]);
    });
    expect(performance.now() - toldAt).toBeLessThan(500);
  });

  it("finds by itself what another process wrote", async () => {
    const bench = realBench();
    start(bench.outbox);
    await new Promise((resolve) => setTimeout(resolve, 20));
    bench.addOrder("1001");
    await soon(() => {
      expect(states(bench)).toEqual(["delivered"]);
    });
  });

  it("makes no more attempts at the same time than it may, and takes the next as soon as one ends", async () => {
    const bench = realBench();
    for (let id = 1; id <= 7; id += 1) bench.addOrder(String(id));
    const { send, sent, open } = gate();
    start(bench.outbox, { send, concurrency: 3 });
    await soon(() => {
      expect(sent).toHaveLength(3);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toHaveLength(3);
    await soon(() => {
      open();
      expect(states(bench)).toEqual(Array(7).fill("delivered"));
    });
    expect(sent).toHaveLength(7);
  });

  it("stops gracefully: claims nothing more, and settles what is under way", async () => {
    const bench = realBench();
    for (const id of ["1", "2", "3"]) bench.addOrder(id);
    const { send, sent, open } = gate();
    const worker = start(bench.outbox, { send, concurrency: 2 });
    await soon(() => {
      expect(sent).toHaveLength(2);
    });
    const stopped = worker.stop();
    open();
    await stopped;
    expect(states(bench)).toEqual(["delivered", "delivered", "pending"]);
    expect(sent).toHaveLength(2);
  });

  it("survives an outbox that throws, and goes on", async () => {
    const bench = realBench();
    bench.addOrder("1001");
    const error = vi.spyOn(logger, "error");
    const routeDue = vi.fn(bench.outbox.routeDue).mockImplementationOnce(() => {
      throw new Error("the disk is gone");
    });
    const worker = start({ ...bench.outbox, routeDue });
    await soon(() => {
      expect(routeDue).toHaveBeenCalled();
    });
    worker.wake();
    await soon(() => {
      expect(states(bench)).toEqual(["delivered"]);
    });
    expect(error).toHaveBeenCalledOnce();
    error.mockRestore();
  });

  it("survives an order that cannot be mapped: the others are delivered", async () => {
    const bench = realBench();
    for (const id of ["bad", "good"]) bench.addOrder(id);
    start(bench.outbox, {
      route(order) {
        if (order.orderId === "bad") throw new Error("no such currency");
        return deliveryOf(order);
      },
    });
    await soon(() => {
      expect(bench.deliveries().map(({ order_id, state }) => [order_id, state])).toEqual([
        ["good", "delivered"],
      ]);
    });
  });

  it("leaves a delivery leased when it cannot be settled: it is taken over later, not lost", async () => {
    const bench = realBench();
    bench.addOrder("1001");
    const settle = vi.fn((): boolean[] => {
      throw new Error("the disk is gone");
    });
    const worker = start({ ...bench.outbox, settle });
    await soon(() => {
      expect(settle).toHaveBeenCalled();
    });
    await worker.stop();
    expect(states(bench)).toEqual(["leased"]);
  });

  it("sends nothing that is too old, and says so", async () => {
    const bench = realBench();
    bench.addOrder("1001");
    bench.route();
    bench.sqlite.exec("UPDATE delivery SET placed_at = 1");
    const send = vi.fn(() => Promise.resolve(DELIVERED));
    start(bench.outbox, { send });
    await soon(() => {
      expect(bench.delivery()).toMatchObject({ state: "expired", reason: "too_old_to_send", attempts: 0 });
    });
    expect(send).not.toHaveBeenCalled();
  });

  it.each<[Handover, Record<string, unknown>]>([
    [{ kind: "pixel_changed" }, { state: "pending", attempts: 0 }],
    [{ kind: "token_unreadable" }, { state: "retrying", attempts: 0 }],
  ])("spends no attempt on %j", async (handover, expected) => {
    const bench = realBench();
    bench.addOrder("1001");
    const settled: Settlement[] = [];
    const settle = (group: readonly Settlement[]) => {
      settled.push(...group);
      void worker.stop();
      return bench.outbox.settle(group);
    };
    const worker = start({ ...bench.outbox, settle }, { send: () => Promise.resolve(handover) });
    await soon(() => {
      expect(bench.deliveries()[0]).toMatchObject({ ...expected, pixel_code: PIXEL });
    });
    expect(settled).toHaveLength(1);
  });

  it("pauses what finds no pixel", async () => {
    const bench = realBench();
    bench.addOrder("1001");
    bench.route();
    bench.sqlite.exec("DELETE FROM pixel");
    start(bench.outbox, { send: () => Promise.resolve({ kind: "disconnected" }) });
    await soon(() => {
      expect(bench.delivery()).toMatchObject({ state: "paused", reason: "reconnect_tiktok", attempts: 0 });
    });
  });

  it("shares the work with a second worker without sending anything twice", async () => {
    const bench = realBench();
    const sent: number[] = [];
    const send = (batch: readonly Claimed[]) => {
      sent.push(...batch.map(({ id }) => id));
      return Promise.resolve(DELIVERED);
    };
    for (let id = 1; id <= 60; id += 1) bench.addOrder(String(id));
    start(bench.outbox, { send });
    start(bench.outbox, { send });
    await soon(() => {
      expect(states(bench)).toEqual(Array(60).fill("delivered"));
    });
    expect(sent.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  });
});
