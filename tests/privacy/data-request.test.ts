import { beforeEach, describe, expect, it } from "vitest";
import { DAY } from "../../app/platform/clock.ts";
import { FIELD_NOTES } from "../../app/tiktok/field-notes.ts";
import { startTikTok } from "../../sandbox/tiktok/tiktok.ts";
import { NOW, PIXEL, postWebhook, SHOP, startApp, TOKEN, type RunningApp } from "../ingest/app-under-test.ts";
import { ADA, order, shopifysExample } from "../orders/examples.ts";
import { eventually } from "../admin/app-world.ts";

let one: RunningApp;
beforeEach(async () => {
  const tiktok = await startTikTok({
    port: 0,
    pixels: [{ code: PIXEL, accessToken: TOKEN }],
    now: () => NOW,
  });
  one = await startApp(tiktok.url);
  await one.connect();
  return () => tiktok.close();
});

const ask = async (orders: unknown[], request: unknown = { id: 9999 }) => {
  const example = shopifysExample("customers/data_request");
  const customer = { id: 7001, email: ADA.email, phone: ADA.phone };
  const body = { ...example, customer, orders_requested: orders, data_request: request };
  expect((await postWebhook(one.url, "customers/data_request", body)).status).toBe(200);
};
const requests = () => one.app.privacy.requests.list(SHOP, 10);
const activity = async () => (await one.app.privacy.audit.latest(SHOP, 9)).map(({ fact }) => fact);

describe("a customer's request", () => {
  it("is kept without the customer, and due in 30 days", async () => {
    await ask([5001, "gid://shopify/Order/5002"]);
    expect(await requests()).toMatchObject([
      { requestId: "9999", orderIds: ["5001", "5002"], requestedAt: NOW, dueAt: NOW + 30 * DAY },
    ]);
    expect((await activity())[0]).toEqual({ action: "data_requested", request: "9999", orders: 2 });
  });

  it("is kept once, however often Shopify tells of it", async () => {
    await ask([5001]);
    await ask([5001]);
    expect(await requests()).toHaveLength(1);
    expect((await activity()).filter(({ action }) => action === "data_requested")).toHaveLength(1);
  });

  it.each([[[]], [{}], [null], [{ id: "x" }]])(
    "is kept also without Shopify's number: %j",
    async (request) => {
      await ask([], request);
      expect(await requests()).toMatchObject([
        { orderIds: [], requestId: expect.stringMatching(/./) as string },
      ]);
    },
  );

  it("that nobody has answered comes first, the oldest of them first", async () => {
    for (const id of [1, 2, 3]) {
      one.clock.now += DAY;
      await one.change(
        "INSERT INTO data_request (shop, request_id, requested_at, order_ids) VALUES (@shop, @id, @at, '[]')",
        { shop: SHOP, id: String(id), at: one.clock.now },
      );
    }
    const [first] = await requests();
    if (first === undefined) throw new Error("there is no request");
    await one.app.privacy.requests.handedOut(SHOP, first, "77");
    expect((await requests()).map(({ requestId }) => requestId)).toEqual(["2", "3", "1"]);
    expect((await requests())[2]).toMatchObject({ handedOutAt: one.clock.now });
    expect((await activity())[0]).toEqual({ action: "data_handed_out", request: "1" });
  });

  it("of another shop is not there", async () => {
    await ask([5001]);
    const [request] = await requests();
    expect(await one.app.privacy.requests.one("other.myshopify.com", request?.id ?? 0)).toBeUndefined();
  });
});

interface File {
  request: string;
  fields: Record<string, string>;
  orders: {
    order_id: string;
    state: string;
    stored?: { user: Record<string, string> };
    consent?: { ground: string };
    shared?: { event: { user: object }; attempts: { at: string; outcome: string; code: number }[] }[];
  }[];
}

async function file(): Promise<{ text: string; json: File }> {
  const [request] = await requests();
  if (request === undefined) throw new Error("there is no request");
  const pieces = [];
  for await (const piece of one.app.privacy.customerFile({ shop: SHOP, request, madeAt: NOW }))
    pieces.push(piece);
  const text = pieces.join("");
  return { text, json: JSON.parse(text) as File };
}

describe("the file for it", () => {
  it("says what is stored, when it went to TikTok, on which ground, and what each field is", async () => {
    await postWebhook(one.url, "orders/paid", order());
    one.app.worker.start();
    await eventually(async () => {
      const [row] = await one.rows<{ state: string }>("SELECT state FROM delivery");
      return row?.state === "delivered" ? row : undefined;
    });
    await ask([5001, 404]);
    const { text, json } = await file();
    expect(json).toMatchObject({ request: "9999", fields: FIELD_NOTES });
    const [kept, unknown] = json.orders;
    expect(kept).toMatchObject({
      ...{ order_id: "5001", state: "kept", consent: { ground: "consent_recorded" } },
      stored: { user: { email: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
      shared: [
        { pixel: PIXEL, attempts: [{ at: new Date(NOW).toISOString(), outcome: "delivered", code: 0 }] },
      ],
    });
    expect(kept?.shared?.[0]?.event.user).toEqual(
      expect.objectContaining({ email: kept?.stored?.user["email"] }),
    );
    expect(unknown).toMatchObject({ order_id: "404", state: "unknown" });
    for (const raw of [ADA.email, ADA.phone, ADA.lastName, TOKEN]) expect(text).not.toContain(raw);
  });

  it("explains every field of the order that is about a person", async () => {
    await postWebhook(one.url, "orders/paid", order());
    await ask([5001]);
    const { json } = await file();
    const explained = Object.entries(FIELD_NOTES).flat().join(" ");
    for (const name of Object.keys(json.orders[0]?.stored?.user ?? {})) expect(explained).toContain(name);
  });

  it("says of an erased order that it was erased, and of none that there is none", async () => {
    await postWebhook(one.url, "orders/paid", order());
    const redact = { ...shopifysExample("customers/redact"), orders_to_redact: [5001] };
    await postWebhook(one.url, "customers/redact", redact);
    await ask([5001]);
    expect((await file()).json.orders).toMatchObject([{ order_id: "5001", state: "erased", shared: [] }]);
  });

  it("of a customer without orders is a file, too", async () => {
    await ask([]);
    expect((await file()).json.orders).toEqual([]);
  });
});
