import { describe, expect, it } from "vitest";
import { reachedWithin, sumOfFigures } from "../../app/reconciliation/figures.ts";
import { USER_FIELDS } from "../../app/tiktok/user-fields.ts";
import { change, select } from "../platform/temporary-database.ts";
import { SHOP } from "./admin-world.ts";
import { addOrder, type PlacedDelivery, type PlacedOrder } from "./placed-order.ts";
import { DAY, MINUTE, sweepWorld } from "./sweep-world.ts";

const HOUR = 3_600_000;

/** A shop whose orders were placed an hour ago, and what is read of its last days. */
async function figuresOf(orders: readonly Partial<PlacedOrder>[]) {
  const world = await sweepWorld([]);
  const placedAt = world.time.now() - HOUR;
  for (const [index, order] of orders.entries())
    await addOrder(world.database, { placedAt, ...order }, index + 1);
  return { world, placedAt, today: await world.coverage.coverageOf(SHOP).today() };
}

const event = (value: number | undefined, currency: string | undefined, user: object = {}) => ({
  event: "Purchase",
  user,
  properties: { value, currency },
});
const delivered = (of: object, more: Partial<PlacedDelivery> = {}) => ({
  deliveries: [{ state: "delivered", event: of, ...more }],
});

describe("a day's figures", () => {
  it("are the purchases that TikTok accepted, and their values by currency", async () => {
    const { today } = await figuresOf([
      delivered(event(10.5, "EUR")),
      delivered(event(0, "EUR")),
      delivered(event(1200, "JPY")),
      delivered(event(undefined, undefined)),
      delivered(event(99, "EUR"), { testEventCode: "TEST1" }),
      delivered(event(99, "EUR"), { state: "refused" }),
      { routed: false },
    ]);
    expect(today.figures).toMatchObject({ purchases: 4, values: { EUR: 10.5, JPY: 1200 } });
  });

  it("count an order for several pixels once, and one of which nothing is kept not at all", async () => {
    const twice = delivered(event(5, "EUR")).deliveries;
    const { today } = await figuresOf([{ deliveries: [...twice, ...twice] }, delivered({})]);
    expect(today.figures).toMatchObject({ purchases: 1, values: { EUR: 5 } });
    expect(today.accepted).toBe(2);
  });

  it("tell how many were sent with each match key", async () => {
    const every = Object.fromEntries(USER_FIELDS.map((field) => [field, "x"]));
    const { today } = await figuresOf([
      delivered(event(1, "EUR", every)),
      delivered(event(1, "EUR", { ttclid: "E.C.P.1", email: "x" })),
    ]);
    const { ttclid, email, ...others } = today.figures?.fields ?? {};
    expect([ttclid, email]).toEqual([2, 2]);
    expect(Object.values(others)).toEqual(USER_FIELDS.slice(2).map(() => 1));
  });

  it("tell how long orders took from their arrival, in two digits that count", async () => {
    const took =
      (ms: number, more: Partial<PlacedOrder> = {}) =>
      (placedAt: number) => ({
        ...delivered(event(1, "EUR"), { settledAt: placedAt + ms }),
        ...more,
      });
    const world = await figuresOf([]);
    const orders = [
      ...[7, 123, 128, 4567, 61_999, 7_654_321].map((ms) => took(ms)),
      // Of the past, of a clock that went back, and of an order that waited for its payment.
      took(5, { lane: "past" }),
      took(-3),
    ].map((make) => make(world.placedAt));
    const late = { createdAt: world.placedAt + 2 * HOUR, settledAt: world.placedAt + 2 * HOUR + 5 };
    for (const [index, order] of [...orders, delivered(event(1, "EUR"), late)].entries())
      await addOrder(world.world.database, { placedAt: world.placedAt, ...order }, index + 1);
    const { figures } = await world.world.coverage.coverageOf(SHOP).today();
    expect(figures?.latency).toEqual({ 0: 1, 7: 1, 120: 2, 4500: 1, 61000: 1, 7600000: 1 });
    expect(figures?.purchases).toBe(9);
  });

  it("are kept with the day, and counted once where it was counted before there were any", async () => {
    const { world } = await figuresOf([delivered(event(2.5, "EUR"))]);
    const { book, coverageOf } = world.coverage;
    await book.recount(SHOP);
    await world.time.advance(DAY + 2 * MINUTE);
    await book.recount(SHOP);
    const [, yesterday] = await coverageOf(SHOP).days(2);
    expect(yesterday?.figures).toMatchObject({ purchases: 1, values: { EUR: 2.5 } });
    await change(world.database, "UPDATE coverage_day SET figures = NULL");
    expect((await coverageOf(SHOP).days(2))[1]?.figures).toBeUndefined();
    expect(await book.recount(SHOP)).toHaveLength(28);
    expect(await book.recount(SHOP)).toEqual([]);
  });
});

describe("counting a large day", () => {
  it("is not done while a page waits: what was counted last is told", async () => {
    const { world } = await figuresOf([delivered(event(1, "EUR"))]);
    await world.coverage.book.recount(SHOP);
    const seen = async () => (await world.coverage.coverageOf(SHOP).today()).accepted;
    await change(world.database, "UPDATE coverage_day SET accepted = 1000");
    expect(await seen()).toBe(1);
    await change(world.database, "UPDATE coverage_day SET accepted = 1001");
    expect(await seen()).toBe(1001);
  });

  it("is done the more seldom the larger it is, once it is older and only waits for a person", async () => {
    const { world } = await figuresOf([{ deliveries: [{ state: "held" }] }]);
    const { book } = world.coverage;
    const [today] = await book.recount(SHOP);
    await world.time.advance(2 * DAY);
    await book.recount(SHOP);
    const isCounted = async (accepted: number, later: number) => {
      await change(world.database, "UPDATE coverage_day SET accepted = @accepted, counted_at = @at", {
        ...{ accepted, at: world.time.now() - later },
      });
      return (await book.recount(SHOP)).includes(today ?? "");
    };
    expect(await isCounted(10, 5 * MINUTE)).toBe(true);
    expect(await isCounted(100_000, 2 * HOUR)).toBe(false);
    expect(await isCounted(100_000, 6 * HOUR)).toBe(true);
    const rows = await select<{ days: number }>(world.database, "SELECT count(*) AS days FROM coverage_day");
    expect(rows[0]?.days).toBe(30);
  });
});

describe("several days' figures", () => {
  it("add up", () => {
    const one = {
      purchases: 2,
      values: { EUR: 10, USD: 1 },
      fields: { email: 2 },
      latency: { 100: 1, 200: 1 },
    };
    const two = { purchases: 1, values: { EUR: 5 }, fields: { email: 1, ip: 1 }, latency: { 200: 1 } };
    expect(sumOfFigures([one, two])).toEqual({
      ...{ purchases: 3, values: { EUR: 15, USD: 1 } },
      ...{ fields: { email: 3, ip: 1 }, latency: { 100: 1, 200: 2 } },
    });
  });

  it("say within which time a share of the purchases reached TikTok", () => {
    const latency = { 100: 10, 250: 5, 9000: 4, 60000: 1 };
    expect(reachedWithin({ latency }, 0.5)).toBe(100);
    expect(reachedWithin({ latency }, 0.51)).toBe(250);
    expect(reachedWithin({ latency }, 0.95)).toBe(9000);
    expect(reachedWithin({ latency }, 1)).toBe(60000);
    expect(reachedWithin({ latency: {} }, 0.5)).toBeUndefined();
  });
});
