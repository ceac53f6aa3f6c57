import { existsSync } from "node:fs";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { isDatabaseTrouble, openDatabase, prepareAll } from "../../app/platform/database.server.ts";
import { databasePath } from "../../app/platform/database-url.ts";
import { newDatabase, newDatabasePath } from "./temporary-database.ts";

const FULL = 2;

describe("the database", () => {
  it("makes every commit reach the disk, on both connections", async () => {
    const { sqlite, prisma } = newDatabase();
    expect(sqlite.pragma("synchronous", { simple: true })).toBe(FULL);
    expect(sqlite.pragma("journal_mode", { simple: true })).toBe("wal");
    expect(sqlite.pragma("foreign_keys", { simple: true })).toBe(1);
    expect(sqlite.pragma("busy_timeout", { simple: true })).toBe(2000);
    const ask = async (pragma: string) => {
      const [row] = await prisma.$queryRawUnsafe<Record<string, unknown>[]>(`PRAGMA ${pragma}`);
      return String(Object.values(row ?? {})[0]);
    };
    expect(await ask("synchronous")).toBe(String(FULL));
    expect(await ask("journal_mode")).toBe("wal");
    expect(await ask("foreign_keys")).toBe("1");
    expect(await ask("busy_timeout")).toBe("2000");
  });

  it("refuses Prisma transactions, which would hold the write lock across turns of the event loop", async () => {
    const { prisma } = newDatabase();
    await expect(prisma.$transaction([prisma.shop.deleteMany(), prisma.pixel.deleteMany()])).rejects.toThrow(
      "not used here",
    );
    await expect(prisma.$transaction(async (tx) => tx.shop.count())).rejects.toThrow("not used here");
  });

  it("shows Prisma what the other connection wrote, times as dates", async () => {
    const { sqlite, prisma } = newDatabase();
    const at = Date.UTC(2026, 10, 22, 12, 0, 0, 123);
    sqlite.prepare(`INSERT INTO shop (domain, installed_at) VALUES ('a.myshopify.com', ?)`).run(at);
    const shop = await prisma.shop.findUnique({ where: { domain: "a.myshopify.com" } });
    expect(shop?.installedAt).toEqual(new Date(at));
  });

  it("makes the folder of its file", () => {
    const path = join(newDatabasePath(), "..", "deeper", "still", "x.sqlite");
    expect(databasePath(`file:${path}`)).toBe(path);
    expect(existsSync(join(path, ".."))).toBe(true);
  });

  it("does not open a folder as a file", () => {
    expect(() => openDatabase("file:/")).toThrow();
  });

  it("finds a statement that does not fit the tables at start, not at first use", () => {
    const { sqlite } = newDatabase();
    expect(() => prepareAll(sqlite, { bad: "SELECT nothing FROM shop" })).toThrow("nothing");
  });

  it("tells its own trouble from that of what is written", () => {
    const path = newDatabasePath();
    const [reader, writer] = [
      new SqliteDatabase(path, { readonly: true }),
      new SqliteDatabase(path, { timeout: 0 }),
    ];
    const insert = `INSERT INTO shop (domain, installed_at) VALUES ('a', 1)`;
    const other = new SqliteDatabase(path);
    other.exec("BEGIN IMMEDIATE");
    expect(isDatabaseTrouble(errorOf(() => reader.exec(insert)))).toBe(true);
    expect(isDatabaseTrouble(errorOf(() => writer.exec(insert)))).toBe(true);
    other.exec("ROLLBACK");
    writer.exec(insert);
    expect(isDatabaseTrouble(errorOf(() => writer.exec(insert)))).toBe(false);
    expect(isDatabaseTrouble(new Error("another"))).toBe(false);
    for (const connection of [reader, writer, other]) connection.close();
  });
});

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
