import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { SHOP } from "./app-under-test.ts";
import { CHECKOUT, hint, INGEST_TOKEN, startHintWorld, type HintWorld } from "./hint-world.ts";

let world: HintWorld;
beforeEach(async () => {
  world = await startHintWorld();
  return () => world.stop();
});

describe("POST /collect", () => {
  it("keeps a hint, and answers any origin", async () => {
    const response = await world.post(hint());
    expect(response.status).toBe(202);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await world.hints()).toMatchObject([
      { shop: SHOP, click_id: "E.C.P.from-the-pixel", order_id: "5001", ttp: "ttp-1" },
    ]);
  });

  it("keeps the same pixel event once", async () => {
    const same = hint();
    expect([(await world.post(same)).status, (await world.post(same)).status]).toEqual([202, 202]);
    expect(await world.hints()).toHaveLength(1);
  });

  it("answers a browser that asks first", async () => {
    const response = await world.post("", { method: "OPTIONS", body: null });
    expect([response.status, response.headers.get("access-control-allow-methods")]).toEqual([204, "POST"]);
  });

  it.each<[string, unknown, number]>([
    ["no JSON", "no json", 400],
    ["another version", hint({ v: 2 }), 400],
    ["no checkout", hint({ checkout: undefined }), 400],
    ["an unknown event", hint({ event: "purchase" }), 400],
    ["a page view that is no click test", hint({ event: "page_viewed" }), 400],
    ["a token nobody has", hint({ token: "guessed" }), 401],
    ["too many bytes", hint({ page: "x".repeat(5000) }), 413],
  ])("refuses %s, and keeps nothing", async (_what, body, status) => {
    expect((await world.post(body)).status).toBe(status);
    expect(await world.hints()).toEqual([]);
  });

  it("refuses other methods", async () => {
    expect((await fetch(world.url)).status).toBe(405);
  });

  it("drops what only adds and is wrong, and keeps the rest", async () => {
    await world.post(
      hint({ ttclid: "__CLICKID__", clicked: "yesterday", ttp: 7, page: "javascript:alert(1)", order: "x" }),
    );
    expect(await world.hints()).toMatchObject([
      { click_id: null, clicked_at: null, ttp: null, page: null, order_id: null, checkout_token: CHECKOUT },
    ]);
  });

  it("keeps a page's path and not its query", async () => {
    await world.post(hint({ page: "https://northpine.example/shirts?email=ada@example.com" }));
    expect(await world.hints()).toMatchObject([{ page: "https://northpine.example/shirts" }]);
  });

  it("lets one address send only so much", async () => {
    const statuses = await Promise.all(
      Array.from({ length: 70 }, async () => (await world.post(hint())).status),
    );
    expect(statuses.filter((status) => status === 202)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  it("forgets a shop that left: its token opens nothing", async () => {
    await world.one.change("UPDATE shop SET uninstalled_at = 1");
    expect((await world.post(hint())).status).toBe(401);
  });

  it("never answers 5xx and never makes an order, whatever is posted", async () => {
    const fields = fc.record(
      {
        v: fc.constantFrom(1, 2),
        token: fc.constantFrom(INGEST_TOKEN, "x"),
        event: fc.string(),
        id: fc.anything(),
        checkout: fc.anything(),
        ttclid: fc.anything(),
        order: fc.anything(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fields), async (body) => {
        expect((await world.post(body)).status).toBeLessThan(500);
      }),
      { numRuns: 50 },
    );
    expect(await world.one.rows('SELECT * FROM "order"')).toEqual([]);
  });
});
