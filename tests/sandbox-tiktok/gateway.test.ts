import { describe, expect, test } from "vitest";
import { PIXEL, TRACK_PATH, batch, post, purchase, send, start } from "./sender.ts";

describe("TikTok's gateway", () => {
  test("takes an event posted to the documented path", async () => {
    const tiktok = await start();
    const answer = await send(tiktok, batch());
    expect(answer).toEqual({
      code: 0,
      message: "OK",
      request_id: "2026112212000000000000000000000001",
      data: {},
    });
    expect(tiktok.purchases()).toMatchObject([
      { pixel: PIXEL, name: "Purchase", eventId: "order_1001", counted: 1, value: 54, currency: "USD" },
    ]);
  });

  test.each([
    ["the path without its trailing slash", "POST", TRACK_PATH.slice(0, -1)],
    ["another version of the API", "POST", "/open_api/v1.2/event/track/"],
    ["a path the double does not know", "POST", "/"],
    ["another method", "PUT", TRACK_PATH],
    ["reading instead of posting", "GET", TRACK_PATH],
  ])("answers %s with 404 in HTML", async (_case, method, path) => {
    const tiktok = await start();
    const response = await fetch(tiktok.url + path, { method, ...(method !== "GET" && { body: "{}" }) });
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toContain("text/html");
    expect(await response.text()).toContain("<h1>404 Not Found</h1>");
    expect(tiktok.received).toHaveLength(0);
  });

  test("refuses a body over 1 MB in HTML and takes one just under it", async () => {
    const tiktok = await start();
    const description = (length: number) => purchase({ properties: propertiesOf("x".repeat(length)) });
    const tooBig = await post(tiktok, batch([description(1_000_000)]));
    expect(tooBig.status).toBe(413);
    expect(tooBig.headers.get("content-type")).toContain("text/html");
    expect(tiktok.received).toHaveLength(0);
    expect((await send(tiktok, batch([description(998_000)]))).code).toBe(0);
  });

  test("lets every answer wait for the latency it was started with", async () => {
    const tiktok = await start({ latencyMs: 80 });
    const before = performance.now();
    await send(tiktok, batch());
    // Timers may fire a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(79);
  });

  test("rejects when its port is taken", async () => {
    const tiktok = await start();
    await expect(start({ port: Number(new URL(tiktok.url).port) })).rejects.toThrow("EADDRINUSE");
  });
});

function propertiesOf(description: string) {
  return { value: 1, currency: "USD", description };
}
