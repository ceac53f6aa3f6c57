import { beforeEach, describe, expect, it } from "vitest";
import { draft, openSimulatedShop, type SimulatedShop } from "./simulated-shop.ts";

let shop: SimulatedShop;

beforeEach(() => {
  shop = openSimulatedShop();
  shop.orders.place(draft());
});

const nodes = async (selection: string) => {
  const answer = await shop.ask(`{ orders(first: 1) { nodes { ${selection} } } }`);
  return { ...answer, order: (answer.data?.["orders"] as { nodes: unknown[] } | undefined)?.nodes[0] };
};

describe("protected customer data", () => {
  it("is null, beside an error, field by field as it is not approved", async () => {
    Object.assign(shop.shop.state.approvals, { email: false, phone: false });
    const { order, errors } = await nodes("id email phone billingAddress { firstName city phone }");
    expect(order).toMatchObject({
      email: null,
      phone: null,
      billingAddress: { firstName: "Wren", city: "Boulder", phone: null },
    });
    expect(errors?.map(({ extensions, path }) => [extensions["code"], path])).toEqual([
      ["ACCESS_DENIED", ["orders", "nodes", 0, "email"]],
      ["ACCESS_DENIED", ["orders", "nodes", 0, "phone"]],
      ["ACCESS_DENIED", ["orders", "nodes", 0, "billingAddress", "phone"]],
    ]);
  });

  it("takes names and addresses apart", async () => {
    shop.shop.state.approvals.name = false;
    const address = "billingAddress { firstName address1 zip }";
    expect((await nodes(address)).order).toMatchObject({
      billingAddress: { firstName: null, address1: "12 Test Street", zip: "80301" },
    });
    Object.assign(shop.shop.state.approvals, { name: true, address: false });
    expect((await nodes(address)).order).toMatchObject({
      billingAddress: { firstName: "Wren", address1: null, zip: null },
    });
  });

  it("takes the whole order with a field that may not be null", async () => {
    shop.shop.state.approvals.name = false;
    const { data, errors } = await nodes("id statusPageUrl");
    expect(data).toBeNull();
    expect(errors?.[0]?.message).toContain("statusPageUrl");
  });

  it("is every order, when the app has no approval at all", async () => {
    shop.shop.state.approvals.customerData = false;
    const { data, errors } = await nodes("id");
    expect(data).toBeNull();
    expect(errors?.[0]).toMatchObject({ path: ["orders"], extensions: { code: "ACCESS_DENIED" } });
    expect(errors?.[0]?.message).toContain("Order object");
  });
});

describe("a webhook", () => {
  it("has null where the Admin API has, and city and country all the same", async () => {
    Object.assign(shop.shop.state.approvals, { name: false, email: false, phone: false, address: false });
    shop.orders.place(draft());
    await shop.time.advance(0);
    const body = shop.arrivals.at(-1)?.body;
    expect(body).toMatchObject({
      ...{ name: "#1002", email: null, contact_email: null, phone: null },
      customer: { first_name: null, email: null, default_address: { zip: null, city: "Boulder" } },
      billing_address: { name: null, last_name: null, address1: null, phone: null, country_code: "US" },
      line_items: [{ name: "Fjell Merino Tee - S" }, {}],
    });
    expect(JSON.stringify(body)).not.toMatch(/wren|adler|80301|5550177/i);
  });

  it("of an order does not come at all without any approval", async () => {
    shop.shop.state.approvals.customerData = false;
    const before = shop.webhooks.deliveries.length;
    shop.orders.place(draft());
    await shop.time.advance(0);
    expect(shop.webhooks.deliveries).toHaveLength(before);
  });
});

describe("objects of other scopes", () => {
  it("come back null beside an error: a customer needs read_customers, a product read_products", async () => {
    shop.shop.state.scopes = ["read_orders"];
    const { order, errors } = await nodes(
      "id customer { id } lineItems(first: 1) { nodes { sku product { id } variant { id } } }",
    );
    expect(order).toMatchObject({
      customer: null,
      lineItems: { nodes: [{ sku: "NP-FJT-S", product: null, variant: null }] },
    });
    expect(errors?.map(({ message }) => message.split(".")[0])).toEqual([
      "Access denied for customer field",
      "Access denied for product field",
      "Access denied for variant field",
    ]);
  });
});
