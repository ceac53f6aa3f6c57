import { beforeEach, describe, expect, it } from "vitest";
import { LINES, openBulkShop, type BulkShop } from "./bulk-shop.ts";

let shop: BulkShop;

beforeEach(() => {
  shop = openBulkShop();
});

const DAY = 86_400_000;

describe("a bulk query is refused", () => {
  it.each([
    ["without a connection", "{ shop { name } }", "at least one connection"],
    [
      "with six connections",
      `{ orders { edges { node { id ${["a", "b", "c", "d", "e"].map((key) => `${key}: lineItems { edges { node { id } } }`).join(" ")} } } } }`,
      "more than 5 connections",
    ],
    [
      "that the schema does not allow",
      "{ orders { edges { node { colour } } } }",
      "Field 'colour' doesn't exist",
    ],
    ["that is no GraphQL", "{ orders", "Syntax Error"],
    [
      "that is no query",
      'mutation { webPixelDelete(id: "x") { deletedWebPixelId } }',
      "Only `query` operations",
    ],
    [
      "with a second root",
      "{ orders { edges { node { id } } } shop { name } }",
      "exactly one top-level field",
    ],
    [
      "by node",
      '{ node(id: "gid://shopify/Order/1") { ... on Order { lineItems { edges { node { id } } } } } }',
      "top level `node`",
    ],
    ["by nodes", "{ orders { nodes { id } } }", "Invalid connection fields: 'orders'"],
    ["with variables", "query ($q: String) { orders(query: $q) { edges { node { id } } } }", "variables"],
    [
      "whose parents do not select their id",
      "{ orders { edges { node { name lineItems { edges { node { id } } } } } } }",
      "without 'id': orders",
    ],
    [
      "nested too deep",
      "{ orders { edges { node { id customer { id orders { edges { node { id lineItems { edges { node { id } } } } } } } } } } }",
      "nesting depth greater than 2",
    ],
    [
      "with a connection in a list",
      "{ orders { edges { node { id refunds { transactions { edges { node { id } } } } } } } }",
      "within a list field",
    ],
  ])("%s", async (_, query, message) => {
    const { bulkOperation, userErrors } = await shop.run(query);
    expect(bulkOperation).toBeNull();
    expect(userErrors[0]).toMatchObject({ code: "INVALID", field: ["query"] });
    expect(userErrors.map((error) => error.message).join(" ")).toContain(message);
  });

  it("as the sixth at a time", async () => {
    for (let each = 0; each < 5; each += 1) expect((await shop.run(LINES)).userErrors).toEqual([]);
    expect((await shop.run(LINES)).userErrors).toMatchObject([{ code: "LIMIT_REACHED" }]);
    await shop.time.advance(2000);
    expect((await shop.run(LINES)).userErrors).toEqual([]);
  });

  it("loudly, when it asks for what the sandbox does not answer", async () => {
    shop.place(1);
    const { errors } = await shop.ask(
      'mutation { bulkOperationRunQuery(query: "{ orders { edges { node { id hasTimelineComment } } } }") { userErrors { code } } }',
    );
    expect(errors?.[0]?.message).toContain("Order.hasTimelineComment");
  });
});

describe("a bulk query fails", () => {
  it("as it is told to, with what it had by then", async () => {
    shop.place(4);
    shop.shop.state.bulk.failures.push(
      { code: "INTERNAL_SERVER_ERROR", partial: 0.5 },
      { code: "TIMEOUT", partial: 0 },
    );
    const [first, second, third] = [await shop.run(LINES), await shop.run(LINES), await shop.run(LINES)];
    await shop.time.advance(2000);
    const broken = await shop.read(first.bulkOperation?.id);
    expect(broken).toMatchObject({
      status: "FAILED",
      errorCode: "INTERNAL_SERVER_ERROR",
      url: null,
      completedAt: null,
    });
    expect(await shop.linesAt(broken.partialDataUrl)).toHaveLength(6);
    expect(await shop.read(second.bulkOperation?.id)).toMatchObject({
      errorCode: "TIMEOUT",
      partialDataUrl: null,
    });
    expect(await shop.read(third.bulkOperation?.id)).toMatchObject({ status: "COMPLETED" });
    expect(shop.finishes().map(({ body }) => [body["status"], body["error_code"]])).toEqual([
      ["failed", "internal_server_error"],
      ["failed", "timeout"],
      ["completed", null],
    ]);
  });

  it("when the app may not read what it asks for, by then", async () => {
    shop.place(1);
    const { bulkOperation } = await shop.run("{ orders { edges { node { id customer { id } } } } }");
    shop.shop.life.grant(["read_orders"]);
    await shop.time.advance(2000);
    expect(await shop.read(bulkOperation?.id)).toMatchObject({
      status: "FAILED",
      errorCode: "ACCESS_DENIED",
    });
  });

  it("after ten days", async () => {
    shop.shop.state.bulk.takes = 11 * DAY;
    const { bulkOperation } = await shop.run(LINES);
    shop.useToken(shop.shop.state.tokens.issue(shop.shop.state.scopes));
    await shop.time.advance(10 * DAY);
    expect(await shop.read(bulkOperation?.id)).toMatchObject({ status: "FAILED", errorCode: "TIMEOUT" });
  });
});

describe("a bulk query that is cancelled", () => {
  it("is cancelling for a moment, then cancelled, and says so", async () => {
    const { bulkOperation } = await shop.run(LINES);
    expect(await shop.cancel(bulkOperation?.id)).toMatchObject({
      bulkOperation: { status: "CANCELING" },
      userErrors: [],
    });
    await shop.time.advance(1000);
    expect(await shop.read(bulkOperation?.id)).toMatchObject({ status: "CANCELED", url: null });
    await shop.time.advance(10_000);
    expect(shop.finishes().map(({ body }) => body["status"])).toEqual(["canceled"]);
  });

  it("must be under way", async () => {
    const { bulkOperation } = await shop.run(LINES);
    await shop.time.advance(2000);
    expect((await shop.cancel(bulkOperation?.id)).userErrors[0]?.message).toContain("when it is completed");
    expect((await shop.cancel("gid://shopify/BulkOperation/999")).userErrors[0]?.message).toContain(
      "does not exist",
    );
  });
});

describe("bulk operations", () => {
  it("are listed newest first, by status, and by the field that is going away", async () => {
    const first = await shop.run(LINES);
    await shop.time.advance(2000);
    const second = await shop.run(LINES);
    const { data } = await shop.ask(`{
      all: bulkOperations(first: 5) { nodes { id } }
      done: bulkOperations(first: 5, query: "status:completed") { nodes { id } }
      currentBulkOperation { id }
      node(id: "${first.bulkOperation?.id ?? ""}") { ... on BulkOperation { status } }
    }`);
    expect(data).toEqual({
      all: { nodes: [{ id: second.bulkOperation?.id }, { id: first.bulkOperation?.id }] },
      done: { nodes: [{ id: first.bulkOperation?.id }] },
      currentBulkOperation: { id: second.bulkOperation?.id },
      node: { status: "COMPLETED" },
    });
  });

  it("end with the installation, without a word", async () => {
    await shop.run(LINES);
    shop.shop.life.uninstall();
    await shop.time.advance(DAY);
    expect(shop.finishes()).toEqual([]);
    expect(shop.platform.shop("quillwood.myshopify.com")?.state.bulk.all()[0]?.status).toBe("CANCELED");
  });
});
