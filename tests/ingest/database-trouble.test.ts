import SqliteDatabase from "better-sqlite3";
import pg from "pg";
import { beforeEach, describe, expect, inject, it } from "vitest";
import { databasePath } from "../../app/platform/database-url.ts";
import type { SqliteLedger } from "../../app/platform/sqlite-ledger.server.ts";
import { dropDatabase } from "../../sandbox/postgresql-databases.ts";
import { order } from "../orders/examples.ts";
import { ON_POSTGRESQL } from "../platform/temporary-database.ts";
import { postWebhook, startApp, type RunningApp } from "./app-under-test.ts";
import { eventually } from "../platform/eventually.ts";

let one: RunningApp;
beforeEach(async () => {
  one = await startApp();
});

const orders = () => one.rows(`SELECT order_id FROM "order" ORDER BY id`);
const tell = (id: number) => postWebhook(one.url, "orders/paid", order({ id, admin_graphql_api_id: null }));

/** Tells of three orders in one group; the answers' statuses. */
const tellOfThree = () => Promise.all([1, 2, 3].map(async (id) => (await tell(id)).status));

async function isWellAgain(): Promise<void> {
  expect(await orders()).toEqual([]);
  expect((await tell(1)).status).toBe(200);
  expect(await orders()).toEqual([{ order_id: "1" }]);
}

describe.skipIf(ON_POSTGRESQL)("a SQLite file that cannot take a webhook", () => {
  const set = (pragma: string) => one.rows(`PRAGMA ${pragma}`);

  it("is answered 503 when it is closed, and nothing is acknowledged", async () => {
    (one.app.database.ledger as SqliteLedger).close();
    const response = await tell(1);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
  });

  it("is answered 503 when it is read-only", async () => {
    await set("query_only = ON");
    expect(await tellOfThree()).toEqual([503, 503, 503]);
    await set("query_only = OFF");
    await isWellAgain();
  });

  it("is answered 503 while another process holds the lock for long", async () => {
    await set("busy_timeout = 50");
    const other = new SqliteDatabase(databasePath(one.databaseUrl));
    other.exec("BEGIN IMMEDIATE");
    expect(await tellOfThree()).toEqual([503, 503, 503]);
    other.close();
    await isWellAgain();
  });
});

describe.skipIf(!ON_POSTGRESQL)("a PostgreSQL server that cannot take a webhook", () => {
  let admin: pg.Client;
  beforeEach(async () => {
    admin = new pg.Client(one.databaseUrl);
    // Where its database is dropped it is cut off, too.
    admin.on("error", () => undefined);
    await admin.connect();
    return () => admin.end();
  });

  /** Ends every connection of the app, and waits until it has another one. */
  async function cutConnections(): Promise<void> {
    // A transaction sees the connections that were there when it first looked.
    await admin.query("SELECT pg_stat_clear_snapshot()");
    await admin.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    await eventually(() => one.rows("SELECT 1 AS one"));
  }

  /** Changes a setting for the connections made from now on, and makes the app connect again. */
  async function set(setting: string): Promise<void> {
    const database = new URL(one.databaseUrl).pathname.slice(1);
    await admin.query(`ALTER DATABASE ${database} SET ${setting}`);
    await cutConnections();
  }

  it("is answered 503 when it is gone, and nothing is acknowledged", async () => {
    await dropDatabase(inject("postgresql").server, one.databaseUrl);
    const response = await tell(1);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
  });

  it("is answered 503 when it is read-only", async () => {
    await set("default_transaction_read_only = on");
    expect(await tellOfThree()).toEqual([503, 503, 503]);
    await admin.query("SET default_transaction_read_only = off");
    await set("default_transaction_read_only = off");
    await isWellAgain();
  });

  it("is answered 503 while somebody else holds a lock for long", async () => {
    await set("lock_timeout = '50ms'");
    await admin.query("BEGIN; LOCK TABLE webhook");
    expect(await tellOfThree()).toEqual([503, 503, 503]);
    await admin.query("ROLLBACK");
    await isWellAgain();
  });

  it("is answered 503 when the connection breaks in the middle of the transaction, and the app goes on", async () => {
    await admin.query("BEGIN; LOCK TABLE webhook");
    const answers = tellOfThree();
    await eventually(async () => {
      await admin.query("SELECT pg_stat_clear_snapshot()");
      const { rows } = await admin.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      expect(rows).not.toEqual([]);
    });
    let answered = false;
    void answers.then(() => (answered = true));
    // They may have come in two groups.
    await eventually(async () => {
      await cutConnections();
      expect(answered).toBe(true);
    });
    expect(await answers).toEqual([503, 503, 503]);
    await admin.query("ROLLBACK");
    await isWellAgain();
  });
});
