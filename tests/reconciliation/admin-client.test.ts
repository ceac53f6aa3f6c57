import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { HttpAnswer } from "../../app/reconciliation/admin-answer.ts";
import type { Answered } from "../../app/reconciliation/admin-client.server.ts";
import { adminWorld, SHOP, stepsOf, type AdminWorld } from "./admin-world.ts";
import { plainOrder } from "./orders.ts";

const schema = z.object({ shop: z.object({ name: z.string() }) });
const question = { document: "{ shop { name } }", points: 1, schema, repeatable: true };
const EVERYTHING = { by: "updated_at", from: 0 } as const;

let world: AdminWorld;
let sent: number;

beforeEach(() => {
  world = adminWorld([plainOrder(1)]);
  sent = 0;
  countPosts();
});

function countPosts(): void {
  const { post } = world;
  world.post = (shop, body) => {
    sent += 1;
    return post(shop, body);
  };
}

/** Lets these answers come first, in their order; then Shopify answers. */
function answerFirst(...answers: (HttpAnswer | "no_token" | "unreachable")[]): void {
  const { post } = world;
  world.post = async (shop, body) => {
    const real = await post(shop, body);
    return answers.shift() ?? real;
  };
}

const http = (status: number, body = "", retryAfter: string | null = null): HttpAnswer => ({
  status,
  body,
  retryAfter,
});
const graphql = (body: object): HttpAnswer => http(200, JSON.stringify(body));
const error = (code: string, others: object = {}): object => ({
  message: "in words",
  extensions: { code, ...others },
});
const costOf = (requested: number, available: number) => ({
  cost: {
    ...{ requestedQueryCost: requested, actualQueryCost: null },
    throttleStatus: { maximumAvailable: 2000, currentlyAvailable: available, restoreRate: 100 },
  },
});
const throttled = (requested: number, available: number) =>
  graphql({ errors: [error("THROTTLED")], extensions: costOf(requested, available) });

const ask = (repeatable = true): Promise<Answered<unknown>> =>
  world.client.ask(SHOP, { ...question, repeatable });
const good = { kind: "ok", value: { shop: { name: "Quillwood" } }, withheld: [] };

describe("an answer", () => {
  it("is read when it is one", async () => {
    expect(await ask()).toMatchObject(good);
    expect([sent, world.waits]).toEqual([1, []]);
  });

  it.each(["frozen", "forbidden", "locked"] as const)(
    "of a shop that is %s says that the shop is shut",
    async (standing) => {
      world.shop.state.standing = standing;
      const status = { frozen: 402, forbidden: 403, locked: 423 }[standing];
      expect(await ask()).toEqual({ kind: "frozen", status });
      expect(sent).toBe(1);
    },
  );

  it("without a token, with a wrong one and after an uninstall is unauthorised", async () => {
    world.shop.state.uninstall();
    expect(await ask()).toEqual({ kind: "unauthorised" });
    world.token = undefined;
    expect(await ask()).toEqual({ kind: "unauthorised" });
    expect(sent).toBe(2);
  });

  it("names the scope that is missing", async () => {
    world = adminWorld([plainOrder(1)], ["read_products"]);
    expect(await stepsOf(world.reader.walk(SHOP, EVERYTHING))).toEqual([
      { kind: "access_denied", scope: "read_orders" },
    ]);
    // Here other scopes are missing, too, and Shopify names them first.
    const byId = await stepsOf(world.reader.byId(SHOP, ["5600000000001"]));
    expect(byId).toMatchObject([{ kind: "access_denied", scope: expect.stringMatching(/^read_/) as string }]);
    expect(await world.reader.count(SHOP, EVERYTHING)).toEqual({
      kind: "access_denied",
      scope: "read_orders",
    });
  });

  it("says that customer data is not approved as a denial without a scope", async () => {
    world.shop.state.approvals.customerData = false;
    expect(await stepsOf(world.reader.list(SHOP, EVERYTHING))).toEqual([
      { kind: "access_denied", scope: undefined },
    ]);
  });

  it.each<[string, HttpAnswer, object]>([
    ["a shop that is gone", http(404), { kind: "frozen", status: 404 }],
    ["an inactive shop", graphql({ errors: [error("SHOP_INACTIVE")] }), { kind: "frozen", status: 200 }],
    [
      "a question Shopify does not understand",
      graphql({ errors: [error("undefinedField")] }),
      { kind: "malformed", what: "error undefinedField" },
    ],
    [
      "an error without a code",
      graphql({ errors: [{ message: "secret" }] }),
      { kind: "malformed", what: "error without a code" },
    ],
    ["another refusal", http(406), { kind: "malformed", what: "HTTP 406" }],
    ["no data", graphql({}), { kind: "malformed", what: "an answer without data" }],
    [
      "other data than was asked for",
      graphql({ data: { shop: { name: 4 } } }),
      { kind: "malformed", what: "shop.name: invalid_type" },
    ],
    [
      "errors that are no list",
      graphql({ data: {}, errors: "no" }),
      { kind: "malformed", what: "not a GraphQL answer" },
    ],
    [
      "one query that costs too much",
      graphql({ errors: [error("MAX_COST_EXCEEDED", { cost: 1400, maxCost: 1000 })] }),
      { kind: "too_dear", points: 1400, limit: 1000 },
    ],
  ])("of %s is the last word", async (_what, answer, expected) => {
    answerFirst(answer);
    expect(await ask()).toEqual(expected);
    expect(sent).toBe(1);
  });
});

