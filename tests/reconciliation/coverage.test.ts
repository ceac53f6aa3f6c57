import { describe, expect, it } from "vitest";
import { STATES } from "../../app/delivery/states.ts";
import { coverageOf, sumOf } from "../../app/reconciliation/coverage.ts";
import { change, select } from "../platform/temporary-database.ts";
import { SHOP } from "./admin-world.ts";
import { addOrder, type PlacedOrder } from "./placed-order.ts";
import { DAY, MINUTE, sweepWorld, type SweepWorld } from "./sweep-world.ts";

const HOUR = 3_600_000;

/** A shop with these orders, placed this morning unless they say otherwise. */
async function covered(orders: readonly Partial<PlacedOrder>[], timezone = "UTC") {
  const world = await sweepWorld([], { timezone });
  const now = world.time.now();
  for (const [index, order] of orders.entries())
    await addOrder(world.database, { placedAt: now - HOUR, ...order }, index + 1);
  return { world, records: world.coverage.coverageOf(SHOP), now };
}

const delivered = { deliveries: [{ state: "delivered" }] };
const classOfDay = async (order: Partial<PlacedOrder>) => {
  const { records, now } = await covered([order]);
  const day = new Date(now).toISOString().slice(0, 10);
  const gap = await records.gapOf(day, { skipped: true, limit: 10 });
  const today = await records.today();
  // The list of the gap and the numbers are two ways to say the same.
  expect(today.accepted).toBe(gap.orders.length === 0 ? 1 : 0);
  return gap.orders[0]?.class ?? { kind: "accepted" };
};

describe("an order's class", () => {
  it("is accepted when TikTok took it, and nothing else is", async () => {
    const classes = [];
    for (const state of STATES) classes.push([state, (await classOfDay({ deliveries: [{ state }] })).kind]);
    expect(Object.fromEntries(classes)).toEqual({
      ...{ pending: "waiting", leased: "waiting", retrying: "waiting", delivered: "accepted" },
      ...{ paused: "stopped", held: "stopped", refused: "stopped", expired: "stopped", skipped: "skipped" },
    });
  });

  it("says why it waits", async () => {
    expect(await classOfDay({ routed: false, routeAt: 1 })).toEqual({ kind: "waiting", why: "routing" });
    expect(await classOfDay({ routed: false })).toEqual({ kind: "waiting", why: "no_pixel" });
    expect(await classOfDay({ routed: false, routeAt: 1, waitingFor: "payment" })).toEqual({
      ...{ kind: "waiting", why: "payment" },
    });
    expect(await classOfDay({ deliveries: [{ state: "retrying" }] })).toEqual({
      ...{ kind: "waiting", why: "trying_again" },
    });
  });

  it("says why it is not sent", async () => {
    expect(await classOfDay({ deliveries: [{ state: "skipped", reason: "too_old" }] })).toEqual({
      ...{ kind: "skipped", reason: "too_old" },
    });
    expect(await classOfDay({ deliveries: [{ state: "held", reason: "answer_unclear" }] })).toEqual({
      ...{ kind: "stopped", why: "held", reason: "answer_unclear" },
    });
    expect(await classOfDay({ deliveries: [] })).toEqual({ kind: "skipped", reason: "redacted" });
  });

  it("is not accepted when TikTok only showed it as a test", async () => {
    const deliveries = [{ state: "delivered", testEventCode: "TEST1" }];
    expect(await classOfDay({ deliveries })).toEqual({
      kind: "stopped",
      why: "test_mode",
      reason: undefined,
    });
    expect(await classOfDay({ deliveries, test: true })).toEqual({ kind: "skipped", reason: "test_order" });
  });

  it("is the worst one of its pixels'", async () => {
    const order = (...states: string[]) => ({ deliveries: states.map((state) => ({ state })) });
    expect((await classOfDay(order("delivered", "held"))).kind).toBe("stopped");
    expect((await classOfDay(order("delivered", "pending"))).kind).toBe("waiting");
    expect((await classOfDay(order("pending", "refused"))).kind).toBe("stopped");
    expect((await classOfDay(order("skipped", "delivered"))).kind).toBe("accepted");
    expect((await classOfDay(order("skipped", "skipped"))).kind).toBe("skipped");
  });
});

