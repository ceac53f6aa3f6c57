import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../app/platform/database.server.ts";
import { createSettingsStore, type SettingsStore } from "../../app/shops/settings-store.server.ts";
import { DEFAULT_SETTINGS, UnreadableSettings } from "../../app/shops/settings.ts";
import { change, newDatabase, ON_POSTGRESQL, select } from "../platform/temporary-database.ts";
import { EVERYTHING_CHANGED, settingsWith } from "./settings-documents.ts";

const SHOP = "northpine.myshopify.com";
const OTHER = "somebody-else.myshopify.com";
const STRICT = settingsWith({ consent: { policy: "strict" } });
const NOW = Date.UTC(2026, 10, 22, 18);

let database: Database;
let store: SettingsStore;
let now: number;

beforeEach(async () => {
  now = NOW;
  database = await newDatabase();
  store = createSettingsStore(database.ledger, () => now);
});

const save = (settings = STRICT, revision = 0, shop = SHOP) =>
  store.save({ shop, settings, revision, source: "page", changedBy: "71" });
const rows = (table: string) => select(database, `SELECT * FROM ${table}`);

describe("the settings of a shop", () => {
  it("are the defaults before anybody has saved, of revision 0", async () => {
    expect(await store.read(SHOP)).toEqual({ settings: DEFAULT_SETTINGS, revision: 0 });
  });

  it("are what was saved last, and count their revisions", async () => {
    expect(await save()).toBe("saved");
    expect(await save(EVERYTHING_CHANGED, 1)).toBe("saved");
    expect(await store.read(SHOP)).toEqual({ settings: EVERYTHING_CHANGED, revision: 2 });
    expect((await store.read(OTHER)).revision).toBe(0);
  });

  it.each([0, 2, 7])("are not replaced from revision %i while they are of revision 1", async (revision) => {
    await save();
    expect(await save(EVERYTHING_CHANGED, revision)).toBe("stale");
    expect(await store.read(SHOP)).toEqual({ settings: STRICT, revision: 1 });
    expect(await rows("settings_change")).toHaveLength(1);
  });

  it("saved by several from the same revision at once are those of one of them", async () => {
    const outcomes = await Promise.all([
      save(),
      save(EVERYTHING_CHANGED),
      save(STRICT),
      save(EVERYTHING_CHANGED),
    ]);
    expect(outcomes.sort()).toEqual(["saved", "stale", "stale", "stale"]);
    expect((await store.read(SHOP)).revision).toBe(1);
    expect(await rows("settings_change")).toHaveLength(1);
  });

  it("of the same meaning are not written again", async () => {
    expect(await save(DEFAULT_SETTINGS)).toBe("unchanged");
    expect(await rows("settings")).toEqual([]);
    await save();
    expect(await save(structuredClone(STRICT), 1)).toBe("unchanged");
    expect(await rows("settings_change")).toHaveLength(1);
    expect((await store.read(SHOP)).revision).toBe(1);
  });

  it("of an older version are read, and written in the newest when they change", async () => {
    await write('{"version":1,"consent":{"policy":"strict"}}', 4);
    expect(await store.read(SHOP)).toEqual({ settings: STRICT, revision: 4 });
    expect(await save(STRICT, 4)).toBe("unchanged");
    expect(await save(EVERYTHING_CHANGED, 4)).toBe("saved");
    expect(await store.read(SHOP)).toEqual({ settings: EVERYTHING_CHANGED, revision: 5 });
  });

  it("that cannot be read are not replaced by chance", async () => {
    await write('{"version":99}', 3);
    await expect(store.read(SHOP)).rejects.toThrow(UnreadableSettings);
    await expect(save(STRICT, 3)).rejects.toThrow(UnreadableSettings);
    expect(await rows("settings_change")).toEqual([]);
  });
});

