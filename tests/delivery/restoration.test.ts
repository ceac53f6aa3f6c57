import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRestorations } from "../../app/delivery/restoration.server.ts";
import { DAY, HOUR, MINUTE } from "../../app/platform/clock.ts";
import { databasePath } from "../../app/platform/database-url.ts";
import { backUpSqlite, BackupError } from "../../app/platform/sqlite-backup.server.ts";
import { findPostgresql } from "../../sandbox/postgresql-programs.ts";
import { startTikTok, type TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { NOW, PIXEL, postWebhook, startApp, TOKEN, type RunningApp } from "../ingest/app-under-test.ts";
import { order } from "../orders/examples.ts";
import { eventually } from "../platform/eventually.ts";
import { emptyDatabaseUrl, ON_POSTGRESQL } from "../platform/temporary-database.ts";

let folder: string;
let file: string;
let tiktok: TikTokDouble;
let before: RunningApp;
let now = NOW;

beforeEach(async () => {
  now = NOW;
  folder = mkdtempSync(join(tmpdir(), "throughline-backup-"));
  file = join(folder, "copy");
  tiktok = await startTikTok({
    ...{ port: 0, pixels: [{ code: PIXEL, accessToken: TOKEN }] },
    now: () => now,
  });
  before = await startApp(tiktok.url);
  await before.connect();
});
afterEach(async () => {
  await tiktok.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (moment: number) => new Date(moment).toISOString();

/** An order placed at this moment, told by a webhook of its own. */
async function place(app: RunningApp, id: number, placedAt = now): Promise<void> {
  const dates = { created_at: at(placedAt), processed_at: at(placedAt), updated_at: at(placedAt) };
  const told = order({ id, admin_graphql_api_id: null, ...dates });
  expect((await postWebhook(app.url, "orders/paid", told)).status).toBe(200);
}

async function states(app: RunningApp): Promise<Record<string, string>> {
  const rows = await app.rows<{ id: string; state: string; reason: string | null }>(
    "SELECT order_id AS id, state, reason FROM delivery ORDER BY order_id",
  );
  return Object.fromEntries(rows.map(({ id, state, reason }) => [id, reason ?? state]));
}

const ended = (app: RunningApp, expected: Record<string, string>) =>
  eventually(async () => {
    expect(await states(app)).toEqual(expected);
  });

/** As an operator does it: SQLite's copy by our command, PostgreSQL's by its own. */
async function backUp(): Promise<void> {
  if (!ON_POSTGRESQL) await backUpSqlite(databasePath(before.databaseUrl), file, now);
  else postgresql("pg_dump", "--format=custom", `--file=${file}`, before.databaseUrl);
}

/** Puts the copy back somewhere else, `later` milliseconds after it was made. */
async function restore(later: number, { finish = true } = {}): Promise<RunningApp> {
  const madeAt = now;
  now += later;
  const url = ON_POSTGRESQL ? await emptyDatabaseUrl() : `file:${file}`;
  if (ON_POSTGRESQL) postgresql("pg_restore", "--no-owner", `--dbname=${url}`, file);
  const app = await startApp(tiktok.url, {}, url);
  app.clock.now = now;
  if (!finish) return app;
  const restorations = createRestorations(app.app.database.ledger);
  if (ON_POSTGRESQL) await restorations.begin(madeAt);
  expect(await restorations.finish(now)).toEqual({ madeAt, doubtful: 1 });
  expect(await restorations.finish(now)).toBeUndefined();
  return app;
}

function postgresql(program: string, ...args: string[]): void {
  execFileSync(join(findPostgresql(), program), args, { stdio: ["ignore", "ignore", "pipe"] });
}

/** Order 1 is delivered before the backup; 2 waits in it, and is delivered after it; 3 is placed and delivered after it. TikTok counts all three. */
async function live(): Promise<void> {
  before.app.worker.start();
  await place(before, 1);
  await ended(before, { 1: "delivered" });
  tiktok.faults.next(1, { kind: "http", status: 429 });
  await place(before, 2);
  await ended(before, { 1: "delivered", 2: "retrying" });
  await backUp();
  const madeAt = now;
  now += 10 * MINUTE;
  before.clock.now = now;
  before.app.worker.wake();
  await place(before, 3);
  await ended(before, { 1: "delivered", 2: "delivered", 3: "delivered" });
  expect(counted()).toEqual(ONCE);
  now = madeAt;
}

/** How often TikTok counts each. */
const counted = () =>
  Object.fromEntries(tiktok.purchases().map(({ eventId, counted: times }) => [eventId, times]));
const ONCE = { order_1: 1, order_2: 1, order_3: 1 };

describe.skipIf(ON_POSTGRESQL && !existsSync(join(findPostgresql(), "pg_dump")))(
  "an app that goes on from a backup",
  () => {
    /** What the comparison with Shopify's list finds again, and an order of after the loss. */
    async function goOn(app: RunningApp): Promise<void> {
      await place(app, 3, NOW + 10 * MINUTE);
      now += MINUTE;
      app.clock.now = now;
      await place(app, 4);
      app.app.worker.start();
    }

    it("sends again what may have been sent, while TikTok recognises it: everything is counted once", async () => {
      await live();
      const app = await restore(40 * HOUR);
      await goOn(app);
      await ended(app, { 1: "delivered", 2: "delivered", 3: "delivered", 4: "delivered" });
      expect(counted()).toEqual({ ...ONCE, order_4: 1 });
    });

    it("holds it for a person afterwards, and goes on with what is new", async () => {
      await live();
      const app = await restore(2 * DAY + 11 * MINUTE);
      await goOn(app);
      const unknown = "fate_unknown_too_long";
      await ended(app, { 1: "delivered", 2: unknown, 3: unknown, 4: "delivered" });
      expect(counted()).toEqual({ ...ONCE, order_4: 1 });
    });

    it("would count twice if it did not know that it is a backup", async () => {
      await live();
      const app = await restore(2 * DAY + 11 * MINUTE, { finish: false });
      await goOn(app);
      await ended(app, { 1: "delivered", 2: "delivered", 3: "delivered", 4: "delivered" });
      expect(counted()).toEqual({ order_1: 1, order_2: 2, order_3: 2, order_4: 1 });
    });
  },
);

describe.skipIf(ON_POSTGRESQL)("a copy of a SQLite database", () => {
  it("is one file of its owner's, also while the app writes, and is never put over another", async () => {
    before.app.worker.start();
    const copying = backUp();
    await place(before, 1);
    await copying;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["copy"]);
    await expect(backUp()).rejects.toThrow(BackupError);
  });

  it("is not begun without a database, and leaves nothing behind", async () => {
    await expect(backUpSqlite(join(folder, "none"), file, now)).rejects.toThrow("There is no database");
    await expect(
      backUpSqlite(databasePath(before.databaseUrl), join(folder, "no/where"), now),
    ).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });
});
