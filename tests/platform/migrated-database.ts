import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";

const MIGRATIONS = new URL("../../prisma/migrations/", import.meta.url);

/** Makes a database in `folder`, migrated as in production, and returns its path. */
export function migratedDatabase(folder: string): string {
  const path = join(folder, "throughline.sqlite");
  const sqlite = new SqliteDatabase(path);
  for (const sql of migrations()) sqlite.exec(sql);
  sqlite.close();
  return path;
}

function migrations(): string[] {
  const names = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const sorted = names.map(({ name }) => name).sort();
  return sorted.map((name) => readFileSync(new URL(`${name}/migration.sql`, MIGRATIONS), "utf8"));
}
