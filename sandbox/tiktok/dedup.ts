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
  /** When it was counted, in milliseconds since the epoch. */
  countedAt: number[];
  /** How many copies arrived, counted or not. */
  copies: number;
  /** The copy counted last, with the match keys that merged copies added. */
  event: TrackEvent;
}

/** How long a copy is a copy, in milliseconds after the counted one. */
export interface Windows {
  mergeWindowMs: number;
  dropWindowMs: number;
}

/** Remembers every event and says which copies count. */
export class Ledger {
  readonly #tallies = new Map<string, Tally>();

  /** Takes in one copy that arrived `at` (milliseconds). */
  record({ pixel, event, at }: { pixel: string; event: TrackEvent; at: number }, windows: Windows): CopyFate {
    const key = JSON.stringify([pixel, event.event, event.event_id]);
    const tally = this.#tallies.get(key);
    if (tally === undefined) {
      const counts = { counted: 1, countedAt: [at], copies: 1 };
      this.#tallies.set(key, { pixel, name: event.event, eventId: event.event_id, ...counts, event });
      return "counted";
    }
    tally.copies += 1;
    const fate = fateAfter(at - (tally.countedAt.at(-1) ?? at), windows);
    if (fate === "merged") tally.event = merge(tally.event, event);
    if (fate === "counted") {
      tally.counted += 1;
      tally.countedAt.push(at);
      tally.event = event;
    }
    return fate;
  }

  /** Every event so far, first arrived first. */
  tallies(): Tally[] {
    return [...this.#tallies.values()].map((tally) => ({ ...tally, countedAt: [...tally.countedAt] }));
  }
}

function fateAfter(elapsedMs: number, { mergeWindowMs, dropWindowMs }: Windows): CopyFate {
  if (elapsedMs <= mergeWindowMs) return "merged";
  return elapsedMs <= dropWindowMs ? "dropped" : "counted";
}

// The first copy wins: a later one only adds match keys. That nothing but `user` is merged is a guess.
function merge(first: TrackEvent, later: TrackEvent): TrackEvent {
  return { ...first, user: { ...later.user, ...first.user } };
}
