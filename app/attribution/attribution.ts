import { TEST_CLICK_PREFIX, type ClickId } from "./click-id.ts";

/** The ways a click id travels from the landing page to the order, in the order they are believed when time does not decide. */
export const CARRIERS = [
  "cart_attribute",
  "line_item",
  "web_pixel",
  "landing_site",
  "customer_journey",
] as const;

export type Carrier = (typeof CARRIERS)[number];

/** What one carrier says. */
export interface Claim {
  carrier: Carrier;
  clickId: ClickId;
  /** When the ad was clicked, milliseconds since the epoch, where the carrier knows. */
  clickedAt?: number;
}

/** Why a carrier's claim was not chosen. */
export type ClaimVerdict =
  "chosen" | "agrees" | "older" | "outside_window" | "no_recorded_consent" | "click_test";

/** The click id chosen for an order, and what every carrier said. JSON-safe. */
export interface Attribution {
  clickId?: ClickId;
  carrier?: Carrier;
  /** Milliseconds from the click to the purchase, where the click's time is known. */
  ageMs?: number;
  /** Two carriers inside the window named different clicks. */
  disagreement: boolean;
  claims: (Claim & { verdict: ClaimVerdict })[];
}

export interface AttributionRule {
  /** When the purchase happened, milliseconds since the epoch. */
  placedAt: number;
  /** A click older than this is not believed, milliseconds. */
  windowMs: number;
  /** Whether the shopper's consent was recorded. Without it no carrier is believed. */
  consentRecorded: boolean;
}

/** A click may seem later than its purchase when the shopper's clock is ahead. */
const CLOCK_TOLERANCE_MS = 60 * 60 * 1000;

/**
 * Chooses the click an order is attributed to: the newest one inside the window. A claim without a time is older than any with one; between
 * claims without a time, the carrier's rank decides. docs/attribution.md states the same rule in words.
 */
export function attribute(claims: readonly Claim[], rule: AttributionRule): Attribution {
  const believable = claims.filter((claim) => rejection(claim, rule) === undefined).toSorted(newestFirst);
  const chosen = believable[0];
  const ageMs = chosen?.clickedAt === undefined ? undefined : Math.max(0, rule.placedAt - chosen.clickedAt);
  return {
    ...(chosen === undefined ? {} : { clickId: chosen.clickId, carrier: chosen.carrier }),
    ...(ageMs === undefined ? {} : { ageMs }),
    disagreement: believable.some(({ clickId }) => clickId !== chosen?.clickId),
    claims: claims.map((claim) => ({ ...claim, verdict: rejection(claim, rule) ?? standing(claim, chosen) })),
  };
}

function rejection(claim: Claim, rule: AttributionRule): ClaimVerdict | undefined {
  if (claim.clickId.startsWith(TEST_CLICK_PREFIX)) return "click_test";
  if (!rule.consentRecorded) return "no_recorded_consent";
  if (claim.clickedAt === undefined) return undefined;
  const age = rule.placedAt - claim.clickedAt;
  return age > rule.windowMs || age < -CLOCK_TOLERANCE_MS ? "outside_window" : undefined;
}

function standing(claim: Claim, chosen: Claim | undefined): ClaimVerdict {
  if (claim === chosen) return "chosen";
  return claim.clickId === chosen?.clickId ? "agrees" : "older";
}

function newestFirst(left: Claim, right: Claim): number {
  const byTime = (right.clickedAt ?? -Infinity) - (left.clickedAt ?? -Infinity);
  // Two claims without a time differ by NaN.
  return byTime || CARRIERS.indexOf(left.carrier) - CARRIERS.indexOf(right.carrier);
}
