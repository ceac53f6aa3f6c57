import { describe, expect, test } from "vitest";
import { batch, purchase, send, start } from "./sender.ts";

describe("a request around its events", () => {
  test.each([
    ["an event source other than web", { event_source: "app" }, "event_source"],
    ["no event source", { event_source: undefined }, "event_source"],
    ["a pixel code that is a number", { event_source_id: 12345 }, "event_source_id"],
    ["no pixel code", { event_source_id: undefined }, "event_source_id"],
    ["an empty pixel code", { event_source_id: "" }, "event_source_id"],
    ["an empty test code", { test_event_code: "" }, "test_event_code"],
    ["a test code that is a number", { test_event_code: 12 }, "test_event_code"],
    ["data that is not a list", { data: purchase() }, "data"],
    ["no data", { data: undefined }, "data"],
    ["the older API's pixel_code", { pixel_code: "C" }, "pixel_code"],
  ])("with %s is 40002 and names the field", async (_case, changes, field) => {
    const tiktok = await start();
    const answer = await send(tiktok, batch(undefined, changes));
    expect(answer.code).toBe(40002);
    expect(answer.message).toContain(`Invalid value for ${field}: `);
    expect(tiktok.purchases()).toEqual([]);
  });

  test.each(["Someone", "", 7])("with the partner name %j is 40063: only partners have one", async (name) => {
    const tiktok = await start();
    expect((await send(tiktok, batch(undefined, { partner_name: name }))).code).toBe(40063);
    expect(tiktok.purchases()).toEqual([]);
  });

  test.each([
    ["not JSON", "{"],
    ["empty", ""],
  ])("whose body is %s is 40000", async (_case, body) => {
    const tiktok = await start();
    expect((await send(tiktok, body)).code).toBe(40000);
    expect(tiktok.received).toMatchObject([{ body, events: [] }]);
  });

  test.each(["null", "[]", '"text"', "7"])("whose body is %s is 40002", async (body) => {
    const tiktok = await start();
    expect((await send(tiktok, body)).code).toBe(40002);
  });

  test("must say that it is JSON", async () => {
    const tiktok = await start();
    const plain = await send(tiktok, batch(), { "Content-Type": "text/plain" });
    expect(plain).toMatchObject({ code: 40000, message: expect.stringContaining("Content-Type") as string });
    const charset = await send(tiktok, batch(), { "Content-Type": "application/json; charset=utf-8" });
    expect(charset.code).toBe(0);
  });

  test.each([0, 1001])("with %i events is 40061", async (size) => {
    const tiktok = await start();
    expect((await send(tiktok, batch(purchases(size)))).code).toBe(40061);
    expect(tiktok.purchases()).toEqual([]);
  });

  test("may hold a thousand events", async () => {
    const tiktok = await start();
    expect((await send(tiktok, batch(purchases(1000)))).code).toBe(0);
    expect(tiktok.purchases()).toHaveLength(1000);
  });

  test("is refused whole for one bad event, whose index the message names", async () => {
    const tiktok = await start();
    const answer = await send(tiktok, batch([...purchases(3), purchase({ event_id: 7 })]));
    expect(answer).toMatchObject({
      code: 40002,
      message: "Invalid value for data[3].event_id: not a valid string.",
    });
    expect(tiktok.purchases()).toEqual([]);
    expect(tiktok.received[0]?.events.map((event) => event.fate)).toEqual(Array(4).fill("refused"));
  });
});

/** Small ones, so that a thousand of them stay under the body limit. */
function purchases(count: number) {
  return Array.from({ length: count }, (_, index) =>
    purchase({ event_id: `order_${index}`, user: {}, properties: { value: 1, currency: "USD" } }),
  );
}