describe("Shopify out of order", () => {
  it.each<[string, HttpAnswer | "unreachable"]>([
    ["HTTP 503", http(503, "Service Unavailable")],
    ["HTTP 500", http(500, "{}")],
    ["no connection, or none in time", "unreachable"],
    ["a page of a proxy", http(200, "<html>")],
    ["half an answer", http(200, '{"data":{"shop":')],
    ["a redirect", http(308)],
    ["its own internal error", graphql({ data: { shop: null }, errors: [error("INTERNAL_SERVER_ERROR")] })],
  ])("(%s) is asked again after a growing pause, and then answers", async (_what, answer) => {
    answerFirst(answer, answer, answer);
    expect(await ask()).toMatchObject(good);
    expect([sent, world.waits]).toEqual([4, [375, 750, 1500]]);
  });

  it("for four tries is unavailable", async () => {
    world.shop.state.standing = "down";
    expect(await ask()).toEqual({ kind: "unavailable" });
    expect(sent).toBe(4);
  });

  it("is not asked again for what may have been done already", async () => {
    answerFirst("unreachable");
    expect(await ask(false)).toEqual({ kind: "unavailable" });
    expect(sent).toBe(1);
  });
});

describe("too few points", () => {
  it("are waited for: what is missing over what is restored, with half of the bucket left to others", async () => {
    answerFirst(throttled(100, 40));
    expect(await ask()).toMatchObject(good);
    // (100 asked for + 1000 left to others - 40 there) / 100 a second.
    expect([sent, world.waits]).toEqual([2, [10_600]]);
  });

  it("are not waited for longer than the patience; the end of the wait is told", async () => {
    answerFirst(throttled(1000, 0), throttled(1000, 0), throttled(1000, 0));
    const from = world.time.now();
    // 20 s until the bucket is full, and 20 more would be too many.
    expect(await ask()).toEqual({ kind: "throttled", until: from + 40_000 });
    expect(world.waits).toEqual([20_000, 750]);
  });

  it("of which Shopify tells nothing are waited for ever longer", async () => {
    answerFirst(...Array.from({ length: 3 }, () => graphql({ errors: [error("THROTTLED")] })));
    expect(await ask()).toMatchObject(good);
    expect(world.waits).toEqual([375, 750, 1500]);
  });

  it("end in `throttled` however often Shopify refuses although there are enough", async () => {
    answerFirst(...Array.from({ length: 60 }, () => throttled(1, 2000)));
    expect(await ask()).toMatchObject({ kind: "throttled" });
    expect(sent).toBeLessThan(12);
  });

  it("are for HTTP 429 what its Retry-After says", async () => {
    answerFirst(http(429, "", "2.0"), http(430));
    expect(await ask()).toMatchObject(good);
    expect(world.waits).toEqual([2000, 750]);
  });

  it("are left to the app's pages: a walk waits while they use the bucket, and does not starve them", async () => {
    await ask();
    world.shop.state.bucket.take(1500);
    // What others took is known from the next answer on.
    await ask();
    await ask();
    expect(world.waits).toEqual([5030]);
    expect(world.shop.state.bucket.cost(0, 0).throttleStatus.currentlyAvailable).toBeGreaterThanOrEqual(999);
  });
});

describe("a page that is too dear", () => {
  it("is asked for again with fewer orders", async () => {
    world = adminWorld([1, 2, 3].map((number) => plainOrder(number)));
    world.shop.state.bucket.limits.singleQuery = 160;
    const steps = await stepsOf(world.reader.list(SHOP, EVERYTHING));
    expect(steps).toMatchObject([{ kind: "ok", orders: [{}, {}, {}] }]);
  });

  it("is malformed when not even one order may be asked for", async () => {
    world.shop.state.bucket.limits.singleQuery = 40;
    expect(await stepsOf(world.reader.walk(SHOP, EVERYTHING))).toEqual([
      { kind: "malformed", what: "one item costs more than a query may" },
    ]);
  });
});
