import { Session } from "@shopify/shopify-api";
import { describe, expect, it, onTestFinished } from "vitest";
import { startTikTok } from "../../sandbox/tiktok/tiktok.ts";
import { Secret } from "../../app/platform/secret.ts";
import { PIXEL, startApp, TOKEN, type RunningApp } from "../ingest/app-under-test.ts";
import { adminWorld, SCOPES, SHOP } from "./admin-world.ts";
import { plainOrder, START } from "./orders.ts";
import { addShop, DAY, MINUTE } from "./sweep-world.ts";
import { eventually } from "../platform/eventually.ts";

/** The whole app in front of a shop of the double and of TikTok's double, with this many orders and not one webhook. */
async function withoutWebhooks(orders: number) {
  const admin = adminWorld(Array.from({ length: orders }, (_, index) => plainOrder(index + 1)));
  const tiktok = await startTikTok({
    ...{ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }], now: admin.time.now },
  });
  onTestFinished(() => tiktok.close());
  const sleep = (milliseconds: number) => admin.time.advance(milliseconds);
  const one = await startApp(tiktok.url, {
    clock: admin.time.now,
    orderLists: { fetch: admin.platform.fetch, sleep },
  });
  await addShop(one.app.database, SHOP);
  await one.app.shopify.sessionStorage.storeSession(
    new Session({
      ...{ id: `offline_${SHOP}`, shop: SHOP, state: "", isOnline: false, scope: SCOPES.join(",") },
      accessToken: admin.token?.reveal() ?? "",
      expires: new Date(admin.time.now() + DAY),
    }),
  );
  const pixel = { shop: SHOP, pixelCode: PIXEL, token: new Secret(TOKEN), testEventCode: undefined };
  await one.app.connections.connect(pixel);
  onTestFinished(() => one.app.chores.stop());
  return { admin, tiktok, one };
}

/** Lets the shop's time in the round come. */
async function compared({ app, rows }: RunningApp, admin: ReturnType<typeof adminWorld>) {
  await eventually(async () => {
    expect(await rows("SELECT 1 FROM sweep")).toHaveLength(1);
  });
  await admin.time.advance(5 * MINUTE);
  app.chores.wake();
}

describe("a shop whose webhooks are all lost", () => {
  it("has every order counted by TikTok once, and sees that on its page", async () => {
    const { admin, tiktok, one } = await withoutWebhooks(30);
    one.app.worker.start();
    one.app.chores.start();
    await compared(one, admin);
    await eventually(() => {
      expect(tiktok.purchases()).toHaveLength(30);
    });
    expect(new Set(tiktok.purchases().map(({ eventId }) => eventId)).size).toBe(30);
    expect(tiktok.purchases()[0]?.eventId).toMatch(/^order_56/);
    const records = one.app.coverage.coverageOf(SHOP);
    // The last answer may still be on its way to disk.
    await eventually(async () => {
      await one.app.coverage.book.recount(SHOP);
      const day = (await records.days(28)).find(
        ({ startsAt }) => startsAt <= START && START < startsAt + DAY,
      );
      expect(day).toMatchObject({ eligible: 30, accepted: 30, missing: 0 });
    });
    expect(await records.sweep()).toMatchObject({ healed: 30, problem: undefined });
  });
});
