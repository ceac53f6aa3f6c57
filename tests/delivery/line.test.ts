import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { composeApp } from "../../app/composition.server.ts";
import { readConfig } from "../../app/platform/config.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { attributes, CLICK_ID, order } from "../orders/examples.ts";
import {
  environment,
  NOW,
  PIXEL,
  postWebhook,
  SHOP,
  startApp,
  TOKEN,
  type RunningApp,
} from "../ingest/app-under-test.ts";
import { eventually } from "../platform/eventually.ts";

let one: RunningApp;
let tiktok: TikTokDouble;
beforeEach(async () => {
  tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }], now: () => NOW });
  one = await startApp(tiktok.url);
  return () => tiktok.close();
});

interface Row {
  state: string;
  reason: string | null;
  attempts: number;
  due_at: number | null;
}

const deliveries = () => one.rows<Row>("SELECT state, reason, attempts, due_at FROM delivery");
const inState = (state: string) =>
  eventually(async () => {
    expect(await deliveries()).toMatchObject([{ state }]);
  });

async function buy(changes: Record<string, unknown> = {}): Promise<void> {
  expect((await postWebhook(one.url, "orders/paid", order(changes))).status).toBe(200);
}

describe("from the webhook to TikTok", () => {
  it.each([CLICK_ID, "a%2Bb", "Z", "x".repeat(1024), "クリック"])(
    "one Purchase arrives with exactly the click id %s",
    async (ttclid) => {
      await one.connect();
      one.app.worker.start();
      await buy({ note_attributes: attributes({ ttclid }) });
      await inState("delivered");
      expect(tiktok.received).toHaveLength(1);
      expect(tiktok.received[0]?.events).toMatchObject([
        { fate: "counted", ttclid, eventId: "order_5001", value: 54, currency: "GBP" },
      ]);
    },
  );

  it("it arrives at once, not at the next look: the webhook wakes the worker", async () => {
    await one.connect();
    one.app.worker.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const startedAt = performance.now();
    await buy();
    await inState("delivered");
    expect(performance.now() - startedAt).toBeLessThan(700);
  });

  it("an order placed before TikTok is connected is sent when it is", async () => {
    one.app.worker.start();
    await buy();
    await eventually(async () => {
      expect(await one.rows(`SELECT 1 FROM "order" WHERE route_at IS NULL`)).toHaveLength(1);
    });
    expect(tiktok.received).toEqual([]);
    await one.connect();
    await inState("delivered");
  });
});

describe("a token that was revoked", () => {
  it("answers HTTP 200 and delivers nothing: the lane is paused until the merchant reconnects, then drains", async () => {
    await one.connect();
    tiktok.revoke(TOKEN);
    one.app.worker.start();
    await buy();
    await inState("paused");
    expect(tiktok.received[0]?.reply).toMatchObject({ kind: "answer", answer: { code: 40105 } });
    expect(await deliveries()).toMatchObject([{ reason: "reconnect_tiktok", attempts: 0 }]);
    expect(tiktok.purchases()).toEqual([]);
    expect(await one.app.recordsOf(SHOP).pixels()).toMatchObject([{ pausedCode: 40105 }]);

    tiktok.setAccessToken(PIXEL, "a-new-token");
    one.clock.now += 1000;
    await one.connect("a-new-token");
    one.app.worker.wake();
    await inState("delivered");
    expect(tiktok.purchases()).toMatchObject([{ eventId: "order_5001" }]);
    expect(await one.app.recordsOf(SHOP).pixels()).toMatchObject([{ pausedAt: null, pausedCode: null }]);
  });

  it("does not stop what is in doubt from being told apart: the page shows every attempt", async () => {
    await one.connect();
    tiktok.faults.next(1, { kind: "reset-after" });
    one.app.worker.start();
    await buy();
    await inState("retrying");
    one.clock.now += 2000;
    one.app.worker.wake();
    await inState("delivered");
    const record = await one.app.recordsOf(SHOP).order("5001");
    expect(record?.deliveries[0]?.attemptLog.map(({ outcome }) => outcome)).toEqual(["retry", "delivered"]);
    expect(tiktok.purchases()).toHaveLength(1);
  });
});

