import { randomUUID } from "node:crypto";
import SqliteDatabase from "better-sqlite3";
import { brokenMigration, HISTORY_SQL, nextMigration, type HistoryEntry, type Migration } from "./history.ts";

/** Another process may be applying a long migration. */
const WAIT_MS = 60_000;

/** Prisma's own table, as Prisma makes it on SQLite; its times are milliseconds since the epoch here. */
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`;

const RECORD = `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
  VALUES (@id, @checksum, @name, @startedAt, CAST(unixepoch('subsec') * 1000 AS INTEGER), 1)`;

/** Applies what is missing to the file at `path`, each migration in one transaction, and returns the names of what it applied. */
export function migrateSqlite(path: string, migrations: readonly Migration[]): string[] {
  const sqlite = new SqliteDatabase(path, { timeout: WAIT_MS });
  try {
    sqlite.pragma("synchronous = FULL");
    // SQLite changes a table by making another and dropping the first; with this on, the drop would delete the rows of tables that refer to it.
    sqlite.pragma("foreign_keys = OFF");
    const applyNext = sqlite.transaction(() => applyNextTo(sqlite, migrations));
    const applied: string[] = [];
    for (let name = applyNext.immediate(); name !== undefined; name = applyNext.immediate())
      applied.push(name);
    return applied;
  } finally {
    sqlite.close();
  }
}

function applyNextTo(sqlite: SqliteDatabase.Database, migrations: readonly Migration[]): string | undefined {
  sqlite.exec(HISTORY_TABLE);
  const next = nextMigration(migrations, sqlite.prepare<[], HistoryEntry>(HISTORY_SQL).all());
  if (next === undefined) return undefined;
  const { name, checksum, sql } = next;
  const startedAt = sqlite.prepare("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)").pluck().get();
  try {
    sqlite.exec(sql);
    const [orphan] = sqlite.pragma("foreign_key_check") as { table: string; parent: string }[];
    if (orphan !== undefined) throw new Error(`rows of ${orphan.table} refer to no row of ${orphan.parent}`);
  } catch (error) {
    throw brokenMigration(name, error);
  }
  sqlite.prepare(RECORD).run({ id: randomUUID(), checksum, name, startedAt });
  return name;
}
