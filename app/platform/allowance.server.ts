import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

/** How often something may be done. */
export interface AllowanceOptions {
  times: number;
  /** In so many milliseconds, from the first time on. */
  per: number;
  /** Of how many keys the count is known at most; of more, the oldest is forgotten. */
  mostKeys?: number;
}

/** It was done often enough for now. */
export interface Excess {
  /** In how many milliseconds it may be done again. */
  waitMs: number;
  /** This is the first time that it was too much. */
  isFirst: boolean;
}

/** Counts what somebody does, in this process. */
export interface Allowance {
  /** Counts one more of whoever `key` is; undefined while it is allowed. */
  take(key: string): Promise<Excess | undefined>;
  /** Begins to count anew. */
  forget(key: string): Promise<void>;
}

/** Some hundred bytes each: strangers can have as many addresses as they like. */
const MOST_KEYS = 20_000;

/** An allowance whose memory is bounded: whoever comes with ever new keys pushes out only the counts of others like them, the oldest first. */
export function createAllowance({ times, per, mostKeys = MOST_KEYS }: AllowanceOptions): Allowance {
  const limiter = new RateLimiterMemory({ points: times, duration: per / 1000 });
  /** When each count ends by itself. All last equally long, so the first is the oldest. */
  const ends = new Map<string, number>();

  async function makeRoom(key: string): Promise<void> {
    const now = performance.now();
    for (const [old, end] of ends) {
      const isFull = ends.size >= mostKeys && !ends.has(key);
      if (end > now && !isFull) break;
      ends.delete(old);
      if (end > now) await limiter.delete(old);
    }
    if (!ends.has(key)) ends.set(key, now + per);
  }

  return {
    async take(key) {
      await makeRoom(key);
      try {
        await limiter.consume(key);
        return undefined;
      } catch (over) {
        // The library rejects with its result when the limit is passed.
        if (!(over instanceof RateLimiterRes)) throw over;
        return { waitMs: over.msBeforeNext, isFirst: over.consumedPoints === times + 1 };
      }
    },
    async forget(key) {
      ends.delete(key);
      await limiter.delete(key);
    },
  };
}
