import type { ConsentDecision, ConsentRefusal } from "../privacy/consent-policy.ts";
import { DAY, MINUTE } from "../platform/clock.ts";

/** Why an order is not sent to TikTok. */
export type SkipReason =
  "cancelled" | "test_order" | ChannelRefusal | ConsentRefusal | "too_old" | "in_the_future" | "no_match_key";

/** The sales channels whose orders are not a shopper's answer to an ad. */
export type ChannelRefusal = "channel_pos" | "channel_draft" | "channel_renewal" | "channel_other_app";

/** What eligibility looks at. */
export interface EligibilityFacts {
  cancelled: boolean;
  test: boolean;
  /** Shopify's `source_name`. */
  source: string | undefined;
  /** A TikTok click was found: whatever the channel is called, the shopper came from the ad. */
  hasClick: boolean;
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
  const channel = facts.hasClick ? undefined : channelRefusal(facts.source);
  if (channel !== undefined) return channel;
  if (!facts.consent.allowed) return facts.consent.ground;
  if (facts.placedAt !== undefined && facts.placedAt < now - OLDEST_PURCHASE) return "too_old";
  if (facts.placedAt !== undefined && facts.placedAt > now + FUTURE_TOLERANCE) return "in_the_future";
  if (!facts.hasMatchKey) return "no_match_key";
  return undefined;
}

const CHANNELS: Readonly<Record<string, ChannelRefusal>> = {
  pos: "channel_pos",
  shopify_draft_order: "channel_draft",
  subscription_contract: "channel_renewal",
  subscription_contract_checkout_one: "channel_renewal",
};

/** The online store's own app id, which older orders name instead of `web`. */
const ONLINE_STORE = "580111";

/**
 * Why the orders of a sales channel (Shopify's `source_name`) are no shopper's answer to an ad. Other apps, TikTok Shop among them, name themselves by their
 * numeric id; TikTok counts its own shop's orders itself.
 */
export function channelRefusal(source: string | undefined): ChannelRefusal | undefined {
  if (source === undefined || source === ONLINE_STORE) return undefined;
  return CHANNELS[source] ?? (/^\d+$/.test(source) ? "channel_other_app" : undefined);
}
