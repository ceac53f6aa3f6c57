import { describe, expect, it } from "vitest";
import { shopTime } from "../../sandbox/orders/shop-time.ts";
import { select } from "../platform/temporary-database.ts";
import { SHOP } from "./admin-world.ts";
import { plainOrder, START } from "./orders.ts";
import { DAY, MINUTE, sweepWorld, type SweepWorld } from "./sweep-world.ts";

const many = (count: number) => Array.from({ length: count }, (_, index) => plainOrder(index + 1));
const counts = ({ questions }: SweepWorld) => questions.filter((name) => name === "OrdersCount").length;
const HOUR = 60 * MINUTE;

async function compared(world: SweepWorld) {
  await world.run();
  await world.next();
}

/** What was heard of Shopify, by day. */
const heard = ({ database }: SweepWorld) =>
  select<{ day: string; inShopify: number }>(
    database,
    `SELECT day, in_shopify AS "inShopify" FROM coverage_day WHERE in_shopify IS NOT NULL ORDER BY day`,
  );

describe("Shopify's own count of a day", () => {
  it("is asked for from the day of the installation on, and kept", async () => {
    const world = await sweepWorld(many(7));
    await compared(world);
    expect(await heard(world)).toEqual([
      { day: "2026-11-19", inShopify: 0 },
      { day: "2026-11-20", inShopify: 7 },
      { day: "2026-11-21", inShopify: 0 },
      { day: "2026-11-22", inShopify: 0 },
      { day: "2026-11-23", inShopify: 0 },
    ]);
    expect(counts(world)).toBe(5);
  });

  it("is believed for an hour for young days, and for six for older ones", async () => {
    const world = await sweepWorld(many(7));
    await compared(world);
    await world.time.advance(HOUR - MINUTE);
    await world.next();
    expect(counts(world)).toBe(5);
    await world.time.advance(2 * MINUTE);
    await world.next();
    expect(counts(world)).toBe(7);
    await world.time.advance(5 * HOUR);
    await world.next();
    expect(counts(world)).toBe(12);
  });

  it("leaves out what was placed before the installation", async () => {
    const world = await sweepWorld([], { installedAt: START + 5 * MINUTE });
    for (const order of many(9)) world.orders.put(order);
    await compared(world);
    expect((await heard(world))[0]).toEqual({ day: "2026-11-20", inShopify: 5 });
    expect(await world.known()).toHaveLength(5);
  });

  it("finds an order that the list of changes never showed", async () => {
    const world = await sweepWorld(many(7));
    await compared(world);
    // Placed before the newest change that was seen, and not in any list until now.
    const late = shopTime(START - 2 * HOUR);
    world.orders.put(plainOrder(50, { created_at: late, processed_at: late, updated_at: late }));
    await world.time.advance(7 * HOUR);
    await world.next();
    expect(await world.known()).toContain("5600000000050");
    expect(await world.sweepRow()).toMatchObject({ healed: 8, watermark: START + 7 * MINUTE });
  });

  it("goes by the shop's own days", async () => {
    // In Sydney the first of these orders is of another day than the last.
    const world = await sweepWorld([], { timezone: "Australia/Sydney" });
    for (const hour of [0, 1, 2])
      world.orders.put(plainOrder(hour + 1, { processed_at: shopTime(Date.UTC(2026, 10, 20, 12 + hour)) }));
    await compared(world);
    expect((await heard(world)).filter(({ inShopify }) => inShopify > 0)).toEqual([
      { day: "2026-11-20", inShopify: 1 },
      { day: "2026-11-21", inShopify: 2 },
    ]);
  });

  it("lists an order that cannot be read as missing, until it can", async () => {
    const world = await sweepWorld(many(3));
    const { post } = world;
    world.post = async (shop, body) => {
      const answer = await post(shop, body);
      if (typeof answer === "string" || !body.includes("OrdersById")) return answer;
      return { ...answer, body: answer.body.replace('"name":"#1002"', '"name":7') };
    };
    await compared(world);
    const records = world.coverage.coverageOf(SHOP);
    expect(await records.gapOf("2026-11-20", { skipped: false, limit: 10 })).toMatchObject({
      orders: [
        { orderId: "5600000000002", name: undefined, class: { kind: "missing", why: "name: invalid_type" } },
        { class: { kind: "waiting" } },
        { class: { kind: "waiting" } },
      ],
    });
    const day = (await records.days(5)).find((one) => one.day === "2026-11-20");
    expect(day).toMatchObject({ eligible: 3, waiting: 2, missing: 1, inShopify: 3 });
    world.post = post;
    await world.time.advance(DAY);
    await world.next();
    expect((await records.days(5)).find((one) => one.day === "2026-11-20")).toMatchObject({
      ...{ eligible: 3, waiting: 3, missing: 0 },
    });
  });

  it("is not asked for while Shopify's list cannot be read, and our own side is counted all the same", async () => {
    const world = await sweepWorld(many(3));
    world.token = undefined;
    await compared(world);
    expect(counts(world)).toBe(0);
    expect(await world.coverage.coverageOf(SHOP).days(28)).toHaveLength(28);
  });
});
