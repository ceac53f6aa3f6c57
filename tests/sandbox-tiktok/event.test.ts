import { describe, expect, test } from "vitest";
import type { Json } from "./sender.ts";
import { NOW, batch, properties, purchase, send, start } from "./sender.ts";

const SECONDS = NOW / 1000;
const DAY = 86_400;

async function answerTo(event: unknown) {
  return send(await start(), batch([event]));
}

async function expectRefused(event: unknown, field: string, reason: string) {
  const answer = await answerTo(event);
  expect(answer).toMatchObject({ code: 40002, message: `Invalid value for data[0].${field}: ${reason}.` });
}

const contents = (changes: Json) =>
  properties({ contents: [{ content_id: "41", price: 27, quantity: 2, ...changes }] });

describe("an event", () => {
  test.each(["Purchase", "CompletePayment", "ViewContent", "AddToCart", "InitiateCheckout", "Pageview"])(
    "may be a %s",
    async (event) => {
      expect((await answerTo(purchase({ event }))).code).toBe(0);
    },
  );

  test.each(["purchase", "PURCHASE", "PlaceAnOrder", "", 7])("named %j is refused", async (event) => {
    const answer = await answerTo(purchase({ event }));
    expect(answer.code).toBe(40002);
    expect(answer.message).toMatch(/^Invalid value for data\[0\]\.event: must be one of ViewContent, /);
  });

  test.each([
    ["now", SECONDS],
    ["five minutes ahead", SECONDS + 300],
    ["28 days ago", SECONDS - 28 * DAY],
  ])("may have happened %s", async (_case, event_time) => {
    expect((await answerTo(purchase({ event_time }))).code).toBe(0);
  });

  test.each([
    ["in milliseconds", NOW, "must be in seconds, not milliseconds"],
    ["more than five minutes ahead", SECONDS + 301, "more than 5 minutes in the future"],
    ["more than 28 days ago", SECONDS - 28 * DAY - 1, "more than 28 days old"],
    ["as text", String(SECONDS), "not a valid number"],
    ["as a fraction", SECONDS + 0.5, "not a valid integer"],
    ["missing", undefined, "missing data for required field"],
  ])("with a time %s is refused", async (_case, event_time, reason) => {
    await expectRefused(purchase({ event_time }), "event_time", reason);
  });

  test.each([
    ["a number", 1001, "not a valid string"],
    ["empty", "", "must not be empty"],
    ["null", null, "not a valid string"],
    ["missing", undefined, "missing data for required field"],
  ])("with an id that is %s is refused", async (_case, event_id, reason) => {
    await expectRefused(purchase({ event_id }), "event_id", reason);
  });

  test.each([
    ["no user", { user: undefined }, "user", "missing data for required field"],
    ["a restriction flag as a number", { limited_data_use: 1 }, "limited_data_use", "not a valid boolean"],
    ["a field of the older API", { timestamp: "2026-11-22T12:00:00Z" }, "timestamp", "unknown field"],
    ["a relative page", { page: { url: "/cart" } }, "page.url", "not an absolute URL"],
    ["a page of another kind", { page: { url: "about:blank" } }, "page.url", "not an absolute URL"],
    ["a page without URL", { page: {} }, "page.url", "missing data for required field"],
    [
      "an empty referrer",
      { page: { url: "https://a.example/", referrer: "" } },
      "page.referrer",
      "must not be empty",
    ],
  ])("with %s is refused", async (_case, changes, field, reason) => {
    await expectRefused(purchase(changes), field, reason);
  });

  test.each([null, "event", [], 1])("that is %j is refused", async (event) => {
    expect((await answerTo(event)).code).toBe(40002);
  });

  test("needs neither page nor restriction flag nor match keys", async () => {
    expect((await answerTo(purchase({ page: undefined, limited_data_use: undefined, user: {} }))).code).toBe(
      0,
    );
  });
});

describe("an event's properties", () => {
  test.each([
    ["a value of zero", properties({ value: 0 })],
    ["a group of products", properties({ content_type: "product_group" })],
    ["a free content", contents({ price: 0 })],
    ["no contents", properties({ contents: undefined })],
    ["yen", properties({ value: 5400, currency: "JPY" })],
  ])("may have %s", async (_case, changed) => {
    expect((await answerTo(purchase({ properties: changed }))).code).toBe(0);
  });

  test.each([
    ["a value as text", properties({ value: "54.00" }), "value", "not a valid number"],
    ["a negative value", properties({ value: -1 }), "value", "must be at least 0"],
    ["no value", properties({ value: undefined }), "value", "missing data for required field"],
    ["no currency", properties({ currency: undefined }), "currency", "missing data for required field"],
    [
      "a lower-case currency",
      properties({ currency: "usd" }),
      "currency",
      "must be an upper-case ISO 4217 code",
    ],
    ["a currency that is none", properties({ currency: "ABC" }), "currency", "not an ISO 4217 currency"],
    [
      "another content type",
      properties({ content_type: "hotel" }),
      "content_type",
      "must be one of product, product_group",
    ],
    ["an order id as a number", properties({ order_id: 1001 }), "order_id", "not a valid string"],
    ["the misspelt contents_ids", properties({ contents_ids: ["41"] }), "contents_ids", "unknown field"],
    ["a count as a fraction", properties({ num_items: 1.5 }), "num_items", "not a valid integer"],
    [
      "a content id as a number",
      contents({ content_id: 41 }),
      "contents[0].content_id",
      "not a valid string",
    ],
    ["a price as text", contents({ price: "27.00" }), "contents[0].price", "not a valid number"],
    ["no price", contents({ price: undefined }), "contents[0].price", "missing data for required field"],
    ["a quantity of zero", contents({ quantity: 0 }), "contents[0].quantity", "must be at least 1"],
    ["half a quantity", contents({ quantity: 0.5 }), "contents[0].quantity", "not a valid integer"],
    ["a quantity as text", contents({ quantity: "2" }), "contents[0].quantity", "not a valid number"],
    ["a content field unknown", contents({ sku: "A" }), "contents[0].sku", "unknown field"],
  ])("with %s are refused", async (_case, changed, field, reason) => {
    await expectRefused(purchase({ properties: changed }), `properties.${field}`, reason);
  });

  test("with a value beyond every number are refused", async () => {
    const body = JSON.stringify(batch()).replace('"value":54', '"value":1e999');
    const answer = await send(await start(), body);
    expect(answer).toMatchObject({
      code: 40002,
      message: expect.stringContaining("properties.value") as string,
    });
  });

  test("may be absent, unless the event is a purchase", async () => {
    expect((await answerTo(purchase({ event: "Pageview", properties: undefined }))).code).toBe(0);
    await expectRefused(
      purchase({ properties: undefined }),
      "properties.value",
      "missing data for required field",
    );
  });
});
