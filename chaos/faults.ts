/** What TikTok does now and then. Nothing here refuses an event for good. */
import type { Fault } from "../sandbox/tiktok/faults.ts";
import type { TikTokDouble } from "../sandbox/tiktok/tiktok.ts";
import { oneOf } from "./random.ts";

/** For how many of a thousand requests. */
const FAULTS: readonly { perMille: number; fault: Exclude<Fault, { kind: "throttle-pixel" }> }[] = [
  { perMille: 40, fault: { kind: "code", code: 50000 } },
  { perMille: 10, fault: { kind: "code", code: 50000, taken: true } },
  { perMille: 10, fault: { kind: "code", code: 40100 } },
  { perMille: 30, fault: { kind: "http", status: 502 } },
  { perMille: 10, fault: { kind: "http", status: 504, taken: true } },
  { perMille: 40, fault: { kind: "reset-before" } },
  { perMille: 40, fault: { kind: "reset-after" } },
  { perMille: 20, fault: { kind: "reset-midway" } },
  { perMille: 20, fault: { kind: "truncated" } },
  { perMille: 10, fault: { kind: "empty" } },
  { perMille: 10, fault: { kind: "wrong-length", by: 100 } },
  { perMille: 10, fault: { kind: "drip", everyMs: 5 } },
  { perMille: 10, fault: { kind: "stall" } },
  { perMille: 10, fault: { kind: "hang" } },
  { perMille: 5, fault: { kind: "partial", refused: [0] } },
];
const THROTTLE_EVERY_MS = 2000;

/** How long an answer takes, usually. */
export const USUAL_MS = 5;

export interface Faults {
  /** From now on everything goes well. */
  end(): void;
}

/** Spoils requests at random, and asks one pixel at a time for less. */
export function startFaults(
  tiktok: TikTokDouble,
  { seed, pixels, random }: { seed: number; pixels: readonly string[]; random: () => number },
): Faults {
  const faults = FAULTS.map(({ perMille, fault }) => ({ rate: perMille / 1000, fault }));
  tiktok.faults.atRandom({ seed, faults });
  const throttling = setInterval(() => {
    tiktok.faults.next(1, { kind: "throttle-pixel", pixel: oneOf(pixels, random), count: 2 });
  }, THROTTLE_EVERY_MS);
  return {
    end() {
      clearInterval(throttling);
      tiktok.faults.clear();
    },
  };
}

/** TikTok takes so long for every answer while `work` goes on. */
export async function slowly<T>(tiktok: TikTokDouble, latencyMs: number, work: () => Promise<T>): Promise<T> {
  tiktok.changeRules({ latencyMs });
  try {
    return await work();
  } finally {
    tiktok.changeRules({ latencyMs: USUAL_MS });
  }
}
