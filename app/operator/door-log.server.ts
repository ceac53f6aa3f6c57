import { prepareAll, type Ledger } from "../platform/ledger.ts";

/** What happened at the operator's door. `limited`: a visitor who tried too often is not listened to for a while, told once. */
export type DoorEvent = "signed_in" | "refused" | "limited" | "signed_out";

/** One thing that happened. */
export interface DoorEntry {
  /** Milliseconds since the epoch. */
  at: number;
  event: DoorEvent;
  /** Tells one visitor from another: a keyed hash of the address. */
  visitor: string;
}

/** Who came, and what became of it. */
export interface DoorLog {
  add(entry: DoorEntry): Promise<void>;
  /** The newest first. */
  latest(limit: number): Promise<DoorEntry[]>;
}

/** So many are kept: whoever tries passwords fills no disk. */
const KEPT = 1000;

const SQL = {
  add: `INSERT INTO door_entry (at, event, visitor) VALUES (@at, @event, @visitor)`,
  forget: `DELETE FROM door_entry WHERE id <= (SELECT max(id) FROM door_entry) - ${KEPT}`,
  latest: `SELECT at, event, visitor FROM door_entry ORDER BY id DESC LIMIT @limit`,
} as const;

/** The log on a ledger. */
export function createDoorLog(ledger: Ledger): DoorLog {
  const run = prepareAll(ledger, SQL);
  return {
    add: (entry) =>
      ledger.write(function* () {
        yield* run.add.change({ ...entry });
        yield* run.forget.change();
      }),
    latest: (limit) => ledger.read(() => run.latest.all<DoorEntry>({ limit })),
  };
}
