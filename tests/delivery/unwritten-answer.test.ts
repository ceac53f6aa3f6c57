import { expect, it } from "vitest";
import pg from "pg";
import type { Exchange } from "../../app/tiktok/verdict.ts";
import { postWebhook, startApp, type RunningApp } from "../ingest/app-under-test.ts";
import { order } from "../orders/examples.ts";
import { eventually } from "../platform/eventually.ts";
import { ON_POSTGRESQL } from "../platform/temporary-database.ts";

const HOUR = 3_600_000;

/** Makes the database read-only, or writable again, for everybody but whoever set it. */
async function setReadOnly(one: RunningApp, readOnly: boolean): Promise<void> {
  if (!ON_POSTGRESQL) {
    await one.rows(`PRAGMA query_only = ${readOnly ? "ON" : "OFF"}`);
    return;
  }
  const admin = new pg.Client(one.databaseUrl);
  await admin.connect();
  await admin.query("SET default_transaction_read_only = off");
  const database = new URL(one.databaseUrl).pathname.slice(1);
  await admin.query(
    `ALTER DATABASE ${database} SET default_transaction_read_only = ${readOnly ? "on" : "off"}`,
  );
  // The setting is for connections made from now on.
  await admin.query(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await admin.end();
}

it("what TikTok said while the database was read-only is written when it can be, and its order is not sent again though the lease ended", async () => {
  const answers: ((exchange: Exchange) => void)[] = [];
  const post = () => new Promise<Exchange>((resolve) => answers.push(resolve));
  const one = await startApp(undefined, { tiktok: { post, close: () => Promise.resolve() } });
  await one.connect();
  one.app.worker.start();
  expect((await postWebhook(one.url, "orders/paid", order())).status).toBe(200);
  await eventually(() => {
    expect(answers).toHaveLength(1);
  });

  await setReadOnly(one, true);
  const tellAnother = async () =>
    (await postWebhook(one.url, "orders/paid", order({ id: 7, admin_graphql_api_id: null }))).status;
  await eventually(async () => {
    expect(await tellAnother()).toBe(503);
  });
  answers[0]?.({ kind: "answered", status: 200, body: '{"code":0,"message":"OK"}', retryAfter: undefined });
  // Longer than it takes to find out that the answer cannot be written.
  for (let told = 0; told < 5; told++) expect(await tellAnother()).toBe(503);
  one.clock.now += HOUR;
  await setReadOnly(one, false);
  one.app.worker.wake();

  await eventually(async () => {
    const rows = await one.rows("SELECT state, attempts FROM delivery");
    expect(rows).toEqual([{ state: "delivered", attempts: 1 }]);
  });
  expect(answers).toHaveLength(1);
});
