import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LOG_CARRIERS, LOG_STATES, NO_FILTER, type OrderFilter } from "../../app/shops/order-filter.ts";
import { createOrderLog, ORDERS_COUNTED, type OrderLog } from "../../app/shops/order-log.server.ts";
import { change, newDatabase } from "../platform/temporary-database.ts";
import { namesIn, NOW, orderNumber, OTHER_SHOP, PIXELS, SHOP, write } from "./order-log-shop.ts";

const ORDERS = 140;
const HOUR = 3_600_000;
const NEWEST = { by: "placed", newestFirst: true } as const;
const orders = [
  ...Array.from({ length: ORDERS }, (_, n) => orderNumber(n + 1)),
  ...Array.from({ length: 20 }, (_, n) => orderNumber(ORDERS + n + 1, OTHER_SHOP)),
];

async function fullShop(): Promise<OrderLog> {
  const database = await newDatabase();
  await write(database, orders);
  return createOrderLog(database.ledger);
}

const some = <T>(values: readonly T[]) => fc.subarray([...values], { maxLength: 3 });
const filters: fc.Arbitrary<OrderFilter> = fc.record({
  search: fc.option(fc.constantFrom("#1", "1001", "10", "5007", "E.C.P.xx", "#1140", "nothing"), {
    ...{ nil: undefined, freq: 3 },
  }),
  states: some(LOG_STATES),
  reasons: some(["consent_refused", "operator_must_act", "unheard_of"]),
  carriers: some(LOG_CARRIERS),
  pixels: some([...PIXELS, "CGONE"]),
  from: fc.option(fc.integer({ min: NOW - 9 * HOUR, max: NOW }), { nil: undefined, freq: 2 }),
  until: fc.option(fc.integer({ min: NOW - 9 * HOUR, max: NOW }), { nil: undefined, freq: 2 }),
});
const sorts = fc.record({
  by: fc.constantFrom("placed" as const, "received" as const),
  newestFirst: fc.boolean(),
});
const names = (rows: readonly { name: string }[]) => rows.map(({ name }) => name);

describe("the order list", () => {
  it("shows the orders that a plain look at all of them finds, page by page and back again, whatever is asked", async () => {
    const log = await fullShop();
    await fc.assert(
      fc.asyncProperty(filters, sorts, fc.integer({ min: 1, max: 60 }), async (filter, sort, limit) => {
        const expected = namesIn(orders, filter, sort);
        const forth: string[][] = [];
        let page = await log.page(SHOP, { filter, sort, limit });
        expect(page.previous).toBeUndefined();
        forth.push(names(page.rows));
        while (page.next !== undefined) {
          page = await log.page(SHOP, { filter, sort, limit, after: page.next });
          forth.push(names(page.rows));
        }
        expect(forth.flat()).toEqual(expected);
        const back: string[][] = [forth.at(-1) ?? []];
        while (page.previous !== undefined) {
          page = await log.page(SHOP, { filter, sort, limit, before: page.previous });
          back.unshift(names(page.rows));
        }
        expect(back.flat()).toEqual(expected);
        expect(await log.count(SHOP, filter)).toEqual({ orders: expected.length, exact: true });
        const all: string[] = [];
        for await (const rows of log.all(SHOP, filter, sort)) all.push(...names(rows));
        expect(all).toEqual(expected);
      }),
      { numRuns: 120 },
    );
  });

  it("has no order of another shop, not even by its row", async () => {
    const log = await fullShop();
    expect(names((await log.page(SHOP, { filter: NO_FILTER, sort: NEWEST, limit: 500 })).rows)).toHaveLength(
      ORDERS,
    );
    expect(await log.named(SHOP, [ORDERS + 1])).toEqual([]);
    const search = { ...NO_FILTER, search: `#${1000 + ORDERS + 1}` };
    expect((await log.page(SHOP, { filter: search, sort: NEWEST, limit: 5 })).rows).toEqual([]);
  });

  it("has all deliveries of an order, and what TikTok answered last", async () => {
    const log = await fullShop();
    const [order] = await log.named(SHOP, [5]);
    expect(order).toMatchObject({ name: "#1005", carrier: "landing_site" });
    expect(order?.deliveries.map(({ pixelCode, code }) => [pixelCode, code])).toEqual(
      PIXELS.map((pixel) => [pixel, null]),
    );
  });
});

describe("in a shop with very many orders", () => {
  const many = Array.from({ length: 12_000 }, (_, n) => ({
    ...orderNumber(7),
    ...{ ref: n + 1, orderId: String(n + 1), name: `#${n + 1}`, placedAt: NOW - n * 1000, deliveries: [] },
    ...{ carrier: n === 11_900 ? "web_pixel" : "none", clickId: null },
  }));

  it("counting has an end, and so has looking: what is far away is found by looking further", async () => {
    const database = await newDatabase();
    for (let n = 0; n < many.length; n += 1000) await writeMany(database, many.slice(n, n + 1000));
    const log = createOrderLog(database.ledger);
    expect(await log.count(SHOP, NO_FILTER)).toEqual({ orders: ORDERS_COUNTED, exact: false });
    // No index has it in the order of receiving.
    const far = { filter: { ...NO_FILTER, carriers: ["web_pixel"] }, limit: 10 } as const;
    const sort = { by: "received", newestFirst: true } as const;
    const first = await log.page(SHOP, { ...far, sort });
    expect(first.rows).toEqual([]);
    expect(first.searchedTo).toBeGreaterThan(0);
    expect(first.next).toBeDefined();
    const second = await log.page(SHOP, { ...far, sort, after: first.next });
    expect(names(second.rows)).toEqual(["#11901"]);
    expect(second.next).toBeUndefined();
    // By the time of purchase an index has it at once.
    const atOnce = await log.page(SHOP, { ...far, sort: NEWEST });
    expect(names(atOnce.rows)).toEqual(["#11901"]);
    expect(atOnce.searchedTo).toBeUndefined();
    expect(await log.count(SHOP, far.filter)).toEqual({ orders: 1, exact: true });
    const search = { ...NO_FILTER, search: "#1" };
    expect((await log.page(SHOP, { filter: search, sort: NEWEST, limit: 5 })).tooMany).toBe(true);
    // The one that is called exactly so is among those that are looked at.
    expect(names((await log.page(SHOP, { filter: search, sort: NEWEST, limit: 5 })).rows)[0]).toBe("#1");
  });
});

type Many = readonly ReturnType<typeof orderNumber>[];

async function writeMany(database: Awaited<ReturnType<typeof newDatabase>>, rows: Many): Promise<void> {
  const values = rows
    .map(
      ({ ref, orderId, name, placedAt, carrier }) =>
        `(${ref}, '${SHOP}', '${orderId}', '${name}', '{}', 'orders/paid', ${placedAt}, ${placedAt}, '${carrier}', ${placedAt})`,
    )
    .join(", ");
  await change(
    database,
    `INSERT INTO "order" (id, shop, order_id, name, facts, topic, placed_at, received_at, carrier, routed_at) VALUES ${values}`,
  );
}
