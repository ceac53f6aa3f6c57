/**
 * Deduplication: key = pixel + event name + event id. Whether the windows run from arrival or from `event_time`, and
 * on which side their last millisecond falls, is a guess: arrival, and inclusive.
 */
import type { TrackEvent } from "./schema.ts";

/** What became of one copy of an event. */
export type CopyFate = "counted" | "merged" | "dropped";

/** All copies of one event, as TikTok's reports would see them. */
export interface Tally {
  pixel: string;
  name: string;
  eventId: string;
  /** How often TikTok counts it: 1, or more when a copy came after the 48 hours. */
  counted: number;
  /** How many copies arrived, counted or not. */
  copies: number;
  /** The copy counted last, with the match keys that merged copies added. */
  event: TrackEvent;
}

const MERGE_WINDOW_MS = 5 * 60 * 1000;
const DROP_WINDOW_MS = 48 * 60 * 60 * 1000;

/** Remembers every event and says which copies count. */
export class Ledger {
  readonly #entries = new Map<string, { countedAt: number; tally: Tally }>();

  /** Takes in one copy that arrived at `now` (milliseconds). */
  record(pixel: string, event: TrackEvent, now: number): CopyFate {
    const key = JSON.stringify([pixel, event.event, event.event_id]);
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      const tally: Tally = {
        pixel,
        name: event.event,
        eventId: event.event_id,
        counted: 1,
        copies: 1,
        event,
      };
      this.#entries.set(key, { countedAt: now, tally });
      return "counted";
    }
    entry.tally.copies += 1;
    const fate = fateAfter(now - entry.countedAt);
    if (fate === "merged") entry.tally.event = merge(entry.tally.event, event);
    if (fate === "counted") {
      entry.tally.counted += 1;
      entry.tally.event = event;
      entry.countedAt = now;
    }
    return fate;
  }

  /** Every event so far, first arrived first. */
  tallies(): Tally[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry.tally }));
  }
}

function fateAfter(elapsedMs: number): CopyFate {
  if (elapsedMs <= MERGE_WINDOW_MS) return "merged";
  return elapsedMs <= DROP_WINDOW_MS ? "dropped" : "counted";
}

// The first copy wins: a later one only adds match keys. That nothing but `user` is merged is a guess.
function merge(first: TrackEvent, later: TrackEvent): TrackEvent {
  return { ...first, user: { ...later.user, ...first.user } };
}
