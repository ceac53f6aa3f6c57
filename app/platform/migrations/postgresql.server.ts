import { randomUUID } from "node:crypto";
import pg from "pg";
import {
  brokenMigration,
  HISTORY_SQL,
  MigrationError,
  nextMigration,
  type HistoryEntry,
  type Migration,
} from "./history.ts";

/** Prisma's own tools hold the same lock while they migrate, so that they and we wait for each other. */
const LOCK = 72_707_369;

/** Prisma's own table, as Prisma makes it on PostgreSQL. */
const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

const RECORD = `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`;

/** Applies what is missing to the database at `url`, each migration in one transaction, and returns the names of what it applied. */
export async function migratePostgresql(url: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "throughline migrate",
    connectionTimeoutMillis: 10_000,
  });
  // A lost connection also rejects the query under way; without a listener it would end the process first.
  client.on("error", () => undefined);
  await client.connect().catch((error: unknown) => {
    throw unreachable(error);
  });
  try {
    const applied: string[] = [];
    for (;;) {
      const name = await inTransaction(client, () => applyNext(client, migrations));
      if (name === undefined) return applied;
      applied.push(name);
    }
  } finally {
    await client.end();
  }
}

async function applyNext(client: pg.Client, migrations: readonly Migration[]): Promise<string | undefined> {
  // Who waits longer than this for a table gives up as well: everybody else would queue behind it.
  await client.query("SET LOCAL lock_timeout = '60s'");
  await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
  await client.query(HISTORY_TABLE);
  const { rows } = await client.query<HistoryEntry>(HISTORY_SQL);
  const next = nextMigration(migrations, rows);
  if (next === undefined) return undefined;
  try {
    await client.query(next.sql);
  } catch (error) {
    throw brokenMigration(next.name, error);
  }
  await client.query(RECORD, [randomUUID(), next.checksum, next.name]);
  return next.name;
}

async function inTransaction<T>(client: pg.Client, work: () => Promise<T>): Promise<T> {
  await client.query("BEGIN");
  try {
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

/** Where a name has several addresses, Node's error says nothing itself: the reasons are inside. */
function unreachable(error: unknown): MigrationError {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const reason = first instanceof Error ? first.message : String(first);
  return new MigrationError(`The PostgreSQL database cannot be opened: ${reason}`, { cause: error });
}