describe("the history of a shop's settings", () => {
  it("tells who changed what, when, and how; newest first", async () => {
    await save();
    now += 60_000;
    await store.save({ shop: SHOP, settings: EVERYTHING_CHANGED, revision: 1, source: "command" });
    await save(EVERYTHING_CHANGED, 0, OTHER);
    expect(await store.changes(SHOP, 10)).toEqual([
      {
        ...{ revision: 2, changedAt: NOW + 60_000, changedBy: null, source: "command" },
        ...{ before: JSON.stringify(STRICT), after: JSON.stringify(EVERYTHING_CHANGED) },
      },
      {
        ...{ revision: 1, changedAt: NOW, changedBy: "71", source: "page" },
        ...{ before: null, after: JSON.stringify(STRICT) },
      },
    ]);
  });

  it("goes on from a revision, a page at a time", async () => {
    for (let revision = 0; revision < 5; revision++)
      await save(revision % 2 === 0 ? STRICT : EVERYTHING_CHANGED, revision);
    expect((await store.changes(SHOP, 2)).map(({ revision }) => revision)).toEqual([5, 4]);
    expect((await store.changes(SHOP, 2, 4)).map(({ revision }) => revision)).toEqual([3, 2]);
    expect((await store.changes(SHOP, 2, 2)).map(({ revision }) => revision)).toEqual([1]);
  });

  it("and the document are written together or not at all", async () => {
    for (const statement of ON_POSTGRESQL ? REFUSE_ON_POSTGRESQL : REFUSE_ON_SQLITE)
      await change(database, statement);
    await expect(save()).rejects.toThrow("full");
    expect(await rows("settings")).toEqual([]);
  });
});

describe("orders that wait for payment", () => {
  it("are looked at again when the shop's settings change, and no others", async () => {
    await order("waits", { waitingFor: "payment", routeAt: NOW + 1_000_000 });
    await order("parked", { waitingFor: null, routeAt: null });
    await order("routed", { waitingFor: "payment", routeAt: null, routedAt: NOW - 1 });
    await order("foreign", { waitingFor: "payment", routeAt: NOW + 1_000_000 }, OTHER);
    await save();
    expect(await routeTimes()).toEqual({ waits: NOW, parked: null, routed: null, foreign: NOW + 1_000_000 });
  });

  it("are left alone when nothing was saved", async () => {
    await order("waits", { waitingFor: "payment", routeAt: NOW + 1_000_000 });
    await save(DEFAULT_SETTINGS);
    await save(STRICT, 9);
    expect(await routeTimes()).toEqual({ waits: NOW + 1_000_000 });
  });
});

/** Makes the database refuse the second of the two writes. */
const REFUSE_ON_SQLITE = [
  "CREATE TRIGGER refuse BEFORE INSERT ON settings_change BEGIN SELECT raise(ABORT, 'full'); END",
];
const REFUSE_ON_POSTGRESQL = [
  "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$",
  "CREATE TRIGGER refuse BEFORE INSERT ON settings_change FOR EACH ROW EXECUTE FUNCTION refuse()",
];

function write(document: string, revision: number): Promise<number> {
  return change(
    database,
    "INSERT INTO settings (shop, document, revision, updated_at) VALUES (@shop, @document, @revision, 0)",
    { shop: SHOP, document, revision },
  );
}

interface OrderColumns {
  waitingFor: string | null;
  routeAt: number | null;
  routedAt?: number;
}

function order(id: string, columns: OrderColumns, shop = SHOP): Promise<number> {
  return change(
    database,
    `INSERT INTO "order" (shop, order_id, name, facts, topic, received_at, waiting_for, route_at, routed_at)
     VALUES (@shop, @id, @id, '{}', 'orders/create', 0, @waitingFor, @routeAt, @routedAt)`,
    { shop, id, routedAt: null, ...columns },
  );
}

async function routeTimes(): Promise<Record<string, number | null>> {
  const text = `SELECT order_id AS "orderId", route_at AS "routeAt" FROM "order"`;
  const times = await select<{ orderId: string; routeAt: number | null }>(database, text);
  return Object.fromEntries(times.map(({ orderId, routeAt }) => [orderId, routeAt]));
}
