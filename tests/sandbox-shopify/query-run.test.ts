import fc from "fast-check";
import { parse, validate, type ExecutionResult } from "graphql";
import { beforeAll, describe, expect, it } from "vitest";
import { rootAnswers } from "../../sandbox/shopify/graphql/answers.ts";
import { runByReference, runDocument, type Execution } from "../../sandbox/shopify/graphql/execute.ts";
import { FieldRules } from "../../sandbox/shopify/graphql/field-rules.ts";
import { loadAdminSchema } from "../../sandbox/shopify/graphql/schema.ts";
import { draft, openSimulatedShop } from "./simulated-shop.ts";

let execution: Execution;

beforeAll(() => {
  const { shop, orders } = openSimulatedShop();
  for (const payment of ["card", "cash_on_delivery", "card"] as const) orders.place(draft({ payment }));
  const [first] = orders.all();
  orders.refund(first?.id ?? 0, 500);
  const { state } = shop;
  state.approvals.phone = false;
  state.approvals.address = false;
  const admin = loadAdminSchema();
  execution = {
    ...{ admin, root: rootAnswers(state, admin) },
    // Customers are denied, so that refusals are compared as well.
    rules: new FieldRules(admin, ["read_orders", "read_products"], state.approvals),
    asked: { state, now: state.now },
  };
});

const plain = ({ data, errors }: ExecutionResult): unknown =>
  JSON.parse(JSON.stringify({ data, errors: errors?.map((error) => error.toJSON()) }));

function expectSame(query: string, variables: Record<string, unknown> = {}): void {
  const document = parse(query);
  expect(validate(execution.admin.schema, document)).toEqual([]);
  const run = runDocument(execution, document, { variables });
  expect("points" in run).toBe(true);
  expect(plain(run)).toEqual(plain(runByReference(execution, document, { variables })));
}

describe("a query is run as graphql-js runs it", () => {
  it.each([
    [
      "with aliases, repeated fields and merged selections",
      "{ a: shop { name } shop { name ...x } shop { id } } fragment x on Shop { url name }",
    ],
    [
      "with interfaces and unions",
      '{ node(id: "gid://shopify/Order/1") { id } orders(first: 1) { nodes { discountApplications(first: 2) { nodes { __typename index ... on DiscountCodeApplication { code } ... on ManualDiscountApplication { title } value { __typename ... on PricingPercentageValue { percentage } } } } } } }',
    ],
    [
      "with fields that are denied",
      "{ orders(first: 3) { nodes { id customer { id } billingAddress { city phone zip } } } }",
    ],
    [
      "with a field that is not answered",
      "{ orders(first: 2) { nodes { id merchantEditable } } shop { name } }",
    ],
    [
      "with a field that is not answered and may be null",
      "{ orders(first: 2) { nodes { id paymentTerms { id } } } }",
    ],
    [
      "with a list inside a list",
      "{ orders(first: 3) { nodes { refunds { id totalRefundedSet { shopMoney { amount } } transactions(first: 3) { edges { cursor node { id } } pageInfo { hasNextPage } } } tags } } }",
    ],
    ["with a page that is refused", "{ orders(first: 999) { nodes { id } } shop { name } }"],
    [
      "with a root that is null",
      '{ order(id: "gid://shopify/Order/0") { id } nodes(ids: ["gid://shopify/Order/0"]) { id } webPixel { id } }',
    ],
  ])("%s", (_, query) => {
    expectSame(query);
  });

  it("with variables, their defaults, and directives", () => {
    const query = `query ($first: Int = 2, $with: Boolean!, $sort: OrderSortKeys) {
      orders(first: $first, sortKey: $sort, query: "test:false") { nodes { id name @skip(if: $with) ... on Order @include(if: $with) { test note } } } }`;
    expectSame(query, { with: true });
    expectSame(query, { with: false, first: 1, sort: "ID" });
    expectSame(query, { with: false, first: null });
  });

  it("whatever it selects of an order", () => {
    const leaves = [
      "id",
      "name",
      "createdAt",
      "email",
      "phone",
      "statusPageUrl",
      "tags",
      "displayFinancialStatus",
      "riskLevel",
    ];
    const objects = [
      "app { name }",
      "customer { id }",
      "totalPriceSet { shopMoney { amount } }",
      "shippingAddress { zip city }",
      "customAttributes { key value }",
      "lineItems(first: 2) { nodes { sku product { id } image { url } } }",
      "channelInformation { app { id } }",
    ];
    fc.assert(
      fc.property(fc.subarray([...leaves, ...objects], { minLength: 1 }), (selected) => {
        expectSame(`{ orders(first: 3) { edges { node { ${selected.join(" ")} } } } }`);
      }),
      { numRuns: 60 },
    );
  });

  it("and variables of the wrong type are refused alike", () => {
    const document = parse("query ($id: ID!) { order(id: $id) { id } }");
    expect(plain(runDocument(execution, document))).toEqual(plain(runByReference(execution, document)));
    expect(runDocument(execution, document).errors).toHaveLength(1);
  });
});
