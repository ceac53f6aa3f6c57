import { describe, expect, it } from "vitest";
import { change } from "../platform/temporary-database.ts";
import { SHOP } from "./admin-world.ts";
import { backfillWorld, DAY, idOf, NOW, orderAgo } from "./backfill-world.ts";

const never = () => false;
const HOUR = 3_600_000;

/** So many orders, one every ten minutes, the newest an hour and a bit ago. */
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => orderAgo(index + 1, HOUR + (index + 1) * 600_000));

/** One of each fate. */
const mixed = () => [
  orderAgo(1, 2 * DAY),
  orderAgo(2, 27 * DAY),
  orderAgo(3, 29 * DAY),
  orderAgo(4, 49 * DAY),
  orderAgo(5, 51 * DAY),
  orderAgo(6, 3 * DAY, { test: true }),
  orderAgo(7, 4 * DAY, { cancelled_at: "2026-11-20T12:00:00-05:00" }),
];

describe("what a backfill brings in", () => {
  it("adds what TikTok can still use behind all that is new, and counts the rest", async () => {
    const world = await backfillWorld(mixed());
    await world.ask();
    const ended = await world.finish();
    expect(ended).toMatchObject({
      ...{ state: "done", way: "pages", total: 6, seen: 6 },
      counts: { send: 2, skipped: { test_order: 1, cancelled: 1 }, tooOld: 2, known: 0, unreadable: 0 },
    });
    expect(await world.ids()).toEqual([1, 2, 6, 7].map(idOf));
    expect(await world.deliveries()).toEqual([
      { orderId: idOf(1), state: "pending", reason: null, lane: "past" },
      { orderId: idOf(2), state: "pending", reason: null, lane: "past" },
      { orderId: idOf(6), state: "skipped", reason: "test_order", lane: "past" },
      { orderId: idOf(7), state: "skipped", reason: "cancelled", lane: "past" },
    ]);
  });

  it("says in a dry run exactly what a real one then does, and writes no order", async () => {
    const world = await backfillWorld([...mixed(), orderAgo(8, DAY, { financial_status: "pending" })]);
    await change(
      world.database,
      `INSERT INTO settings (shop, document, updated_at) VALUES (@shop, @document, 0)`,
      { shop: SHOP, document: JSON.stringify({ version: 1, event: { trigger: "paid" } }) },
    );
    await world.ask({ dryRun: true });
    const dry = await world.finish();
    expect(await world.ids()).toEqual([]);
    expect(world.arrivals).toBe(0);
    await world.ask();
    const real = await world.finish();
    expect(dry.counts).toEqual(real.counts);
    expect(real.counts).toMatchObject({ send: 2, waiting: 1 });
    const sent = (await world.deliveries()).filter(({ state }) => state === "pending");
    expect(sent).toHaveLength(dry.counts.send);
  });

  it("leaves an order alone that is here already", async () => {
    const world = await backfillWorld(many(3));
    await world.ask({ fromAt: NOW - 2 * HOUR });
    await world.finish();
    const before = await world.deliveries();
    await world.ask();
    expect((await world.finish()).counts).toMatchObject({ send: 0, known: 3 });
    expect(await world.deliveries()).toEqual(before);
  });

  it("takes the first moment of the range in and leaves its last one to whoever comes after", async () => {
    const at = NOW - 5 * DAY;
    const world = await backfillWorld([
      orderAgo(1, 5 * DAY),
      orderAgo(2, 4 * DAY),
      orderAgo(3, 4 * DAY + 1000),
    ]);
    await world.ask({ fromAt: at, toAt: at + DAY });
    await world.finish();
    expect(await world.ids()).toEqual([idOf(1), idOf(3)]);
  });

  it("is made once at installation, for the time before it that TikTok can use", async () => {
    const world = await backfillWorld(
      [orderAgo(1, 20 * 60_000), orderAgo(2, 2 * HOUR), orderAgo(3, 29 * DAY)],
      { isNew: true },
    );
    await world.finish();
    await world.chore.run(never);
    const all = await world.store.latest(SHOP, 10);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ source: "install", toAt: world.installedAt, state: "done", seen: 1 });
    expect(await world.ids()).toEqual([idOf(2)]);
  });

  it("waits at installation until nothing else is known to have sent the orders", async () => {
    const world = await backfillWorld([orderAgo(2, 2 * HOUR)], { isNew: true });
    world.senders.areUs = false;
    const latest = async () => (await world.store.latest(SHOP, 1))[0];
    for (let turn = 0; turn < 3; turn++) {
      await world.chore.run(never);
      expect(await latest()).toMatchObject({ state: "queued", reason: "other_sender" });
      await world.time.advance(10 * 60_000);
    }
    expect(await world.ids()).toEqual([]);
    await world.chore.run(never);
    world.senders.areUs = true;
    expect(await world.store.wake("other.myshopify.com", world.time.now())).toBe(false);
    expect(await world.store.wake(SHOP, world.time.now())).toBe(true);
    expect(await world.finish()).toMatchObject({ source: "install", state: "done", seen: 1 });
  });

  it("asks nobody when somebody asked for it", async () => {
    const world = await backfillWorld([orderAgo(2, 2 * HOUR)]);
    world.senders.areUs = false;
    await world.ask();
    expect(await world.finish()).toMatchObject({ state: "done", seen: 1 });
  });

  it("refuses a second one while one is under way", async () => {
    const world = await backfillWorld([]);
    expect(await world.ask()).toBeDefined();
    expect(await world.ask()).toBeUndefined();
  });
});

