import { describe, expect, it } from "vitest";
import { LEFT_TO_WEBHOOKS, SWEEP_EVERY, SWEEP_OVERLAP } from "../../app/reconciliation/sweep.server.ts";
import { shopTime } from "../../sandbox/orders/shop-time.ts";
import { change, select } from "../platform/temporary-database.ts";
import { SHOP } from "./admin-world.ts";
import { plainOrder, START } from "./orders.ts";
import { addShop, DAY, MINUTE, sweepWorld, type SweepWorld } from "./sweep-world.ts";

const many = (count: number) => Array.from({ length: count }, (_, index) => plainOrder(index + 1));
const idsOf = (orders: readonly { id: number | string }[]) => orders.map(({ id }) => String(id)).sort();
const asked = ({ questions }: SweepWorld, name: string) => questions.filter((one) => one === name).length;

/** Lets time pass until the shop is due for the first time, and compares it. */
async function first(world: SweepWorld) {
  await world.run();
  await world.next();
}

describe("comparing with Shopify's list", () => {
  it("takes in every order when every webhook was lost", async () => {
    const orders = many(130);
    const world = await sweepWorld(orders);
    await first(world);
    expect(await world.known()).toEqual(idsOf(orders));
    expect(await world.sweepRow()).toMatchObject({ healed: 130, failures: 0, problem: null });
    expect(world.arrivals()).toBeGreaterThan(0);
    const rows = await select<{ topic: string; placed: number; facts: string; routed: number | null }>(
      world.database,
      'SELECT topic, placed_at AS placed, facts, route_at AS routed FROM "order" WHERE order_id = @id',
      { id: "5600000000007" },
    );
    expect(rows).toMatchObject([{ topic: "admin", placed: START + 7 * MINUTE }]);
    expect(rows[0]?.routed).toBeLessThanOrEqual(world.time.now());
    expect(rows[0]?.facts).not.toContain("user_agent");
  });

  it("asks for nothing that is known, and heals nothing then", async () => {
    const orders = many(40);
    const world = await sweepWorld(orders);
    for (const order of orders) await world.tell(order);
    await first(world);
    expect(asked(world, "OrdersList")).toBe(1);
    expect(asked(world, "OrdersById")).toBe(0);
    expect(await world.sweepRow()).toMatchObject({ healed: 0, watermark: START + 40 * MINUTE });
  });

  it("begins some minutes before the newest change it has seen, and reads no further back", async () => {
    const world = await sweepWorld(many(60));
    await first(world);
    const searches: string[] = [];
    const { post } = world;
    world.post = (shop, body) => {
      searches.push((JSON.parse(body) as { variables: { search?: string } }).variables.search ?? "");
      return post(shop, body);
    };
    await world.next();
    const from = new Date(START + 60 * MINUTE - SWEEP_OVERLAP).toISOString().replace(".000", "");
    expect(searches[0]).toContain(`updated_at:>='${from}'`);
  });

  it("leaves an order of the last minutes to its webhook, and finds it when none came", async () => {
    const world = await sweepWorld([]);
    const young = plainOrder(1, times(world.time.now() - LEFT_TO_WEBHOOKS + MINUTE));
    world.orders.put(young);
    await first(world);
    expect(await world.known()).toEqual([]);
    await world.time.advance(2 * MINUTE);
    await world.next();
    expect(await world.known()).toEqual(idsOf([young]));
  });

  it("tells an order that waits what its lost webhook would have told", async () => {
    const world = await sweepWorld([]);
    const browser = { user_agent: "Mozilla/5.0 (X11; Linux x86_64)" };
    const pending = plainOrder(1, { financial_status: "pending", client_details: browser } as object);
    await world.tell(pending);
    await change(world.database, `UPDATE "order" SET waiting_for = 'payment', route_at = @at`, {
      at: world.time.now() + DAY,
    });
    world.orders.put({ ...pending, financial_status: "paid", updated_at: shopTime(START + 9 * MINUTE) });
    await first(world);
    const rows = await select<{ facts: string; waiting: string | null; routeAt: number }>(
      world.database,
      'SELECT facts, waiting_for AS waiting, route_at AS "routeAt" FROM "order"',
    );
    expect(rows).toMatchObject([{ waiting: null, facts: expect.stringContaining('"paid"') as string }]);
    // Shopify's list does not know the browser; the first webhook did.
    expect(rows[0]?.facts).toContain('"user_agent":"Mozilla/5.0');
    expect(rows[0]?.routeAt).toBeLessThanOrEqual(world.time.now());
  });

  it("leaves an order that was decided on as it is", async () => {
    const world = await sweepWorld([]);
    await world.tell(plainOrder(1));
    await change(world.database, `UPDATE "order" SET routed_at = 1, route_at = NULL`);
    world.orders.put(plainOrder(1, { updated_at: shopTime(START + 9 * MINUTE) }));
    await first(world);
    expect(asked(world, "OrdersById")).toBe(0);
  });

  it("leaves orders from before the installation to a backfill, also when they change", async () => {
    const world = await sweepWorld([], { installedAt: START + 5 * MINUTE });
    const changed = shopTime(START + DAY);
    for (const order of many(9)) world.orders.put({ ...order, updated_at: changed });
    await first(world);
    expect(await world.known()).toEqual(idsOf(many(9).slice(4)));
  });

  it("puts what is more than a day old behind what is new", async () => {
    const world = await sweepWorld([]);
    world.orders.put(plainOrder(1));
    world.orders.put(plainOrder(2, times(world.time.now() - 3 * MINUTE)));
    await first(world);
    expect(await select(world.database, `SELECT lane FROM "order" ORDER BY order_id`)).toEqual([
      { lane: "past" },
      { lane: "live" },
    ]);
  });

  it("keeps what Shopify knows of the visits before an order, so that nobody asks again", async () => {
    const world = await sweepWorld([plainOrder(1, { landing_site: "/?ttclid=E.C.P.abc" })]);
    await first(world);
    const [row] = await select<{ journey: string; asked: number | null }>(
      world.database,
      `SELECT journey, journey_asked_at AS asked FROM "order"`,
    );
    expect(JSON.parse(row?.journey ?? "{}")).toMatchObject({ customer: "new" });
    expect(row?.asked).toBe(world.time.now());
  });
});

