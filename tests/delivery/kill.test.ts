import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { composeStore } from "../../app/composition.server.ts";
import type { Database } from "../../app/platform/database.server.ts";
import { readStoreConfig } from "../../app/platform/config.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createEventsApi } from "../../app/tiktok/events-api.server.ts";
import { openTransport } from "../../app/tiktok/transport.server.ts";
import { startTikTok, type TikTokDouble, type TikTokOptions } from "../../sandbox/tiktok/tiktok.ts";
import { environment, PIXEL, postWebhook, SHOP, TOKEN } from "../ingest/app-under-test.ts";
import { CLICK_ID, order } from "../orders/examples.ts";
import { change, newDatabaseUrl, openForTest, select } from "../platform/temporary-database.ts";
import { ensureBuild, startServerProcess } from "./server-process.ts";
import { eventually } from "../platform/eventually.ts";

beforeAll(ensureBuild, 60_000);

let databaseUrl: string;
/** Of nobody who is killed. */
let database: Database;
let doubles: TikTokDouble[] = [];
beforeEach(async () => {
  databaseUrl = await newDatabaseUrl();
  database = openForTest(databaseUrl);
  const store = composeStore(readStoreConfig(environment(databaseUrl, "http://127.0.0.1:9")));
  await store.connections.connect({
    shop: SHOP,
    pixelCode: PIXEL,
    token: new Secret(TOKEN),
    testEventCode: undefined,
  });
  await store.close();
  return async () => {
    await Promise.all(doubles.map((double) => double.close()));
    doubles = [];
  };
});

async function tiktokWith(options: Partial<TikTokOptions> = {}): Promise<TikTokDouble> {
  const double = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }], ...options });
  doubles.push(double);
  return double;
}

const start = (tiktokUrl: string) => startServerProcess(environment(databaseUrl, tiktokUrl));

async function buy(url: string): Promise<void> {
  const now = new Date().toISOString();
  const response = await postWebhook(
    url,
    "orders/paid",
    order({ created_at: now, processed_at: now, updated_at: now }),
  );
  expect(response.status).toBe(200);
}

/** Makes the dead process's lease end now instead of in 20 seconds. */
const letLeaseEnd = () =>
  change(database, "UPDATE delivery SET due_at = @now WHERE state = 'leased'", { now: Date.now() });

const state = async () =>
  (await select<{ state: string }>(database, "SELECT state FROM delivery")).map((row) => row.state);

/** The one check of this file: TikTok counts this purchase exactly once, with its click id. */
function countedOnce(tiktok: TikTokDouble): boolean {
  const [purchase, ...others] = tiktok.purchases();
  const itself = purchase?.eventId === "order_5001" && purchase.event.user.ttclid === CLICK_ID;
  return itself && purchase.counted === 1 && others.length === 0;
}

describe("a server that is killed after it acknowledged an order", () => {
  it("before it could send: sends when it is started again", async () => {
    const [tiktok, nobody] = [await tiktokWith(), await tiktokWith()];
    await nobody.close();
    const first = await start(nobody.url);
    await buy(first.url);
    await first.kill();
    expect(countedOnce(tiktok)).toBe(false);

    await letLeaseEnd();
    await start(tiktok.url);
    await eventually(() => {
      expect(countedOnce(tiktok)).toBe(true);
    });
    await eventually(async () => {
      expect(await state()).toEqual(["delivered"]);
    });
    expect(tiktok.received).toHaveLength(1);
  });

  it("while TikTok keeps it waiting: sends again under the same id", async () => {
    const tiktok = await tiktokWith();
    tiktok.faults.next(1, { kind: "hang" });
    const first = await start(tiktok.url);
    await buy(first.url);
    await eventually(() => {
      expect(tiktok.received).toHaveLength(1);
    });
    await first.kill();
    expect(await state()).toEqual(["leased"]);
    expect(countedOnce(tiktok)).toBe(false);

    await letLeaseEnd();
    await start(tiktok.url);
    await eventually(() => {
      expect(countedOnce(tiktok)).toBe(true);
    });
  });

  it("after TikTok counted it and before it heard so: TikTok drops the second copy", async () => {
    const tiktok = await tiktokWith({ latencyMs: 1000 });
    const first = await start(tiktok.url);
    await buy(first.url);
    await eventually(() => {
      expect(countedOnce(tiktok)).toBe(true);
    });
    await first.kill();
    expect(await state()).toEqual(["leased"]);

    await letLeaseEnd();
    const second = await start(tiktok.url);
    await eventually(async () => {
      expect(await state()).toEqual(["delivered"]);
    });
    expect(tiktok.received).toHaveLength(2);
    expect(countedOnce(tiktok)).toBe(true);
    expect(await second.stop()).toBe(0);
  });
});

describe("the check", () => {
  it("fails when the order is sent under an id that is not its own", async () => {
    const tiktok = await tiktokWith();
    const server = await start(tiktok.url);
    await buy(server.url);
    await eventually(() => {
      expect(countedOnce(tiktok)).toBe(true);
    });
    await server.kill();
    const [delivery] = await select<{ event: string }>(database, "SELECT event FROM delivery");
    const event = delivery?.event ?? "";
    const transport = openTransport({ baseUrl: tiktok.url, deadlineMs: 5000, connections: 1 });
    const send = createEventsApi(transport.post);
    const pixel = { code: PIXEL, token: new Secret(TOKEN), testEventCode: undefined };
    await send(pixel, [event]);
    expect(countedOnce(tiktok)).toBe(true);
    await send(pixel, [event.replace("order_5001", "order_5001_again")]);
    expect(countedOnce(tiktok)).toBe(false);
    await transport.close();
  });
});
