import pg from "pg";
import { SECOND } from "./clock.ts";

/** Connections of one process. Sending waits for TikTok, not for the database: a few are enough. */
const CONNECTIONS = 8;
const CONNECT_MS = 5 * SECOND;
/** The server ends a statement that takes longer. */
const STATEMENT_MS = 30 * SECOND;
/** A server that cannot be reached ends nothing: an answer that has not come by now does not come. */
const ANSWER_MS = STATEMENT_MS + 5 * SECOND;
/** A connection on which nothing has come for so long is asked whether it is still there. */
const KEEP_ALIVE_MS = 10 * SECOND;

/** The connections to a PostgreSQL server. */
export interface PostgresqlPool {
  /** For Prisma to use too: whoever is cut off in use must not end the process. */
  pool: pg.Pool;
  /** Lends a connection. One on which anything failed is not used again. */
  use<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>;
}

/** Connects when first asked for something. `onIdleError` hears of connections that broke while nobody used them. */
export function openPostgresqlPool(url: string, onIdleError: (error: Error) => void): PostgresqlPool {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    application_name: "throughline",
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: numbersAsNumbers(),
    // The pool waits for it; its types do not say so.
    // eslint-disable-next-line @typescript-eslint/no-misused-promises
    onConnect: acknowledgeOnlyWhatIsOnDisk,
  });
  /** Connections made before this moment may lead nowhere, as one of them did. */
  let trustedSince = -Infinity;
  const madeAt = new WeakMap<pg.ClientBase, number>();
  pool.on("error", onIdleError);
  pool.on("connect", (client) => {
    madeAt.set(client, performance.now());
    // A connection that breaks in use says so twice: the second time to nobody, which would end the process.
    client.on("error", () => undefined);
  });

  async function trusted(): Promise<pg.PoolClient> {
    for (;;) {
      const client = await pool.connect();
      if ((madeAt.get(client) ?? Infinity) >= trustedSince) return client;
      client.release(true);
    }
  }

  return {
    pool,
    async use(work) {
      const client = await trusted();
      try {
        const result = await work(client);
        client.release();
        return result;
      } catch (error) {
        if (isNetworkError(error) || (error instanceof Error && isNetworkError(error.cause)))
          trustedSince = performance.now();
        // Whatever state the connection is in, nobody uses it again.
        client.release(true);
        throw error;
      }
    },
  };
}

/** Whether an error is the server's or the network's own trouble, whatever was being written: everything but an answer about the data. */
export function isPostgresqlTrouble(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return isNetworkError(error);
  // Classes of postgresql.org/docs/current/errcodes-appendix.html: data exception, integrity constraint, syntax or access rule, program error.
  return !/^(22|23|42|P0)/.test(error.code ?? "");
}

/** Codes of the network, of TLS and of certificates, but not of SQLite nor of mistakes in a call of Node's. */
const NETWORK_CODE = /^(E(?!RR_)|ERR_(TLS|SSL)|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/** Whether the way to the server broke, or nothing came over it in time. */
export function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    ("code" in error && typeof error.code === "string" && NETWORK_CODE.test(error.code)) ||
    /^(Connection terminated|timeout exceeded|Client was closed|Client has encountered|Query read timeout)/i.test(
      error.message,
    )
  );
}

/** A server may be set to acknowledge a commit before it is on disk; what we acknowledge must be there. */
async function acknowledgeOnlyWhatIsOnDisk(client: pg.ClientBase): Promise<void> {
  await client.query(
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
  );
}

/** Times and counts are below 2^53: numbers, as on SQLite. */
function numbersAsNumbers(): pg.CustomTypesConfig {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  types.setTypeParser(pg.types.builtins.NUMERIC, Number);
  return types;
}
