import { describe, expect, it } from "vitest";
import { draft, openSimulatedShop, SCOPES } from "./simulated-shop.ts";

const ORDERS =
  "query ($first: Int!) { orders(first: $first) { nodes { id totalPriceSet { shopMoney { amount } } } pageInfo { endCursor } } }";

describe("the cost of a query", () => {
  it("is 2 for a connection and as many objects as it asks for, and is given back for what it does not find", async () => {
    const { ask, orders } = openSimulatedShop();
    orders.place(draft());
    const { extensions } = await ask(ORDERS, { first: 10 });
    expect(extensions?.cost).toEqual({
      requestedQueryCost: 2 + 10 * 3,
      actualQueryCost: 2 + 3,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 1995, restoreRate: 100 },
    });
  });

  it("is the same by edges as by nodes, through fragments and for nested pages", async () => {
    const { ask } = openSimulatedShop();
    const requested = async (query: string) => (await ask(query)).extensions?.cost["requestedQueryCost"];
    expect(await requested("{ orders(first: 4) { nodes { lineItems(first: 3) { nodes { id } } } } }")).toBe(
      2 + 4 * (1 + 2 + 3),
    );
    expect(
      await requested(
        "{ orders(first: 4) { edges { cursor node { ...x } } } } fragment x on Order { app { id } }",
      ),
    ).toBe(2 + 4 * 2);
    expect(
      await requested("{ shop { name } orders(first: 1) { nodes { transactions(first: 5) { id } } } }"),
    ).toBe(1 + 2 + 1 + 5);
  });

  it("is ten for a mutation, whatever it answers", async () => {
    const { ask } = openSimulatedShop();
    const { extensions } = await ask(
      'mutation { webPixelDelete(id: "gid://shopify/WebPixel/1") { userErrors { code } } }',
    );
    expect(extensions?.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10 });
  });

  it("may not exceed a thousand in one query, however full the bucket is", async () => {
    const { ask } = openSimulatedShop();
    const { status, errors, data, extensions } = await ask(ORDERS, { first: 250 });
    const refused = await ask("{ orders(first: 250) { nodes { lineItems(first: 50) { nodes { id } } } } }");
    expect([status, errors, data, extensions?.cost["requestedQueryCost"]]).toEqual([
      200,
      undefined,
      expect.anything(),
      752,
    ]);
    expect(refused).toMatchObject({
      status: 200,
      data: undefined,
      errors: [{ extensions: { code: "MAX_COST_EXCEEDED", cost: 2 + 250 * 53, maxCost: 1000 } }],
    });
  });
});

describe("the bucket", () => {
  it("throttles with HTTP 200 and errors when it is short, and says how long to wait", async () => {
    const { ask, shop, time } = openSimulatedShop();
    shop.state.bucket.take(1900);
    const throttled = await ask(ORDERS, { first: 50 });
    expect(throttled).toMatchObject({
      status: 200,
      data: undefined,
      errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }],
      extensions: {
        cost: { requestedQueryCost: 152, actualQueryCost: null, throttleStatus: { currentlyAvailable: 100 } },
      },
    });
    expect((await ask("{ shop { name } }")).errors).toBeUndefined();
    await time.advance(1000 * ((152 - 99) / 100));
    expect((await ask(ORDERS, { first: 50 })).errors).toBeUndefined();
  });

  it("fills up with time, never above its maximum", async () => {
    const { ask, shop, time } = openSimulatedShop();
    const available = async () =>
      (await ask("{ shop { name } }")).extensions?.cost["throttleStatus"] as { currentlyAvailable: number };
    shop.state.bucket.take(2000);
    await time.advance(5000);
    expect((await available()).currentlyAvailable).toBe(499);
    await time.advance(3_600_000);
    expect((await available()).currentlyAvailable).toBe(1999);
  });

  it("follows limits that Shopify changes for a while", async () => {
    const { ask, shop, time } = openSimulatedShop();
    Object.assign(shop.state.bucket.limits, { maximumAvailable: 100, restoreRate: 10, singleQuery: 80 });
    await time.advance(0);
    expect((await ask("{ shop { name } }")).extensions?.cost["throttleStatus"]).toEqual({
      maximumAvailable: 100,
      currentlyAvailable: 99,
      restoreRate: 10,
    });
    expect((await ask(ORDERS, { first: 50 })).errors?.[0]?.extensions).toMatchObject({
      code: "MAX_COST_EXCEEDED",
      maxCost: 80,
    });
  });

  it("is a shop's own", () => {
    const { platform, shop } = openSimulatedShop();
    const identity = { domain: "other.myshopify.com", handle: "other", name: "Other" };
    const other = platform.open({ shop: identity, scopes: SCOPES });
    shop.state.bucket.take(2000);
    expect(other.state.bucket.cost(0, 0).throttleStatus.currentlyAvailable).toBe(2000);
  });
});
