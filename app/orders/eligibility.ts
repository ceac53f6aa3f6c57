import { hash } from "node:crypto";
import type { ConsentDecision, ConsentRefusal } from "../privacy/consent-policy.ts";
import { channelRefusal, type ChannelRefusal } from "./channels.ts";
import { DAY, MINUTE } from "../platform/clock.ts";

/** Why an order is not sent to TikTok. */
export type SkipReason =
  | "cancelled"
  | "refunded"
  | "test_order"
  | ChannelRefusal
  | "order_tag"
  | "customer_tag"
  | "gateway"
  | ConsentRefusal
  | "too_old"
  | "in_the_future"
  | "returning_customer"
  | "new_customer"
  | "no_click_id"
  | "pixel_rule"
  | "no_value"
  | "no_match_key";

/** What the merchant decided about which orders are sent. Words are compared without regard to case. */
export interface OrderPolicy {
  /** Channels that are sent although no click is known. */
  channels: { pos: boolean; draft: boolean; renewal: boolean; otherApps: boolean };
  skipOrderTags: readonly string[];
  skipCustomerTags: readonly string[];
  skipGateways: readonly string[];
  customers: "all" | "new" | "returning";
  requireClickId: boolean;
}

/** What eligibility looks at. */
export interface EligibilityFacts {
  cancelled: boolean;
  test: boolean;
  financialStatus: string | undefined;
  /** Shopify's `source_name`. */
  source: string | undefined;
  /** A TikTok click was found: whatever the channel is called, the shopper came from the ad. */
  hasClick: boolean;
  /** Fingerprints, as `wordFingerprint` makes them. */
  tags: readonly string[];
  customerTags: readonly string[];
  /** Lower case. */
  gateways: readonly string[];
  customer: "new" | "returning" | undefined;
  consent: ConsentDecision;
  /** Milliseconds since the epoch. */
  placedAt: number;
  /** What it is worth is known, and in which currency. */
  hasValue: boolean;
  hasMatchKey: boolean;
}

/** What one pixel says about an order. */
export interface PixelView {
  /** A test event code is set: what is sent is shown and not counted. */
  testMode: boolean;
  /** Its rule takes the order. */
  takes: boolean;
}

/** TikTok's longest click window: an older purchase can no longer be matched to an ad. */
export const OLDEST_PURCHASE = 28 * DAY;
/** How far a clock may run ahead before the order's time is not believed. */
export const FUTURE_TOLERANCE = 5 * MINUTE;

/** `undefined` when the order is to be sent to the pixel, or the first reason why not. */
export function skipReason(
  facts: EligibilityFacts,
  policy: OrderPolicy,
  pixel: PixelView,
  now: number,
): SkipReason | undefined {
  return (
    overReason(facts) ??
    (facts.test && !pixel.testMode ? "test_order" : undefined) ??
    (facts.hasClick ? undefined : unwantedChannel(facts.source, policy.channels)) ??
    filteredOut(facts, policy) ??
    (facts.consent.allowed ? undefined : facts.consent.ground) ??
    wrongTime(facts.placedAt, now) ??
    wrongCustomer(facts.customer, policy.customers) ??
    (policy.requireClickId && !facts.hasClick ? "no_click_id" : undefined) ??
    (pixel.takes ? undefined : "pixel_rule") ??
    (facts.hasValue ? undefined : "no_value") ??
    (facts.hasMatchKey ? undefined : "no_match_key")
  );
}

/** Whether the order waits until it is paid. One that nothing can come of any more does not. */
export function waitsForPayment(facts: EligibilityFacts, paid: boolean, now: number): boolean {
  return !paid && overReason(facts) === undefined && wrongTime(facts.placedAt, now) !== "too_old";
}

/** Shopify's `financial_status` of an order that was paid in full at some time. */
export function isPaid(financialStatus: string | undefined): boolean {
  return ["paid", "partially_refunded", "refunded"].includes(financialStatus ?? "");
}

function overReason({ cancelled, financialStatus }: EligibilityFacts): SkipReason | undefined {
  if (cancelled) return "cancelled";
  return financialStatus === "refunded" || financialStatus === "voided" ? "refunded" : undefined;
}

function filteredOut(facts: EligibilityFacts, policy: OrderPolicy): SkipReason | undefined {
  if (shareWord(policy.skipOrderTags.map(wordFingerprint), facts.tags)) return "order_tag";
  if (shareWord(policy.skipCustomerTags.map(wordFingerprint), facts.customerTags)) return "customer_tag";
  const gateways = policy.skipGateways.map((name) => name.trim().toLowerCase());
  return shareWord(gateways, facts.gateways) ? "gateway" : undefined;
}

function shareWord(left: readonly string[], right: readonly string[]): boolean {
  return left.some((word) => right.includes(word));
}

function wrongTime(placedAt: number, now: number): SkipReason | undefined {
  if (placedAt < now - OLDEST_PURCHASE) return "too_old";
  return placedAt > now + FUTURE_TOLERANCE ? "in_the_future" : undefined;
}

/** An order whose customer is not known to be new or returning is sent. */
function wrongCustomer(
  customer: EligibilityFacts["customer"],
  wanted: OrderPolicy["customers"],
): SkipReason | undefined {
  if (wanted === "new" && customer === "returning") return "returning_customer";
  return wanted === "returning" && customer === "new" ? "new_customer" : undefined;
}

/** Tags may hold personal data, so they are kept as SHA-256 of the trimmed, lower-case word, in hex. */
export function wordFingerprint(word: string): string {
  return hash("sha256", word.trim().toLowerCase(), "hex");
}

const ALLOWED_BY: Readonly<Record<ChannelRefusal, keyof OrderPolicy["channels"]>> = {
  channel_pos: "pos",
  channel_draft: "draft",
  channel_renewal: "renewal",
  channel_other_app: "otherApps",
};

function unwantedChannel(
  source: string | undefined,
  allowed: OrderPolicy["channels"],
): ChannelRefusal | undefined {
  const refusal = channelRefusal(source);
  return refusal === undefined || allowed[ALLOWED_BY[refusal]] ? undefined : refusal;
}