describe("a day's coverage", () => {
  it("is how many of the eligible orders TikTok accepted", async () => {
    const { records } = await covered([
      ...[delivered, delivered, { deliveries: [{ state: "held" }] }, { routed: false }],
      ...["too_old", "no_click_id", "too_old"].map((reason) => ({
        deliveries: [{ state: "skipped", reason }],
      })),
    ]);
    expect(await records.today()).toMatchObject({
      ...{ eligible: 4, accepted: 2, waiting: 1, stopped: 1, missing: 0 },
      skipped: { too_old: 2, no_click_id: 1 },
    });
  });

  it("begins and ends with the shop's own day, also when it has 25 hours", async () => {
    // In New York the clocks go back on the first of November 2026.
    const world = await sweepWorld([], { timezone: "America/New_York" });
    const now = Date.UTC(2026, 10, 2, 12);
    await world.time.advanceTo(now);
    const places = [
      ...[Date.UTC(2026, 10, 1, 3, 59, 59, 999), Date.UTC(2026, 10, 1, 4), Date.UTC(2026, 10, 1, 5, 30)],
      ...[Date.UTC(2026, 10, 1, 6, 30), Date.UTC(2026, 10, 2, 4, 59, 59, 999), Date.UTC(2026, 10, 2, 5)],
    ];
    await withClock(world, now, async (records, recount) => {
      for (const [index, placedAt] of places.entries())
        await addOrder(world.database, { placedAt, ...delivered }, index + 1);
      await recount();
      const days = await records.days(3);
      expect(days.map(({ day, accepted }) => [day, accepted])).toEqual([
        ["2026-11-02", 1],
        ["2026-11-01", 4],
        ["2026-10-31", 1],
      ]);
      expect((days[1]?.endsAt ?? 0) - (days[1]?.startsAt ?? 0)).toBe(25 * HOUR);
    });
  });

  it("never mixes shops", async () => {
    const { world, records, now } = await covered([delivered]);
    await addOrder(world.database, { shop: "other.myshopify.com", placedAt: now - HOUR, ...delivered }, 9);
    expect((await records.today()).accepted).toBe(1);
    expect((await world.coverage.coverageOf("other.myshopify.com").today()).accepted).toBe(1);
  });
});

/** Coverage as another machine would see it at that moment. */
async function withClock(
  world: SweepWorld,
  now: number,
  test: (
    records: ReturnType<SweepWorld["coverage"]["coverageOf"]>,
    recount: () => Promise<string[]>,
  ) => Promise<void>,
) {
  const { composeCoverage } = await import("../../app/composition/reconciliation.server.ts");
  const coverage = composeCoverage(world.database.ledger, () => now);
  await test(coverage.coverageOf(SHOP), () => coverage.book.recount(SHOP));
}

