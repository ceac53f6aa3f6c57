import { PrismaBetterSQLite3 } from "@prisma/adapter-better-sqlite3";
import { createRequire } from "node:module";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@prisma/client";
import { SECOND, type Clock } from "./clock.ts";
import { createClockWatch } from "./clock-watch.ts";
import { databasePath } from "./database-url.ts";
import { engineOf } from "./engine.ts";
import type { Ledger } from "./ledger.ts";
import type { Logger } from "./logger.server.ts";
import { createDatabaseWatch, watched } from "./database-watch.ts";
import { impatient, NotInTime } from "./impatient-ledger.ts";
import { openPostgresqlLedger } from "./postgresql-ledger.server.ts";
import { isPostgresqlTrouble } from "./postgresql-pool.server.ts";
import { createServerClock } from "./server-clock.ts";
import { isSqliteTrouble, openSqliteLedger, SQLITE_BUSY_MS } from "./sqlite-ledger.server.ts";

/** The database, twice: `prisma` for sessions and for what pages read, `ledger` for everything that is written. Both are connections to the same database. */
export interface Database {
  prisma: PrismaClient;
  ledger: Ledger;
  /** The same for whoever is waited for by somebody who comes back: gives up soon. What it gave up may yet be written. */
  soon: Ledger;
  /** The time that decides between processes: the database's own. */
  clock: Clock;
  /** Resolves when the clock has been told the time, or cannot be. */
  ready: Promise<void>;
  close(): Promise<void>;
}

/** Opens the database named by `url`: `file:PATH` or `postgresql://…`. Throws when a file cannot be opened; tables come from the migrations. */
export function openDatabase(url: string, logger: Logger): Database {
  return engineOf(url) === "postgresql" ? openPostgresql(url, logger) : openSqlite(url, logger);
}

function openSqlite(url: string, logger: Logger): Database {
  const sqlite = openSqliteLedger(databasePath(url));
  const ledger = watched(sqlite, createDatabaseWatch(logger, isDatabaseTrouble));
  const prisma = new PrismaClient({ adapter: singleStatementAdapter(url), errorFormat: "minimal" });
  return {
    prisma,
    ledger,
    // It answers before anything else can happen.
    soon: ledger,
    // One file, one machine, one clock.
    clock: Date.now,
    ready: Promise.resolve(),
    async close() {
      await prisma.$disconnect();
      sqlite.close();
    },
  };
}

function openPostgresql(url: string, logger: Logger): Database {
  const postgresql = openPostgresqlLedger(url, (error) => {
    logger.warn({ errorName: error.name }, "an idle connection to the database broke");
  });
  const watch = createDatabaseWatch(logger, isDatabaseTrouble);
  const ledger = watched(postgresql, watch);
  const clockWatch = createClockWatch(logger);
  const clock = createServerClock(postgresql.serverTime, logger, undefined, (time) => {
    clockWatch.heard("database", time);
  });
  // The two clients differ in the SQL they write, not in what they offer.
  const { PrismaClient: PostgresqlClient } = createRequire(import.meta.url)(POSTGRESQL_CLIENT) as {
    PrismaClient: typeof PrismaClient;
  };
  const prisma = new PostgresqlClient({
    adapter: new PrismaPg(postgresql.pool),
    errorFormat: "minimal",
  });
  return {
    prisma,
    ledger,
    soon: impatient(ledger, watch, SOON_MS),
    clock: clock.now,
    ready: clock.ask(),
    async close() {
      clock.stop();
      await prisma.$disconnect();
      await postgresql.close();
    },
  };
}

/** Shopify waits 5 seconds for an answer; what is not written some seconds later is better asked for again. */
const SOON_MS = 8 * SECOND;

/** Generated from the same models (scripts/postgresql-schema.ts). */
const POSTGRESQL_CLIENT = "../../prisma/postgresql/client/index.js";

/**
 * Prisma's adapter without transactions. One would hold SQLite's only write lock across turns of the event loop, while the ledger, which
 * waits for that lock without yielding, stops the loop that could release it. So Prisma writes single statements, or not at all.
 */
function singleStatementAdapter(url: string): PrismaBetterSQLite3 {
  const factory = new PrismaBetterSQLite3({ url }, { timestampFormat: "unixepoch-ms" });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    await adapter.executeScript(
      `PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = ${SQLITE_BUSY_MS};`,
    );
    adapter.startTransaction = () =>
      Promise.reject(new Error("Prisma transactions are not used here: write through the ledger"));
    return adapter;
  };
  return factory;
}

/** Whether an error is the database's own trouble (locked, full, read-only, gone), whatever was being written. */
export function isDatabaseTrouble(error: unknown): boolean {
  return isSqliteTrouble(error) || isPostgresqlTrouble(error) || error instanceof NotInTime;
}
