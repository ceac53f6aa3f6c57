import { ConfigError, readDatabaseUrl } from "./platform/config.ts";
import { migrate } from "./platform/migrations/migrate.server.ts";

/** `node app/migrate.ts`: applies to the database what this version of the app changed in its tables. */
async function main(): Promise<void> {
  const applied = await migrate(readDatabaseUrl());
  const said = applied.length === 0 ? "nothing to change" : `applied ${applied.join(", ")}`;
  process.stdout.write(`The database's tables: ${said}.\n`);
}

await main().catch((error: unknown) => {
  // Only what happened, never the URL: it may hold a password.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigError ? 78 : 1; // EX_CONFIG of sysexits.h
});