describe("the gap of a day", () => {
  it("lists every order that is not accepted, oldest first, and the skipped ones when asked", async () => {
    const { records, now } = await covered([
      { ...delivered },
      { deliveries: [{ state: "refused", reason: "refused_by_tiktok" }] },
      { deliveries: [{ state: "skipped", reason: "too_old" }], placedAt: Date.UTC(2026, 10, 23, 1) },
      { routed: false, placedAt: Date.UTC(2026, 10, 23, 2) },
    ]);
    const day = new Date(now).toISOString().slice(0, 10);
    const gap = await records.gapOf(day, { skipped: false, limit: 10 });
    expect(gap).toEqual({
      more: false,
      orders: [
        {
          orderId: "4",
          name: "#4",
          placedAt: Date.UTC(2026, 10, 23, 2),
          class: { kind: "waiting", why: "no_pixel" },
        },
        {
          ...{ orderId: "2", name: "#2", placedAt: now - HOUR },
          class: { kind: "stopped", why: "refused", reason: "refused_by_tiktok" },
        },
      ],
    });
    const all = await records.gapOf(day, { skipped: true, limit: 10 });
    expect(all.orders.map(({ orderId }) => orderId)).toEqual(["3", "4", "2"]);
    expect(await records.gapOf(day, { skipped: true, limit: 2 })).toMatchObject({
      ...{ more: true, orders: [{ orderId: "3" }, { orderId: "4" }] },
    });
    expect(await records.gapOf("no day", { skipped: true, limit: 2 })).toEqual({ orders: [], more: false });
  });
});

describe("counting again", () => {
  const rowsOf = ({ database }: SweepWorld) =>
    select<{ day: string; accepted: number }>(
      database,
      "SELECT day, accepted FROM coverage_day ORDER BY day DESC",
    );

  it("keeps 28 days, and then counts only what may have changed", async () => {
    const { world, now } = await covered([delivered]);
    expect(await world.coverage.book.recount(SHOP)).toHaveLength(28);
    expect(await rowsOf(world)).toHaveLength(28);
    await world.time.advance(2 * MINUTE);
    expect(await world.coverage.book.recount(SHOP)).toEqual([]);
    // A backfill brings an order of an older day.
    await addOrder(
      world.database,
      { placedAt: now - 40 * DAY, receivedAt: world.time.now(), deliveries: [{ state: "pending" }] },
      50,
    );
    await world.time.advance(2 * MINUTE);
    expect(await world.coverage.book.recount(SHOP)).toEqual(["2026-10-14"]);
    // It waits there, so that day is counted until it waits no longer.
    await world.time.advance(20 * MINUTE);
    await change(world.database, "UPDATE delivery SET state = 'leased' WHERE state = 'pending'");
    await change(world.database, "UPDATE delivery SET state = 'delivered' WHERE state = 'leased'");
    expect(await world.coverage.book.recount(SHOP)).toContain("2026-10-14");
    await world.time.advance(20 * MINUTE);
    expect(await world.coverage.book.recount(SHOP)).not.toContain("2026-10-14");
    expect((await rowsOf(world)).find(({ day }) => day === "2026-10-14")?.accepted).toBe(1);
  });

  it("follows a shop that moves to another time zone", async () => {
    const { world } = await covered([delivered]);
    await world.coverage.book.recount(SHOP);
    await change(world.database, "UPDATE shop SET timezone = 'Asia/Tokyo'");
    expect((await world.coverage.book.recount(SHOP)).length).toBeGreaterThan(25);
  });

  it("counts the same as adding up every order", async () => {
    const { world, records, now } = await covered([]);
    for (let number = 1; number <= 40; number++) {
      const state = STATES[number % STATES.length] ?? "pending";
      const placedAt = now - number * 7 * HOUR;
      await addOrder(world.database, { placedAt, deliveries: [{ state, reason: "x" }] }, number);
    }
    await world.coverage.book.recount(SHOP);
    const sum = sumOf(await records.days(28));
    expect(sum).toEqual(
      coverageOf(
        Array.from({ length: 40 }, (_, index) => {
          const state = STATES[(index + 1) % STATES.length] ?? "pending";
          if (state === "delivered") return { class: { kind: "accepted" }, orders: 1 };
          if (state === "skipped") return { class: { kind: "skipped", reason: "x" }, orders: 1 };
          const waits = ["pending", "leased", "retrying"].includes(state);
          return waits
            ? { class: { kind: "waiting", why: "sending" }, orders: 1 }
            : { class: { kind: "stopped", why: "held", reason: undefined }, orders: 1 };
        }),
      ),
    );
  });
});
