import { describe, expect, it } from "vitest";
import { createRedaction } from "../../app/privacy/redaction.server.ts";
import type { DeliveryState } from "../../app/delivery/states.ts";
import { newBench, NOW, SHOP, type Bench } from "../delivery/bench.ts";
import { change, select } from "../platform/temporary-database.ts";

async function benchWithOrders(...ids: string[]): Promise<Bench> {
  const bench = await newBench();
  await bench.connect();
  for (const id of ids) await bench.addOrder(id);
  await bench.route();
  return bench;
}

const redact = ({ database: { ledger } }: Bench, ...ids: string[]) =>
  ledger.write(() => createRedaction(ledger).redactCustomer(SHOP, ids, NOW + 1));

describe("forgetting a customer", () => {
  it.each<[DeliveryState, string, DeliveryState]>([
    ["pending", "", "skipped"],
    ["paused", "", "skipped"],
    ["held", "", "skipped"],
    ["leased", "", "skipped"],
    ["delivered", "leased", "delivered"],
    ["expired", "", "expired"],
    ["skipped", "", "skipped"],
  ])("makes a delivery that is %s%s %s, its event empty", async (state, before, after) => {
    const bench = await benchWithOrders("1");
    for (const step of [before, state])
      if (step !== "" && step !== "pending")
        await change(bench.database, `UPDATE delivery SET state = '${step}'`);
    await redact(bench, "1");
    expect(await bench.delivery()).toMatchObject({ state: after, event: "{}" });
    expect(await bench.claim()).toEqual([]);
  });

  it("does not let an attempt that is under way write anything afterwards", async () => {
    const bench = await benchWithOrders("1");
    const [claimed] = await bench.claim();
    if (claimed === undefined) throw new Error("nothing was due");
    await redact(bench, "1");
    expect(await bench.settle(claimed, { kind: "retry", fate: "unknown" })).toBe(false);
    expect((await bench.delivery()).state).toBe("skipped");
  });

  it("concerns the orders that are named, of this shop", async () => {
    const bench = await benchWithOrders("1", "2");
    await bench.addOrder("1", "other.myshopify.com");
    await redact(bench, "1", "no-such-order");
    expect((await bench.deliveries()).map(({ state }) => state)).toEqual(["skipped", "pending"]);
    expect(await select(bench.database, `SELECT order_id FROM "order" WHERE routed_at IS NULL`)).toHaveLength(
      1,
    );
  });

  it("may be asked twice, or for nothing", async () => {
    const bench = await benchWithOrders("1");
    await redact(bench);
    expect((await bench.delivery()).state).toBe("pending");
    await redact(bench, "1");
    await redact(bench, "1");
    expect((await bench.delivery()).state).toBe("skipped");
  });
});

it("forgets a shop with its deliveries and their attempts", async () => {
  const bench = await benchWithOrders("1", "2");
  for (const claimed of await bench.claim()) await bench.settle(claimed, { kind: "delivered" });
  const { ledger } = bench.database;
  await ledger.write(() => createRedaction(ledger).redactShop({ shop: SHOP, at: NOW, triggeredAt: NOW }));
  for (const table of ["order", "delivery", "attempt", "pixel", "session", "shop"])
    expect(await select(bench.database, `SELECT 1 FROM "${table}"`)).toEqual([]);
});
