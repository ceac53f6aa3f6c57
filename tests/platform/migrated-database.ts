import { join } from "node:path";
import { migrationsFor } from "../../app/platform/migrations/history.ts";
import { migrateSqlite } from "../../app/platform/migrations/sqlite.server.ts";

const migrations = migrationsFor("sqlite");

/** Makes a SQLite database in `folder`, migrated as in production, and returns its path. */
export function migratedDatabase(folder: string): string {
  const path = join(folder, "throughline.sqlite");
  migrateSqlite(path, migrations);
  return path;
}
