import pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { postWebhook, startApp, type RunningApp } from "../ingest/app-under-test.ts";
import { order } from "../orders/examples.ts";
import { eventually } from "../platform/eventually.ts";
import { newDatabaseUrl } from "../platform/temporary-database.ts";
import { startSilentProxy, type SilentProxy } from "./silent-proxy.ts";

let one: RunningApp;
let proxy: SilentProxy;
/** Not by way of the proxy. */
let admin: pg.Client;
beforeEach(async () => {
  const databaseUrl = await newDatabaseUrl();
  proxy = await startSilentProxy(databaseUrl);
  one = await startApp(undefined, {}, proxy.url);
  admin = new pg.Client(databaseUrl);
  await admin.connect();
  return () => admin.end();
});

const told = new Map<number, Record<string, string>>();
/** Tells of an order, each time under the same event id; the answer's status and words. */
async function tell(id: number): Promise<string> {
  const headers = told.get(id) ?? { "X-Shopify-Event-Id": crypto.randomUUID() };
  told.set(id, headers);
  const body = order({ id, admin_graphql_api_id: null });
  const response = await postWebhook(one.url, "orders/paid", body, { headers });
  return `${response.status} ${(await response.text()).trim()}`;
}

const NOT_STORED = "503 not stored, try again";
const rows = async (table: string) => {
  const { rows } = await admin.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
  return Number(rows[0]?.count);
};

describe("a network that falls silent between the app and PostgreSQL", () => {
  it("is given up on: webhooks are answered 503, and are taken again when it speaks", async () => {
    expect(await tell(1)).toBe("200 accepted");
    proxy.fallSilent();
    expect(await Promise.all([tell(2), tell(3)])).toEqual([NOT_STORED, NOT_STORED]);
    proxy.speak();
    await eventually(async () => {
      expect(await Promise.all([tell(2), tell(3)])).toEqual([
        expect.stringMatching(/^200/),
        expect.stringMatching(/^200/),
      ]);
    });
    expect(await rows('"order"')).toBe(3);
    proxy.close();
  });

  it("in the middle of a transaction: nothing is acknowledged, and what was written all the same counts once", async () => {
    expect(await tell(1)).toBe("200 accepted");
    await admin.query("BEGIN; LOCK TABLE webhook");
    const answer = tell(2);
    await eventually(async () => {
      await admin.query("SELECT pg_stat_clear_snapshot()");
      const waiting = await admin.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      expect(waiting.rows).not.toEqual([]);
    });
    proxy.fallSilent();
    await admin.query("ROLLBACK");
    expect(await answer).toBe(NOT_STORED);
    proxy.speak();
    await eventually(async () => {
      expect(await tell(2)).toMatch(/^200/);
    });
    expect([await rows("webhook"), await rows('"order"')]).toEqual([2, 2]);
    proxy.close();
  });

  it("right after a COMMIT: what is on disk is not acknowledged, and its repetition is a duplicate", async () => {
    expect(await tell(1)).toBe("200 accepted");
    proxy.loseNextCommit();
    expect(await tell(2)).toBe(NOT_STORED);
    expect(await rows('"order"')).toBe(2);
    expect(await tell(2)).toBe("200 duplicate");
    expect([await rows("webhook"), await rows('"order"')]).toEqual([2, 2]);
    proxy.close();
  });
});
