import { describe, expect, it } from "vitest";
import type { Database } from "../../app/platform/database.server.ts";
import { prepareAll } from "../../app/platform/ledger.ts";
import { COVERAGE_ORDERS } from "../../app/shops/click-gap.ts";
import { recordsOfShop } from "../../app/shops/shop-records.server.ts";
import { SHOP } from "../../sandbox/world.ts";
import { newDatabase } from "../platform/temporary-database.ts";

const OTHER_SHOP = "somebody-else.myshopify.com";

interface Row {
  shop?: string;
  facts?: object;
  attribution?: object;
  receivedAt?: number;
}

/** Adds orders as the inbox and the worker leave them. */
async function addOrders({ ledger }: Database, rows: readonly Row[]): Promise<void> {
  const { insert } = prepareAll(ledger, {
    insert: `
      INSERT INTO "order" (shop, order_id, name, facts, topic, attribution, consent, received_at)
      VALUES (@shop, @orderId, '#1', @facts, 'orders/paid', @attribution, '{"allowed":true,"ground":"consent_recorded"}', @receivedAt)`,
  });
  await ledger.write(function* () {
    for (const [index, { shop = SHOP, facts = {}, attribution, receivedAt = 1000 }] of rows.entries())
      yield* insert.change({
        ...{ shop, receivedAt, orderId: String(index) },
        facts: JSON.stringify({ source: "web", ...facts }),
        attribution: attribution === undefined ? null : JSON.stringify(attribution),
      });
  });
}

const NONE = { disagreement: false, claims: [] };
const CHOSEN = { ...NONE, clickId: "E.C.P.1", carrier: "cart_attribute" };

describe("the first click", () => {
  it.each<[string, Row[], boolean]>([
    ["no order", [], false],
    ["an order without one", [{ attribution: NONE }], false],
    ["a chosen one", [{ attribution: CHOSEN }], true],
    ["one in a cart, not routed yet", [{ facts: { click: { clickId: "E.C.P.1" } } }], true],
    ["one on a line, not routed yet", [{ facts: { lineItemClickId: "E.C.P.1" } }], true],
    [
      "one in a cart that was not believed",
      [{ facts: { click: { clickId: "E.C.P.1" } }, attribution: NONE }],
      false,
    ],
    ["a click test", [{ facts: { click: { clickId: "throughline-test-1" } } }], false],
    ["one of another shop", [{ shop: OTHER_SHOP, attribution: CHOSEN }], false],
  ])("of %s", async (_name, rows, seen) => {
    const database = await newDatabase();
    await addOrders(database, rows);
    expect((await recordsOfShop(database, SHOP).milestones()).clickSeen).toBe(seen);
  });
});

describe("the coverage", () => {
  it("names for an unused click the reason that says most", async () => {
    const database = await newDatabase();
    const claims = ["click_test", "outside_window", "no_recorded_consent"].map((verdict) => ({ verdict }));
    await addOrders(database, [{ attribution: { ...NONE, claims } }]);
    expect(await recordsOfShop(database, SHOP).coverage(0)).toEqual([
      {
        carrier: null,
        path: null,
        refusal: null,
        landingMacro: false,
        verdict: "outside_window",
        ground: "consent_recorded",
        source: "web",
        orders: 1,
      },
    ]);
  });

  it("tells orders whose landing address had a placeholder from others without a click", async () => {
    const database = await newDatabase();
    await addOrders(database, [
      { attribution: NONE },
      { attribution: NONE, facts: { landingMacro: true } },
      { attribution: NONE, facts: { landingMacro: false } },
    ]);
    const groups = await recordsOfShop(database, SHOP).coverage(0);
    expect(groups.map(({ landingMacro, orders }) => [landingMacro, orders])).toEqual([
      [false, 2],
      [true, 1],
    ]);
  });

  it("counts what was routed in time in this shop, and nothing else", async () => {
    const database = await newDatabase();
    await addOrders(database, [
      { attribution: CHOSEN, facts: { click: { clickId: "E.C.P.1" } } },
      { attribution: CHOSEN, facts: { lineItemClickId: "E.C.P.1" } },
      { attribution: CHOSEN, receivedAt: 499 },
      { attribution: CHOSEN, shop: OTHER_SHOP },
      { facts: { click: { clickId: "E.C.P.1" } } },
    ]);
    const groups = await recordsOfShop(database, SHOP).coverage(500);
    expect(groups.map(({ path, orders }) => [path, orders])).toEqual([
      ["buy_it_now", 1],
      ["cart", 1],
    ]);
  });

  it("reads no more than its newest orders", async () => {
    const database = await newDatabase();
    await addOrders(
      database,
      Array.from({ length: COVERAGE_ORDERS + 5 }, (_, index) => ({
        receivedAt: index,
        attribution: index < 5 ? CHOSEN : NONE,
      })),
    );
    const groups = await recordsOfShop(database, SHOP).coverage(0);
    expect(groups.map(({ carrier, orders }) => [carrier, orders])).toEqual([[null, COVERAGE_ORDERS]]);
  });
});
