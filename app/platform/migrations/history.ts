import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Engine } from "../engine.ts";

/** One change of the tables: a folder under prisma/ with its SQL. */
export interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file, as Prisma's own tools record it. */
  checksum: string;
}

/** What a database says of a migration that was started on it. */
export interface HistoryEntry {
  name: string;
  checksum: string;
  /** applied | failed | undone by a person (`prisma migrate resolve`). */
  outcome: "applied" | "failed" | "undone";
}

/** Reads the history from Prisma's own table, on either engine. */
export const HISTORY_SQL = `SELECT migration_name AS name, checksum,
  CASE WHEN rolled_back_at IS NOT NULL THEN 'undone' WHEN finished_at IS NULL THEN 'failed' ELSE 'applied' END AS outcome
  FROM _prisma_migrations ORDER BY started_at`;

/** Thrown when a database cannot be brought to the tables this version of the app needs. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

const FOLDERS: Readonly<Record<Engine, URL>> = {
  sqlite: new URL("../../../prisma/migrations/", import.meta.url),
  postgresql: new URL("../../../prisma/postgresql/migrations/", import.meta.url),
};

/** The migrations this version of the app comes with, oldest first. */
export function migrationsFor(engine: Engine): Migration[] {
  const entries = readdirSync(FOLDERS[engine], { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.sort().map((name) => {
    const sql = readFileSync(new URL(`${name}/migration.sql`, FOLDERS[engine]), "utf8");
    return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
  });
}

/** The oldest migration the database does not have; undefined when it has all. Throws MigrationError when database and code do not belong together. */
export function nextMigration(
  migrations: readonly Migration[],
  history: readonly HistoryEntry[],
): Migration | undefined {
  const failed = history.find(({ outcome }) => outcome === "failed");
  if (failed !== undefined)
    throw new MigrationError(
      `The migration ${failed.name} was started by another tool and did not end. Repair the database, then say so with "prisma migrate resolve".`,
    );
  const applied = history.filter(({ outcome }) => outcome === "applied");
  for (const { name, checksum } of applied) {
    const migration = migrations.find((one) => one.name === name);
    if (migration === undefined)
      throw new MigrationError(
        `The database is newer than this version of the app: it has the migration ${name}, which is not known here. Start the newer version, or restore a backup.`,
      );
    if (migration.checksum !== checksum)
      throw new MigrationError(
        `The migration ${name} is not the one this database was made with: its file was changed afterwards. Put the old file back, and make a new migration for the change.`,
      );
  }
  return migrations.find(({ name }) => !applied.some((entry) => entry.name === name));
}

/** The error of a migration that broke, after everything it did was undone. */
export function brokenMigration(name: string, cause: unknown): MigrationError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MigrationError(`The migration ${name} failed and was undone: ${reason}`, { cause });
}
