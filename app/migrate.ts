import { ConfigError, readDatabaseUrl } from "./platform/config.ts";
import { createRestorations } from "./delivery/restoration.server.ts";
import { openDatabase } from "./platform/database.server.ts";
import { createLogger } from "./platform/logger.server.ts";
import { migrate } from "./platform/migrations/migrate.server.ts";

/** `node app/migrate.ts`: applies to the database what this version of the app changed in its tables, and deals with a backup that was put back. */
async function main(): Promise<void> {
  const url = readDatabaseUrl();
  const applied = await migrate(url);
  const said = applied.length === 0 ? "nothing to change" : `applied ${applied.join(", ")}`;
  process.stdout.write(`The database's tables: ${said}.\n${await afterBackup(url)}`);
}

async function afterBackup(url: string): Promise<string> {
  const { ledger, clock, ready, close } = openDatabase(url, createLogger("warn"));
  try {
    await ready;
    const done = await createRestorations(ledger).finish(clock());
    if (done === undefined) return "";
    const made = new Date(done.madeAt).toISOString();
    return `This is a backup of ${made}. What may have been sent since: ${done.doubtful} deliveries, and every order until now (docs/backup.md).\n`;
  } finally {
    await close();
  }
}

await main().catch((error: unknown) => {
  // Only what happened, never the URL: it may hold a password.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigError ? 78 : 1; // EX_CONFIG of sysexits.h
});
