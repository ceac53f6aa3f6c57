/** What the database has put on its disk, to look there for what must not be. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "../../app/platform/database.server.ts";
import { ON_POSTGRESQL, select } from "./temporary-database.ts";

/** Reads all that was put there, in both of the encodings text could be in. */
export type ReadStored = () => Promise<string>;

/** Reads a database's files; on PostgreSQL also its rows, whose long values the files hold compressed, and what the server logged of writes from now on. */
export async function storedText(database: Database): Promise<ReadStored> {
  if (!ON_POSTGRESQL) return async () => textOf(await sqliteFiles(database));
  const from = await logPosition(database);
  return async () => {
    await select(database, "CHECKPOINT");
    const data = await dataFolder(database);
    const log = loggedBetween(data.folder, from, await logPosition(database));
    return [...(await everyRow(database)), textOf([...filesOf(data.database), ...log])].join("\n");
  };
}

function textOf(files: readonly Buffer[]): string {
  return files.flatMap((bytes) => [bytes.toString("latin1"), bytes.toString("utf16le")]).join("\n");
}

async function sqliteFiles(database: Database): Promise<Buffer[]> {
  const [main] = await select<{ file: string }>(database, "SELECT file FROM pragma_database_list");
  if (main === undefined) throw new Error("the database has no file");
  return ["", "-wal", "-shm", "-journal"]
    .map((suffix) => main.file + suffix)
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path));
}

/** Where in which file of its log of writes the server is. */
interface LogPosition {
  file: string;
  offset: number;
}

async function logPosition(database: Database): Promise<LogPosition> {
  const [position] = await select<LogPosition>(
    database,
    `SELECT file_name AS file, file_offset AS "offset" FROM pg_walfile_name_offset(pg_current_wal_lsn())`,
  );
  if (position === undefined) throw new Error("the server does not say where its log is");
  return position;
}

/** Files that are named further on are old ones, kept to be written over. */
function loggedBetween(folder: string, from: LogPosition, to: LogPosition): Buffer[] {
  const log = join(folder, "pg_wal");
  return readdirSync(log)
    .filter((file) => file >= from.file && file <= to.file)
    .map((file) => {
      const start = file === from.file ? from.offset : 0;
      return readFileSync(join(log, file)).subarray(start, file === to.file ? to.offset : undefined);
    });
}

async function dataFolder(database: Database): Promise<{ folder: string; database: string }> {
  const [data] = await select<{ folder: string; oid: string }>(
    database,
    `SELECT current_setting('data_directory') AS folder, CAST(oid AS TEXT) AS oid FROM pg_database WHERE datname = current_database()`,
  );
  if (data === undefined) throw new Error("the server does not say where its files are");
  return { folder: data.folder, database: join(data.folder, "base", data.oid) };
}

function filesOf(folder: string): Buffer[] {
  return readdirSync(folder).map((file) => readFileSync(join(folder, file)));
}

/** The rows of every table, as text: on PostgreSQL. */
export async function everyRow(database: Database): Promise<string[]> {
  const tables = await select<{ name: string }>(
    database,
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  const rows = await Promise.all(
    tables.map(({ name }) =>
      select<{ row: string }>(database, `SELECT CAST(t AS TEXT) AS row FROM "${name}" t`),
    ),
  );
  return rows.flat().map(({ row }) => row);
}
