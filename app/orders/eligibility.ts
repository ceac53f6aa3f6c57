import type { ConsentDecision, ConsentRefusal } from "../privacy/consent-policy.ts";
import { DAY, MINUTE } from "../platform/clock.ts";

/** Why an order is not sent to TikTok. */
export type SkipReason =
  "cancelled" | "test_order" | ConsentRefusal | "too_old" | "in_the_future" | "no_match_key";

/** What eligibility looks at. */
export interface EligibilityFacts {
  cancelled: boolean;
  test: boolean;
  consent: ConsentDecision;
  /** Milliseconds since the epoch; undefined when the order did not say. */
  placedAt: number | undefined;
  hasMatchKey: boolean;
}

/** TikTok's longest click window: an older purchase can no longer be matched to an ad. */
export const OLDEST_PURCHASE = 28 * DAY;
/** How far a clock may run ahead before the order's time is not believed. */
export const FUTURE_TOLERANCE = 5 * MINUTE;

/** `undefined` when the order is to be sent, or the first reason why not. `testMode` is on while a test event code is set. */
export function skipReason(facts: EligibilityFacts, now: number, testMode: boolean): SkipReason | undefined {
  if (facts.cancelled) return "cancelled";
  if (facts.test && !testMode) return "test_order";
  if (!facts.consent.allowed) return facts.consent.ground;
  if (facts.placedAt !== undefined && facts.placedAt < now - OLDEST_PURCHASE) return "too_old";
  if (facts.placedAt !== undefined && facts.placedAt > now + FUTURE_TOLERANCE) return "in_the_future";
  if (!facts.hasMatchKey) return "no_match_key";
  return undefined;
}
