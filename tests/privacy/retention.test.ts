import { describe, expect, it } from "vitest";
import { createReplay } from "../../app/delivery/replay.server.ts";
import { createOrderBook, type VouchedOrder } from "../../app/orders/order-book.server.ts";
import { DAY, HOUR } from "../../app/platform/clock.ts";
import { newBench, NOW, SHOP, type Bench } from "../delivery/bench.ts";
import { change, select } from "../platform/temporary-database.ts";
import { chore, goOn } from "./retention-chore.ts";

const SECRET = "c0ffee-of-the-shopper";

/** Orders with everything an order can have, one of them with two attempts. */
async function benchWithOrders(...ids: string[]): Promise<Bench> {
  const bench = await newBench();
  await bench.connect();
  for (const id of ids) await bench.addOrder(id);
  await bench.route();
  for (const outcome of ["retry", "delivered"] as const) {
    const [claimed] = await bench.claim(1);
    if (claimed !== undefined)
      await bench.settle(
        claimed,
        outcome === "retry" ? { kind: "retry", fate: "not_counted" } : { kind: outcome },
      );
    bench.clock.now += HOUR;
    if (outcome === "retry")
      await change(bench.database, "UPDATE delivery SET due_at = due_at - 1 WHERE attempts = 1");
  }
  const facts = JSON.stringify({ user: { email: SECRET } });
  await change(
    bench.database,
    `UPDATE "order" SET facts = @facts, attribution = @facts, consent = @facts, journey = @facts, checkout_token = @token, placed_at = received_at`,
    { facts, token: SECRET },
  );
  await change(bench.database, "UPDATE delivery SET event = @event", {
    event: JSON.stringify({ user: SECRET }),
  });
  return bench;
}

interface OrderRow {
  order_id: string;
  facts: string;
  compacted_at: number | null;
}

const orders = ({ database }: Bench) => select<OrderRow>(database, `SELECT * FROM "order" ORDER BY id`);
const emptied = async (bench: Bench) =>
  (await orders(bench)).filter(({ facts }) => facts === "{}").map(({ order_id }) => order_id);

describe("when an order is older than the retention", () => {
  it("its details go, and what became of it stays", async () => {
    const bench = await benchWithOrders("1");
    const [before] = await orders(bench);
    const sent = await bench.delivery();
    bench.clock.now = NOW + 90 * DAY + 1;
    await chore(bench).run(goOn);
    expect((await orders(bench))[0]).toEqual({
      ...before,
      ...{ facts: "{}", attribution: null, consent: null, journey: null, checkout_token: null },
      compacted_at: bench.clock.now,
    });
    expect(await bench.delivery()).toEqual({ ...sent, event: "{}" });
    expect(sent).toMatchObject({ state: "delivered", event_id: "order_1" });
    expect(await bench.attempts()).toMatchObject([{ number: 2, outcome: "delivered", code: 0 }]);
    for (const table of ["order", "delivery", "attempt"])
      expect(JSON.stringify(await select(bench.database, `SELECT * FROM "${table}"`))).not.toContain(SECRET);
  });

  it("and not a moment earlier", async () => {
    const bench = await benchWithOrders("1");
    bench.clock.now = NOW + 90 * DAY;
    await chore(bench).run(goOn);
    expect(await emptied(bench)).toEqual([]);
    expect(await bench.attempts()).toHaveLength(2);
  });

  it.each(["pending", "retrying", "paused", "held", "leased"])(
    "what is still %s ends as too old: it can no longer be sent",
    async (state) => {
      const bench = await newBench();
      await bench.connect();
      await bench.addOrder("1");
      await bench.route();
      for (const step of state === "pending" ? [] : ["leased", state])
        await change(bench.database, `UPDATE delivery SET state = '${step}', leased_at = ${NOW}`);
      bench.clock.now = NOW + 91 * DAY;
      await chore(bench).run(goOn);
      const ended = { state: "expired", reason: "too_old_to_send", due_at: null, lease: null };
      const ambiguous_at = state === "leased" ? NOW : null;
      expect(await bench.delivery()).toMatchObject({ ...ended, ambiguous_at, settled_at: bench.clock.now });
      expect(await bench.claim()).toEqual([]);
    },
  );

  it.each(["refused", "skipped"])("what is %s stays so", async (state) => {
    const bench = await newBench();
    await bench.connect();
    await bench.addOrder("1");
    await bench.route();
    await change(bench.database, "UPDATE delivery SET state = 'leased'");
    await change(bench.database, `UPDATE delivery SET state = '${state}', reason = 'why'`);
    bench.clock.now = NOW + 91 * DAY;
    await chore(bench).run(goOn);
    expect(await bench.delivery()).toMatchObject({ state, reason: "why" });
  });

  it("one that never had a pixel to go to is not routed any more, nor told anew", async () => {
    const bench = await newBench();
    await bench.addOrder("1");
    bench.clock.now = NOW + 91 * DAY;
    await chore(bench).run(goOn);
    await bench.connect();
    expect(await bench.route()).toBe(0);
    const { ledger } = bench.database;
    const told: VouchedOrder = {
      ...{
        shop: SHOP,
        orderId: "1",
        name: "#1",
        facts: `{"user":"${SECRET}"}`,
        topic: "orders/paid",
        lane: "live",
      },
      ...{
        checkoutToken: SECRET,
        placedAt: NOW,
        updatedAt: bench.clock.now,
        receivedAt: bench.clock.now,
        hasClick: true,
      },
    };
    expect(await ledger.write(() => createOrderBook(ledger, 1).add(told))).toBe(false);
    expect(await emptied(bench)).toEqual(["1"]);
  });

  it("one that was erased still says so", async () => {
    const bench = await benchWithOrders("1");
    await change(bench.database, `UPDATE "order" SET facts = '{}'`);
    bench.clock.now = NOW + 91 * DAY;
    await chore(bench).run(goOn);
    expect(await orders(bench)).toMatchObject([{ compacted_at: null, checkout_token: null }]);
  });

  it("a replay says that nothing is left to send", async () => {
    const bench = await newBench();
    await bench.connect();
    await bench.addOrder("1");
    await bench.route();
    const [claimed] = await bench.claim();
    if (claimed !== undefined) await bench.settle(claimed, { kind: "refused" });
    await change(bench.database, `UPDATE "order" SET facts = '{"user":{}}'`);
    bench.clock.now = NOW + 91 * DAY;
    await chore(bench).run(goOn);
    // Even where its time says that it could be sent.
    await change(bench.database, "UPDATE delivery SET placed_at = @now", { now: bench.clock.now });
    const replay = createReplay(bench.database.ledger, () => bench.clock.now);
    expect(await replay.run({ shop: SHOP })).toMatchObject([
      { verdict: { again: false, reason: "details_removed" } },
    ]);
    expect(await bench.delivery()).toMatchObject({ state: "refused" });
  });
});

