import { MINUTE, type Clock } from "./clock.ts";
import type { Logger } from "./logger.server.ts";

/** How often the server is asked again. */
const ASK_EVERY = MINUTE;

/** A clock that follows the database server's: leases of several machines are compared with it. */
export interface ServerClock {
  now: Clock;
  /** Asks the server now, and from then on every minute. Never rejects: without an answer the clock goes on as it is. */
  ask(): Promise<void>;
  stop(): void;
}

/**
 * Between two answers it runs with this machine's monotonic clock, so that a step of this machine's time changes nothing. Until the first answer it is this machine's
 * own. `serverTime` resolves to milliseconds since the epoch; `onTold` hears each answer, the way of it added.
 */
export function createServerClock(
  serverTime: () => Promise<number>,
  logger: Logger,
  monotonic: () => number = () => performance.now(),
  onTold?: (time: number) => void,
): ServerClock {
  let [base, basedAt] = [Date.now(), monotonic()];
  let timer: NodeJS.Timeout | undefined;

  const now = () => Math.round(base + monotonic() - basedAt);

  async function ask(): Promise<void> {
    timer ??= setInterval(() => void ask(), ASK_EVERY).unref();
    const askedAt = monotonic();
    try {
      const told = await serverTime();
      // Between the question and the answer: half of the round trip is the best guess.
      [base, basedAt] = [told, (askedAt + monotonic()) / 2];
      onTold?.(now());
    } catch (error) {
      logger.warn(
        { errorName: error instanceof Error ? error.name : "unknown" },
        "the database's time is not known",
      );
    }
  }

  return {
    now,
    ask,
    stop() {
      clearInterval(timer);
    },
  };
}
