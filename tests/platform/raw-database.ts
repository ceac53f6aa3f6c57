import SqliteDatabase from "better-sqlite3";
import pg from "pg";
import { databasePath } from "../../app/platform/database-url.ts";
import { engineOf } from "../../app/platform/engine.ts";

/** Runs SQL on the database at `url`, past everything the app does; returns the rows of its last statement, where that returns any. */
export async function rawQuery<Row extends object>(url: string, sql: string): Promise<Row[]> {
  return engineOf(url) === "postgresql" ? queryPostgresql(url, sql) : querySqlite(url, sql);
}

async function queryPostgresql<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const results = (await client.query<Row>(sql)) as pg.QueryResult<Row> | pg.QueryResult<Row>[];
    return Array.isArray(results) ? (results.at(-1)?.rows ?? []) : results.rows;
  } finally {
    await client.end();
  }
}

function querySqlite<Row extends object>(url: string, sql: string): Row[] {
  const sqlite = new SqliteDatabase(databasePath(url));
  try {
    if (!/^\s*(SELECT|WITH|PRAGMA)\b/i.test(sql)) {
      sqlite.exec(sql);
      return [];
    }
    return sqlite.prepare<[], Row>(sql).all();
  } finally {
    sqlite.close();
  }
}
