import { beforeAll, describe, expect, it } from "vitest";
import { composeApp, type App } from "../../app/composition.server.ts";
import { readConfig } from "../../app/platform/config.ts";
import { migrationsFor } from "../../app/platform/migrations/history.ts";
import { migrate } from "../../app/platform/migrations/migrate.server.ts";
import { startServer } from "../../app/server.ts";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { API_KEY, API_SECRET, ENCRYPTION_KEY, SHOP } from "../../sandbox/world.ts";
import { ensureBuild } from "../delivery/server-process.ts";
import { eventually } from "./eventually.ts";
import { everything, firstRows, firstVersionDatabase, losses } from "./first-version.ts";
import { rawQuery } from "./raw-database.ts";
import { newDatabaseUrl, ON_POSTGRESQL, testEngine } from "./temporary-database.ts";

const PIXEL = "CTESTPIXEL0000000001";
const TOKEN = "a-token-nobody-may-ever-see-4711";
const SECOND_SHOP = "second.myshopify.com";
const ALL = migrationsFor(testEngine);

beforeAll(ensureBuild, 60_000);

/** The app of today on that database; it is closed after the test. */
async function startedApp(
  databaseUrl: string,
  tiktokUrl: string,
): Promise<{ app: App; stop(): Promise<void> }> {
  const env = {
    ...{ PORT: "0", DATABASE_URL: databaseUrl, ENCRYPTION_KEY, LOG_LEVEL: "silent" },
    ...{ SHOPIFY_API_KEY: API_KEY, SHOPIFY_API_SECRET: API_SECRET },
    // Nobody answers there: what was stored has to be enough.
    ...{ SHOPIFY_APP_URL: "http://127.0.0.1:9", SHOPIFY_BASE_URL: "http://127.0.0.1:9" },
    TIKTOK_API_BASE_URL: tiktokUrl,
  };
  const app = composeApp(readConfig(env), { random: Math.random });
  const server = await startServer(app, { worker: true });
  return { app, stop: () => server.stop() };
}

describe(`a ${testEngine} database of the first version`, () => {
  it("has rows in every table", async () => {
    const before = await everything(await firstVersionDatabase(Date.now()));
    expect(before.size).toBe(18);
    for (const [table, rows] of before) expect([table, rows.length]).not.toEqual([table, 0]);
  });

  it("keeps every one of them, column by column, through all migrations since", async () => {
    const url = await firstVersionDatabase(Date.now());
    const before = await everything(url);
    expect(await migrate(url)).toEqual(ALL.slice(1).map(({ name }) => name));
    expect(losses(before, await everything(url))).toEqual([]);
  });

  it.each([
    ["drops a table", `DROP TABLE lane`, /the table lane/],
    ["drops a column", `ALTER TABLE attempt DROP COLUMN request_id`, /of attempt/],
    ["deletes rows", `DELETE FROM hint`, /row 1 of hint/],
    ["changes what was stored", `UPDATE delivery SET event = '{}' WHERE id = 1`, /row 1 of delivery/],
  ])("would be found to have lost something by a migration that %s", async (_what, sql, found) => {
    const url = await firstVersionDatabase(Date.now());
    const before = await everything(url);
    await migrate(url, [...ALL, { name: "99990101000000_destructive", sql, checksum: "0" }]);
    expect(losses(before, await everything(url)).join(", ")).toMatch(found);
  });

  it("gets what is new filled from what is old", async () => {
    const url = await firstVersionDatabase(Date.now());
    await migrate(url);
    const orders = await rawQuery<{ name: string; carrier: string; click_id: string | null }>(
      url,
      `SELECT name, carrier, click_id FROM "order" WHERE name LIKE '#%' ORDER BY id`,
    );
    expect(orders.map(({ name, carrier }) => `${name} ${carrier}`)).toEqual([
      ...["#1001 cart_attribute", "#1002 cart_attribute", "#1003 cart_attribute", "#1004 web_pixel"],
      ...["#1005 cart_attribute", "#1006 cart_attribute", "#1007 undecided"],
    ]);
    expect(orders[0]?.click_id).toMatch(/^E\.C\.P\.CtIBHG/);
    expect(orders.at(-1)?.click_id).toBeNull();
  });
});

describe(`the app on a ${testEngine} database of the first version`, () => {
  let url: string;
  let tiktok: TikTokDouble;
  let app: App;
  const states = async () => {
    const sql = "SELECT order_id, state FROM delivery ORDER BY order_id";
    const rows = await rawQuery<{ order_id: string; state: string }>(url, sql);
    return rows.map(({ order_id: id, state }) => `${id} ${state}`);
  };

  beforeAll(async () => {
    url = await firstVersionDatabase(Date.now());
    await migrate(url);
    tiktok = await startTikTok({ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }] });
    const started = await startedApp(url, tiktok.url);
    app = started.app;
    return async () => {
      await started.stop();
      await tiktok.close();
    };
  });

  it("sends what still waited, once each, and nothing that TikTok had already", async () => {
    await eventually(async () => {
      expect(await states()).toEqual([
        ...["5001 delivered", "5002 refused", "5003 skipped", "5004 delivered"],
        ...["5005 delivered", "5006 delivered", "5007 delivered"],
      ]);
    });
    const counted = tiktok.purchases().map(({ eventId, counted: times }) => `${eventId} ${times}`);
    expect(counted.toSorted()).toEqual(["order_5005 1", "order_5006 1", "order_5007 1"]);
  });

  it("shows an old order as before", async () => {
    const order = await app.recordsOf(SHOP).order("5001");
    expect(order?.name).toBe("#1001");
    expect(order?.deliveries[0]).toMatchObject({ state: "delivered", eventId: "order_5001" });
  });

  it("reads the settings, of this version and of the one before", async () => {
    expect((await app.settings.read(SHOP)).settings).toMatchObject({
      attribution: { windowDays: 14, hintWaitSeconds: 0 },
      orders: { skipOrderTags: ["wholesale"] },
    });
    expect((await app.settings.read(SECOND_SHOP)).settings).toEqual({
      ...DEFAULT_SETTINGS,
      consent: { ...DEFAULT_SETTINGS.consent, policy: "strict" },
      attribution: { ...DEFAULT_SETTINGS.attribution, windowDays: 7, hintWaitSeconds: 9 },
    });
  });
});

describe(`the newest ${testEngine} tables`, () => {
  it("still take the rows that the first version writes, which runs on while a newer one is rolled out", async () => {
    const url = await newDatabaseUrl();
    // Rows in a state they came to, not began in.
    const unchecked = ON_POSTGRESQL
      ? "SET session_replication_role = replica;"
      : "DROP TRIGGER delivery_legal_start;";
    await rawQuery(url, unchecked + firstRows(Date.now()));
    expect((await everything(url)).get("delivery")).toHaveLength(6);
  });
});
