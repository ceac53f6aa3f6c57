/** A real SQLite database for a test: in a folder of its own, migrated as in production, gone afterwards. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach } from "vitest";
import { openDatabase, type Database } from "../../app/platform/database.server.ts";
import { migratedDatabase } from "./migrated-database.ts";

const folders: string[] = [];
const opened: Database[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
});
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The path of a new migrated database file; its folder is removed after the file's tests. */
export function newDatabasePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "throughline-test-"));
  folders.push(folder);
  return migratedDatabase(folder);
}

/** A new migrated database, open until the test ends. */
export function newDatabase(): Database {
  const database = openDatabase(`file:${newDatabasePath()}`);
  opened.push(database);
  return database;
}
