import { createHash } from "node:crypto";
import pg from "pg";
import { SECOND } from "./clock.ts";
import { POSTGRESQL } from "./dialect.ts";
import {
  onceForEach,
  type Ledger,
  type Params,
  type Prepared,
  type Step,
  type StepResult,
  type Steps,
} from "./ledger.ts";
import { isNetworkError, openPostgresqlPool } from "./postgresql-pool.server.ts";

/** Another writer was in the way: the transaction is undone and done again this often. */
const TRIES = 5;
const DEADLOCK = "40P01";
const SERIALIZATION_FAILURE = "40001";

/** A ledger on a PostgreSQL server. */
export interface PostgresqlLedger extends Ledger {
  /** Its connections, for Prisma to use too: whoever is cut off in use must not end the process. */
  pool: pg.Pool;
  /** The server's time, milliseconds since the epoch. */
  serverTime(): Promise<number>;
  close(): Promise<void>;
}

/** Connects when first asked for something. `onIdleError` hears of connections that broke while nobody used them. */
export function openPostgresqlLedger(url: string, onIdleError: (error: Error) => void): PostgresqlLedger {
  const { pool, use } = openPostgresqlPool(url, onIdleError);
  return {
    dialect: POSTGRESQL,
    pool,
    write: (steps) => withRetries(() => use((client) => transaction(client, steps))),
    read: (steps) => use((client) => drive(client, steps())),
    // The server's log is the server's (docs/privacy.md).
    emptyLog: () => Promise.resolve(true),
    prepare: onceForEach((text) => ({ text, handle: queryOf(text) })),
    serverTime: () =>
      use(async (client) => {
        const { rows } = await client.query<{ now: number }>(
          "SELECT CAST(1000 * extract(epoch FROM clock_timestamp()) AS BIGINT) AS now",
        );
        return rows[0]?.now ?? NaN;
      }),
    close: () => pool.end(),
  };
}

async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await work();
    } catch (error) {
      if (tried === TRIES || !mayRunAgain(error)) throw error instanceof NeverBegan ? error.cause : error;
    }
  }
}

/** How long a server that can be reached takes to begin a transaction, at the very most: it waits for nobody. */
const BEGIN_MS = 3 * SECOND;

/** The connection broke, or turned out to lead nowhere, before the transaction began, as one does that idled while the server was away. */
class NeverBegan extends Error {
  override readonly name = "NeverBegan";
}

/** Nothing of such a try was written. */
function mayRunAgain(error: unknown): boolean {
  if (error instanceof NeverBegan) return true;
  const code = error instanceof pg.DatabaseError ? error.code : undefined;
  return code === DEADLOCK || code === SERIALIZATION_FAILURE;
}

/** pg takes the limit of one query, and its types do not say so. */
const BEGIN: pg.QueryConfig & { query_timeout: number } = { text: "BEGIN", query_timeout: BEGIN_MS };

async function transaction<T>(client: pg.ClientBase, steps: () => Steps<T>): Promise<T> {
  await client.query(BEGIN).catch((error: unknown) => {
    throw isNetworkError(error) ? new NeverBegan("", { cause: error }) : error;
  });
  try {
    const result = await drive(client, steps());
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // Nobody hears it on a connection that is broken, and on one that is silent it would be waited for as long again.
    if (!isNetworkError(error)) await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}

async function drive<T>(client: pg.ClientBase, steps: Steps<T>): Promise<T> {
  let next = steps.next();
  while (next.done !== true) next = steps.next(await execute(client, next.value));
  return next.value;
}

async function execute(client: pg.ClientBase, step: Step): Promise<StepResult> {
  const { name, text, parameters } = (step.statement as Prepared & { handle: Query }).handle;
  const given: Params = step.kind === "one" ? step.params : { rows: JSON.stringify(step.rows.map(clean)) };
  const values = parameters.map((parameter) => cleanValue(given[parameter]) ?? null);
  const { rows, rowCount } = await client.query<object>({ name, text, values });
  return { rows, changes: rowCount ?? 0 };
}

interface Query {
  /** Names the statement that the server keeps ready. */
  name: string;
  text: string;
  /** Which parameter each `$n` is. */
  parameters: string[];
}

function queryOf(text: string): Query {
  const parameters: string[] = [];
  const numbered = text.replace(/@([a-z]\w*)/gi, (_, parameter: string) => {
    if (!parameters.includes(parameter)) parameters.push(parameter);
    return `$${parameters.indexOf(parameter) + 1}`;
  });
  return {
    name: createHash("sha256").update(text).digest("base64url").slice(0, 32),
    text: numbered,
    parameters,
  };
}

function clean(row: Params): Params {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cleanValue(value)]));
}

/** PostgreSQL keeps neither NUL nor half of a surrogate pair in a text, and its JSON functions stop at the escapes of either. */
function cleanValue(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const whole = cleanText(value);
  return SUSPECT_ESCAPE.test(whole) ? cleanJson(whole) : whole;
}

const SUSPECT_ESCAPE = /\\u(?:0000|d[89a-f])/i;

function cleanText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", "\u{FFFD}") : whole;
}

/** A text that is no JSON is left as it is: nobody reads it as JSON. */
function cleanJson(text: string): string {
  try {
    const clean = (_key: string, value: unknown) => (typeof value === "string" ? cleanText(value) : value);
    return JSON.stringify(JSON.parse(text, clean));
  } catch {
    return text;
  }
}
