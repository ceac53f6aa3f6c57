import { databasePath } from "../database-url.ts";
import { engineOf } from "../engine.ts";
import { migrationsFor, MigrationError, type Migration } from "./history.ts";
import { migratePostgresql } from "./postgresql.server.ts";
import { migrateSqlite } from "./sqlite.server.ts";

/**
 * Brings the database at `url` to the tables this version of the app needs, and returns the names of the migrations that were missing. Several processes may do it at
 * once. Throws MigrationError when database and code do not belong together, and leaves the database as it was.
 */
export async function migrate(url: string, migrations?: readonly Migration[]): Promise<string[]> {
  const engine = engineOf(url);
  switch (engine) {
    case "sqlite":
      return migrateSqlite(databasePath(url), migrations ?? migrationsFor(engine));
    case "postgresql":
      return migratePostgresql(url, migrations ?? migrationsFor(engine));
    case undefined:
      throw new MigrationError("The database's URL names neither a SQLite file nor a PostgreSQL database.");
  }
}
