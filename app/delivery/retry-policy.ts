import { DAY, HOUR, MINUTE, SECOND } from "../platform/clock.ts";
import type { Outcome } from "./outcome.ts";

/** Why a delivery stopped, when it did not simply arrive. */
export type StopReason =
  | "refused_by_tiktok"
  | "answer_unclear"
  | "operator_must_act"
  | "fate_unknown_too_long"
  | "too_old_to_send"
  | "reconnect_tiktok"
  | "pixel_changed";

/** What the policy needs to know of a delivery whose attempt has just ended. */
export interface AttemptHistory {
  /** Attempts so far, this one included; at least 1. */
  attempts: number;
  /** Start of the first attempt whose fate is unknown, milliseconds since the epoch. */
  ambiguousAt: number | undefined;
  /** How many events the request carried. */
  batchSize: number;
  /** When this attempt started. */
  startedAt: number;
  /** When the purchase happened. */
  placedAt: number;
}

/** Where a delivery goes after an attempt. `returnsAttempt`: the attempt was not the event's fault and does not count. */
export type NextStep =
  | { state: "delivered" }
  /** `batchCap`: the largest batch it may go in next time; absent when any will do. */
  | { state: "retrying"; dueAt: number; ambiguousAt: number | undefined; batchCap?: number }
  | { state: "paused"; reason: "reconnect_tiktok"; ambiguousAt: number | undefined }
  | { state: "held" | "refused" | "expired"; reason: StopReason; ambiguousAt: number | undefined };

/** The receiver forgets an event 48 h after its first copy; a later copy would be counted again. */
export const DEDUPLICATION_WINDOW = 48 * HOUR;
/** An event that was never accepted is worth sending this long after the purchase. */
export const EVENT_LIFETIME = 28 * DAY;
/** An answer nobody documented is tried this often. */
export const UNCLEAR_ATTEMPTS = 5;

/** Whoever gives such an answer may need minutes to come round: the first wait is 16 times the usual one. */
const UNCLEAR_PATIENCE = 4;
/** The longest `Retry-After` that is followed: a mistaken one must not stop a pixel for days. */
const LONGEST_ASKED = HOUR;

const FIRST_DELAY = SECOND;
const LONGEST_DELAY = 15 * MINUTE;
const FIRST_PROBE = 5 * MINUTE;
const LONGEST_PROBE = 6 * HOUR;

/** Decides what follows an attempt. Pure: `random` is in [0, 1), `now` in milliseconds since the epoch. */
export function nextStep(outcome: Outcome, history: AttemptHistory, now: number, random: number): NextStep {
  const ambiguousAt = ambiguousSince(outcome, history);
  switch (outcome.kind) {
    case "delivered":
      return { state: "delivered" };
    case "unauthorised":
      return { state: "paused", reason: "reconnect_tiktok", ambiguousAt };
    case "refused":
      // One bad event fails a whole request. Halves find it, and deliver the others; the same ids make that safe.
      if (history.batchSize > 1) return split(history, now, ambiguousAt);
      return { state: "refused", reason: "refused_by_tiktok", ambiguousAt };
    case "operator":
      return { state: "held", reason: "operator_must_act", ambiguousAt };
    case "unclear":
      if (history.attempts >= UNCLEAR_ATTEMPTS && history.batchSize === 1)
        return { state: "held", reason: "answer_unclear", ambiguousAt };
      // It may be meant for one event of many. From here on each goes alone, and gets an answer of its own.
      return inBatchesOf(
        1,
        retry(history, backoff(history.attempts + UNCLEAR_PATIENCE, random), now, ambiguousAt),
      );
    case "throttled":
      return retry(history, throttleDelay(outcome.retryAfterMs, history.attempts, random), now, ambiguousAt);
    case "retry":
      return retry(history, backoff(history.attempts, random), now, ambiguousAt);
  }
}

/** Whether a delivery may be tried at all at `now`; otherwise where it goes instead. */
export function mayAttempt(
  history: Pick<AttemptHistory, "ambiguousAt" | "placedAt">,
  now: number,
): NextStep | undefined {
  const { ambiguousAt, placedAt } = history;
  if (ambiguousAt !== undefined && now > ambiguousAt + DEDUPLICATION_WINDOW)
    return { state: "held", reason: "fate_unknown_too_long", ambiguousAt };
  if (now > placedAt + EVENT_LIFETIME) return { state: "expired", reason: "too_old_to_send", ambiguousAt };
  return undefined;
}

/** Exponential with equal jitter: half of `1 s * 2^(attempts - 1)` for certain, half by chance; at most 15 minutes. */
export function backoff(attempts: number, random: number): number {
  const full = Math.min(FIRST_DELAY * 2 ** (attempts - 1), LONGEST_DELAY);
  return Math.round(full / 2 + (full / 2) * random);
}

/** Never sooner than asked (up to an hour), and never sooner than the backoff: a `Retry-After: 0` must not become a storm. */
function throttleDelay(askedMs: number | undefined, attempts: number, random: number): number {
  return Math.max(Math.min(askedMs ?? 0, LONGEST_ASKED), backoff(attempts + 2, random));
}

/** How long a pixel whose token was refused is left alone before one delivery tries it again: five minutes, doubling to six hours. */
export function probeDelay(probes: number): number {
  return Math.min(FIRST_PROBE * 2 ** probes, LONGEST_PROBE);
}

function retry(
  history: AttemptHistory,
  delay: number,
  now: number,
  ambiguousAt: number | undefined,
): NextStep {
  const dueAt = now + delay;
  return (
    mayAttempt({ ambiguousAt, placedAt: history.placedAt }, dueAt) ?? {
      state: "retrying",
      dueAt,
      ambiguousAt,
    }
  );
}

function split(history: AttemptHistory, now: number, ambiguousAt: number | undefined): NextStep {
  return inBatchesOf(Math.ceil(history.batchSize / 2), retry(history, 0, now, ambiguousAt));
}

function inBatchesOf(batchCap: number, step: NextStep): NextStep {
  return step.state === "retrying" ? { ...step, batchCap } : step;
}

function ambiguousSince(outcome: Outcome, history: AttemptHistory): number | undefined {
  const unknown = (outcome.kind === "retry" && outcome.fate === "unknown") || outcome.kind === "unclear";
  return history.ambiguousAt ?? (unknown ? history.startedAt : undefined);
}
