import { SECOND, type Clock } from "../platform/clock.ts";
import type { Departure } from "../platform/departure.ts";
import type { Ledger } from "../platform/ledger.ts";
import { migrationState, type MigrationState } from "../platform/migrations/state.server.ts";
import { within } from "./patience.ts";
import { SILENT_AFTER, type Heard, type Heartbeats } from "./heartbeats.server.ts";

/** Whether any worker was heard of lately; `silent`: not for half a minute, `never`: not since the tables were made. */
export type WorkerState = "alive" | "silent" | "never";

/** How a process stands, as `/readyz` says it. Without an answer of the database the rest is not known. */
export interface Readiness {
  /** degraded: this process can do its own work, and somebody has to look all the same. leaving: it was asked to stop. */
  status: "ready" | "degraded" | "not_ready" | "leaving";
  database: "answers" | "silent";
  migrations: MigrationState | "unknown";
  worker: WorkerState | "unknown";
  /** Seconds since any worker was heard of. */
  workerSeenSecondsAgo?: number;
  /** How many workers are alive. */
  workersAlive?: number;
}

/** Looks at how the process stands; a second old at most. Never rejects. */
export type LookReadiness = () => Promise<Readiness>;

export interface ReadinessOptions {
  ledger: Ledger;
  heartbeats: Pick<Heartbeats, "heard">;
  /** When this process's own worker last showed a sign of life; absent where it need not have one to be ready. */
  ownBeatAt?: (() => number | undefined) | undefined;
  departure: Pick<Departure, "hasBegun">;
  clock: Clock;
  /** How long the database may take, milliseconds. */
  patience?: number;
}

/** A load balancer's own patience is seldom shorter. */
const PATIENCE = 2 * SECOND;
/** Anybody may ask, as often as they like: the database is not asked more often than this. */
const FRESH = SECOND;

const NO_ANSWER: Readiness = {
  status: "not_ready",
  database: "silent",
  migrations: "unknown",
  worker: "unknown",
};

/**
 * How this process stands. A web server is ready without a worker: what it acknowledges is durable, and waits (docs/decisions/0021). A worker process is
 * ready while its own delivery loop goes round.
 */
export function createReadiness(options: ReadinessOptions): LookReadiness {
  const { ledger, heartbeats, patience = PATIENCE } = options;
  let last: { at: number; readiness: Promise<Readiness> } | undefined;

  async function look(): Promise<Readiness> {
    const asked = Promise.all([migrationState(ledger), heartbeats.heard()]);
    try {
      const [migrations, heard] = await within(patience, asked);
      return judge(migrations, heard, options);
    } catch {
      return NO_ANSWER;
    }
  }

  return async () => {
    const at = performance.now();
    if (last === undefined || at - last.at > FRESH) last = { at, readiness: look() };
    const readiness = await last.readiness;
    return options.departure.hasBegun() ? { ...readiness, status: "leaving" } : readiness;
  };
}

function judge(migrations: MigrationState, heard: Heard, { ownBeatAt, clock }: ReadinessOptions): Readiness {
  const now = clock();
  const silence = heard.seenAt === null ? undefined : Math.max(0, now - heard.seenAt);
  const worker = silence === undefined ? "never" : silence > SILENT_AFTER ? "silent" : "alive";
  const ownSilence = ownBeatAt === undefined ? 0 : now - (ownBeatAt() ?? -Infinity);
  // While a newer version is rolled out, the web servers of this one are still needed.
  const canWork = (migrations === "current" || migrations === "newer") && ownSilence <= SILENT_AFTER;
  const isWhole = migrations === "current" && worker === "alive";
  return {
    status: !canWork ? "not_ready" : isWhole ? "ready" : "degraded",
    database: "answers",
    ...{ migrations, worker },
    ...(silence === undefined ? {} : { workerSeenSecondsAgo: Math.round(silence / SECOND) }),
    workersAlive: heard.alive,
  };
}
