import fc from "fast-check";
import { parse } from "graphql";
import { describe, expect, it } from "vitest";
import { requestedPoints } from "../../sandbox/shopify/graphql/cost.ts";
import { shopTime } from "../../sandbox/orders/shop-time.ts";
import { ORDERS_LIST, ORDERS_PAGE } from "../../app/reconciliation/orders-query.ts";
import { adminWorld, all, SHOP, stepsOf, type AdminWorld } from "./admin-world.ts";
import { plainOrder, START } from "./orders.ts";
import { z } from "zod";

const MINUTE = 60_000;
const question = { document: "{ shop { url } }", points: 1, schema: z.unknown(), repeatable: true };
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 60);

/** Something that happens to order `number` while page `page` is being read. */
interface Event {
  page: number;
  kind: "changed" | "placed";
  number: number;
}

const shops = fc.record({
  orders: fc.integer({ min: 0, max: 60 }),
  /** Several orders of one second: places in the list are told apart by id. */
  perSecond: fc.constantFrom(1, 7, 60),
  largest: fc.constantFrom(1, 3, 10, 250),
  events: fc.array(
    fc.record({
      page: fc.nat(12),
      kind: fc.constantFrom<Event["kind"]>("changed", "placed"),
      number: fc.integer({ min: 1, max: 60 }),
    }),
    { maxLength: 30 },
  ),
});

/** A world whose pages are at most `largest` long, and where things happen after each. */
async function restless({
  orders,
  perSecond,
  largest,
  events,
}: {
  orders: number;
  perSecond: number;
  largest: number;
  events: Event[];
}) {
  const at = (number: number) => shopTime(START + Math.floor(number / perSecond) * MINUTE);
  const placed = Array.from({ length: orders }, (_, index) =>
    plainOrder(index + 1, { updated_at: at(index + 1) }),
  );
  const world = adminWorld(placed);
  // Pages go by what is restored; one question makes the plan known.
  world.shop.state.bucket.limits.restoreRate = largest;
  await world.client.ask(SHOP, question);
  let [page, last] = [0, orders];
  const { post } = world;
  world.post = async (shop, body) => {
    const answer = await post(shop, body);
    for (const event of events.filter((one) => one.page === page)) {
      if (event.kind === "placed") {
        last += 1;
        world.orders.put(plainOrder(last, { updated_at: shopTime(world.time.now()) }));
        continue;
      }
      const found = world.orders.find(`gid://shopify/Order/${5_600_000_000_000 + event.number}`);
      if (found !== undefined) world.orders.put({ ...found, updated_at: shopTime(world.time.now()) });
    }
    page += 1;
    await world.time.advance(1000);
    return answer;
  };
  return { world, placed, pages: () => page };
}

const idsOf = (orders: readonly { id: string }[]) => orders.map(({ id }) => id);

describe("a walk through the list", () => {
  it("misses no order, whatever changes between its pages", async () => {
    let most = 0;
    await fc.assert(
      fc.asyncProperty(shops, async (given) => {
        const { world, placed, pages } = await restless(given);
        const seen = new Set(idsOf(await all(world.reader.list(SHOP, { by: "updated_at", from: 0 }))));
        expect(placed.filter(({ id }) => !seen.has(String(id)))).toEqual([]);
        most = Math.max(most, pages());
      }),
      { numRuns },
    );
    // In a list of one page nothing could be missed.
    expect(most).toBeGreaterThan(10);
  });

  it("leaves an order that has moved beyond its end to the walk after it, and loses none between the two", async () => {
    await fc.assert(
      fc.asyncProperty(shops, async (given) => {
        const { world, placed } = await restless(given);
        const until = world.time.now() - 1;
        const first = idsOf(await all(world.reader.list(SHOP, { by: "updated_at", from: 0, until })));
        const second = idsOf(await all(world.reader.list(SHOP, { by: "updated_at", from: until })));
        const seen = new Set([...first, ...second]);
        expect(placed.filter(({ id }) => !seen.has(String(id)))).toEqual([]);
      }),
      { numRuns },
    );
  });

  it("goes on after any of its pages", async () => {
    const { world } = await restless({ orders: 40, perSecond: 7, largest: 4, events: [] });
    const range = { by: "updated_at", from: 0 } as const;
    const [whole, ...others] = [await all(world.reader.list(SHOP, range))];
    expect(others).toEqual([]);
    for await (const step of world.reader.list(SHOP, range)) {
      if (step.kind !== "ok") throw new Error(step.kind);
      if (step.cursor === undefined) break;
      const rest = await all(world.reader.list(SHOP, range, step.cursor));
      const at = whole.findIndex(({ id }) => id === step.orders.at(-1)?.id);
      expect(idsOf(rest)).toEqual(idsOf(whole.slice(at + 1)));
      expect(step.reachedAt).toBe(step.orders.at(-1)?.updatedAt);
    }
  });

  it("shows what the short list says of an order", async () => {
    const cancelled_at = shopTime(START);
    const world = adminWorld([
      plainOrder(1, { financial_status: "partially_refunded", cancelled_at, test: true }),
    ]);
    expect(await all(world.reader.list(SHOP, { by: "created_at", from: 0 }))).toEqual([
      {
        ...{ id: "5600000000001", placedAt: START + MINUTE, updatedAt: START + MINUTE },
        ...{ test: true, cancelled: true, financialStatus: "partially_refunded", source: "web" },
      },
    ]);
  });

  it("keeps to its range, by whichever time", async () => {
    const world = adminWorld([1, 2, 3, 4].map((number) => plainOrder(number)));
    for (const by of ["updated_at", "created_at", "processed_at"] as const) {
      const range = { by, from: START + 2 * MINUTE, until: START + 3 * MINUTE + 999 };
      expect(idsOf(await all(world.reader.list(SHOP, range)))).toEqual(["5600000000002", "5600000000003"]);
      expect(await world.reader.count(SHOP, range)).toEqual({ kind: "ok", count: 2, atLeast: false });
    }
  });

  it("reports an order that cannot be read, and goes on", async () => {
    const world = adminWorld([1, 2, 3].map((number) => plainOrder(number)));
    const { post } = world;
    world.post = async (shop, body) => {
      const answer = await post(shop, body);
      if (typeof answer === "string") return answer;
      const json = JSON.parse(answer.body) as {
        data: { orders?: { nodes: Record<string, unknown>[] } };
      };
      for (const node of json.data.orders?.nodes ?? [])
        if (node["name"] === "#1002") node["totalPriceSet"] = "12";
      return { ...answer, body: JSON.stringify(json) };
    };
    const steps = await stepsOf(world.reader.walk(SHOP, { by: "updated_at", from: 0 }));
    const pages = steps.map((step) => (step.kind === "ok" ? step : undefined));
    expect(pages.flatMap((page) => page?.unreadable ?? [])).toEqual([
      { id: "gid://shopify/Order/5600000000002", what: "totalPriceSet: invalid_type" },
    ]);
    expect(pages.flatMap((page) => page?.orders.map(({ order }) => order.name) ?? [])).toEqual([
      "#1001",
      "#1003",
    ]);
  });
});

