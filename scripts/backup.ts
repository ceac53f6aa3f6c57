import { createRestorations } from "../app/delivery/restoration.server.ts";
import { ConfigError, readDatabaseUrl } from "../app/platform/config.ts";
import { databasePath } from "../app/platform/database-url.ts";
import { openDatabase, type Database } from "../app/platform/database.server.ts";
import { engineOf } from "../app/platform/engine.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { BackupError, backUpSqlite } from "../app/platform/sqlite-backup.server.ts";
import { readCommandLine, UsageError } from "./usage-error.ts";

const USAGE = `Usage (docs/backup.md):
  npm run -s backup -- create --to FILE
      Copies the SQLite database while the app runs. PostgreSQL has pg_dump for this.
  npm run -s backup -- restored --made-at TIME
      After any other backup was put back, before the app is started: says when it was made (e.g. 2026-11-23T02:00:00Z). The file of "create" knows that by itself.
`;

const options = {
  to: { type: "string" },
  "made-at": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const { values, positionals } = readCommandLine({ args, options, allowPositionals: true });
  if (values.help === true) {
    process.stdout.write(USAGE);
    return;
  }
  const [verb, ...rest] = positionals;
  if (verb === "create" && rest.length === 0) await create(values.to);
  else if (verb === "restored" && rest.length === 0) await restored(values["made-at"]);
  else throw new UsageError("Say what to do: create or restored.");
}

async function create(file: string | undefined): Promise<void> {
  if (file === undefined) throw new UsageError("Say where to: --to FILE");
  const url = readDatabaseUrl();
  if (engineOf(url) === "postgresql")
    throw new UsageError("This database is PostgreSQL's: use pg_dump (docs/backup.md).");
  await backUpSqlite(databasePath(url), file, Date.now());
  process.stdout.write(`The database was copied to ${file}.\n`);
}

async function restored(time: string | undefined): Promise<void> {
  const madeAt = time === undefined ? NaN : Date.parse(time);
  if (Number.isNaN(madeAt))
    throw new UsageError("Say when the backup was made: --made-at 2026-11-23T02:00:00Z");
  await withDatabase(async ({ ledger, clock }) => {
    if (madeAt > clock()) throw new UsageError("That moment is still to come.");
    const restorations = createRestorations(ledger);
    await restorations.begin(madeAt);
    const done = await restorations.finish(clock());
    process.stdout.write(
      `Noted. ${done?.doubtful ?? 0} deliveries may have reached TikTok since; they are sent again only while TikTok recognises a second copy.\n`,
    );
  });
}

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const database = openDatabase(readDatabaseUrl(), createLogger("warn"));
  try {
    await database.ready;
    await work(database);
  } finally {
    await database.close();
  }
}

await main().catch((error: unknown) => {
  if (!(error instanceof UsageError || error instanceof BackupError || error instanceof ConfigError))
    throw error;
  process.stderr.write(`${error.message}\n${error instanceof UsageError ? USAGE : ""}`);
  process.exitCode = error instanceof ConfigError ? 78 : error instanceof UsageError ? 2 : 1; // 78: EX_CONFIG of sysexits.h
});
