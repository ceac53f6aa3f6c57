/** A database as the first version left it: its tables, and rows of each of them as that version wrote them. */
import { readFileSync } from "node:fs";
import { HOUR } from "../../app/platform/clock.ts";
import { migrate } from "../../app/platform/migrations/migrate.server.ts";
import { migrationsFor } from "../../app/platform/migrations/history.ts";
import { rawQuery } from "./raw-database.ts";
import { emptyDatabaseUrl, testEngine } from "./temporary-database.ts";

/** When the last row was written. */
const WRITTEN_AT = 1_795_418_310_000;
const FILE = new URL(`./first-version.${testEngine}.sql`, import.meta.url);

export type Row = Record<string, unknown>;

/** The rows as statements, with every time moved so that the last row was written an hour ago. */
export function firstRows(now: number): string {
  const later = now - HOUR - WRITTEN_AT;
  const inSeconds = Math.round(later / 1000);
  return readFileSync(FILE, "utf8")
    .replace(/^--.*\n/gm, "")
    .replace(/\b1(?:79|80)\d{10}\b/g, (time) => String(Number(time) + later))
    .replace(/(?<="event_time":)\d{10}\b/g, (time) => String(Number(time) + inSeconds));
}

/** Makes it; nothing newer has touched it yet. */
export async function firstVersionDatabase(now: number): Promise<string> {
  const url = await emptyDatabaseUrl();
  await migrate(url, migrationsFor(testEngine).slice(0, 1));
  await rawQuery(url, firstRows(now));
  return url;
}

const TABLES =
  testEngine === "postgresql"
    ? "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'"
    : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> '_prisma_migrations'";

/** Every row of every table. */
export async function everything(url: string): Promise<Map<string, Row[]>> {
  const tables = await rawQuery<{ name: string }>(url, `${TABLES} ORDER BY 1`);
  const rows = new Map<string, Row[]>();
  for (const { name } of tables) rows.set(name, await rawQuery<Row>(url, `SELECT * FROM "${name}"`));
  return rows;
}

/** What of `before` is not in `after` any more, one line each: a table, or a row some of whose columns are gone or say something else. */
export function losses(before: Map<string, Row[]>, after: Map<string, Row[]>): string[] {
  return [...before].flatMap(([table, rows]) => {
    const now = after.get(table);
    if (now === undefined) return [`the table ${table}`];
    return rows.flatMap((row, index) => {
      const columns = Object.keys(row);
      const kept = now.some((one) => columns.every((column) => same(one[column], row[column])));
      return kept ? [] : [`row ${index + 1} of ${table}`];
    });
  });
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
