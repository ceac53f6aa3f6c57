import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OrderIndex, sortKeys, valueOf, type SortKey } from "../../sandbox/orders/order-index.ts";
import type { AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";
import { order } from "./orders.ts";

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

const orderAt = (id: number, created: number, updated: number): AdminOrder =>
  order(id, { id, created_at: iso(created), processed_at: iso(created), updated_at: iso(updated) });

const few = fc.integer({ min: 0, max: 12 });
const someOrders = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 40 }), few, few), {
  selector: ([id]) => id,
  maxLength: 25,
});

describe("the index of orders", () => {
  it("walks any part of any sort as a plain filter and sort would", () => {
    const walks = fc.record({
      sortKey: fc.constantFrom<SortKey>(...sortKeys),
      reverse: fc.boolean(),
      // Behind one of the orders themselves, or anywhere.
      behind: fc.option(fc.nat({ max: 24 }), { nil: undefined }),
      anywhere: fc.option(fc.record({ value: few, id: fc.integer({ min: 0, max: 41 }) }), { nil: undefined }),
      from: fc.option(few, { nil: undefined }),
      to: fc.option(few, { nil: undefined }),
    });
    fc.assert(
      fc.property(someOrders, walks, (rows, { sortKey, reverse, behind, anywhere, from, to }) => {
        const index = new OrderIndex<AdminOrder>(() => 0);
        for (const [id, created, updated] of rows) index.put(orderAt(id, created, updated));
        const scale = sortKey === "ID" ? 1 : 1000;
        const key = ([id, created, updated]: [number, number, number]) =>
          sortKey === "ID" ? id : sortKey === "UPDATED_AT" ? updated : created;
        const sign = reverse ? -1 : 1;
        const row = behind === undefined ? undefined : rows[behind];
        const after = row === undefined ? anywhere : { value: key(row), id: row[0] };
        const isAfter = (row: [number, number, number]) =>
          after === undefined || sign * (key(row) - after.value || row[0] - after.id) > 0;
        const expected = rows
          .filter((row) => key(row) >= (from ?? -1) && key(row) <= (to ?? 99) && isAfter(row))
          .toSorted((a, b) => sign * (key(a) - key(b) || a[0] - b[0]))
          .map(([id]) => id);
        const place = after && { value: after.value * scale, id: after.id };
        const bounds = {
          from: from === undefined ? from : from * scale,
          to: to === undefined ? to : to * scale,
        };
        const walked = [...index.walk({ sortKey, reverse, after: place, ...bounds })];
        expect(walked.map(({ id }) => id)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it("shows a new or changed order when its lag has passed, and by its id at once", () => {
    let now = 0;
    const index = new OrderIndex<AdminOrder>(
      () => now,
      () => 5000,
    );
    const listed = () => [...index.walk({ sortKey: "UPDATED_AT" })].map((one) => [one.id, one.updatedAt]);
    index.put(orderAt(1, 10, 10));
    expect(listed()).toEqual([]);
    expect(index.find("gid://shopify/Order/5600000000001")).toBeDefined();
    now = 5000;
    expect(listed()).toEqual([[1, 10_000]]);
    index.put(orderAt(1, 10, 20));
    expect(listed()).toEqual([[1, 10_000]]);
    now = 10_000;
    expect(listed()).toEqual([[1, 20_000]]);
  });

  it("ends where the last change put an order, whichever change showed first", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 }), (lags) => {
        let now = 0;
        const queue = [...lags];
        const index = new OrderIndex<AdminOrder>(
          () => now,
          () => queue.shift() ?? 0,
        );
        lags.forEach((_, turn) => {
          index.put(orderAt(1, 0, turn));
        });
        now = 100;
        const listed = [...index.walk({ sortKey: "UPDATED_AT" })];
        expect(listed.map(({ updatedAt }) => updatedAt)).toEqual([(lags.length - 1) * 1000]);
        expect(valueOf(listed[0] as (typeof listed)[0], "UPDATED_AT")).toBe((lags.length - 1) * 1000);
      }),
    );
  });
});
