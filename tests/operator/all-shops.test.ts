import { describe, expect, it } from "vitest";
import { createAllShops } from "../../app/operator/all-shops.server.ts";
import { DAY, MINUTE } from "../../app/platform/clock.ts";
import { newBench, NOW, SHOP } from "../delivery/bench.ts";
import { change } from "../platform/temporary-database.ts";

async function newWorld(shops: readonly string[]) {
  const bench = await newBench();
  const { database, clock } = bench;
  for (const shop of shops)
    await change(database, "INSERT INTO shop (domain, installed_at) VALUES (@shop, 1)", { shop });
  return { bench, allShops: createAllShops(database.ledger, () => clock.now) };
}

describe("the survey of all shops", () => {
  it("reads of each shop what waits in it, and of no shop what is another's", async () => {
    const { bench, allShops } = await newWorld([SHOP, "empty.example"]);
    await bench.connect();
    await bench.addOrder("1");
    await bench.addOrder("2");
    await bench.route();
    bench.clock.now += 20 * MINUTE;
    await bench.addOrder("3");
    const { shops } = await allShops.survey();
    const [empty, full] = [...shops].sort((a, b) => a.pending - b.pending);
    expect(empty).toMatchObject({
      ...{ shop: "empty.example", pixels: 0, pending: 0, waitingOrders: 0, lastOrderAt: null },
      ...{ oldestPendingAt: null, eligible: 0, troubles: [] },
    });
    expect(full).toMatchObject({
      ...{ shop: SHOP, pixels: 1, pausedPixels: 0, pending: 2, waitingOrders: 1 },
      ...{ lastOrderAt: NOW + 20 * MINUTE, oldestPendingAt: NOW, lastAcceptedAt: null },
    });
    expect(full?.troubles).toContain("late");
  });

  it("sums up the coverage of the last seven days", async () => {
    const { bench, allShops } = await newWorld([SHOP]);
    for (const [age, eligible, accepted] of [
      [0, 10, 9],
      [6, 5, 5],
      [7, 100, 0],
    ] as const)
      await change(
        bench.database,
        `INSERT INTO coverage_day (shop, day, starts_at, ends_at, eligible, accepted, waiting, stopped, skipped, counted_at)
         VALUES (@shop, @day, 1, 2, @eligible, @accepted, 0, 0, '{}', 1)`,
        {
          ...{ shop: SHOP, eligible, accepted },
          day: new Date(bench.clock.now - age * DAY).toISOString().slice(0, 10),
        },
      );
    expect((await allShops.survey()).shops).toMatchObject([{ eligible: 15, accepted: 14 }]);
  });

  it("reaches every shop, however many there are, and is read once for a while", async () => {
    const domains = Array.from({ length: 60 }, (_, index) => `shop-${index}.example`);
    const { bench, allShops } = await newWorld(domains);
    const [one, other] = await Promise.all([allShops.survey(), allShops.survey()]);
    expect(other).toBe(one);
    expect(one.shops.map(({ shop }) => shop).sort()).toEqual([...domains].sort());
    await change(bench.database, "DELETE FROM shop WHERE domain = @shop", { shop: domains[0] });
    expect((await allShops.survey()).shops).toHaveLength(60);
    bench.clock.now += MINUTE;
    expect((await allShops.survey()).shops).toHaveLength(59);
  });
});

describe("the signs of life", () => {
  it("are none before anything happened", async () => {
    const { allShops } = await newWorld([]);
    expect(await allShops.pulse()).toEqual({
      ...{ webhookAt: null, attemptAt: null, claimedAt: null, comparedAt: null, leases: [] },
    });
  });

  it("are the last claim, the last comparison and what is held now", async () => {
    const { bench, allShops } = await newWorld([SHOP]);
    const { now } = bench.clock;
    await change(
      bench.database,
      "INSERT INTO lane (shop, pixel_code, kind, served_at) VALUES ('a', 'P', 'live', 5), ('b', 'P', 'live', 9)",
    );
    await change(
      bench.database,
      "INSERT INTO lease (name, holder, ends_at) VALUES ('over', 'x', @now), ('held', 'x', @later)",
      { now, later: now + 1 },
    );
    expect(await allShops.pulse()).toMatchObject({
      claimedAt: 9,
      leases: [{ name: "held", endsAt: now + 1 }],
    });
  });
});
