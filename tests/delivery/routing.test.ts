import { describe, expect, it } from "vitest";
import { createOutbox } from "../../app/delivery/outbox.server.ts";
import type { Route } from "../../app/delivery/outbox.ts";
import { HOUR } from "../../app/platform/clock.ts";
import { openForTest } from "../platform/temporary-database.ts";
import { benchWithDelivery, deliveryOf, newBench, NOW, PIXEL, SHOP } from "./bench.ts";

describe("routing", () => {
  it("makes one delivery of an order, due at once", async () => {
    const bench = await benchWithDelivery();
    expect(await bench.deliveries()).toHaveLength(1);
    expect(await bench.delivery()).toMatchObject({
      state: "pending",
      pixel_code: PIXEL,
      attempts: 0,
      due_at: NOW,
    });
    expect(await bench.outbox.lanes()).toEqual([{ shop: SHOP, pixelCode: PIXEL, kind: "live", dueAt: NOW }]);
    expect((await bench.outbox.nextWork()).routeAt).toBe(Infinity);
  });

  it("happens once, however many workers there are", async () => {
    const bench = await benchWithDelivery();
    const second = createOutbox(openForTest(bench.url).ledger);
    expect(await second.routeDue(NOW, 100, deliveryOf)).toBe(0);
    expect(await bench.route()).toBe(0);
    expect(await bench.deliveries()).toHaveLength(1);
  });

  it("parks an order whose shop has no pixel, and takes it up when one is connected", async () => {
    const bench = await newBench();
    await bench.addOrder("1001");
    await bench.addOrder("1002", "other.myshopify.com");
    expect((await bench.outbox.nextWork()).routeAt).toBe(NOW);
    expect(await bench.route()).toBe(2);
    expect((await bench.outbox.nextWork()).routeAt).toBe(Infinity);
    bench.clock.now += HOUR;
    await bench.connect();
    await bench.route();
    expect((await bench.deliveries()).map(({ order_id }) => order_id)).toEqual(["1001"]);
  });

  it("puts off an order that cannot be mapped, and lets the others pass", async () => {
    const bench = await newBench();
    await bench.connect();
    await bench.addOrder("bad");
    await bench.addOrder("good");
    const route: Route = (order) => (order.orderId === "bad" ? { kind: "failed" } : deliveryOf(order));
    await bench.outbox.routeDue(NOW, 100, route);
    expect((await bench.deliveries()).map(({ order_id }) => order_id)).toEqual(["good"]);
    expect(await bench.outbox.routeDue(NOW + HOUR - 1, 100, deliveryOf)).toBe(0);
    expect(await bench.outbox.routeDue(NOW + HOUR, 100, deliveryOf)).toBe(1);
    expect(await bench.deliveries()).toHaveLength(2);
  });

  it("is undone as a whole when it throws", async () => {
    const bench = await newBench();
    await bench.connect();
    await bench.addOrder("1001");
    const route = () => {
      throw new Error("no");
    };
    await expect(bench.outbox.routeDue(NOW, 100, route)).rejects.toThrow("no");
    expect(await bench.route()).toBe(1);
  });

  it("is shared by workers who look at the same time", async () => {
    const bench = await newBench();
    await bench.connect();
    for (const id of ["1", "2", "3", "4", "5", "6"]) await bench.addOrder(id);
    const workers = [1, 2, 3].map(() => createOutbox(openForTest(bench.url).ledger));
    const looked = await Promise.all(workers.map((worker) => worker.routeDue(NOW, 2, deliveryOf)));
    expect(looked).toEqual([2, 2, 2]);
    expect(await bench.deliveries()).toHaveLength(6);
  });

  it("keeps its limit", async () => {
    const bench = await newBench();
    await bench.connect();
    for (const id of ["1", "2", "3"]) await bench.addOrder(id);
    expect(await bench.outbox.routeDue(NOW, 2, deliveryOf)).toBe(2);
    expect(await bench.deliveries()).toHaveLength(2);
  });
});
