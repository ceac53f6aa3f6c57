import type { DatabaseWatch } from "./database-watch.ts";
import type { Ledger } from "./ledger.ts";

/** Thrown by an impatient ledger. Whether anything was written is not known. */
export class NotInTime extends Error {
  override readonly name = "NotInTime";
}

/** The same ledger for whoever may not be kept waiting: rejects after `withinMs`, while what was asked for goes on. */
export function impatient(ledger: Ledger, watch: Pick<DatabaseWatch, "met">, withinMs: number): Ledger {
  async function soon<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const error = new NotInTime("the database has not answered in time");
        watch.met(error);
        reject(error);
      }, withinMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }
  return {
    ...ledger,
    write: (steps) => soon(ledger.write(steps)),
    read: (steps) => soon(ledger.read(steps)),
  };
}
