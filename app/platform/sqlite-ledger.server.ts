import SqliteDatabase from "better-sqlite3";
import { SQLITE } from "./dialect.ts";
import { onceForEach, type Ledger, type Step, type StepResult, type Steps } from "./ledger.ts";

/** How long a writer waits for another process's, milliseconds. It waits without yielding. */
export const SQLITE_BUSY_MS = 2000;

/** A ledger on one SQLite file. */
export interface SqliteLedger extends Ledger {
  close(): void;
}

/** Opens the file at `path`. Throws when it cannot be opened. */
export function openSqliteLedger(path: string): SqliteLedger {
  const sqlite = new SqliteDatabase(path);
  // What is acknowledged must survive a power cut: FULL fsyncs the log at every commit (sqlite.org/pragma.html#pragma_synchronous).
  for (const pragma of [
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    `busy_timeout = ${SQLITE_BUSY_MS}`,
    "secure_delete = ON",
  ])
    sqlite.pragma(pragma);
  const transaction = sqlite.transaction((work: () => unknown) => work());
  return {
    dialect: SQLITE,
    // The write lock is taken at the start: one taken in the middle could fail after something was read.
    write: <T>(steps: () => Steps<T>) => attempt(() => transaction.immediate(() => drive(steps())) as T),
    read: (steps) => attempt(() => drive(steps())),
    emptyLog: () =>
      attempt(() => {
        const [result] = sqlite.pragma("wal_checkpoint(TRUNCATE)") as { busy: 0 | 1 }[];
        return result?.busy === 0;
      }),
    prepare: onceForEach((text) => ({ text, handle: sqlite.prepare(text) })),
    close() {
      sqlite.close();
    },
  };
}

/** Whether an error is the database's own trouble (locked, full, read-only, broken), whatever was being written. */
export function isSqliteTrouble(error: unknown): boolean {
  if (!(error instanceof SqliteDatabase.SqliteError)) return false;
  return /^SQLITE_(BUSY|LOCKED|READONLY|IOERR|CORRUPT|FULL|CANTOPEN|NOTADB|NOMEM)/.test(error.code);
}

/** What throws rejects. */
function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}

function drive<T>(steps: Steps<T>): T {
  let next = steps.next();
  while (next.done !== true) next = steps.next(execute(next.value));
  return next.value;
}

function execute(step: Step): StepResult {
  const statement = step.statement.handle as SqliteDatabase.Statement;
  if (step.kind === "one") return executeOne(statement, step.params);
  const results = step.rows.map((row) => executeOne(statement, row));
  return {
    rows: results.flatMap(({ rows }) => rows),
    changes: results.reduce((sum, { changes }) => sum + changes, 0),
  };
}

function executeOne(statement: SqliteDatabase.Statement, params: object): StepResult {
  if (!statement.reader) return { rows: [], changes: statement.run(params).changes };
  const rows = statement.all(params);
  return { rows, changes: rows.length };
}