describe("a delivery whose pixel is no longer the shop's", () => {
  const another = "CANOTHERPIXEL0000001";

  async function retryingFor(pixelCode: string, ambiguousAt: number | null): Promise<void> {
    await one.connect();
    tiktok.faults.next(1, { kind: "code", code: 50000 });
    one.app.worker.start();
    await buy();
    await inState("retrying");
    const moved = { shop: SHOP, pixelCode, ambiguousAt };
    await one.change("UPDATE delivery SET pixel_code = @pixelCode, ambiguous_at = @ambiguousAt", moved);
    await one.change("INSERT INTO lane (shop, pixel_code, kind) VALUES (@shop, @pixelCode, 'live')", moved);
    one.clock.now += 2000;
    one.app.worker.wake();
  }

  it("goes to the new one when it certainly was not counted", async () => {
    await retryingFor(another, null);
    await inState("delivered");
    expect(tiktok.purchases()).toMatchObject([{ pixel: PIXEL, eventId: "order_5001" }]);
  });

  it("is held for a person when it may have been counted", async () => {
    await retryingFor(another, NOW);
    await inState("held");
    expect(await deliveries()).toMatchObject([{ reason: "pixel_changed", attempts: 1 }]);
    expect(tiktok.received).toHaveLength(1);
  });
});

describe("a test order", () => {
  const withTestCode = (testEventCode: string | undefined) =>
    one.app.connections.connect({ shop: SHOP, pixelCode: PIXEL, token: undefined, testEventCode });

  it("is sent while a test event code is set, and shown there only", async () => {
    await one.connect();
    await withTestCode("TEST1");
    one.app.worker.start();
    await buy({ test: true });
    await inState("delivered");
    expect(tiktok.received[0]).toMatchObject({ testEventCode: "TEST1" });
    expect(tiktok.purchases()).toEqual([]);
  });

  it("that still waits when the code is removed is not counted as a sale", async () => {
    await one.connect();
    await withTestCode("TEST1");
    tiktok.faults.next(1, { kind: "code", code: 50000 });
    one.app.worker.start();
    await buy({ test: true });
    await inState("retrying");
    await withTestCode(undefined);
    expect(await deliveries()).toMatchObject([{ state: "skipped", reason: "test_order", due_at: null }]);
    await buy({ id: 5002, admin_graphql_api_id: null });
    await eventually(() => {
      expect(tiktok.purchases().map(({ eventId }) => eventId)).toEqual(["order_5002"]);
    });
  });
});

describe("an encryption key that is gone", () => {
  it("makes the delivery wait without spending attempts or pausing the shop, and drains when the key is back", async () => {
    await one.connect();
    await buy();
    const wrongKey = {
      ...environment(one.databaseUrl, tiktok.url),
      ENCRYPTION_KEY: randomBytes(32).toString("hex"),
    };
    const world = { clock: () => one.clock.now, random: () => 0.5 };
    const other = composeApp(readConfig(wrongKey), world);
    other.worker.start();
    await eventually(async () => {
      expect(await deliveries()).toMatchObject([{ state: "pending", attempts: 0, due_at: NOW + 300_000 }]);
    });
    await other.worker.stop();
    await other.close();
    expect(tiktok.received).toEqual([]);

    one.clock.now += 300_000;
    one.app.worker.start();
    await inState("delivered");
  });
});

describe("the test event", () => {
  it("is accepted, remembered, and not counted", async () => {
    const { connections, sendTestEvent, recordsOf } = one.app;
    expect(await sendTestEvent(SHOP)).toBeUndefined();
    await one.connect();
    expect(await sendTestEvent(SHOP)).toBeUndefined();
    await connections.connect({ shop: SHOP, pixelCode: PIXEL, token: undefined, testEventCode: "TEST123" });
    expect(await sendTestEvent(SHOP)).toMatchObject({ outcome: { kind: "delivered" } });
    expect((await recordsOf(SHOP).pixels())[0]?.verifiedAt).toEqual(new Date(NOW));
    expect(tiktok.received[0]).toMatchObject({ testEventCode: "TEST123" });
    expect(tiktok.purchases()).toEqual([]);
  });

  it("says so when the token is wrong, and remembers nothing", async () => {
    const { connections, sendTestEvent, recordsOf } = one.app;
    await one.connect("a-wrong-token");
    await connections.connect({ shop: SHOP, pixelCode: PIXEL, token: undefined, testEventCode: "TEST123" });
    expect(await sendTestEvent(SHOP)).toMatchObject({
      outcome: { kind: "unauthorised" },
      answer: { code: 40105 },
    });
    expect((await recordsOf(SHOP).pixels())[0]?.verifiedAt).toBeNull();
  });
});
