import { beforeEach, describe, expect, it } from "vitest";
import { order } from "../orders/examples.ts";
import { postWebhook, SHOP, startApp, type RunningApp } from "./app-under-test.ts";

interface Kept {
  outcome: string;
  reason: string;
  sealed_body: string | null;
}

let one: RunningApp;
beforeEach(async () => {
  one = await startApp();
});

const kept = () => one.rows<Kept>("SELECT * FROM webhook");

/** Opens what was kept, as a person would. */
function opened(row: Kept | undefined): Buffer {
  const base64 = one.app.vault.open(row?.sealed_body ?? "", `webhook:${SHOP}`).reveal();
  return Buffer.from(base64, "base64");
}

describe("a signed webhook that cannot be read", () => {
  it.each<[string, Buffer]>([
    ["not_json", Buffer.from("<html>jon@example.com</html>")],
    ["not_json", Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x80, 0x7d])],
    ["not_json", Buffer.from('\ufeff{"id": 1}')],
    ["not_an_object", Buffer.from("[]")],
    ["not_an_object", Buffer.from("null")],
    ["no_order_id", Buffer.from('{"name": "#1001"}')],
  ])("is answered 200 and kept to the byte, sealed: %s", async (reason, body) => {
    expect((await postWebhook(one.url, "orders/paid", body)).status).toBe(200);
    const [row] = await kept();
    expect(row).toMatchObject({ outcome: "unreadable", reason });
    expect(opened(row)).toEqual(body);
    expect(row?.sealed_body).not.toContain(body.toString("base64"));
    expect(await one.rows(`SELECT * FROM "order"`)).toEqual([]);
  });

  it("is kept when its topic is not that of its path, which would otherwise be a redaction in disguise", async () => {
    const body = Buffer.from(JSON.stringify(order()));
    const response = await postWebhook(one.url, "orders/paid", body, { path: "/webhooks/shop/redact" });
    expect(response.status).toBe(200);
    expect(await kept()).toMatchObject([
      { outcome: "unreadable", reason: "topic_does_not_match_path", topic: "orders/paid" },
    ]);
    expect(opened((await kept())[0])).toEqual(body);
  });

  it("does not open for another shop", async () => {
    await postWebhook(one.url, "orders/paid", "nonsense");
    const sealed = (await kept())[0]?.sealed_body ?? "";
    expect(() => one.app.vault.open(sealed, "webhook:other.myshopify.com")).toThrow();
  });

  it("is counted for the merchant, and seals nothing of a readable one", async () => {
    await postWebhook(one.url, "orders/paid", "nonsense");
    await postWebhook(one.url, "orders/paid", order());
    expect(await one.app.recordsOf(SHOP).counts()).toMatchObject({ unreadableWebhooks: 1, waitingOrders: 1 });
    expect((await kept()).map(({ outcome, sealed_body }) => [outcome, sealed_body !== null])).toEqual([
      ["unreadable", true],
      ["accepted", false],
    ]);
  });
});
