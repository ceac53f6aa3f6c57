import { beforeEach, describe, expect, it } from "vitest";
import { draft, openSimulatedShop, SCOPES, SHOP, START, type SimulatedShop } from "./simulated-shop.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let shop: SimulatedShop;

beforeEach(() => {
  shop = openSimulatedShop();
});

const topics = () => shop.arrivals.map(({ topic }) => topic);
const NAME = "{ shop { name } }";

const exchange = async (subjectToken: string) =>
  shop.platform.fetch(`https://${SHOP}/admin/oauth/access_token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      ...{ client_id: "key", client_secret: "secret", expiring: "1", subject_token: subjectToken },
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
      requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
    }),
  });

describe("an uninstall", () => {
  it("ends every token at once and tells of it; shop/redact follows two days later", async () => {
    shop.shop.life.uninstall();
    expect((await shop.ask(NAME)).status).toBe(401);
    await shop.time.advance(48 * HOUR - 1);
    expect(topics()).toEqual(["app/uninstalled"]);
    expect(shop.arrivals[0]?.body).toMatchObject({ myshopify_domain: SHOP });
    await shop.time.advance(1);
    expect(topics()).toEqual(["app/uninstalled", "shop/redact"]);
    expect(shop.arrivals[1]?.body).toEqual({ shop_id: expect.any(Number) as number, shop_domain: SHOP });
  });

  it("stops the webhooks of orders, not those of compliance", async () => {
    const { customer } = shop.orders.place(draft());
    shop.shop.life.uninstall();
    shop.orders.place(draft());
    shop.shop.life.requestData(customer.admin_graphql_api_id);
    await shop.time.advance(HOUR);
    expect(topics()).toEqual(["orders/create", "orders/paid", "app/uninstalled", "customers/data_request"]);
  });

  it("leaves nothing to exchange until the app is installed again", async () => {
    const forever = shop.shop.state.tokens.issue(SCOPES);
    shop.shop.life.uninstall();
    const refused = await exchange(forever);
    expect([refused.status, await refused.json()]).toMatchObject([400, { error: "invalid_subject_token" }]);
  });
});

describe("a reinstall", () => {
  it("within two days takes shop/redact back; old tokens stay dead, new ones live", async () => {
    shop.shop.life.uninstall();
    await shop.time.advance(47 * HOUR);
    shop.shop.life.reinstall();
    expect((await shop.ask(NAME)).status).toBe(401);
    shop.useToken(shop.shop.state.tokens.issue(SCOPES));
    expect((await shop.ask(NAME)).status).toBe(200);
    shop.orders.place(draft());
    await shop.time.advance(30 * DAY);
    expect(topics()).toEqual(["app/uninstalled", "orders/create", "orders/paid"]);
  });

  it("may grant other scopes", () => {
    shop.shop.life.uninstall();
    shop.shop.life.reinstall(["read_orders"]);
    expect(shop.shop.state.scopes).toEqual(["read_orders"]);
  });
});

describe("scopes", () => {
  it("taken back are gone for tokens given before, and the app is told", async () => {
    shop.shop.life.grant(["write_pixels"]);
    await shop.time.advance(0);
    expect(shop.arrivals[0]).toMatchObject({
      topic: "app/scopes_update",
      body: { previous: SCOPES, current: ["write_pixels"], updated_at: new Date(START).toISOString() },
    });
    const { errors } = await shop.ask("{ orders(first: 1) { nodes { id } } }");
    expect(errors?.[0]).toMatchObject({ path: ["orders"], extensions: { code: "ACCESS_DENIED" } });
  });

  it("granted since need a new token", async () => {
    shop.shop.state.scopes = ["write_pixels"];
    shop.useToken(shop.shop.state.tokens.issue(shop.shop.state.scopes));
    shop.shop.life.grant(SCOPES);
    const read = async () => (await shop.ask("{ orders(first: 1) { nodes { id } } }")).errors;
    expect(await read()).toHaveLength(1);
    shop.useToken(shop.shop.state.tokens.issue(SCOPES));
    expect(await read()).toBeUndefined();
  });
});

describe("a shop that does not stand well", () => {
  it.each([
    ["frozen", 402],
    ["forbidden", 403],
    ["locked", 423],
    ["down", 503],
  ] as const)("%s: answers %i to everything, until it is open again", async (standing, status) => {
    shop.shop.state.standing = standing;
    expect((await shop.ask(NAME)).status).toBe(status);
    expect((await exchange("any")).status).toBe(status);
    if (standing !== "down") expect((await shop.ask(NAME)).text).toBe('{"errors":"Unavailable Shop"}');
    shop.shop.state.standing = "open";
    expect((await shop.ask(NAME)).status).toBe(200);
  });
});

describe("compliance", () => {
  it("a data request names the customer and their orders", async () => {
    const first = shop.orders.place(draft());
    const second = shop.orders.place(draft());
    shop.shop.life.requestData(first.customer.admin_graphql_api_id);
    await shop.time.advance(0);
    expect(shop.arrivals.at(-1)?.body).toMatchObject({
      shop_domain: SHOP,
      customer: { id: first.customer.id, email: "wren@buyer.example" },
      orders_requested: [first.id, second.id],
      data_request: { id: 1 },
    });
  });

  it("a customer is redacted sixty days after their last order, or ten after the request if that is later", async () => {
    const { customer } = shop.orders.place(draft());
    const redactions = () => shop.arrivals.filter(({ topic }) => topic === "customers/redact");
    shop.shop.life.redactCustomer(customer.admin_graphql_api_id);
    await shop.time.advanceTo(START + 60 * DAY - 1);
    expect(redactions()).toEqual([]);
    await shop.time.advance(1);
    expect(redactions()).toHaveLength(1);
    shop.shop.life.redactCustomer(customer.admin_graphql_api_id);
    await shop.time.advance(10 * DAY);
    expect(redactions().map(({ at }) => (at - START) / DAY)).toEqual([60, 70]);
  });

  it("keeps a pace that can be set", async () => {
    shop.shop.life.pace.shopRedact = 1000;
    shop.shop.life.uninstall();
    await shop.time.advance(1000);
    expect(topics()).toContain("shop/redact");
  });

  it("knows no customer without an order", () => {
    expect(() => {
      shop.shop.life.requestData("gid://shopify/Customer/1");
    }).toThrow("no order of that customer");
  });
});
