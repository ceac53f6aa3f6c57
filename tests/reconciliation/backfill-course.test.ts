import { describe, expect, it } from "vitest";
import { change, select } from "../platform/temporary-database.ts";
import { SHOP } from "./admin-world.ts";
import { backfillWorld, NOW, orderAgo, PIXEL } from "./backfill-world.ts";

const never = () => false;
const HOUR = 3_600_000;

/** So many orders, one every ten minutes, the newest an hour and a bit ago. */
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => orderAgo(index + 1, HOUR + (index + 1) * 600_000));

describe("cancelling", () => {
  it("stops Shopify's list", async () => {
    const world = await backfillWorld(many(150));
    world.shop.state.bulk.takes = HOUR;
    const id = await world.ask();
    await world.chore.run(never);
    await world.chore.run(never);
    expect(await world.store.cancel(SHOP, id ?? 0, world.time.now())).toBe(true);
    await world.chore.run(never);
    await world.time.advance(2000);
    expect(world.shop.state.bulk.all().map(({ status }) => status)).toEqual(["CANCELED"]);
    expect(await world.latest()).toMatchObject({ state: "cancelled", seen: 0 });
    expect(await world.store.nextDueAt()).toBe(Infinity);
  });

  it("ends the reading before the next chunk, and nothing of that one is written", async () => {
    const world = await backfillWorld(many(350));
    const id = await world.ask();
    const { ledger } = world.database;
    let chunks = 0;
    const watched = {
      ...ledger,
      write: (async (steps) => {
        if (world.downloads.length > 0 && ++chunks === 3)
          await world.store.cancel(SHOP, id ?? 0, world.time.now());
        return ledger.write(steps);
      }) as typeof ledger.write,
    };
    await world.finish(world.startProcess(watched));
    expect(await world.latest()).toMatchObject({ state: "cancelled", seen: 200 });
    expect(await world.ids()).toHaveLength(200);
  });

  it("does not touch another shop's backfill", async () => {
    const world = await backfillWorld([]);
    const id = await world.ask();
    expect(await world.store.cancel("another.myshopify.com", id ?? 0, NOW)).toBe(false);
    expect(await world.latest()).toMatchObject({ state: "queued" });
  });
});

describe("beside everything else", () => {
  it("adds nothing while many orders of the past wait to be routed", async () => {
    const world = await backfillWorld(many(150));
    const { ledger } = world.database;
    await ledger.write(function* () {
      for (let number = 1; number <= 2000; number++)
        yield* world.book.add({
          ...{ shop: SHOP, orderId: String(number), name: "#1", facts: "{}", topic: "admin", lane: "past" },
          ...{ checkoutToken: undefined, placedAt: NOW, updatedAt: NOW, receivedAt: NOW, hasClick: true },
        });
    });
    await world.ask();
    for (let turn = 0; turn < 30; turn++) {
      await world.chore.run(never);
      await world.time.advance(1000);
    }
    expect(await world.latest()).toMatchObject({ state: "reading", seen: 0 });
    await change(world.database, `UPDATE "order" SET route_at = NULL WHERE order_id = '1'`);
    await world.chore.run(never);
    expect(await world.latest()).toMatchObject({ seen: 100 });
  });

  it("is read by one of two processes, and every order is counted once", async () => {
    const world = await backfillWorld(many(250));
    await world.ask();
    const [one, other] = [world.startProcess(), world.startProcess()];
    for (let turn = 0; turn < 20; turn++) {
      await Promise.all([one.run(never), other.run(never)]);
      await world.time.advance(1000);
    }
    expect(await world.latest()).toMatchObject({ state: "done", seen: 250, counts: { send: 250, known: 0 } });
    expect(world.shop.state.bulk.all()).toHaveLength(1);
  });

  it("waits while Shopify does not answer, says why, and goes on", async () => {
    const world = await backfillWorld(many(20));
    world.shop.state.standing = "frozen";
    await world.ask();
    await world.chore.run(never);
    expect(await world.latest()).toMatchObject({ state: "queued", reason: "frozen" });
    world.shop.state.standing = "open";
    await world.time.advance(60_000);
    expect(await world.finish()).toMatchObject({ state: "done", reason: undefined, seen: 20 });
  });

  it("fails at once where the shop has not granted what it needs", async () => {
    const world = await backfillWorld(many(5));
    world.useToken(["write_pixels"]);
    await world.ask();
    expect(await world.finish()).toMatchObject({ state: "failed", reason: "access_denied" });
  });

  it("ends with the app's uninstallation", async () => {
    const world = await backfillWorld(many(5));
    await world.ask();
    await change(world.database, `UPDATE shop SET uninstalled_at = @now`, { now: NOW });
    await world.chore.run(never);
    expect(await world.latest()).toMatchObject({ state: "cancelled", reason: "uninstalled" });
    expect(await world.ids()).toEqual([]);
  });

  it("gives every order to every pixel, and none twice", async () => {
    const world = await backfillWorld(many(120));
    await world.ask();
    await world.finish();
    const rows = await select<{ count: number }>(
      world.database,
      `SELECT count(*) AS count FROM delivery WHERE pixel_code = @pixel`,
      { pixel: PIXEL },
    );
    expect(rows[0]?.count).toBe(120);
  });
});
