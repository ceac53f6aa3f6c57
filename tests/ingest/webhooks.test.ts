import { request as httpRequest } from "node:http";
import { beforeEach, describe, expect, it } from "vitest";
import { order } from "../orders/examples.ts";
import { openForTest, select } from "../platform/temporary-database.ts";
import { NOW, postWebhook, startApp, webhookHeaders, type RunningApp } from "./app-under-test.ts";

interface WebhookRow {
  topic: string;
  outcome: string;
  reason: string | null;
  sealed_body: string | null;
}

let one: RunningApp;
beforeEach(async () => {
  one = await startApp();
});

const post = (...[topic, body, options]: [string, unknown, Parameters<typeof postWebhook>[3]?]) =>
  postWebhook(one.url, topic, body, options);
const webhooks = () => one.rows<WebhookRow>("SELECT * FROM webhook ORDER BY id");
const orders = () => one.rows<{ order_id: string; facts: string }>(`SELECT * FROM "order" ORDER BY id`);

describe("a good webhook", () => {
  it("is on disk when it is answered 200", async () => {
    const response = await post("orders/paid", order());
    expect([response.status, await response.text()]).toEqual([200, "accepted\n"]);
    const other = openForTest(one.databaseUrl);
    expect(await select(other, `SELECT order_id, topic, received_at FROM "order"`)).toEqual([
      { order_id: "5001", topic: "orders/paid", received_at: NOW },
    ]);
  });

  it("is a duplicate the second time, and changes nothing", async () => {
    const headers = { "X-Shopify-Event-Id": "event-1" };
    await post("orders/paid", order(), { headers });
    const before = await orders();
    expect(await (await post("orders/paid", order(), { headers })).text()).toBe("duplicate\n");
    expect(await orders()).toEqual(before);
    expect(await webhooks()).toHaveLength(1);
  });

  it("is told apart by its webhook id where Shopify names no event", async () => {
    const headers = { "X-Shopify-Event-Id": undefined, "X-Shopify-Webhook-Id": "hook-1" };
    expect(await (await post("orders/paid", order(), { headers })).text()).toBe("accepted\n");
    expect(await (await post("orders/paid", order(), { headers })).text()).toBe("duplicate\n");
  });

  it("about another order is not lost because one action of the merchant named both", async () => {
    const headers = { "X-Shopify-Event-Id": "bulk-action" };
    await post("orders/paid", order(), { headers });
    const second = await post("orders/paid", order({ id: 5002, admin_graphql_api_id: null }), { headers });
    expect(await second.text()).toBe("accepted\n");
    expect((await orders()).map(({ order_id }) => order_id)).toEqual(["5001", "5002"]);
  });

  it("is accepted with header names in any case, and a query behind the path", async () => {
    const body = Buffer.from(JSON.stringify(order()));
    const headers = Object.fromEntries(
      Object.entries(webhookHeaders("orders/paid", body)).map(([name, value]) => [name.toUpperCase(), value]),
    );
    const response = await fetch(`${one.url}/webhooks/orders/paid?x=1`, {
      method: "POST",
      headers,
      body: new Uint8Array(body),
    });
    expect(response.status).toBe(200);
  });

  it("gets through in a crowd, each with its own answer", async () => {
    const statuses = await Promise.all(
      Array.from(
        { length: 50 },
        async (_, index) =>
          (await post("orders/paid", order({ id: index + 1, admin_graphql_api_id: null }))).status,
      ),
    );
    expect(statuses).toEqual(Array(50).fill(200));
    expect(await orders()).toHaveLength(50);
  });
});

describe("a webhook that is not Shopify's", () => {
  it.each<[string, Record<string, string | undefined>]>([
    ["no signature", { "X-Shopify-Hmac-Sha256": undefined }],
    ["an empty signature", { "X-Shopify-Hmac-Sha256": "" }],
    ["junk for a signature", { "X-Shopify-Hmac-Sha256": "c2lnbmF0dXJl" }],
    [
      "no signature and no other header",
      Object.fromEntries(Object.keys(webhookHeaders("", Buffer.alloc(0))).map((name) => [name, undefined])),
    ],
    [
      "the signature of another body",
      { "X-Shopify-Hmac-Sha256": webhookHeaders("", Buffer.from("{}"))["X-Shopify-Hmac-Sha256"] },
    ],
    [
      "a signature under another secret",
      {
        "X-Shopify-Hmac-Sha256": webhookHeaders("", Buffer.from(JSON.stringify(order())), "other")[
          "X-Shopify-Hmac-Sha256"
        ],
      },
    ],
    [
      "the signature under the newer header's name",
      {
        "X-Shopify-Hmac-Sha256": undefined,
        "Shopify-Hmac-Sha256": webhookHeaders("", Buffer.from(JSON.stringify(order())))[
          "X-Shopify-Hmac-Sha256"
        ],
      },
    ],
  ])("is answered 401 and leaves no row: %s", async (_what, headers) => {
    expect((await post("orders/paid", order(), { headers })).status).toBe(401);
    expect([await webhooks(), await orders()]).toEqual([[], []]);
  });

  it("is answered 401 also when its bytes are not text", async () => {
    const body = Buffer.from([0xff, 0xfe, 0x00]);
    const headers = { "X-Shopify-Hmac-Sha256": webhookHeaders("", body, "other")["X-Shopify-Hmac-Sha256"] };
    expect((await post("orders/paid", body, { headers })).status).toBe(401);
    expect(await webhooks()).toEqual([]);
  });

  it("is not let in by a wrong signature together with a missing header", async () => {
    const headers = { "X-Shopify-Hmac-Sha256": "c2lnbmF0dXJl", "X-Shopify-Topic": undefined };
    expect((await post("orders/paid", order(), { headers })).status).toBe(401);
  });
});

