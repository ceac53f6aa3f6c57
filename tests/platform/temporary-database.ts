/** A real database for a test: of its own, migrated as in production, gone afterwards. SQLite, or PostgreSQL in the project "postgresql". */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";
import { openDatabase, type Database } from "../../app/platform/database.server.ts";
import { prepareAll, type Params } from "../../app/platform/ledger.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import type { Engine } from "../../app/platform/engine.ts";
import { migratedDatabase } from "./migrated-database.ts";
import { emptyPostgresqlUrl, newPostgresqlUrl } from "./postgresql-database.ts";

const folders: string[] = [];
const opened: Database[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Whether these tests run on PostgreSQL. */
export const ON_POSTGRESQL = process.env["TEST_DATABASE"] === "postgresql";
/** Which database these tests run on. */
export const testEngine: Engine = ON_POSTGRESQL ? "postgresql" : "sqlite";

/** The path of a new migrated SQLite file; its folder is removed after the file's tests. */
export function newDatabasePath(): string {
  return migratedDatabase(newFolder());
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "throughline-test-"));
  folders.push(folder);
  return folder;
}

/** The URL of a new migrated database. */
export async function newDatabaseUrl(): Promise<string> {
  return ON_POSTGRESQL ? newPostgresqlUrl() : `file:${newDatabasePath()}`;
}

/** The URL of a new database without tables. */
export async function emptyDatabaseUrl(): Promise<string> {
  return ON_POSTGRESQL ? emptyPostgresqlUrl() : `file:${join(newFolder(), "throughline.sqlite")}`;
}

/** A database, open until the test ends. */
export function openForTest(url: string): Database {
  const database = openDatabase(url, createLogger("silent"));
  opened.push(database);
  return database;
}

/** A new migrated database, open until the test ends. */
export async function newDatabase(): Promise<Database> {
  return openForTest(await newDatabaseUrl());
}

/** The rows of a query in the words of both engines: `"quoted"` aliases, `@named` parameters. */
export function select<Row>(
  { ledger }: Pick<Database, "ledger">,
  text: string,
  params?: Params,
): Promise<Row[]> {
  return ledger.read(() => prepareAll(ledger, { text }).text.all<Row>(params));
}

/** Changes rows behind the app's back; resolves to how many. */
export function change({ ledger }: Pick<Database, "ledger">, text: string, params?: Params): Promise<number> {
  return ledger.write(() => prepareAll(ledger, { text }).text.change(params));
}
