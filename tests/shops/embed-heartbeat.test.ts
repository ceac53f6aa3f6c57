import { describe, expect, it } from "vitest";
import type { Database } from "../../app/platform/database.server.ts";
import { embedHeartbeat } from "../../app/shops/embed-heartbeat.server.ts";
import { change, newDatabase } from "../platform/temporary-database.ts";

const SHOP = "northpine.myshopify.com";
const OTHER = "other.myshopify.com";

type Write = (database: Database) => Promise<number>;
let events = 0;

/** A report of the web pixel; with a click unless told otherwise. */
const hint =
  (checkout: string | null, at: number, carried: string[] | null = null, changes: object = {}): Write =>
  (database) =>
    change(
      database,
      `INSERT INTO hint (shop, event_id, event, checkout_token, click_id, carried, received_at)
       VALUES (@shop, @eventId, 'checkout_started', @checkout, @clickId, @carried, @at)`,
      {
        ...{ shop: SHOP, eventId: `event-${++events}`, clickId: "E.C.P.1", checkout, at },
        ...{ carried: carried === null ? null : JSON.stringify(carried), ...changes },
      },
    );

/** An order of that checkout, whose facts are these. */
const order =
  (checkout: string | null, at: number, facts: object, shop = SHOP): Write =>
  (database) =>
    change(
      database,
      `INSERT INTO "order" (shop, order_id, name, facts, topic, checkout_token, received_at)
       VALUES (@shop, @orderId, '#1', @facts, 'orders/paid', @checkout, @at)`,
      { shop, orderId: `order-${++events}`, facts: JSON.stringify(facts), checkout, at },
    );

const IN_CART = { click: { clickId: "E.C.P.1", consent: "granted" } };
const ON_LINE = { click: {}, lineItemClickId: "E.C.P.1" };
const WITHOUT = { click: {} };

async function heartbeat(writes: readonly Write[], since = 100) {
  const database = await newDatabase();
  for (const write of writes) await write(database);
  return embedHeartbeat(database.ledger, SHOP, since);
}

describe("the last click that came through the app embed", () => {
  it.each<[string, Write[], number | null]>([
    ["nothing at all", [], null],
    ["an order with our attributes", [order("a", 500, IN_CART)], 500],
    ["the newest of several", [order("a", 500, IN_CART), order("b", 700, IN_CART)], 700],
    ["an order with our property", [order("a", 500, ON_LINE)], 500],
    ["a ttclid that anybody may have written", [order("a", 500, { click: { clickId: "E.C.P.1" } })], null],
    ["an order without a click", [order("a", 500, WITHOUT)], null],
    ["a checkout that carried it in the cart", [hint("a", 500, ["cart"])], 500],
    ["a checkout that carried it on a line", [hint("a", 500, ["line"])], 500],
    ["a checkout that says it carried it nowhere", [hint("a", 500, [])], null],
    ["a page of a click test", [hint(null, 500, null, { clickId: "throughline-test-1" })], null],
    ["an order that is older than asked for", [order("a", 99, IN_CART)], null],
    ["a checkout that is older than asked for", [hint("a", 99, ["cart"])], null],
    ["an order of another shop", [order("a", 500, IN_CART, OTHER)], null],
    ["a checkout of another shop", [hint("a", 500, ["cart"], { shop: OTHER })], null],
  ])("of %s", async (_name, writes, lastCarriedAt) => {
    expect(await heartbeat(writes)).toEqual({ lastCarriedAt, missed: 0 });
  });
});

describe("the clicks that did not reach the cart", () => {
  const seenBefore = hint("before", 200, ["cart"]);

  it.each<[string, number, Write[]]>([
    ["a checkout without one", 1, [seenBefore, hint("a", 500)]],
    ["the same checkout told twice", 1, [seenBefore, hint("a", 500), hint("a", 600)]],
    ["several checkouts", 2, [seenBefore, hint("a", 500), hint("b", 600)]],
    ["a checkout that had it the second time", 0, [seenBefore, hint("a", 500), hint("a", 600, ["line"])]],
    ["checkouts before the last one that had it", 0, [hint("a", 100), seenBefore]],
    ["a checkout without a click", 0, [seenBefore, hint("a", 500, null, { clickId: null })]],
    ["a checkout of another shop", 0, [seenBefore, hint("a", 500, null, { shop: OTHER })]],
    ["an order whose cart had none", 1, [hint("a", 500), order("a", 510, WITHOUT)]],
    ["an order whose cart had one after all", 0, [hint("a", 500), order("a", 510, IN_CART)]],
    ["an order that was erased", 0, [hint("a", 500), order("a", 510, {})]],
    ["an order of another shop with that checkout", 0, [hint("a", 500), order("a", 510, WITHOUT, OTHER)]],
  ])("of %s are %i", async (_name, missed, writes) => {
    expect((await heartbeat(writes)).missed).toBe(missed);
  });

  it("are not counted on the pixel's word alone where it has never seen a cart's attributes", async () => {
    const unseen = [hint("a", 500), hint("b", 600), hint("c", 700, ["line"]), hint("d", 800)];
    expect((await heartbeat(unseen)).missed).toBe(0);
    expect((await heartbeat([...unseen, seenBefore])).missed).toBe(1);
  });
});
