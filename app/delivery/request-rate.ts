import { MINUTE, SECOND } from "../platform/clock.ts";
import type { Lane } from "./outbox.ts";

type LaneName = Pick<Lane, "shop" | "pixelCode">;

/** How many requests may start. Pure: it is told the time, and sets no timer. */
export interface RequestRate {
  /**
   * Of lanes in the order of their turns, those that may start one request each now. A lane that may not leaves its turn to the next one. Counts
   * nothing: a claim may come back empty.
   */
  admit<L extends LaneName>(lanes: readonly L[], now: number): L[];
  /** Counts a request that starts. */
  count(lane: LaneName, now: number): void;
  /** The first moment at which a request of this lane may start, if nothing else starts before; `now` when it may at once. */
  nextAt(lane: LaneName, now: number): number;
}

/** Requests a second, whole numbers from 1. */
export interface Rates {
  /** Of this process. */
  perSecond: number;
  /** Of one lane. */
  lanePerSecond: number;
}

/** How many requests may start at once after a pause: a tenth of a second's. In any t seconds there are at most this and `perSecond * t`. */
export function burstOf(perSecond: number): number {
  return Math.ceil(perSecond / 10);
}

/** The limit of requests of one process, and of each of its lanes. Times are milliseconds since the epoch, whole. */
export function createRequestRate({ perSecond, lanePerSecond }: Rates): RequestRate {
  const all = createMeter(perSecond);
  const lanes = new Map<string, Meter>();
  let tidiedAt = -Infinity;
  const nameOf = ({ shop, pixelCode }: LaneName) => `${shop} ${pixelCode}`;
  const mayStart = (lane: LaneName, now: number) => (lanes.get(nameOf(lane))?.free(now) ?? 1) > 0;

  /** A lane that was quiet long enough is as good as one that was never seen. */
  function tidy(now: number): void {
    if (Math.abs(now - tidiedAt) < MINUTE) return;
    tidiedAt = now;
    for (const [name, meter] of lanes) if (meter.isIdle(now)) lanes.delete(name);
  }

  function meterOf(lane: LaneName): Meter {
    const name = nameOf(lane);
    const known = lanes.get(name);
    if (known !== undefined) return known;
    const meter = createMeter(lanePerSecond);
    lanes.set(name, meter);
    return meter;
  }

  return {
    admit: (candidates, now) => candidates.filter((lane) => mayStart(lane, now)).slice(0, all.free(now)),
    count(lane, now) {
      tidy(now);
      all.count(now);
      meterOf(lane).count(now);
    },
    nextAt: (lane, now) => Math.max(all.nextAt(now), lanes.get(nameOf(lane))?.nextAt(now) ?? now),
  };
}

type Meter = ReturnType<typeof createMeter>;

/** A leaky bucket in whole numbers: a request fills in `SECOND`, and every millisecond drains `perSecond`. */
function createMeter(perSecond: number) {
  const capacity = burstOf(perSecond) * SECOND;
  let level = 0;
  let at = 0;

  /** A clock that was set back drains nothing, and goes on draining from there. */
  function drain(now: number): void {
    level = Math.max(0, level - Math.max(0, now - at) * perSecond);
    at = now;
  }

  return {
    free(now: number): number {
      drain(now);
      return Math.floor((capacity - level) / SECOND);
    },
    isIdle(now: number): boolean {
      drain(now);
      return level === 0;
    },
    count(now: number): void {
      drain(now);
      level += SECOND;
    },
    nextAt(now: number): number {
      drain(now);
      return now + Math.max(0, Math.ceil((level + SECOND - capacity) / perSecond));
    },
  };
}
