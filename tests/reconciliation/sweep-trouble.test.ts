import { describe, expect, it } from "vitest";
import type { Ledger } from "../../app/platform/ledger.ts";
import { SWEEP_EVERY } from "../../app/reconciliation/sweep.server.ts";
import { shopTime } from "../../sandbox/orders/shop-time.ts";
import { change } from "../platform/temporary-database.ts";
import { SHOP } from "./admin-world.ts";
import { plainOrder, START } from "./orders.ts";
import { addShop, MINUTE, sweepWorld, type SweepWorld } from "./sweep-world.ts";

const many = (count: number) => Array.from({ length: count }, (_, index) => plainOrder(index + 1));
const idsOf = (orders: readonly { id: number | string }[]) => orders.map(({ id }) => String(id)).sort();

/** Thrown where the process dies. */
class Killed extends Error {}

/** A ledger whose process dies at its transaction number `at`: before it is committed, or just after. */
function dyingLedger(ledger: Ledger, at: number, when: "before" | "after") {
  let writes = 0;
  const dying: Ledger = {
    ...ledger,
    async write(steps) {
      writes += 1;
      if (writes < at) return ledger.write(steps);
      if (when === "after" && writes === at) await ledger.write(steps);
      throw new Killed();
    },
  };
  return { dying, isDead: () => writes >= at };
}

/** Makes pages so short that there are many, and points enough that nobody waits for them. */
function shortPages(world: SweepWorld) {
  const { bucket } = world.shop.state;
  Object.assign(bucket.limits, { maximumAvailable: 100_000, restoreRate: 4 });
  bucket.giveBack(100_000);
}

/** No order that changed up to the watermark is unknown. */
async function expectNothingSkipped(
  world: SweepWorld,
  orders: readonly { id: number | string; updated_at: string }[],
) {
  const { watermark } = await world.sweepRow();
  const known = new Set(await world.known());
  const skipped = orders.filter(
    ({ id, updated_at }) => Date.parse(updated_at) < watermark && !known.has(String(id)),
  );
  expect(skipped).toEqual([]);
}

describe("a process that dies while it compares", () => {
  it("repeats and never skips, at whichever of its transactions it died", async () => {
    const orders = many(24);
    let deaths = 0;
    for (const when of ["before", "after"] as const) {
      for (let at = 1; at <= 12; at++) {
        const world = await sweepWorld(orders);
        await world.run();
        await world.coverage.sweeps.request(SHOP, world.time.now());
        shortPages(world);
        const { dying, isDead } = dyingLedger(world.database.ledger, at, when);
        await world.run(world.another(dying)).catch(() => undefined);
        if (isDead()) deaths += 1;
        await expectNothingSkipped(world, orders);
        // The dead process's lease ends by itself.
        await change(world.database, "DELETE FROM lease");
        await world.next();
        expect(await world.known()).toEqual(idsOf(orders));
      }
    }
    expect(deaths).toBeGreaterThan(10);
  });
});

describe("a shop that changes while it is compared", () => {
  it("has every order known after the next comparison", async () => {
    const orders = many(40);
    const world = await sweepWorld(orders);
    shortPages(world);
    const { post } = world;
    let page = 0;
    world.post = async (shop, body) => {
      const answer = await post(shop, body);
      page += 1;
      // An order that was about to be listed moves to the end of the list.
      const moving = world.orders.find(`gid://shopify/Order/${5_600_000_000_000 + page * 3}`);
      if (moving !== undefined) world.orders.put({ ...moving, updated_at: shopTime(world.time.now()) });
      await world.time.advance(1000);
      return answer;
    };
    await world.run();
    await world.next();
    await expectNothingSkipped(world, orders);
    world.post = post;
    await world.time.advance(5 * MINUTE);
    await world.next();
    expect(await world.known()).toEqual(idsOf(orders));
    expect(page).toBeGreaterThan(5);
  });
});

