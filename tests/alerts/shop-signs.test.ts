import { beforeEach, describe, expect, it } from "vitest";
import type { Condition } from "../../app/alerts/condition.ts";
import { createShopSigns, type ReadSigns } from "../../app/alerts/shop-signs.server.ts";
import type { AlertFacts } from "../../app/alerts/condition.ts";
import { alertsWorld, DAY, HOUR, MINUTE, SHOP, START, tokenDies, type AlertsWorld } from "./alerts-world.ts";

let world: AlertsWorld;
let signs: ReadSigns;
let orders = 0;
beforeEach(async () => {
  world = await alertsWorld();
  signs = createShopSigns(world.database.ledger);
});

const order = (placedAt: number) => {
  const id = String(++orders);
  return world.change(
    `INSERT INTO "order" (shop, order_id, name, facts, topic, placed_at, received_at, routed_at)
     VALUES ('${SHOP}', '${id}', '#${id}', '{}', 'orders/paid', ${placedAt}, ${placedAt}, ${placedAt})`,
  );
};
/** Two orders an hour, from one moment to another. */
async function sells(from: number, until: number): Promise<void> {
  for (let at = from; at < until; at += 30 * MINUTE) await order(at);
}
const day = (name: string, startsAt: number, accepted: number, stopped: number) =>
  world.change(
    `INSERT INTO coverage_day (shop, day, starts_at, ends_at, eligible, accepted, waiting, stopped, skipped, counted_at)
     VALUES ('${SHOP}', '${name}', ${startsAt}, ${startsAt + DAY}, ${accepted + stopped}, ${accepted}, 0, ${stopped}, '{}', 1)
     ON CONFLICT (shop, day) DO UPDATE SET accepted = excluded.accepted, stopped = excluded.stopped`,
  );
const refusal = async (at: number) => {
  await order(at);
  await world.change(
    `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, created_at)
     SELECT id, shop, order_id, 'Purchase', order_id, 'CALERTPIXEL', '{}', ${at}, 'pending', ${at} FROM "order" WHERE order_id = '${orders}'`,
  );
  for (const state of ["leased", "refused"])
    await world.change(`UPDATE delivery SET state = '${state}' WHERE order_id = '${orders}'`);
};
const told = async (condition: Condition) => {
  const history = await world.parts.messages.history(SHOP, 50);
  return history
    .filter(({ facts }) => facts.condition === condition)
    .map(({ facts, closedAt }): [AlertFacts, boolean] => [facts, closedAt !== undefined]);
};
const received = () => world.receiver.received.length;

describe("a shop", () => {
  it("with nothing in it shows nothing that is bad", async () => {
    expect(await signs(SHOP, START)).toEqual({
      ...{ deadPixels: [], missedClicks: 0, day: undefined, silence: undefined, refused: 0 },
    });
    await world.pass(DAY, HOUR);
    expect(await world.parts.messages.history(SHOP, 9)).toEqual([]);
  });

  it("that sells every hour and stops is told of once, and once that orders come again", async () => {
    for (const weeks of [1, 2, 3, 4])
      await sells(START - weeks * 7 * DAY - 2 * HOUR, START - weeks * 7 * DAY + 12 * HOUR);
    await order(START);
    await world.pass(5 * HOUR);
    expect(await told("no_orders")).toEqual([]);
    await world.pass(5 * HOUR);
    expect(await told("no_orders")).toEqual([[{ condition: "no_orders", hours: 6, usual: 12 }, false]]);
    await order(world.clock.now);
    await world.pass(2 * HOUR);
    expect(await told("no_orders")).toEqual([[expect.anything(), true]]);
    expect(received()).toBe(2);
  });

  it("that sells three a week is never told of its silence", async () => {
    for (let at = START - 30 * DAY; at < START; at += 56 * HOUR) await order(at);
    await world.pass(20 * DAY, 2 * HOUR);
    expect(await told("no_orders")).toEqual([]);
  });

  it("that sleeps every night is not told of the night", async () => {
    for (let days = 28; days > 0; days--)
      await sells(START - days * DAY - 4 * HOUR, START - days * DAY + 6 * HOUR);
    await sells(START - 4 * HOUR, START + 6 * HOUR);
    await world.pass(20 * HOUR, 15 * MINUTE);
    expect(await told("no_orders")).toEqual([]);
  });

  it("is told of a bad day once it is well over, and that the next one is good", async () => {
    const midnight = Date.UTC(2026, 10, 22, 23);
    await day("2026-11-23", midnight, 40, 60);
    await world.pass(12 * HOUR, 15 * MINUTE);
    expect(await told("coverage_low")).toEqual([]);
    await world.pass(HOUR);
    const facts = { condition: "coverage_low", day: "2026-11-23", accepted: 40, eligible: 100 };
    expect(await told("coverage_low")).toEqual([[facts, false]]);
    await day("2026-11-24", midnight + DAY, 100, 0);
    await world.pass(DAY, 15 * MINUTE);
    expect(await told("coverage_low")).toEqual([[facts, true]]);
    expect(received()).toBe(2);
  });

  it("is told of a bad day that healed", async () => {
    const midnight = Date.UTC(2026, 10, 20, 23);
    await day("2026-11-21", midnight, 0, 50);
    await world.pass(HOUR);
    await day("2026-11-21", midnight, 50, 0);
    await world.pass(HOUR);
    expect(await told("coverage_low")).toEqual([[expect.anything(), true]]);
  });

  it("is told of refusals, and that they stopped a day later", async () => {
    for (let count = 0; count < 6; count++) await refusal(START - HOUR);
    await world.pass(2 * HOUR);
    expect(await told("refusals")).toEqual([[{ condition: "refusals", events: 6 }, false]]);
    await world.pass(26 * HOUR, 15 * MINUTE);
    expect(await told("refusals")).toEqual([[expect.anything(), true]]);
    expect(received()).toBe(2);
  });

  it("is told of clicks that miss the cart, until one reaches it", async () => {
    const checkout = (token: string, carried: string) =>
      world.change(
        `INSERT INTO hint (shop, event_id, event, checkout_token, click_id, carried, received_at)
         VALUES ('${SHOP}', '${token}', 'checkout_started', '${token}', 'E.C.P.1', '${carried}', ${world.clock.now})`,
      );
    await checkout("first", '["cart"]');
    world.clock.now += MINUTE;
    for (const token of ["a", "b", "c"]) await checkout(token, "[]");
    await world.pass(HOUR);
    expect(await told("embed_off")).toEqual([[{ condition: "embed_off", clicks: 3 }, false]]);
    await checkout("last", '["cart"]');
    await world.pass(HOUR);
    expect(await told("embed_off")).toEqual([[expect.anything(), true]]);
    expect(received()).toBe(2);
  });

  it("is told of nothing that was turned off while it was bad", async () => {
    await tokenDies(world);
    await world.pass(HOUR);
    await world.save({ tokenDead: false });
    await world.pass(HOUR);
    expect(await told("token_dead")).toEqual([[expect.anything(), true]]);
    expect(received()).toBe(1);
  });
});