/** Everything about an order that says when. */
function times(at: number) {
  const when = shopTime(at);
  return { created_at: when, processed_at: when, updated_at: when };
}

describe("when a shop is compared", () => {
  it("has its own place in the round, and comes again every few minutes", async () => {
    const world = await sweepWorld([]);
    for (let number = 0; number < 200; number++)
      await addShop(world.database, `shop-${number}.myshopify.com`);
    const next = await world.run();
    const now = world.time.now();
    const due = await select<{ due: number }>(
      world.database,
      "SELECT due_at AS due FROM sweep ORDER BY due_at",
    );
    expect(due).toHaveLength(201);
    expect(next).toBe(Math.max(due[0]?.due ?? 0, now + 1000));
    const perMinute = [0, 1, 2, 3, 4].map(
      (minute) => due.filter((one) => Math.floor((one.due - now) / MINUTE) === minute).length,
    );
    for (const shops of perMinute) expect(shops).toBeGreaterThan(20);
    expect(perMinute.reduce((sum, shops) => sum + shops, 0)).toBe(201);
  });

  it("comes again after the round", async () => {
    const world = await sweepWorld(many(3));
    await first(world);
    expect((await world.sweepRow()).due).toBe(world.time.now() + SWEEP_EVERY);
    const before = world.questions.length;
    await world.run();
    expect(world.questions).toHaveLength(before);
  });

  it("is at once when somebody asks for it", async () => {
    const world = await sweepWorld(many(3));
    await world.run();
    await world.coverage.sweeps.request(SHOP, world.time.now());
    await world.run();
    expect(await world.known()).toHaveLength(3);
    expect(await world.coverage.coverageOf(SHOP).sweep()).toMatchObject({ healed: 3, problem: undefined });
  });

  it("is never without the app, and after it came back only from then on", async () => {
    const world = await sweepWorld(many(9));
    await world.run();
    await change(world.database, "UPDATE shop SET uninstalled_at = @now", { now: world.time.now() });
    await world.next();
    expect(world.questions).toEqual([]);
    const installedAt = START + 5 * MINUTE;
    await change(world.database, "UPDATE shop SET uninstalled_at = NULL, installed_at = @installedAt", {
      installedAt,
    });
    await world.next();
    expect(await world.known()).toEqual(idsOf(many(9).slice(4)));
  });
});
