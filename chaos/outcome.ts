/** What came of a run, once everything has had its time. */
import { setTimeout as sleep } from "node:timers/promises";
import type { TikTokDouble } from "../sandbox/tiktok/tiktok.ts";
import { contradictions, longestWait, type ChaosStore } from "./store.ts";

/** Nothing new has come of anything for so long, though nothing was to be waited for: longer than a lease, and than a busy machine takes for a turn. */
const SILENCE_MS = 90_000;

export interface Outcome {
  /** Orders that TikTok never counted, counted twice, or should never have heard of. */
  lost: string[];
  twice: string[];
  strangers: string[];
  /** What the tables say that cannot be. */
  contradictions: string[];
}

export interface Ending {
  store: Pick<ChaosStore, "url">;
  tiktok: TikTokDouble;
  /** What TikTok has to count once each, as `pixel eventId`. */
  expected: ReadonlySet<string>;
}

/**
 * Waits until TikTok has everything and the tables agree, as long as anything moves or has a time of its own to wait for: a delivery that failed ten times waits up to a
 * quarter of an hour. What is wrong then is wrong.
 */
export async function outcome(ending: Ending): Promise<Outcome> {
  const { url } = ending.store;
  let [left, deadline] = [Infinity, 0];
  for (;;) {
    const found = await judge(ending);
    const wrong = found.lost.length + found.contradictions.length;
    if (wrong === 0) return found;
    if (wrong !== left) deadline = Date.now() + SILENCE_MS;
    left = wrong;
    deadline = Math.max(deadline, (await longestWait(url)) + SILENCE_MS);
    if (Date.now() > deadline) return found;
    await sleep(1000);
  }
}

async function judge({ store, tiktok, expected }: Ending): Promise<Outcome> {
  const counted = new Map(tiktok.purchases().map((one) => [`${one.pixel} ${one.eventId}`, one.counted]));
  const keys = [...counted.keys()];
  return {
    lost: [...expected].filter((key) => (counted.get(key) ?? 0) === 0),
    twice: keys.filter((key) => (counted.get(key) ?? 0) > 1),
    strangers: keys.filter((key) => !expected.has(key)),
    // TikTok may have counted what a killed worker could not write down any more: the tables agree after its lease has ended.
    contradictions: await contradictions(store.url),
  };
}
