import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import SqliteDatabase from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { migrationsFor, type Migration } from "../../app/platform/migrations/history.ts";
import { migrateSqlite } from "../../app/platform/migrations/sqlite.server.ts";
import { newDatabasePath } from "./temporary-database.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const environment = (databaseUrl: string) => ({
  PATH: process.env["PATH"] ?? "",
  NODE_ENV: "production" as const,
  DATABASE_URL: databaseUrl,
});

function runCommand(databaseUrl: string) {
  const options = { cwd: ROOT, env: environment(databaseUrl), encoding: "utf8" as const };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["app/migrate.ts"], options);
  return { status, stdout, stderr };
}

/** SQLite's way to change a table, in Prisma's words: another is made, filled, and takes the first one's name. */
const REDEFINED = (rows: string): Migration => ({
  name: "99990101000000_redefined",
  checksum: "0",
  sql: `PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_parent" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT NOT NULL DEFAULT 'x');
INSERT INTO "new_parent" ("id") SELECT "id" FROM "parent" ${rows};
DROP TABLE "parent";
ALTER TABLE "new_parent" RENAME TO "parent";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;`,
});

function familyTree(): string {
  const path = newDatabasePath();
  const sqlite = new SqliteDatabase(path);
  sqlite.exec(`CREATE TABLE "parent" ("id" INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE "child" ("id" INTEGER NOT NULL PRIMARY KEY, "parent" INTEGER NOT NULL REFERENCES "parent" ("id") ON DELETE CASCADE);
INSERT INTO "parent" VALUES (1), (2);
INSERT INTO "child" VALUES (10, 1), (20, 2);`);
  sqlite.close();
  return path;
}

function children(path: string): unknown[] {
  const sqlite = new SqliteDatabase(path);
  const rows = sqlite.prepare("SELECT id FROM child ORDER BY id").pluck().all();
  sqlite.close();
  return rows;
}

describe("a migration on SQLite", () => {
  it("may make a table anew without losing the rows that refer to it", () => {
    const path = familyTree();
    migrateSqlite(path, [...migrationsFor("sqlite"), REDEFINED("")]);
    expect(children(path)).toEqual([10, 20]);
  });

  it("is undone when it leaves rows that refer to nothing", () => {
    const path = familyTree();
    const losing = REDEFINED("WHERE id = 1");
    expect(() => migrateSqlite(path, [...migrationsFor("sqlite"), losing])).toThrow(
      "rows of child refer to no row of parent",
    );
    expect(children(path)).toEqual([10, 20]);
  });

  it("is one that Prisma's own tools take for theirs", () => {
    const env = environment(`file:${newDatabasePath()}`);
    const said = execFileSync("prisma", ["migrate", "deploy"], {
      cwd: ROOT,
      env,
      encoding: "utf8",
      stdio: "pipe",
    });
    expect(said).toContain("No pending migrations to apply");
  });
});

describe("the command", () => {
  it("ends with the code for a bad configuration when it cannot tell which database is meant", () => {
    const { status, stderr } = runCommand("mysql://throughline:hunter2@localhost/throughline");
    expect(status).toBe(78);
    expect(stderr).toContain("DATABASE_URL must be file:PATH");
    expect(stderr).not.toContain("hunter2");
  });

  it("says when the server cannot be reached, without its password", () => {
    const { status, stderr } = runCommand("postgresql://throughline:hunter2@localhost:1/throughline");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The PostgreSQL database cannot be opened: connect ECONNREFUSED .*\n$/);
    expect(stderr).not.toContain("hunter2");
  });
});