describe("two processes", () => {
  it("compare a shop once between them", async () => {
    const world = await sweepWorld(many(30));
    await world.run();
    await world.coverage.sweeps.request(SHOP, world.time.now());
    const [one, two] = [world.another(), world.another()];
    await Promise.all([world.run(one), world.run(two)]);
    await world.run(two);
    expect(world.questions.filter((name) => name === "OrdersList")).toHaveLength(1);
    expect(await world.sweepRow()).toMatchObject({ healed: 30 });
  });
});

describe("a shop whose list cannot be read", () => {
  it("is asked again after growing pauses, and says why until it works again", async () => {
    const world = await sweepWorld(many(3));
    const token = world.token;
    world.token = undefined;
    await world.run();
    const pauses: number[] = [];
    for (let time = 0; time < 8; time++) {
      await world.next();
      pauses.push((await world.sweepRow()).due - world.time.now());
    }
    expect(pauses.slice(0, 3)).toEqual([SWEEP_EVERY, 2 * SWEEP_EVERY, 4 * SWEEP_EVERY]);
    expect(Math.max(...pauses)).toBe(120 * MINUTE);
    expect(await world.coverage.coverageOf(SHOP).sweep()).toMatchObject({
      problem: "unauthorised",
      healed: 0,
    });
    world.token = token;
    await world.next();
    expect(await world.sweepRow()).toMatchObject({ problem: null, failures: 0, healed: 3 });
  });

  it("is told apart by what is wrong", async () => {
    const world = await sweepWorld(many(3));
    await world.run();
    const { post } = world;
    const told: (string | null)[] = [];
    for (const status of [401, 402, 423, 500]) {
      world.post = () => Promise.resolve({ status, retryAfter: null, body: "" });
      await world.next();
      told.push((await world.sweepRow()).problem);
    }
    const denied = {
      errors: [{ message: "x", path: ["orders"], extensions: { code: "ACCESS_DENIED" } }],
      data: null,
    };
    world.post = () => Promise.resolve({ status: 200, retryAfter: null, body: JSON.stringify(denied) });
    await world.next();
    told.push((await world.sweepRow()).problem);
    expect(told).toEqual(["unauthorised", "frozen", "frozen", "unavailable", "access_denied"]);
    world.post = post;
    await world.next();
    expect((await world.sweepRow()).problem).toBeNull();
  });

  it("delays no other", async () => {
    const world = await sweepWorld(many(3));
    await addShop(world.database, "another.myshopify.com");
    const { post } = world;
    world.post = (shop, body) => {
      if (shop !== SHOP) throw new Error("nobody expected this");
      return post(shop, body);
    };
    await world.run();
    await change(world.database, "UPDATE sweep SET due_at = 0");
    await world.run();
    expect(await world.known()).toHaveLength(3);
  });

  it("waits while Shopify is short of points, and nothing is wrong then", async () => {
    const orders = many(60);
    const world = await sweepWorld(orders);
    await world.run();
    const { bucket } = world.shop.state;
    Object.assign(bucket.limits, { maximumAvailable: 400, restoreRate: 2 });
    await world.next();
    const row = await world.sweepRow();
    expect(row).toMatchObject({ problem: null, failures: 0 });
    expect(row.due).toBeGreaterThanOrEqual(world.time.now() + MINUTE);
    await expectNothingSkipped(world, orders);
    bucket.limits.restoreRate = 100;
    for (let round = 0; round < 5; round++) {
      await world.time.advance(10 * MINUTE);
      await world.next();
    }
    expect(await world.known()).toEqual(idsOf(orders));
  });

  it("is read on when one of its orders cannot be", async () => {
    const world = await sweepWorld(many(3));
    const { post } = world;
    world.post = async (shop, body) => {
      const answer = await post(shop, body);
      if (typeof answer === "string") return answer;
      return { ...answer, body: answer.body.replace('"name":"#1002"', '"name":7') };
    };
    await world.run();
    await world.next();
    expect(await world.known()).toEqual(["5600000000001", "5600000000003"]);
    expect((await world.sweepRow()).watermark).toBe(START + 3 * MINUTE);
  });
});
