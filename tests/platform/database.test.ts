import { existsSync } from "node:fs";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, inject, it } from "vitest";
import { databasePath } from "../../app/platform/database-url.ts";
import { isDatabaseTrouble, openDatabase } from "../../app/platform/database.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { dropDatabase } from "../../sandbox/postgresql-databases.ts";
import { rawQuery } from "./raw-database.ts";
import {
  change,
  newDatabase,
  newDatabasePath,
  newDatabaseUrl,
  ON_POSTGRESQL,
  openForTest,
  select,
} from "./temporary-database.ts";

const INSERT = `INSERT INTO shop (domain, installed_at) VALUES ('a.myshopify.com', @at)`;

/** What the promise is rejected with. */
const errorOf = (action: Promise<unknown>): Promise<unknown> =>
  action.then(
    () => expect.unreachable("nothing was thrown"),
    (error: unknown) => error,
  );

describe("the database", () => {
  it("shows Prisma what the ledger wrote", async () => {
    const database = await newDatabase();
    const at = Date.UTC(2026, 10, 22, 12, 0, 0, 123);
    await change(database, INSERT, { at });
    const shop = await database.prisma.shop.findUnique({ where: { domain: "a.myshopify.com" } });
    expect(shop?.installedAt).toBe(BigInt(at));
  });

  it("does not take a mistake in what is written for its own trouble", async () => {
    const database = await newDatabase();
    await change(database, INSERT, { at: 1 });
    expect(isDatabaseTrouble(await errorOf(change(database, INSERT, { at: 1 })))).toBe(false);
    expect(isDatabaseTrouble(await errorOf(change(database, INSERT, { at: null })))).toBe(false);
    const illegal = `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, created_at)
      VALUES (1, 's', '1', 'n', 'e', 'p', '{}', 1, 'delivered', 1)`;
    expect(isDatabaseTrouble(await errorOf(change(database, illegal)))).toBe(false);
    expect(isDatabaseTrouble(new Error("another"))).toBe(false);
    const mistake = Object.assign(new TypeError("not a string"), { code: "ERR_INVALID_ARG_TYPE" });
    expect(isDatabaseTrouble(mistake)).toBe(false);
  });
});

describe.skipIf(ON_POSTGRESQL)("a SQLite database", () => {
  const FULL = 2;

  it("makes every commit reach the disk, on both connections", async () => {
    const database = await newDatabase();
    const { prisma } = database;
    const own = async (pragma: string) => {
      const [row] = await select<Record<string, unknown>>(database, `PRAGMA ${pragma}`);
      return String(Object.values(row ?? {})[0]);
    };
    const prismas = async (pragma: string) => {
      const [row] = await prisma.$queryRawUnsafe<Record<string, unknown>[]>(`PRAGMA ${pragma}`);
      return String(Object.values(row ?? {})[0]);
    };
    for (const ask of [own, prismas]) {
      expect(await ask("synchronous")).toBe(String(FULL));
      expect(await ask("journal_mode")).toBe("wal");
      expect(await ask("foreign_keys")).toBe("1");
      expect(await ask("busy_timeout")).toBe("2000");
    }
    expect(await own("secure_delete")).toBe("1");
  });

  it("refuses Prisma transactions, which would hold the write lock across turns of the event loop", async () => {
    const { prisma } = await newDatabase();
    await expect(prisma.$transaction([prisma.shop.deleteMany(), prisma.pixel.deleteMany()])).rejects.toThrow(
      "not used here",
    );
    await expect(prisma.$transaction(async (tx) => tx.shop.count())).rejects.toThrow("not used here");
  });

  it("makes the folder of its file", () => {
    const path = join(newDatabasePath(), "..", "deeper", "still", "x.sqlite");
    expect(databasePath(`file:${path}`)).toBe(path);
    expect(existsSync(join(path, ".."))).toBe(true);
  });

  it("does not open a folder as a file", () => {
    expect(() => openDatabase("file:/", createLogger("silent"))).toThrow();
  });

  it("finds a statement that does not fit the tables at start, not at first use", async () => {
    const { ledger } = await newDatabase();
    expect(() => ledger.prepare("SELECT nothing FROM shop")).toThrow("nothing");
  });

  it("knows its own trouble: a lock that is held, a file that is read-only, a disk that is full", async () => {
    const database = await newDatabase();
    const write = () => errorOf(change(database, INSERT, { at: 1 }));
    const [file] = await select<{ file: string }>(database, "SELECT file FROM pragma_database_list");
    await select(database, "PRAGMA busy_timeout = 0");
    const other = new SqliteDatabase(file?.file);
    other.exec("BEGIN IMMEDIATE");
    expect(isDatabaseTrouble(await write())).toBe(true);
    other.close();
    await select(database, "PRAGMA query_only = ON");
    expect(isDatabaseTrouble(await write())).toBe(true);
    await select(database, "PRAGMA query_only = OFF");
    await select(database, "PRAGMA max_page_count = 1");
    const long = { at: 1, url: "x".repeat(1_000_000) };
    const full = change(
      database,
      `INSERT INTO shop (domain, installed_at, url) VALUES ('b', @at, @url)`,
      long,
    );
    expect(isDatabaseTrouble(await errorOf(full))).toBe(true);
  });
});

describe.skipIf(!ON_POSTGRESQL)("a PostgreSQL database", () => {
  const nameOf = (url: string) => new URL(url).pathname.slice(1);
  const setting = async (url: string, name: string) =>
    (await select<Record<string, string>>(openForTest(url), `SHOW ${name}`))[0]?.[name];

  it.each([
    ["off", "on"],
    ["local", "local"],
    ["remote_apply", "remote_apply"],
  ])("that is set to synchronous_commit = %s writes with %s", async (given, used) => {
    const url = await newDatabaseUrl();
    await rawQuery(url, `ALTER DATABASE ${nameOf(url)} SET synchronous_commit = ${given}`);
    expect(await setting(url, "synchronous_commit")).toBe(used);
  });

  it("that does not answer ends a statement after half a minute, and a transaction that was left open", async () => {
    const url = await newDatabaseUrl();
    expect(await setting(url, "statement_timeout")).toBe("30s");
    expect(await setting(url, "idle_in_transaction_session_timeout")).toBe("30s");
  });

  it("knows its own trouble: read-only, cut off, gone, nobody there", async () => {
    const url = await newDatabaseUrl();
    const write = () => errorOf(change(openForTest(url), INSERT, { at: 1 }));
    await rawQuery(url, `ALTER DATABASE ${nameOf(url)} SET default_transaction_read_only = on`);
    expect(isDatabaseTrouble(await write())).toBe(true);
    const cutOff = select(openForTest(url), "SELECT pg_terminate_backend(pg_backend_pid())");
    expect(isDatabaseTrouble(await errorOf(cutOff))).toBe(true);
    await dropDatabase(inject("postgresql").server, url);
    expect(isDatabaseTrouble(await write())).toBe(true);
    const nobody = openForTest("postgresql://throughline@127.0.0.1:9/throughline");
    expect(isDatabaseTrouble(await errorOf(change(nobody, INSERT, { at: 1 })))).toBe(true);
  });
});
