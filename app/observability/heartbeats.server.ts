import { randomUUID } from "node:crypto";
import type { Chore } from "../platform/chores.ts";
import { HOUR, SECOND, type Clock } from "../platform/clock.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";

/** How often a worker says that it is alive. */
const BEAT_EVERY = 5 * SECOND;
/** A worker that was not heard of for so long is taken for dead. */
export const SILENT_AFTER = 30 * SECOND;
/** Rows of workers that ended are kept for so long. */
const FORGOTTEN_AFTER = HOUR;

/** What was heard of the workers, of all processes and machines. */
export interface Heard {
  /** When any of them was last heard of, milliseconds since the epoch; null when none ever was. */
  seenAt: number | null;
  /** How many are alive. */
  alive: number;
}

/** The workers' signs of life, in the database that all processes share. */
export interface Heartbeats {
  beat(worker: string, startedAt: number): Promise<void>;
  heard(): Promise<Heard>;
}

const SQL = {
  beat: `
    INSERT INTO heartbeat (worker, started_at, seen_at) VALUES (@worker, @startedAt, @now)
    ON CONFLICT (worker) DO UPDATE SET seen_at = excluded.seen_at`,
  forget: `DELETE FROM heartbeat WHERE seen_at < @before`,
  heard: `
    SELECT (SELECT max(seen_at) FROM heartbeat) AS "seenAt",
           (SELECT count(*) FROM heartbeat WHERE seen_at >= @since) AS alive`,
} as const;

/** The signs of life on a ledger; `clock` is the database's time. */
export function createHeartbeats(ledger: Ledger, clock: Clock): Heartbeats {
  const run = prepareAll(ledger, SQL);
  return {
    async beat(worker, startedAt) {
      const now = clock();
      await ledger.write(function* () {
        yield* run.beat.change({ worker, startedAt, now });
        yield* run.forget.change({ before: now - FORGOTTEN_AFTER });
      });
    },
    async heard() {
      const since = clock() - SILENT_AFTER;
      return (await ledger.read(() => run.heard.get<Heard>({ since }))) ?? { seenAt: null, alive: 0 };
    },
  };
}

/** This process's worker, as far as it shows signs of life. */
export interface Heart {
  /** The delivery loop has gone round and met no error. */
  round(): void;
  /** When its sign of life was last written; undefined before the first. */
  beatAt(): number | undefined;
  chore: Chore;
}

/** A heart that beats only while the delivery loop goes round: a loop that hangs or cannot reach the database is no living worker. */
export function createHeart(heartbeats: Heartbeats, clock: Clock): Heart {
  const worker = randomUUID();
  const startedAt = clock();
  let hasGoneRound = false;
  let beatAt: number | undefined;
  return {
    round() {
      hasGoneRound = true;
    },
    beatAt: () => beatAt,
    chore: {
      name: "heartbeat",
      async run() {
        if (!hasGoneRound) return clock() + SECOND;
        hasGoneRound = false;
        await heartbeats.beat(worker, startedAt);
        beatAt = clock();
        return beatAt + BEAT_EVERY;
      },
    },
  };
}
