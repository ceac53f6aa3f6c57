import { beforeEach, describe, expect, it } from "vitest";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { DAY, HOUR } from "../../app/platform/clock.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createInstallation } from "../../app/shops/installation.server.ts";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { NOW, PIXEL, postWebhook, SHOP, startApp, TOKEN, type RunningApp } from "../ingest/app-under-test.ts";
import { order } from "../orders/examples.ts";
import { eventually } from "../platform/eventually.ts";

let one: RunningApp;
let tiktok: TikTokDouble;
beforeEach(async () => {
  const pixels = [{ code: PIXEL, accessToken: TOKEN }];
  tiktok = await startTikTok({ port: 0, pixels, now: () => NOW, latencyMs: 150 });
  one = await startApp(tiktok.url);
  await install(NOW - DAY);
  await one.connect();
  await one.change("UPDATE shop SET ingest_token = 'an-ingest-token', web_pixel_id = 'gid://1'");
  return () => tiktok.close();
});

/** As a merchant's first opening does. */
async function install(at: number): Promise<void> {
  const installation = createInstallation(one.app.database.ledger, () => at, createLogger("silent"));
  const graphql = () => Promise.resolve(Response.json({}));
  await installation.record(SHOP, "read_orders", graphql);
}

const post = async (topic: string, body: unknown, triggeredAt = NOW) => {
  const headers = { "X-Shopify-Triggered-At": new Date(triggeredAt).toISOString() };
  expect((await postWebhook(one.url, topic, body, { headers })).status).toBe(200);
};
const deliveries = () =>
  one.rows<{ state: string; due_at: number | null }>(
    "SELECT order_id, state, due_at FROM delivery ORDER BY order_id",
  );
const activity = async () =>
  (await one.app.privacy.audit.latest(SHOP, 50)).map(({ by, fact }) => `${by}: ${fact.action}`);

/** Waits until TikTok has a request that it has not answered, and lets the merchant leave in this moment. Another order comes in afterwards. */
async function leaveWhileSending(): Promise<void> {
  await post("orders/paid", order());
  one.app.worker.start();
  await eventually(async () => {
    expect(await deliveries()).toMatchObject([{ state: "leased" }]);
    expect(tiktok.received).toHaveLength(1);
  });
  await post("app/uninstalled", {});
  await post("orders/paid", order({ id: 5002, admin_graphql_api_id: null }));
}

describe("a merchant who leaves while TikTok's consent page is open", () => {
  it("leaves nothing of it behind", async () => {
    const text = `INSERT INTO tiktok_authorisation (shop, staff, stage, created_at, expires_at) VALUES (@shop, '1', 'asked', 1, @at)`;
    await one.change(text, { shop: SHOP, at: NOW + HOUR });
    await post("app/uninstalled", {});
    expect(await one.rows("SELECT shop FROM tiktok_authorisation")).toEqual([]);
  });
});

describe("a merchant who leaves while the worker sends", () => {
  it("has what was under way settled, and nothing else sent", async () => {
    await leaveWhileSending();
    await eventually(async () => {
      expect(await deliveries()).toMatchObject([{ order_id: "5001", state: "delivered" }]);
    });
    expect(await one.rows(`SELECT order_id FROM "order" WHERE routed_at IS NULL`)).toMatchObject([
      { order_id: "5002" },
    ]);
    expect(tiktok.received).toHaveLength(1);
  });

  it("has what TikTok did not take paused: no second request is made", async () => {
    tiktok.faults.next(1, { kind: "code", code: 50000 });
    await leaveWhileSending();
    await eventually(async () => {
      one.clock.now += HOUR;
      one.app.worker.wake();
      expect(await deliveries()).toMatchObject([{ order_id: "5001", state: "paused", due_at: null }]);
    });
    expect(tiktok.received).toHaveLength(1);
  });

  it("finds everything again after a reinstallation, and what waited goes out after connecting", async () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      consent: { ...DEFAULT_SETTINGS.consent, policy: "strict" as const },
    };
    await one.app.settings.save({ shop: SHOP, settings, revision: 0, source: "page", changedBy: "77" });
    await leaveWhileSending();
    one.clock.now += HOUR;
    await install(one.clock.now);
    await one.connect();
    one.app.worker.wake();
    await eventually(async () => {
      expect(await deliveries()).toMatchObject([{ state: "delivered" }, { state: "delivered" }]);
    });
    expect(tiktok.purchases()).toHaveLength(2);
    expect((await one.app.settings.read(SHOP)).settings).toEqual(settings);
    expect(await one.app.settings.changes(SHOP, 5)).toHaveLength(1);
    expect(await activity()).toEqual([
      ...["app: pixel_connected", "app: reinstalled", "shopify: uninstalled"],
      ...["77: settings_changed", "app: pixel_connected", "app: installed"],
    ]);
  });
});

describe("after an uninstallation", () => {
  it("the web pixel's token is worth nothing, and the next installation gets another", async () => {
    expect(await one.app.webPixels.shopOfToken("an-ingest-token")).toBe(SHOP);
    await post("app/uninstalled", {});
    expect(await one.app.webPixels.shopOfToken("an-ingest-token")).toBeUndefined();
    await install(NOW + HOUR);
    expect(await one.app.webPixels.shopOfToken("an-ingest-token")).toBeUndefined();
    expect(await one.rows("SELECT web_pixel_id, ingest_token FROM shop")).toEqual([
      { web_pixel_id: null, ingest_token: null },
    ]);
  });

  it("no orders are compared or brought in any more", async () => {
    await one.change("INSERT INTO sweep (shop, watermark, due_at) VALUES (@shop, 1, 1)", { shop: SHOP });
    for (const state of ["queued", "reading", "done"])
      await one.change(
        `INSERT INTO backfill (shop, source, requested_at, from_at, to_at, dry_run, state, due_at) VALUES (@shop, 'page', 1, 1, 1, false, @state, 1)`,
        { shop: SHOP, state },
      );
    await post("app/uninstalled", {});
    expect(await one.rows("SELECT * FROM sweep")).toEqual([]);
    expect(await one.rows("SELECT state, reason, due_at FROM backfill ORDER BY id")).toEqual([
      { state: "cancelled", reason: "uninstalled", due_at: null },
      { state: "cancelled", reason: "uninstalled", due_at: null },
      { state: "done", reason: null, due_at: 1 },
    ]);
  });

  it("nobody is told of the shop any more, and no address to tell stays", async () => {
    for (const text of [
      "INSERT INTO alert_settings (shop, document, sealed_channels, updated_at, due_at) VALUES (@shop, '{}', 'sealed', 1, 1)",
      "INSERT INTO alert (shop, condition, opened_at, facts) VALUES (@shop, 'refusals', 1, '{}')",
      `INSERT INTO alert_message (alert_id, shop, message_id, kind, channel, target, language, created_at, state, due_at)
       SELECT id, shop, 'm', 'opened', 'email', 'x', 'en', 1, 'waiting', 1 FROM alert`,
    ])
      await one.change(text, { shop: SHOP });
    await post("app/uninstalled", {});
    for (const table of ["alert_settings", "alert", "alert_message"])
      expect(await one.rows(`SELECT * FROM ${table}`)).toEqual([]);
  });

  it("the same news a second time changes nothing", async () => {
    await post("app/uninstalled", {});
    one.clock.now += HOUR;
    await post("app/uninstalled", {}, NOW + HOUR);
    expect(await one.rows("SELECT uninstalled_at FROM shop")).toEqual([{ uninstalled_at: NOW }]);
    expect((await activity()).filter((line) => line.includes("uninstalled"))).toHaveLength(1);
  });
});
