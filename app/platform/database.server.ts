import { PrismaBetterSQLite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaClient } from "@prisma/client";
import SqliteDatabase from "better-sqlite3";
import { databasePath } from "./database-url.ts";

export type Sqlite = SqliteDatabase.Database;

/**
 * The database, twice: `prisma` for sessions and for what pages read, `sqlite` for the inbox and the outbox, whose transactions
 * decide what is acknowledged. Both are connections to the same file.
 */
export interface Database {
  prisma: PrismaClient;
  sqlite: Sqlite;
  close(): Promise<void>;
}

/** Opens the SQLite file named by `url` (`file:PATH`). Throws when it cannot be opened; tables come from `prisma migrate deploy`. */
export function openDatabase(url: string): Database {
  const sqlite = new SqliteDatabase(databasePath(url));
  // What is acknowledged must survive a power cut: FULL fsyncs the log at every commit (sqlite.org/pragma.html#pragma_synchronous).
  for (const pragma of [
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 2000",
    "secure_delete = ON",
  ])
    sqlite.pragma(pragma);
  const prisma = new PrismaClient({ adapter: singleStatementAdapter(url), errorFormat: "minimal" });
  return {
    prisma,
    sqlite,
    async close() {
      await prisma.$disconnect();
      sqlite.close();
    },
  };
}

/**
 * Prisma's adapter without transactions. One would hold SQLite's only write lock across turns of the event loop, while `sqlite`, which
 * waits for that lock without yielding, stops the loop that could release it. So Prisma writes single statements, or not at all.
 */
function singleStatementAdapter(url: string): PrismaBetterSQLite3 {
  const factory = new PrismaBetterSQLite3({ url }, { timestampFormat: "unixepoch-ms" });
  const connect = factory.connect.bind(factory);
  factory.connect = async () => {
    const adapter = await connect();
    await adapter.executeScript(
      "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 2000;",
    );
    adapter.startTransaction = () =>
      Promise.reject(new Error("Prisma transactions are not used here: write through a ledger"));
    return adapter;
  };
  return factory;
}

/** Whether an error is the database's own trouble (locked, full, read-only, broken), whatever was being written. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (!(error instanceof SqliteDatabase.SqliteError)) return false;
  return /^SQLITE_(BUSY|LOCKED|READONLY|IOERR|CORRUPT|FULL|CANTOPEN|NOTADB|NOMEM)/.test(error.code);
}

/** A statement for every verb of a table of SQL texts. Throws when a text does not fit the schema: at start, not at first use. */
export function prepareAll<Verb extends string>(
  sqlite: Sqlite,
  texts: Readonly<Record<Verb, string>>,
): Record<Verb, SqliteDatabase.Statement> {
  const entries = Object.entries<string>(texts).map(([verb, text]) => [verb, sqlite.prepare(text)]);
  return Object.fromEntries(entries) as Record<Verb, SqliteDatabase.Statement>;
}
