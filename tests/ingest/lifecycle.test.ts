import { beforeEach, describe, expect, it } from "vitest";
import { order, shopifysExample } from "../orders/examples.ts";
import { NOW, postWebhook, SHOP, startApp, type RunningApp, type WebhookOptions } from "./app-under-test.ts";

let one: RunningApp;
beforeEach(async () => {
  one = await startApp();
  await one.connect();
  await install(SHOP, NOW - 60_000);
});

async function install(shop: string, at: number): Promise<void> {
  await one.change("INSERT INTO shop (domain, scopes, installed_at) VALUES (@shop, 'read_orders', @at)", {
    ...{ shop, at },
  });
  await one.change("INSERT INTO session (id, shop, state, access_token) VALUES (@id, @shop, '', 'sealed')", {
    ...{ id: `offline_${shop}`, shop },
  });
}

const post = async (topic: string, body: unknown, options?: WebhookOptions) => {
  expect((await postWebhook(one.url, topic, body, options)).status).toBe(200);
};
const count = async (table: string) =>
  (await one.rows<{ n: number }>(`SELECT count(*) AS n FROM "${table}"`))[0]?.n;
const shopRow = async () =>
  (await one.rows<{ uninstalled_at: number | null; scopes: string }>("SELECT * FROM shop"))[0];
const triggeredAt = (at: number) => ({ headers: { "X-Shopify-Triggered-At": new Date(at).toISOString() } });

describe("app/uninstalled", () => {
  it("forgets every token and marks the shop", async () => {
    await post("app/uninstalled", shopifysExample("app/uninstalled"));
    expect([await count("session"), await count("pixel")]).toEqual([0, 0]);
    expect((await shopRow())?.uninstalled_at).toBe(NOW);
    expect(await one.app.connections.pixelOf(SHOP)).toBeUndefined();
  });

  it("is old news after a reinstallation, and changes nothing", async () => {
    await post("app/uninstalled", {}, triggeredAt(NOW - 120_000));
    expect([await count("session"), await count("pixel")]).toEqual([1, 1]);
    expect((await shopRow())?.uninstalled_at).toBeNull();
  });

  it("forgets the tokens also of a shop that was never recorded", async () => {
    await one.change("DELETE FROM shop");
    await post("app/uninstalled", {});
    expect([await count("session"), await count("pixel")]).toEqual([0, 0]);
  });

  it("concerns one shop only", async () => {
    await install("other.myshopify.com", NOW - 60_000);
    await post("app/uninstalled", {});
    expect(await one.rows("SELECT shop FROM session")).toEqual([{ shop: "other.myshopify.com" }]);
  });

  it("keeps later orders waiting, in case the merchant comes back", async () => {
    await post("app/uninstalled", {});
    await post("orders/paid", order());
    expect(await one.rows(`SELECT order_id FROM "order"`)).toEqual([{ order_id: "5001" }]);
  });
});

describe("app/scopes_update", () => {
  it("records what the shop grants now", async () => {
    await post("app/scopes_update", shopifysExample("app/scopes_update"));
    expect((await shopRow())?.scopes).toBe("read_products,write_products");
  });

  it("is kept unread when it is not an object", async () => {
    await post("app/scopes_update", "[]");
    expect((await shopRow())?.scopes).toBe("read_orders");
    expect(await one.rows("SELECT outcome FROM webhook")).toEqual([{ outcome: "unreadable" }]);
  });
});

describe("customers/data_request", () => {
  it("is on record without the customer's data", async () => {
    await post("customers/data_request", shopifysExample("customers/data_request"));
    expect(await one.rows("SELECT topic, outcome, sealed_body FROM webhook")).toEqual([
      { topic: "customers/data_request", outcome: "accepted", sealed_body: null },
    ]);
  });
});

describe("customers/redact", () => {
  const redact = (ids: unknown[]) =>
    post("customers/redact", { ...shopifysExample("customers/redact"), orders_to_redact: ids });

  it("erases what is known of the customer's orders, and sends none of them any more", async () => {
    await post("orders/paid", order());
    await post("orders/paid", order({ id: 5002, admin_graphql_api_id: null }));
    await redact([5001]);
    expect(await one.rows(`SELECT order_id FROM "order" WHERE facts = '{}' AND route_at IS NULL`)).toEqual([
      { order_id: "5001" },
    ]);
    expect(
      await one.rows(`SELECT order_id FROM "order" WHERE facts <> '{}' AND route_at IS NOT NULL`),
    ).toEqual([{ order_id: "5002" }]);
  });

  it("keeps the empty row, so that the order told of again is not sent", async () => {
    await post("orders/paid", order());
    await redact([5001]);
    await post("orders/paid", order({ updated_at: "2026-11-23T00:00:00Z" }));
    expect(await one.rows(`SELECT facts, route_at FROM "order"`)).toEqual([{ facts: "{}", route_at: null }]);
  });

  it.each([
    ["numbers", [5001]],
    ["text", ["5001"]],
    ["objects", [{ id: 5001 }]],
    ["long ids", ["gid://shopify/Order/5001"]],
  ])("takes ids as %s", async (_what, ids) => {
    await post("orders/paid", order());
    await redact(ids);
    expect(await one.rows(`SELECT facts FROM "order"`)).toEqual([{ facts: "{}" }]);
  });
});

describe("shop/redact", () => {
  it("leaves nothing of the shop, and everything of the others", async () => {
    await install("other.myshopify.com", NOW);
    await post("orders/paid", order());
    await post("orders/paid", "unreadable");
    await post("orders/paid", order(), { headers: { "X-Shopify-Shop-Domain": "other.myshopify.com" } });
    await post("shop/redact", shopifysExample("shop/redact"));
    for (const [table, column] of [
      ["session", "shop"],
      ["order", "shop"],
      ["shop", "domain"],
    ]) {
      expect(await one.rows(`SELECT ${column ?? ""} AS shop FROM "${table ?? ""}"`)).toEqual([
        { shop: "other.myshopify.com" },
      ]);
    }
    expect(await count("pixel")).toBe(0);
    expect(await one.rows(`SELECT topic FROM webhook WHERE shop = '${SHOP}'`)).toEqual([
      { topic: "shop/redact" },
    ]);
  });
});
