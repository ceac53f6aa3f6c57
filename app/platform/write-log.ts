import type { Chore } from "./chores.ts";
import { MINUTE, type Clock } from "./clock.ts";
import type { Ledger } from "./ledger.ts";

/** What was erased is gone from the files so soon. */
const EVERY = 10 * MINUTE;

/** Empties the database's log of writes now and then: SQLite writes it over only where new writes happen to come. */
export function createWriteLogChore(ledger: Pick<Ledger, "emptyLog">, clock: Clock): Chore {
  return {
    name: "write-log",
    async run() {
      return clock() + ((await ledger.emptyLog()) ? EVERY : MINUTE);
    },
  };
}
