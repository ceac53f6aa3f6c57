import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";
import { asking } from "./asking.ts";
import { order } from "./orders.ts";
import { startWorld, type ShopWorld } from "./shop-world.ts";

let world: ShopWorld;
let orders: AdminOrder[];
let ask: ReturnType<typeof asking>["ask"];
let errorsOf: ReturnType<typeof asking>["errorsOf"];

beforeEach(async () => {
  orders = [];
  world = await startWorld({ orders: () => orders });
  ({ ask, errorsOf } = asking(world));
});

afterEach(() => world.close());

describe("orders", () => {
  const names = async (arguments_: string): Promise<string[]> => {
    const { data } = await ask(`{ orders(first: 10, ${arguments_}) { nodes { name } } }`);
    return (data?.["orders"] as { nodes: { name: string }[] }).nodes.map(({ name }) => name);
  };

  it("answers an order with its attributes, money and journey", async () => {
    orders = [order(1)];
    world.double.state.scopes = ["read_orders", "read_products"];
    const { data } = await ask(
      `query ($id: ID!) { order(id: $id) {
        name legacyResourceId test clientIp displayFinancialStatus discountCodes
        customAttributes { key value }
        totalPriceSet { shopMoney { amount currencyCode } }
        customerJourneySummary { ready lastVisit { landingPage utmParameters { source campaign } } }
        lineItems(first: 5) { nodes { sku quantity product { id } discountedUnitPriceAfterAllDiscountsSet { shopMoney { amount } } } }
      } }`,
      { id: orders[0]?.admin_graphql_api_id },
    );
    expect(data?.["order"]).toEqual({
      name: "#1001",
      legacyResourceId: "5600000000001",
      test: false,
      clientIp: "24.48.0.1",
      displayFinancialStatus: "PAID",
      discountCodes: ["WELCOME10"],
      customAttributes: [{ key: "ttclid", value: "E.C.P.abc" }],
      totalPriceSet: { shopMoney: { amount: "59.0", currencyCode: "USD" } },
      customerJourneySummary: {
        ready: true,
        lastVisit: {
          landingPage:
            "https://quillwood.myshopify.com/?ttclid=E.C.P.abc&utm_source=tiktok&utm_campaign=spring",
          utmParameters: { source: "tiktok", campaign: "spring" },
        },
      },
      lineItems: {
        nodes: [
          {
            sku: "FS-M",
            quantity: 2,
            product: { id: "gid://shopify/Product/81" },
            discountedUnitPriceAfterAllDiscountsSet: { shopMoney: { amount: "24.0" } },
          },
        ],
      },
    });
  });

  it("pages through orders by cursor", async () => {
    orders = [order(3), order(1), order(2)];
    const page = `query ($after: String) { orders(first: 2, after: $after, sortKey: UPDATED_AT) {
      nodes { name } pageInfo { hasNextPage endCursor } } }`;
    const first = (await ask(page)).data?.["orders"] as { pageInfo: { endCursor: string } };
    expect(first).toMatchObject({
      nodes: [{ name: "#1001" }, { name: "#1002" }],
      pageInfo: { hasNextPage: true },
    });
    const second = await ask(page, { after: first.pageInfo.endCursor });
    expect(second.data?.["orders"]).toMatchObject({
      nodes: [{ name: "#1003" }],
      pageInfo: { hasNextPage: false },
    });
  });

  it("finds by time and by state, joined by AND or a space", async () => {
    orders = [order(1), order(2, { financial_status: "pending" }), order(3)];
    const since = `updated_at:>='2026-11-20T12:02:00Z'`;
    expect(await names(`query: "${since}", sortKey: UPDATED_AT`)).toEqual(["#1002", "#1003"]);
    expect(await names(`query: "${since} AND financial_status:paid"`)).toEqual(["#1003"]);
    expect(await names(`query: "${since} financial_status:pending"`)).toEqual(["#1002"]);
    expect(await names(`sortKey: ID, reverse: true`)).toEqual(["#1003", "#1002", "#1001"]);
  });

  it("refuses a search term it does not know, where Shopify would answer everything", async () => {
    orders = [order(1)];
    const [error] = await errorsOf(`{ orders(first: 1, query: "updatd_at:>2026") { nodes { id } } }`);
    expect(error?.message).toContain("updatd_at");
  });

  it("answers null for an order there is not", async () => {
    const { data } = await ask('{ order(id: "gid://shopify/Order/1") { id } }');
    expect(data).toEqual({ order: null });
  });
});