describe("the chore", () => {
  /** More than two transactions full. */
  async function manyOrders(): Promise<Bench> {
    const bench = await newBench();
    const ids = Array.from({ length: 250 }, (_, index) => String(index));
    await change(
      bench.database,
      `INSERT INTO "order" (shop, order_id, name, facts, topic, received_at)
       VALUES ${ids.map((id) => `('${SHOP}', '${id}', '#${id}', '{"a":1}', 'orders/paid', ${NOW})`).join(", ")}`,
    );
    bench.clock.now = NOW + 91 * DAY;
    return bench;
  }

  it("lets others write after every hundred orders, and never reads what it has dealt with", async () => {
    const bench = await manyOrders();
    const left: number[] = [];
    const rest = async () => left.push(250 - (await emptied(bench)).length);
    await chore(bench, { rest }).run(goOn);
    expect(left).toEqual([150, 50, 0]);
    await change(bench.database, `UPDATE "order" SET facts = '{"b":2}' WHERE order_id = '7'`);
    await chore(bench).run(goOn);
    expect(await emptied(bench)).not.toContain("7");
  });

  it("goes on where it was stopped, or where it broke", async () => {
    const bench = await manyOrders();
    let stopping = false;
    const rest = () => Promise.resolve((stopping = true));
    await chore(bench, { rest }).run(() => stopping);
    expect(await emptied(bench)).toHaveLength(100);
    const broken = chore(bench, { rest: () => Promise.reject(new Error("the machine stopped")) });
    await expect(broken.run(goOn)).rejects.toThrow("the machine stopped");
    expect(await emptied(bench)).toHaveLength(200);
    await chore(bench).run(goOn);
    expect(await emptied(bench)).toHaveLength(250);
  });

  it("is done by one process at a time", async () => {
    const bench = await manyOrders();
    const other = chore(bench);
    let rests = 0;
    const rest = async () => {
      const before = await emptied(bench);
      await other.run(goOn);
      expect(await emptied(bench)).toEqual(before);
      rests++;
    };
    await chore(bench, { rest }).run(goOn);
    expect(rests).toBe(3);
  });

  it("looks once an hour", async () => {
    const bench = await manyOrders();
    const one = chore(bench);
    bench.clock.now = NOW;
    expect(await one.run(goOn)).toBe(NOW + HOUR);
    bench.clock.now = NOW + HOUR - 1;
    await change(bench.database, `UPDATE "order" SET received_at = 1`);
    expect(await one.run(goOn)).toBe(NOW + HOUR);
    expect(await emptied(bench)).toEqual([]);
    bench.clock.now += 1;
    await one.run(goOn);
    expect(await emptied(bench)).toHaveLength(250);
  });
});