describe("an address that sends many webhooks without a good signature", () => {
  const forged = { "X-Shopify-Hmac-Sha256": webhookHeaders("", Buffer.from("{}"))["X-Shopify-Hmac-Sha256"] };

  it("is told to wait after sixty in a minute, and is never in the way of a genuine one from the same address", async () => {
    const answers: Response[] = [];
    for (let turn = 0; turn < 62; turn++)
      answers.push(await post("orders/paid", order(), { headers: forged }));
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(60).fill(401), 429, 429]);
    const last = answers.at(-1);
    expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await last?.text()).toBe("too many without a good signature\n");
    expect([await webhooks(), await orders()]).toEqual([[], []]);

    expect((await post("orders/paid", order())).status).toBe(200);
    expect(await orders()).toHaveLength(1);
  });

  it("is not counted for what is genuine", async () => {
    for (let id = 1; id <= 70; id++)
      expect((await post("orders/paid", order({ id, admin_graphql_api_id: null }))).status).toBe(200);
    expect((await post("orders/paid", order(), { headers: forged })).status).toBe(401);
  });

  it("is not read when it bears no signature at all", async () => {
    const headers = { "X-Shopify-Hmac-Sha256": undefined };
    const length = String(7 * 1024 * 1024);
    const answer = new Promise<number | undefined>((resolve, reject) => {
      const url = new URL(`${one.url}/webhooks/orders/paid`);
      const request = httpRequest(
        url,
        { method: "POST", headers: { "content-length": length } },
        (response) => {
          resolve(response.statusCode);
          request.destroy();
        },
      );
      request.on("error", reject);
      request.flushHeaders();
    });
    // Not a byte of the body was sent.
    expect(await answer).toBe(401);
    expect((await post("orders/paid", order(), { headers })).status).toBe(401);
  });
});

describe("a signed request that is no webhook", () => {
  it.each(["X-Shopify-Topic", "X-Shopify-Shop-Domain", "X-Shopify-API-Version", "X-Shopify-Webhook-Id"])(
    "is answered 400 without %s",
    async (name) => {
      const response = await post("orders/paid", order(), { headers: { [name]: undefined } });
      expect([response.status, await response.text()]).toEqual([400, "a Shopify header is missing\n"]);
      expect(await webhooks()).toEqual([]);
    },
  );

  it.each(["evil.example", "northpine.myshopify.com.evil.example", "north pine", "admin.shopify.com"])(
    "is answered 400 for the shop %j",
    async (shop) => {
      const response = await post("orders/paid", order(), { headers: { "X-Shopify-Shop-Domain": shop } });
      expect(response.status).toBe(400);
      expect(await webhooks()).toEqual([]);
    },
  );

  it("is answered 400 when it is empty", async () => {
    expect((await post("orders/paid", "")).status).toBe(400);
  });

  it.each([
    "/webhooks/orders/deleted",
    "/webhooks/",
    "/webhooks/toString",
    "/webhooks/__proto__",
    "/webhooks/orders/paid/",
    "/elsewhere",
  ])("is answered 404 at %s", async (path) => {
    expect((await post("toString", order(), { path })).status).toBe(404);
    expect(await webhooks()).toEqual([]);
  });

  it.each(["GET", "PUT", "DELETE"])("is answered 405 for %s", async (method) => {
    const response = await post("orders/paid", order(), { method });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("is answered 413 above 8 MiB, and the server goes on", async () => {
    const size = 8 * 1024 * 1024;
    const answer = await post("orders/paid", Buffer.alloc(size + 1, "x")).then(
      ({ status }) => status,
      () => "cut off",
    );
    expect([413, "cut off"]).toContain(answer);
    expect((await post("orders/paid", order())).status).toBe(200);
  });
});
