import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/** Where the SQLite database is kept when `DATABASE_URL` does not say. Relative to the working directory. */
export const DEFAULT_DATABASE_URL = "file:./data/throughline.sqlite";

/** The path in a `file:` URL, its folder made if it was not there. */
export function databasePath(url: string): string {
  const path = url.slice("file:".length);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}
