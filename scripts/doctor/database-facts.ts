import { existsSync, statfsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import SqliteDatabase from "better-sqlite3";
import pg from "pg";
import type { Clock } from "../../app/platform/clock.ts";
import { engineOf } from "../../app/platform/engine.ts";
import { HISTORY_SQL, type HistoryEntry } from "../../app/platform/migrations/history.ts";
import { VaultError, type Vault } from "../../app/platform/vault.server.ts";
import { codeOf } from "./ask.ts";
import type { AppState, DatabaseFacts, ReachableDatabase } from "./database-findings.ts";
import type { Skew } from "./reach.ts";
import { pixelTokenPurpose } from "../../app/shops/sealed-places.ts";

/** What the doctor knows before it looks. */
export interface Looking {
  clock: Clock;
  skews: Skew[];
  /** Opens pixels' tokens; absent while the configuration is not complete. */
  vault: Vault | undefined;
}

/** What was seen, and a shop that has the app. */
export interface Seen {
  facts: DatabaseFacts;
  shop: string | undefined;
}

type Rows = <Row>(sql: string) => Promise<Row[]>;

const SQL = {
  history: HISTORY_SQL,
  shops: `SELECT domain FROM shop WHERE uninstalled_at IS NULL ORDER BY installed_at DESC`,
  pixels: `SELECT shop, sealed_token AS "sealedToken" FROM pixel`,
  sweep: `SELECT min(due_at) AS due FROM sweep WHERE shop IN (SELECT domain FROM shop WHERE uninstalled_at IS NULL)`,
  routing: `SELECT min(route_at) AS due FROM "order" WHERE lane = 'live'`,
  /** Writes nothing, but only where something may be written. */
  touch: `UPDATE lease SET ends_at = ends_at WHERE name = 'doctor'`,
} as const;

/** Looks at the database, and changes nothing: it makes no file and no table. */
export async function lookAtDatabase(url: string, looking: Looking): Promise<Seen> {
  try {
    return await (engineOf(url) === "postgresql"
      ? lookAtPostgresql(url, looking)
      : lookAtSqlite(url, looking));
  } catch (error) {
    return { facts: { kind: "unreachable", why: codeOf(error) }, shop: undefined };
  }
}

async function lookAtSqlite(url: string, looking: Looking): Promise<Seen> {
  const path = resolve(url.slice("file:".length));
  if (!existsSync(path))
    return { facts: { kind: "unreachable", why: "there is no such file" }, shop: undefined };
  const sqlite = new SqliteDatabase(path, { fileMustExist: true, timeout: 5000 });
  try {
    const rows: Rows = <Row>(sql: string) => Promise.resolve(sqlite.prepare(sql).all() as Row[]);
    const { type: kind, bavail, bsize } = statfsSync(dirname(path));
    return await seen(rows, looking, {
      engine: "sqlite",
      readOnly: readOnlySqlite(sqlite),
      settings: { journal_mode: String(sqlite.pragma("journal_mode", { simple: true })) },
      disk: { kind, free: bavail * bsize, size: statSync(path).size },
    });
  } finally {
    sqlite.close();
  }
}

/** Takes the write lock and gives it back. */
function readOnlySqlite(sqlite: SqliteDatabase.Database): string | undefined {
  try {
    sqlite.exec("BEGIN IMMEDIATE; ROLLBACK");
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}

async function lookAtPostgresql(url: string, looking: Looking): Promise<Seen> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "throughline doctor",
    connectionTimeoutMillis: 10_000,
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const rows: Rows = async <Row>(sql: string) => (await client.query(sql)).rows as Row[];
    const before = looking.clock();
    const [time] = await rows<{ now: string }>(
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now",
    );
    const after = looking.clock();
    looking.skews.push({
      of: "the database",
      ahead: Number(time?.now) - (before + after) / 2,
      give: (after - before) / 2,
    });
    const settings = await rows<{ name: string; setting: string }>(
      "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')",
    );
    return await seen(rows, looking, {
      engine: "postgresql",
      readOnly: await readOnlyPostgresql(rows),
      settings: Object.fromEntries(settings.map(({ name, setting }) => [name, setting])),
      disk: undefined,
    });
  } finally {
    await client.end();
  }
}

async function readOnlyPostgresql(rows: Rows): Promise<string | undefined> {
  const [answer] = await rows<{ why: string | null }>(`
    SELECT CASE WHEN pg_is_in_recovery() THEN 'it is a replica'
      WHEN current_setting('transaction_read_only') = 'on' THEN 'it is set to read-only' END AS why`);
  if (answer?.why != null) return answer.why;
  if (!(await hasTable(rows, "lease"))) return undefined;
  try {
    await rows(SQL.touch);
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}

/** What both engines are asked in the same words. */
async function seen(
  rows: Rows,
  looking: Looking,
  facts: Omit<ReachableDatabase, "kind" | "history" | "state">,
): Promise<Seen> {
  const history = (await hasTable(rows, "_prisma_migrations")) ? await rows<HistoryEntry>(SQL.history) : [];
  const hasTables = await hasTable(rows, "sweep");
  const shops = hasTables ? await rows<{ domain: string }>(SQL.shops) : [];
  const state = hasTables ? await stateOf(rows, looking, shops.length) : undefined;
  return { facts: { kind: "reachable", ...facts, history, state }, shop: shops[0]?.domain };
}

async function stateOf(rows: Rows, { clock, vault }: Looking, shops: number): Promise<AppState> {
  const pixels = await rows<{ shop: string; sealedToken: string }>(SQL.pixels);
  const due = [...(await rows<Due>(SQL.sweep)), ...(await rows<Due>(SQL.routing))].flatMap(({ due }) =>
    due === null ? [] : [Number(due)],
  );
  return {
    ...{ shops, pixels: pixels.length },
    unreadable: vault === undefined ? 0 : pixels.filter((pixel) => !opens(vault, pixel)).length,
    late: Math.max(0, ...due.map((moment) => clock() - moment)),
  };
}

interface Due {
  due: number | string | null;
}

function opens(vault: Vault, { shop, sealedToken }: { shop: string; sealedToken: string }): boolean {
  try {
    vault.open(sealedToken, pixelTokenPurpose(shop));
    return true;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}

/** A table is there when it can be asked; both engines say otherwise at once. */
async function hasTable(rows: Rows, name: string): Promise<boolean> {
  try {
    await rows(`SELECT 1 FROM "${name}" WHERE 1 = 0`);
    return true;
  } catch {
    return false;
  }
}
