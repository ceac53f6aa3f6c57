/** The database of a run, and the worst that happens to it. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { openDatabase } from "../app/platform/database.server.ts";
import type { Engine } from "../app/platform/engine.ts";
import { prepareAll, type Steps } from "../app/platform/ledger.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { migrate } from "../app/platform/migrations/migrate.server.ts";
import { createDatabase } from "../sandbox/postgresql-databases.ts";
import { startPostgresql } from "../sandbox/postgresql.ts";

/** A migrated database that only this run uses. */
export interface ChaosStore {
  url: string;
  /** Makes it useless for seconds: PostgreSQL is killed and recovers from its log, SQLite is locked by somebody else. Resolves when that is over. */
  breakDown(): Promise<void>;
  /** The lease of each delivery that a worker has in its hands, by the delivery's id; undefined while the database cannot be asked. */
  leases(): Promise<ReadonlyMap<number, string> | undefined>;
  close(): Promise<void>;
}

/** Longer than a writer waits (app/platform/sqlite-ledger.server.ts). */
const LOCKED_MS = 3500;
/** Whoever wants to lock a database that others write to all the time may wait long for its turn. */
const TURN_MS = 120_000;

export function openStore(engine: Engine, folder: string): Promise<ChaosStore> {
  return engine === "postgresql" ? openPostgresql() : openSqlite(join(folder, "throughline.sqlite"));
}

async function openSqlite(path: string): Promise<ChaosStore> {
  const url = `file:${path}`;
  await migrate(url);
  return {
    url,
    async breakDown() {
      const other = new SqliteDatabase(path, { timeout: TURN_MS });
      other.exec("BEGIN IMMEDIATE");
      await sleep(LOCKED_MS);
      other.exec("ROLLBACK");
      other.close();
    },
    leases: () => leases(url),
    close: () => Promise.resolve(),
  };
}

async function openPostgresql(): Promise<ChaosStore> {
  const server = await startPostgresql();
  const url = await createDatabase(server.url);
  await migrate(url);
  return { url, breakDown: server.crash, leases: () => leases(url), close: server.stop };
}

async function leases(url: string): Promise<ReadonlyMap<number, string> | undefined> {
  const database = openDatabase(url, createLogger("silent"));
  const { held } = prepareAll(database.ledger, {
    held: `SELECT id, lease FROM delivery WHERE state = 'leased'`,
  });
  try {
    const rows = await database.ledger.read(() => held.all<{ id: number; lease: string }>());
    return new Map(rows.map(({ id, lease }) => [id, lease]));
  } catch {
    return undefined;
  } finally {
    await database.close();
  }
}

/** What the tables say that cannot be, in words; nothing when all is well. Every claim leaves one line in the log of attempts, and no other turn does. */
export async function contradictions(url: string): Promise<string[]> {
  const database = openDatabase(url, createLogger("silent"));
  try {
    return await database.ledger.read(() => findings(prepareAll(database.ledger, AUDIT)));
  } finally {
    await database.close();
  }
}

/** When the last delivery that waits for its next attempt may have it, or its lease ends: milliseconds since the epoch, 0 when none waits. */
export async function longestWait(url: string): Promise<number> {
  const database = openDatabase(url, createLogger("silent"));
  const { waits } = prepareAll(database.ledger, {
    waits: `SELECT coalesce(max(due_at), 0) AS "dueAt" FROM delivery`,
  });
  try {
    return await database.ledger.read(function* () {
      return (yield* waits.get<{ dueAt: number }>())?.dueAt ?? 0;
    });
  } finally {
    await database.close();
  }
}

const AUDIT = {
  "was not delivered": `SELECT event_id || ' ' || state AS what FROM delivery WHERE state <> 'delivered'`,
  "has another number of attempts than its log": `
    SELECT event_id || ' ' || attempts AS what FROM delivery WHERE attempts <> (SELECT count(*) FROM attempt WHERE delivery_id = delivery.id)`,
  "has two attempts of one number": `
    SELECT event_id || ' ' || number AS what FROM attempt JOIN delivery ON delivery.id = delivery_id GROUP BY delivery_id, event_id, number HAVING count(*) > 1`,
  "was delivered more than once": `
    SELECT event_id AS what FROM attempt JOIN delivery ON delivery.id = delivery_id WHERE outcome = 'delivered' GROUP BY delivery_id, event_id HAVING count(*) > 1`,
} as const;

function* findings(read: ReturnType<typeof prepareAll<keyof typeof AUDIT>>): Steps<string[]> {
  const found = [];
  for (const wrong of Object.keys(AUDIT) as (keyof typeof AUDIT)[])
    for (const { what } of yield* read[wrong].all<{ what: string }>()) found.push(`${what} ${wrong}`);
  return found;
}
