import { describe, expect, test } from "vitest";
import { OTHER_PIXEL, OTHER_TOKEN, PIXEL, TOKEN, batch, post, send, start } from "./sender.ts";

describe("TikTok's access tokens", () => {
  test("an empty or absent header is 40104, in an HTTP 200", async () => {
    const tiktok = await start();
    const response = await post(tiktok, batch(), { "Access-Token": "" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ code: 40104 });
    const bare = await fetch(`${tiktok.url}/open_api/v1.3/event/track/`, { method: "POST", body: "{}" });
    expect(await bare.json()).toMatchObject({ code: 40104 });
    expect(tiktok.purchases()).toEqual([]);
  });

  test("a token nobody made is 40105", async () => {
    const tiktok = await start();
    expect(await send(tiktok, batch(), { "Access-Token": "made up" })).toMatchObject({
      code: 40105,
      message: "Access token is incorrect or has been revoked.",
    });
  });

  test("a revoked token is 40105 until the pixel gets a new one", async () => {
    const tiktok = await start();
    tiktok.revoke(TOKEN);
    expect((await send(tiktok, batch())).code).toBe(40105);
    tiktok.setAccessToken(PIXEL, "the new one");
    expect((await send(tiktok, batch(), { "Access-Token": "the new one" })).code).toBe(0);
    expect((await send(tiktok, batch())).code).toBe(40105);
  });

  test("a token that was replaced is 40105", async () => {
    const tiktok = await start();
    tiktok.setAccessToken(PIXEL, "the new one");
    expect((await send(tiktok, batch())).code).toBe(40105);
  });

  test("a revoked token lives again when it is given to a pixel again", async () => {
    const tiktok = await start();
    tiktok.revoke(TOKEN);
    tiktok.setAccessToken(PIXEL, TOKEN);
    expect((await send(tiktok, batch())).code).toBe(0);
  });

  test("an expired token is 40102", async () => {
    const tiktok = await start();
    tiktok.expire(TOKEN);
    expect((await send(tiktok, batch())).code).toBe(40102);
  });

  test("another pixel's token is 40001 and names the pixel", async () => {
    const tiktok = await start();
    const answer = await send(tiktok, batch(), { "Access-Token": OTHER_TOKEN });
    expect(answer.code).toBe(40001);
    expect(answer.message).toContain(`No permission to operate pixel code: ${PIXEL}`);
  });

  test("a pixel that does not exist is 40001", async () => {
    const tiktok = await start();
    expect((await send(tiktok, batch(undefined, { event_source_id: "CNOSUCHPIXEL" }))).code).toBe(40001);
  });

  test("one token may serve two pixels", async () => {
    const tiktok = await start();
    tiktok.setAccessToken(OTHER_PIXEL, TOKEN);
    expect((await send(tiktok, batch())).code).toBe(0);
    expect((await send(tiktok, batch(undefined, { event_source_id: OTHER_PIXEL }))).code).toBe(0);
  });

  test("the token is looked at before the events", async () => {
    const tiktok = await start();
    tiktok.revoke(TOKEN);
    expect((await send(tiktok, batch([{}]))).code).toBe(40105);
  });

  test("the token is not kept with what was received", async () => {
    const tiktok = await start();
    await send(tiktok, batch());
    expect(JSON.stringify(tiktok.received)).not.toContain(TOKEN);
  });
});
