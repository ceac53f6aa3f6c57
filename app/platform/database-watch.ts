import { MINUTE, SECOND } from "./clock.ts";
import type { Ledger } from "./ledger.ts";
import type { Logger } from "./logger.server.ts";

/** Hears how the database does, and tells the log of its troubles once instead of once for each who met them. */
export interface DatabaseWatch {
  met(error: unknown): void;
  /** What was asked was done. Reading shows nothing about a full disk. */
  did(what: "read" | "write"): void;
}

/** Between two lines about the same trouble. */
const REMIND_EVERY = MINUTE;
/** Errors that the log has been told of as the database's trouble. */
const told = new WeakSet<Error>();

/** Whether the log has been told of an error as the database's trouble: whoever met it need not say it again. */
export function wasTold(error: unknown): boolean {
  return error instanceof Error && told.has(error);
}

/** So long nothing may have failed before the trouble counts as over: a write that changes nothing succeeds on a full disk. */
const QUIET = 5 * SECOND;

/** Words that change from time to time must not fill the log. */
const CAUSES_TOLD = 10;

interface Trouble {
  since: number;
  lastAt: number;
  /** When the log was told last. */
  toldAt: number;
  causes: Set<string>;
  failures: number;
}

/** A watch that tells `logger`. `isTrouble` says which errors are the database's own. */
export function createDatabaseWatch(
  logger: Logger,
  isTrouble: (error: unknown) => boolean,
  monotonic: () => number = () => performance.now(),
): DatabaseWatch {
  let trouble: Trouble | undefined;
  const tell = (one: Trouble, message: string, cause?: string) => {
    const seconds = Math.round((monotonic() - one.since) / SECOND);
    logger.error({ cause: cause ?? [...one.causes].join(", "), failures: one.failures, seconds }, message);
    one.toldAt = monotonic();
  };
  return {
    met(error) {
      if (!isTrouble(error)) return;
      if (error instanceof Error) told.add(error);
      const now = monotonic();
      trouble ??= { since: now, lastAt: now, toldAt: now, causes: new Set(), failures: 0 };
      trouble.lastAt = now;
      trouble.failures++;
      const cause = causeOf(error);
      if (!trouble.causes.has(cause) && trouble.causes.size < CAUSES_TOLD) {
        trouble.causes.add(cause);
        tell(trouble, "the database is in trouble: what cannot be stored is not acknowledged", cause);
      } else if (now - trouble.toldAt >= REMIND_EVERY) tell(trouble, "the database is still in trouble");
    },
    did(what) {
      if (trouble === undefined || what === "read" || monotonic() - trouble.lastAt < QUIET) return;
      const { since, failures } = trouble;
      const seconds = Math.round((monotonic() - since) / SECOND);
      logger.info({ failures, seconds }, "the database is well again");
      trouble = undefined;
    },
  };
}

/** The error's code and words. Where the database itself is in trouble they say nothing about anybody's data. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error && typeof error.code === "string" ? `${error.code}: ` : "";
  return code + error.message;
}

/** The same ledger under a watch. */
export function watched(ledger: Ledger, watch: DatabaseWatch): Ledger {
  async function look<T>(what: "read" | "write", work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      watch.did(what);
      return result;
    } catch (error) {
      watch.met(error);
      throw error;
    }
  }
  return {
    ...ledger,
    write: (steps) => look("write", ledger.write(steps)),
    read: (steps) => look("read", ledger.read(steps)),
  };
}
