import { expect, it } from "vitest";
import { newBench, type Bench } from "../delivery/bench.ts";

const shops = Array.from({ length: 12 }, (_, index) => `shop-${index}.myshopify.com`);

/** A bench with an order of every shop, due now, and none connected. */
async function benchWithOrders(): Promise<Bench> {
  const bench = await newBench();
  for (const shop of shops) await bench.addOrder("1", shop);
  return bench;
}

it("connecting while orders are routed leaves none of them behind", async () => {
  const bench = await benchWithOrders();
  await Promise.all([bench.route(), ...shops.map((shop) => bench.connect({ shop })), bench.route()]);
  await bench.route();
  const routed = (await bench.deliveries()).map(({ shop, state }) => `${shop} ${state}`);
  expect(routed.sort()).toEqual(shops.map((shop) => `${shop} pending`).sort());
});

it("disconnecting while orders are routed leaves nothing to be sent", async () => {
  const bench = await benchWithOrders();
  for (const shop of shops) await bench.connect({ shop });
  await Promise.all([
    bench.route(),
    ...shops.map((shop) => bench.connections.disconnect(shop)),
    bench.route(),
  ]);
  expect((await bench.deliveries()).filter(({ state }) => state !== "paused")).toEqual([]);
});
