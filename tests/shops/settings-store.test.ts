import { beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../app/platform/database.server.ts";
import { createSettingsStore, type SettingsStore } from "../../app/shops/settings-store.server.ts";
import { DEFAULT_SETTINGS, UnreadableSettings } from "../../app/shops/settings.ts";
import { newDatabase } from "../platform/temporary-database.ts";
import { EVERYTHING_CHANGED, settingsWith } from "./settings-documents.ts";

const SHOP = "northpine.myshopify.com";
const OTHER = "somebody-else.myshopify.com";
const STRICT = settingsWith({ consent: { policy: "strict" } });
const NOW = Date.UTC(2026, 10, 22, 18);

let database: Database;
let store: SettingsStore;
let now: number;

beforeEach(() => {
  now = NOW;
  database = newDatabase();
  store = createSettingsStore(database.sqlite, () => now);
});

const save = (settings = STRICT, revision = 0, shop = SHOP) =>
  store.save({ shop, settings, revision, source: "page", changedBy: "71" });
const rows = (table: string) => database.sqlite.prepare(`SELECT * FROM ${table}`).all();

describe("the settings of a shop", () => {
  it("are the defaults before anybody has saved, of revision 0", () => {
    expect(store.read(SHOP)).toEqual({ settings: DEFAULT_SETTINGS, revision: 0 });
  });

  it("are what was saved last, and count their revisions", () => {
    expect(save()).toBe("saved");
    expect(save(EVERYTHING_CHANGED, 1)).toBe("saved");
    expect(store.read(SHOP)).toEqual({ settings: EVERYTHING_CHANGED, revision: 2 });
    expect(store.read(OTHER).revision).toBe(0);
  });

  it.each([0, 2, 7])("are not replaced from revision %i while they are of revision 1", (revision) => {
    save();
    expect(save(EVERYTHING_CHANGED, revision)).toBe("stale");
    expect(store.read(SHOP)).toEqual({ settings: STRICT, revision: 1 });
    expect(rows("settings_change")).toHaveLength(1);
  });

  it("of the same meaning are not written again", () => {
    expect(save(DEFAULT_SETTINGS)).toBe("unchanged");
    expect(rows("settings")).toEqual([]);
    save();
    expect(save(structuredClone(STRICT), 1)).toBe("unchanged");
    expect(rows("settings_change")).toHaveLength(1);
    expect(store.read(SHOP).revision).toBe(1);
  });

  it("of an older version are read, and written in the newest when they change", () => {
    write('{"version":1,"consent":{"policy":"strict"}}', 4);
    expect(store.read(SHOP)).toEqual({ settings: STRICT, revision: 4 });
    expect(save(STRICT, 4)).toBe("unchanged");
    expect(save(EVERYTHING_CHANGED, 4)).toBe("saved");
    expect(store.read(SHOP)).toEqual({ settings: EVERYTHING_CHANGED, revision: 5 });
  });

  it("that cannot be read are not replaced by chance", () => {
    write('{"version":99}', 3);
    expect(() => store.read(SHOP)).toThrow(UnreadableSettings);
    expect(() => save(STRICT, 3)).toThrow(UnreadableSettings);
    expect(rows("settings_change")).toEqual([]);
  });
});

describe("the history of a shop's settings", () => {
  it("tells who changed what, when, and how; newest first", () => {
    save();
    now += 60_000;
    store.save({ shop: SHOP, settings: EVERYTHING_CHANGED, revision: 1, source: "command" });
    save(EVERYTHING_CHANGED, 0, OTHER);
    expect(store.changes(SHOP, 10)).toEqual([
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

  it("goes on from a revision, a page at a time", () => {
    for (let revision = 0; revision < 5; revision++)
      save(revision % 2 === 0 ? STRICT : EVERYTHING_CHANGED, revision);
    expect(store.changes(SHOP, 2).map(({ revision }) => revision)).toEqual([5, 4]);
    expect(store.changes(SHOP, 2, 4).map(({ revision }) => revision)).toEqual([3, 2]);
    expect(store.changes(SHOP, 2, 2).map(({ revision }) => revision)).toEqual([1]);
  });

  it("and the document are written together or not at all", () => {
    database.sqlite.exec(
      "CREATE TRIGGER refuse BEFORE INSERT ON settings_change BEGIN SELECT raise(ABORT, 'full'); END",
    );
    expect(() => save()).toThrow("full");
    expect(rows("settings")).toEqual([]);
  });
});

describe("orders that wait for payment", () => {
  it("are looked at again when the shop's settings change, and no others", () => {
    order("waits", { waitingFor: "payment", routeAt: NOW + 1_000_000 });
    order("parked", { waitingFor: null, routeAt: null });
    order("routed", { waitingFor: "payment", routeAt: null, routedAt: NOW - 1 });
    order("foreign", { waitingFor: "payment", routeAt: NOW + 1_000_000 }, OTHER);
    save();
    expect(routeTimes()).toEqual({ waits: NOW, parked: null, routed: null, foreign: NOW + 1_000_000 });
  });

  it("are left alone when nothing was saved", () => {
    order("waits", { waitingFor: "payment", routeAt: NOW + 1_000_000 });
    save(DEFAULT_SETTINGS);
    save(STRICT, 9);
    expect(routeTimes()).toEqual({ waits: NOW + 1_000_000 });
  });
});

function write(document: string, revision: number): void {
  database.sqlite
    .prepare("INSERT INTO settings (shop, document, revision, updated_at) VALUES (?, ?, ?, 0)")
    .run(SHOP, document, revision);
}

interface OrderColumns {
  waitingFor: string | null;
  routeAt: number | null;
  routedAt?: number;
}

function order(id: string, { waitingFor, routeAt, routedAt }: OrderColumns, shop = SHOP): void {
  database.sqlite
    .prepare(
      `INSERT INTO "order" (shop, order_id, name, facts, topic, received_at, waiting_for, route_at, routed_at)
       VALUES (?, ?, ?, '{}', 'orders/create', 0, ?, ?, ?)`,
    )
    .run(shop, id, id, waitingFor, routeAt, routedAt ?? null);
}

function routeTimes(): Record<string, number | null> {
  const times = database.sqlite.prepare(`SELECT order_id, route_at FROM "order"`).raw().all();
  return Object.fromEntries(times as [string, number | null][]);
}
