import { SECOND, type Clock } from "./clock.ts";
import type { Logger } from "./logger.server.ts";

/** Whose time this machine's is compared with. */
export type TimeTeller = "database" | "tiktok" | "shopify";

/** Hears what time it is elsewhere. */
export interface ClockWatch {
  /** `time`: milliseconds since the epoch, just now. */
  heard(teller: TimeTeller, time: number): void;
  /** The `Date` header of an answer that has just begun; anything else is passed over. */
  heardHeader(teller: TimeTeller, header: unknown): void;
}

/** Shopify's session tokens are refused when the clocks differ by more than some seconds; a header has whole seconds and was on its way. */
const TOLERATED_SECONDS = 10;

/**
 * Tells the log once when this machine's clock differs from somebody's, and once when it does no more. What decides between processes is the database's time
 * (server-clock.ts); the machine's own decides whether a session token is still good.
 */
export function createClockWatch(logger: Logger, machine: Clock = Date.now): ClockWatch {
  const off = new Set<TimeTeller>();
  function heard(teller: TimeTeller, time: number): void {
    const secondsAhead = Math.round((machine() - time) / SECOND);
    const isOff = Math.abs(secondsAhead) > TOLERATED_SECONDS;
    if (isOff === off.has(teller)) return;
    if (isOff) {
      off.add(teller);
      logger.error({ teller, secondsAhead }, "this machine's clock differs from another's: see to its time");
    } else {
      off.delete(teller);
      logger.info({ teller }, "the clocks agree again");
    }
  }
  return {
    heard,
    heardHeader(teller, header) {
      const time = typeof header === "string" ? Date.parse(header) : NaN;
      if (!Number.isNaN(time)) heard(teller, time);
    },
  };
}

/** The same fetch, whose answers tell `watch` the time. */
export function timeTelling(fetchImpl: typeof fetch, watch: ClockWatch, teller: TimeTeller): typeof fetch {
  return async (input, init) => {
    const response = await fetchImpl(input, init);
    watch.heardHeader(teller, response.headers.get("date"));
    return response;
  };
}