describe("orders by their ids", () => {
  it("are found, and those there are not are named", async () => {
    const world = adminWorld([1, 2, 3, 4, 5].map((number) => plainOrder(number)));
    const ids = ["5600000000004", "5600000000099", "5600000000001"];
    const steps = await stepsOf(world.reader.byId(SHOP, ids));
    const pages = steps.flatMap((step) => (step.kind === "ok" ? [step] : []));
    expect(pages).toHaveLength(steps.length);
    expect(pages.flatMap(({ orders }) => orders.map(({ order }) => order.id))).toEqual([ids[0], ids[2]]);
    expect(pages.flatMap(({ missing }) => missing)).toEqual([ids[1]]);
  });
});

/** Places on the first page of a full and of a short list. */
const places = async (world: AdminWorld): Promise<[number, number]> => {
  const sizes: number[] = [];
  const { post } = world;
  world.post = (shop, body) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: { first: number } };
    if (query === ORDERS_PAGE || query === ORDERS_LIST) sizes.push(variables.first);
    return post(shop, body);
  };
  await world.reader.walk(SHOP, { by: "updated_at", from: 0 }).next();
  await world.reader.list(SHOP, { by: "updated_at", from: 0 }).next();
  return sizes as [number, number];
};

describe("what pages cost", () => {
  it("is at most 200 points a page on a standard shop", async () => {
    const [full, short] = await places(adminWorld([plainOrder(1)]));
    const cost = (document: string, first: number) => requestedPoints(parse(document), { first });
    expect(cost(ORDERS_PAGE, full)).toBeLessThanOrEqual(200);
    expect(cost(ORDERS_LIST, short)).toBeLessThanOrEqual(200);
    // And not far below: a smaller page would be more questions.
    expect(cost(ORDERS_PAGE, full + 1)).toBeGreaterThan(200);
    expect(cost(ORDERS_LIST, short + 20)).toBeGreaterThan(200);
  });

  it("never takes more than half of the bucket, on any plan", async () => {
    const plans = fc.constantFrom([1000, 50], [2000, 100], [4000, 200], [20_000, 1000], [300, 10]);
    await fc.assert(
      fc.asyncProperty(plans, fc.integer({ min: 1, max: 120 }), async ([maximum = 0, rate = 0], orders) => {
        const world = adminWorld(Array.from({ length: orders }, (_, index) => plainOrder(index + 1)));
        const { bucket } = world.shop.state;
        Object.assign(bucket.limits, { maximumAvailable: maximum, restoreRate: rate });
        bucket.giveBack(maximum);
        // One question, so that the plan is known.
        await world.client.ask(SHOP, question);
        await all(world.reader.walk(SHOP, { by: "updated_at", from: 0 }));
        await all(world.reader.list(SHOP, { by: "updated_at", from: 0 }));
        expect(world.fewest()).toBeGreaterThanOrEqual(maximum / 2);
      }),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });
});
