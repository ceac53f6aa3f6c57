import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MigrationError, migrationsFor, type Migration } from "../../app/platform/migrations/history.ts";
import { migrate } from "../../app/platform/migrations/migrate.server.ts";
import { catalogue } from "./catalogue.ts";
import { rawQuery } from "./raw-database.ts";
import { emptyDatabaseUrl, newDatabaseUrl, ON_POSTGRESQL, testEngine } from "./temporary-database.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const ALL = migrationsFor(testEngine);
const NAMES = ALL.map(({ name }) => name);

interface Recorded {
  migration_name: string;
  checksum: string;
  applied_steps_count: number;
  finished_at: unknown;
  rolled_back_at: unknown;
  logs: unknown;
}

const history = (url: string) =>
  rawQuery<Recorded>(url, "SELECT * FROM _prisma_migrations ORDER BY migration_name");

/** A migration of a test's own, after all others. */
const later = (name: string, sql: string): Migration => ({
  name: `99990101000000_${name}`,
  sql,
  checksum: createHash("sha256").update(sql).digest("hex"),
});

const NOTE = later(
  "note",
  "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO note VALUES (1, 'kept');",
);

/** Runs the command that a deployment runs. */
function runCommand(databaseUrl: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env["PATH"] ?? "", NODE_ENV: "production" as const, DATABASE_URL: databaseUrl };
  return new Promise((resolve) => {
    execFile(process.execPath, ["app/migrate.ts"], { cwd: ROOT, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

describe(`a ${testEngine} database`, () => {
  it("gets every migration once, recorded as Prisma's own tools do", async () => {
    const url = await emptyDatabaseUrl();
    expect(await migrate(url)).toEqual(NAMES);
    expect(await migrate(url)).toEqual([]);
    const recorded = await history(url);
    expect(recorded).toMatchObject(
      ALL.map(({ name, checksum }) => ({
        migration_name: name,
        checksum,
        applied_steps_count: 1,
        rolled_back_at: null,
        logs: null,
      })),
    );
    for (const { finished_at: at } of recorded) {
      expect(at).toBeTypeOf(ON_POSTGRESQL ? "object" : "number");
      expect(Math.abs(Date.now() - Number(at))).toBeLessThan(60_000);
    }
  });

  it("gets each of them once from several that begin in the same moment", async () => {
    const url = await emptyDatabaseUrl();
    const applied = await Promise.all(Array.from({ length: 8 }, () => migrate(url)));
    expect(applied.flat().sort()).toEqual(NAMES);
    expect((await history(url)).map(({ migration_name: name }) => name)).toEqual(NAMES);
  });

  it("gets what a newer version brings, and keeps its rows", async () => {
    const url = await newDatabaseUrl();
    await rawQuery(url, "INSERT INTO shop (domain, installed_at) VALUES ('a.myshopify.com', 1)");
    const more = later("more", "ALTER TABLE shop ADD COLUMN motto TEXT; UPDATE shop SET motto = 'new';");
    expect(await migrate(url, [...ALL, NOTE, more])).toEqual([NOTE.name, more.name]);
    expect(await rawQuery(url, "SELECT domain, motto FROM shop")).toEqual([
      { domain: "a.myshopify.com", motto: "new" },
    ]);
    expect(await history(url)).toHaveLength(ALL.length + 2);
  });

  it("is as it was after a migration that failed, and gets it when it was repaired", async () => {
    const url = await newDatabaseUrl();
    const [before, recorded] = [await catalogue(url), await history(url)];
    const broken = { ...NOTE, sql: `${NOTE.sql} INSERT INTO nowhere VALUES (1);` };
    const failure = await migrate(url, [...ALL, broken]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MigrationError);
    expect(String(failure)).toMatch(new RegExp(`${NOTE.name} failed and was undone: .*nowhere`));
    expect(await catalogue(url)).toEqual(before);
    expect(await history(url)).toEqual(recorded);
    expect(await migrate(url, [...ALL, NOTE])).toEqual([NOTE.name]);
  });

  it("keeps the migrations before the one that failed", async () => {
    const url = await newDatabaseUrl();
    const broken = later("other", "INSERT INTO nowhere VALUES (1)");
    await expect(migrate(url, [...ALL, NOTE, broken])).rejects.toThrow("other failed and was undone");
    expect(await rawQuery(url, "SELECT text FROM note")).toEqual([{ text: "kept" }]);
    expect(await migrate(url, [...ALL, NOTE])).toEqual([]);
  });

  it("is refused by an older version, by one whose files were changed, and after another tool broke off", async () => {
    const url = await newDatabaseUrl();
    await migrate(url, [...ALL, NOTE]);
    await expect(migrate(url)).rejects.toThrow(
      `newer than this version of the app: it has the migration ${NOTE.name}`,
    );
    await expect(migrate(url, [...ALL, { ...NOTE, checksum: "0" }])).rejects.toThrow(
      "its file was changed afterwards",
    );
    await rawQuery(
      url,
      `UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '${NOTE.name}'`,
    );
    await expect(migrate(url, [...ALL, NOTE])).rejects.toThrow("did not end");
  });
});

describe(`the command, on ${testEngine}`, () => {
  it("may be run by several processes at once: each migration is applied by one of them, and the others wait for it", async () => {
    const url = await emptyDatabaseUrl();
    const runs = await Promise.all([1, 2, 3, 4].map(() => runCommand(url)));
    expect(runs.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array(4).fill({ code: 0, stderr: "" }),
    );
    expect(runs.flatMap(({ stdout }) => stdout.match(/\d{14}_\w+/g) ?? []).sort()).toEqual(NAMES);
    expect((await history(url)).map(({ migration_name: name }) => name)).toEqual(NAMES);
  });

  it("says in one line what is wrong, without a stack", async () => {
    const url = await newDatabaseUrl();
    await migrate(url, [...ALL, NOTE]);
    const { code, stderr, stdout } = await runCommand(url);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^The database is newer than this version of the app: .*\n$/);
  });
});
