import { describe, expect, it } from "vitest";
import { recordsOfShop } from "../../app/shops/shop-records.server.ts";
import { newBench, NOW, SHOP } from "../delivery/bench.ts";
import { change } from "../platform/temporary-database.ts";
import { addOrder, type PlacedDelivery } from "../reconciliation/placed-order.ts";

const OTHER = "other.myshopify.com";

describe("what a page may know", () => {
  it("is of its own shop only", async () => {
    const bench = await newBench();
    for (const shop of [SHOP, OTHER]) {
      await bench.connect({ shop });
      await bench.addOrder("1", shop);
    }
    await bench.addOrder("2", OTHER);
    const shops = { shop: SHOP, other: OTHER };
    await change(
      bench.database,
      "INSERT INTO shop (domain, installed_at) VALUES (@shop, 1), (@other, 1)",
      shops,
    );
    await bench.route();
    const records = recordsOfShop(bench.database, SHOP);
    expect((await records.shop())?.domain).toBe(SHOP);
    expect((await records.pixels())[0]?.shop).toBe(SHOP);
    expect((await records.latestOrders(10)).map(({ orderId }) => orderId)).toEqual(["1"]);
    expect((await records.order("1"))?.shop).toBe(SHOP);
    expect(await records.order("2")).toBeNull();
    expect(await records.counts()).toEqual({
      byState: { pending: 1 },
      waitingOrders: 0,
      unreadableWebhooks: 0,
    });
  });

  it("is nothing of a shop that is not there", async () => {
    const records = recordsOfShop((await newBench()).database, SHOP);
    expect([await records.shop(), await records.pixels(), await records.order("1")]).toEqual([
      null,
      [],
      null,
    ]);
    expect(await records.latestOrders(10)).toEqual([]);
    expect(await records.counts()).toEqual({ byState: {}, waitingOrders: 0, unreadableWebhooks: 0 });
  });

  it("never includes the token, not even sealed", async () => {
    const bench = await newBench();
    await bench.connect();
    const pixel = await recordsOfShop(bench.database, SHOP).pixels();
    expect(pixel).toMatchObject([{ code: expect.any(String) as string }]);
    expect(JSON.stringify(pixel)).not.toMatch(/v1\.|sealed/i);
  });

  it("shows the newest orders first, with every delivery and attempt", async () => {
    const bench = await newBench();
    await bench.connect();
    await bench.addOrder("1");
    bench.clock.now += 1;
    await bench.addOrder("2");
    await bench.route();
    for (const claimed of await bench.claim()) await bench.settle(claimed, { kind: "delivered" });
    const records = recordsOfShop(bench.database, SHOP);
    expect((await records.latestOrders(1)).map(({ orderId }) => orderId)).toEqual(["2"]);
    const [delivery] = (await records.order("1"))?.deliveries ?? [];
    expect(delivery).toMatchObject({ state: "delivered", settledAt: new Date(NOW + 1) });
    expect(delivery?.attemptLog).toMatchObject([
      { outcome: "delivered", code: 0, startedAt: new Date(NOW + 1) },
    ]);
  });
});

describe("the purchases that TikTok accepted", () => {
  it("are told by pixel: the last of each that counts", async () => {
    const { database } = await newBench();
    const delivered = { state: "delivered" };
    const add = (number: number, deliveries: PlacedDelivery[], shop = SHOP) =>
      addOrder(database, { placedAt: number, deliveries, shop }, number);
    await add(1, [
      { ...delivered, settledAt: 1 },
      { ...delivered, settledAt: 5 },
    ]);
    await add(2, [{ ...delivered, settledAt: 2 }]);
    await add(3, [{ state: "refused", settledAt: 6 }]);
    await add(4, [{ ...delivered, testEventCode: "TEST1", settledAt: 7 }]);
    await add(5, [{ ...delivered, settledAt: 8 }], OTHER);
    const accepted = await recordsOfShop(database, SHOP).acceptedPurchases();
    expect([...accepted].toSorted()).toEqual([
      ["PIXEL0", 2],
      ["PIXEL1", 5],
    ]);
  });
});
