import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite from "better-sqlite3";

/** Thrown when a backup could not be made; what was there before is still there. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/**
 * Copies a SQLite database to a file of its own while it is in use (SQLite's online backup API), and notes in the copy when it was made. The file appears whole and
 * durable, or not at all. Throws BackupError when there is no such database, the file exists, or the copy is not sound.
 */
export async function backUpSqlite(path: string, file: string, now: number): Promise<void> {
  if (!existsSync(path)) throw new BackupError(`There is no database at ${path}.`);
  if (existsSync(file)) throw new BackupError(`${file} exists already, and is left as it is.`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  // Nobody else may read it: it holds what the database holds.
  closeSync(openSync(part, "wx", 0o600));
  try {
    const database = new Sqlite(path, { readonly: true });
    try {
      await database.backup(part);
    } finally {
      database.close();
    }
    stamp(part, now);
    fsync(part);
    renameSync(part, file);
    fsync(dirname(file));
  } finally {
    rmSync(part, { force: true });
  }
}

function stamp(file: string, now: number): void {
  const copy = new Sqlite(file);
  try {
    // One file: no log beside it.
    copy.pragma("journal_mode = DELETE");
    copy.prepare("INSERT INTO restoration (made_at) VALUES (?)").run(now);
    const found = copy.pragma("integrity_check", { simple: true });
    if (found !== "ok") throw new BackupError(`The copy is not sound: ${String(found)}`);
  } finally {
    copy.close();
  }
}

function fsync(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
