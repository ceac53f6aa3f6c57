import type { ClaimVerdict } from "../attribution/attribution.ts";
import type { ClickIdRefusal } from "../attribution/click-id.ts";
import { channelRefusal } from "../orders/channels.ts";
import type { ConsentDecision } from "../privacy/consent-policy.ts";

/** What is known of an order that no click was chosen for. Null is what was not recorded. */
export interface ClickGapFacts {
  /** Why the cart's `ttclid` was not used. */
  refusal: ClickIdRefusal | null;
  /** The address the shopper landed on had a placeholder where the click id belongs. */
  landingMacro: boolean;
  /** Why a carrier's claim was turned down. */
  verdict: ClaimVerdict | null;
  ground: ConsentDecision["ground"] | null;
  /** Shopify's name of the channel the order came from. */
  source: string | null;
}

/** What became of the click ids is read from so many orders, the newest: a page costs the same however many there are. */
export const COVERAGE_ORDERS = 500;

/** Why an order has no click id. */
export type ClickGap = (typeof CLICK_GAPS)[number];

/** The reasons, in the order they are shown. */
export const CLICK_GAPS = [
  "nothing_carried",
  "consent_refused",
  "consent_not_recorded",
  "unused_without_consent",
  "macro",
  "unusable",
  "outside_window",
  "click_test",
  "other_channel",
] as const;

/** The first reason that says why there is no click id: what was wrong with one before why there was none. */
export function clickGap({ refusal, landingMacro, verdict, ground, source }: ClickGapFacts): ClickGap {
  if (refusal === "macro" || landingMacro) return "macro";
  if (refusal === "too_long" || refusal === "control_characters") return "unusable";
  if (verdict === "outside_window" || verdict === "click_test") return verdict;
  if (verdict === "no_recorded_consent") return "unused_without_consent";
  // A till or a draft order has no browser that could carry a click.
  if (channelRefusal(source ?? undefined) !== undefined) return "other_channel";
  if (ground === "consent_refused") return "consent_refused";
  if (ground === "consent_not_recorded" || ground === "consent_needed_here") return "consent_not_recorded";
  return "nothing_carried";
}