describe("a large backfill", () => {
  it("has Shopify make a list and reads it", async () => {
    const world = await backfillWorld(many(250));
    await world.ask();
    expect(await world.finish()).toMatchObject({ state: "done", way: "bulk", total: 250, seen: 250 });
    expect(await world.ids()).toHaveLength(250);
    expect((await world.deliveries()).filter(({ state }) => state === "pending")).toHaveLength(250);
  });

  it("goes on where it was when the process dies between two chunks", async () => {
    const world = await backfillWorld(many(250));
    await world.ask();
    // Dies while it writes the second chunk.
    const { ledger } = world.database;
    let chunks = 0;
    const dying = {
      ...ledger,
      write: (async (steps) =>
        ledger.write(function* () {
          const result = yield* steps();
          if (world.downloads.length > 0 && ++chunks === 2) throw new Error("killed");
          return result;
        })) as typeof ledger.write,
    };
    const first = world.startProcess(dying);
    const run = async () => {
      for (let turn = 0; turn < 60; turn++) {
        await first.run(never);
        await world.time.advance(1000);
      }
    };
    await expect(run()).rejects.toThrow("killed");
    expect(await world.latest()).toMatchObject({ state: "reading", seen: 100 });
    expect(await world.ids()).toHaveLength(100);
    await world.time.advance(60_000);
    expect(await world.finish(world.startProcess())).toMatchObject({
      ...{ state: "done", seen: 250 },
      counts: { send: 250, known: 0 },
    });
    expect(world.shop.state.bulk.all()).toHaveLength(1);
  });

  it("goes on where it was when the connection breaks", async () => {
    const world = await backfillWorld(many(250));
    await world.ask();
    const short: typeof fetch = async (input, init) => {
      const whole = await (await world.platform.fetch(input, init)).text();
      const bytes = new TextEncoder().encode(whole.slice(0, whole.length * 0.7));
      let given = false;
      const broken = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (given) controller.error(new Error("reset"));
          else controller.enqueue(bytes);
          given = true;
        },
      });
      return new Response(broken);
    };
    const breaking = world.startProcess(undefined, {
      fetch: (...args) => (world.downloads.length === 1 ? short : world.platform.fetch)(...args),
    });
    const ended = await world.finish(breaking);
    expect(world.downloads).toHaveLength(2);
    expect(ended).toMatchObject({ state: "done", seen: 250, counts: { send: 250, known: 0 } });
  });

  it("starts the list anew when Shopify could not make it, and gives up in the end", async () => {
    const world = await backfillWorld(many(150));
    world.shop.state.bulk.failures.push({ code: "INTERNAL_SERVER_ERROR", partial: 0.5 });
    await world.ask();
    expect(await world.finish()).toMatchObject({ state: "done", counts: { send: 150 } });
    for (let time = 0; time < 50; time++)
      world.shop.state.bulk.failures.push({ code: "INTERNAL_SERVER_ERROR", partial: 0 });
    await world.ask();
    for (let hour = 0; hour < 24 && (await world.latest())?.endedAt === undefined; hour++) {
      for (let turn = 0; turn < 12; turn++) {
        await world.chore.run(never);
        await world.time.advance(HOUR / 12);
      }
    }
    expect(await world.latest()).toMatchObject({ state: "failed", reason: "list_failed" });
  });
});
