import { describe, expect, it } from "vitest";
import { createRedaction } from "../../app/privacy/redaction.server.ts";
import type { DeliveryState } from "../../app/delivery/states.ts";
import { newBench, NOW, SHOP, type Bench } from "../delivery/bench.ts";

function benchWithOrders(...ids: string[]): Bench {
  const bench = newBench();
  bench.connect();
  for (const id of ids) bench.addOrder(id);
  bench.route();
  return bench;
}

const redact = (bench: Bench, ...ids: string[]) => {
  createRedaction(bench.sqlite).redactCustomer(SHOP, ids, NOW + 1);
};

describe("forgetting a customer", () => {
  it.each<[DeliveryState, string, DeliveryState]>([
    ["pending", "", "skipped"],
    ["paused", "", "skipped"],
    ["held", "", "skipped"],
    ["leased", "", "skipped"],
    ["delivered", "leased", "delivered"],
    ["expired", "", "expired"],
    ["skipped", "", "skipped"],
  ])("makes a delivery that is %s%s %s, its event empty", (state, before, after) => {
    const bench = benchWithOrders("1");
    for (const step of [before, state])
      if (step !== "" && step !== "pending") bench.sqlite.exec(`UPDATE delivery SET state = '${step}'`);
    redact(bench, "1");
    expect(bench.delivery()).toMatchObject({ state: after, event: "{}" });
    expect(bench.claim()).toEqual([]);
  });

  it("does not let an attempt that is under way write anything afterwards", () => {
    const bench = benchWithOrders("1");
    const [claimed] = bench.claim();
    if (claimed === undefined) throw new Error("nothing was due");
    redact(bench, "1");
    expect(bench.settle(claimed, { kind: "retry", fate: "unknown" })).toBe(false);
    expect(bench.delivery().state).toBe("skipped");
  });

  it("concerns the orders that are named, of this shop", () => {
    const bench = benchWithOrders("1", "2");
    bench.addOrder("1", "other.myshopify.com");
    redact(bench, "1", "no-such-order");
    expect(bench.deliveries().map(({ state }) => state)).toEqual(["skipped", "pending"]);
    expect(bench.sqlite.prepare(`SELECT count(*) AS n FROM "order" WHERE routed_at IS NULL`).get()).toEqual({
      n: 1,
    });
  });

  it("may be asked twice, or for nothing", () => {
    const bench = benchWithOrders("1");
    redact(bench);
    expect(bench.delivery().state).toBe("pending");
    redact(bench, "1");
    redact(bench, "1");
    expect(bench.delivery().state).toBe("skipped");
  });
});

it("forgets a shop with its deliveries and their attempts", () => {
  const bench = benchWithOrders("1", "2");
  for (const claimed of bench.claim()) bench.settle(claimed, { kind: "delivered" });
  createRedaction(bench.sqlite).redactShop(SHOP);
  for (const table of ["order", "delivery", "attempt", "pixel", "session", "shop"])
    expect(bench.sqlite.prepare(`SELECT count(*) AS n FROM "${table}"`).get()).toEqual({ n: 0 });
});
