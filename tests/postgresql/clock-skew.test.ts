import { beforeAll, beforeEach, expect, it } from "vitest";
import { composeStore } from "../../app/composition.server.ts";
import { readStoreConfig } from "../../app/platform/config.ts";
import type { Database } from "../../app/platform/database.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { ensureBuild, startServerProcess } from "../delivery/server-process.ts";
import { environment, PIXEL, postWebhook, SHOP, TOKEN } from "../ingest/app-under-test.ts";
import { order } from "../orders/examples.ts";
import { eventually } from "../platform/eventually.ts";
import { change, newDatabaseUrl, openForTest, select } from "../platform/temporary-database.ts";

beforeAll(ensureBuild, 60_000);

let databaseUrl: string;
let database: Database;
let tiktok: TikTokDouble;
beforeEach(async () => {
  databaseUrl = await newDatabaseUrl();
  database = openForTest(databaseUrl);
  tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }] });
  const store = composeStore(readStoreConfig(environment(databaseUrl, tiktok.url)));
  const token = new Secret(TOKEN);
  await store.connections.connect({ shop: SHOP, pixelCode: PIXEL, token, testEventCode: undefined });
  await store.close();
  return () => tiktok.close();
});

/** Loaded before the app: every `Date` of the process is so many hours off. */
const hoursOff = (hours: number) =>
  "data:text/javascript," +
  encodeURIComponent(
    `const by = ${hours} * 3600000, Real = Date, now = Real.now;
    globalThis.Date = class extends Real { constructor(...given) { given.length ? super(...given) : super(now() + by); } static now() { return now() + by; } };`,
  );

it.each([
  ["ahead, which is past the last moment of an order", 24 * 40],
  ["behind", -12],
])(
  "a machine whose clock is hours %s sends what is due and nothing else, and says so once",
  async (_, hours) => {
    const placedAt = new Date(Math.floor(Date.now() / 1000) * 1000);
    const server = await startServerProcess({
      ...environment(databaseUrl, tiktok.url),
      NODE_OPTIONS: `--import ${hoursOff(hours)}`,
    });
    const times = { created_at: placedAt, processed_at: placedAt, updated_at: placedAt };
    const tell = (id: number) =>
      postWebhook(server.url, "orders/paid", order({ id, admin_graphql_api_id: null, ...times }));
    const counted = () => tiktok.purchases().map(({ eventId, event }) => [eventId, event.event_time]);
    expect((await tell(1)).status).toBe(200);
    await eventually(() => {
      expect(counted()).toEqual([["order_1", placedAt.getTime() / 1000]]);
    });
    await eventually(async () => {
      expect(await select(database, "SELECT state FROM delivery")).toEqual([{ state: "delivered" }]);
    });
    // Another worker has it in hand, and its lease has an hour to go by the database's time.
    const lease = { now: database.clock(), ends: database.clock() + 3_600_000 };
    await change(
      database,
      `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, lane, event, placed_at, state, due_at, created_at)
     SELECT order_ref, shop, order_id, 'Purchase again', event_id, pixel_code, lane, event, placed_at, 'pending', @ends, @now FROM delivery`,
      lease,
    );
    await change(
      database,
      `UPDATE delivery SET state = 'leased', lease = 'another:1', leased_at = @now, attempts = 1 WHERE state = 'pending'`,
      lease,
    );
    expect((await tell(2)).status).toBe(200);
    await eventually(() => {
      expect(counted().map(([id]) => id)).toContain("order_2");
    });
    expect(await select(database, "SELECT lease FROM delivery WHERE state = 'leased'")).toContainEqual({
      lease: "another:1",
    });
    expect(tiktok.purchases().every((one) => one.counted === 1)).toBe(true);
    const said = server.said().filter((line) => line.includes('"teller":"database"'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`"secondsAhead":${hours > 0 ? "" : "-"}`);
  },
);
