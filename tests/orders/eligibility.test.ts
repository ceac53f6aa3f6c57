import { describe, expect, it } from "vitest";
import {
  FUTURE_TOLERANCE,
  OLDEST_PURCHASE,
  isPaid,
  skipReason,
  waitsForPayment,
  wordFingerprint,
  type EligibilityFacts,
  type OrderPolicy,
  type PixelView,
  type SkipReason,
} from "../../app/orders/eligibility.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const GOOD: EligibilityFacts = {
  cancelled: false,
  test: false,
  financialStatus: "paid",
  source: "web",
  hasClick: false,
  tags: [wordFingerprint("Wholesale"), wordFingerprint("vip")],
  customerTags: [wordFingerprint("staff")],
  gateways: ["cash on delivery (cod)"],
  customer: undefined,
  consent: { allowed: true, ground: "consent_recorded" },
  placedAt: NOW,
  hasValue: true,
  hasMatchKey: true,
};

const POLICY: OrderPolicy = {
  channels: { pos: false, draft: false, renewal: false, otherApps: false },
  ...{ skipOrderTags: [], skipCustomerTags: [], skipGateways: [] },
  ...{ customers: "all", requireClickId: false },
};
const PIXEL: PixelView = { testMode: false, takes: true };
const TEST_PIXEL: PixelView = { testMode: true, takes: true };

const REFUSED: EligibilityFacts["consent"] = { allowed: false, ground: "consent_refused" };

describe("whether an order is sent", () => {
  it.each<[string, Partial<EligibilityFacts>, SkipReason | undefined]>([
    ["a good order", {}, undefined],
    [
      "an order nobody had to be asked about",
      { consent: { allowed: true, ground: "consent_not_needed_here" } },
      undefined,
    ],
    ["a refused order", { consent: REFUSED }, "consent_refused"],
    [
      "an order nobody was asked about",
      { consent: { allowed: false, ground: "consent_needed_here" } },
      "consent_needed_here",
    ],
    [
      "an order without the record the merchant wants",
      { consent: { allowed: false, ground: "consent_not_recorded" } },
      "consent_not_recorded",
    ],
    ["a cancelled order", { cancelled: true }, "cancelled"],
    ["a test order", { test: true }, "test_order"],
    ["an order from the till", { source: "pos" }, "channel_pos"],
    ["a draft order", { source: "shopify_draft_order" }, "channel_draft"],
    ["a renewal", { source: "subscription_contract" }, "channel_renewal"],
    ["a renewal of the newer kind", { source: "subscription_contract_checkout_one" }, "channel_renewal"],
    ["another app's order", { source: "4383523" }, "channel_other_app"],
    ["another app's order that carries a click", { source: "4383523", hasClick: true }, undefined],
    ["an order of the online store under its id", { source: "580111" }, undefined],
    ["an order of a channel nobody knows", { source: "iphone" }, undefined],
    ["an order of a channel with a name of JavaScript's own", { source: "constructor" }, undefined],
    ["an order that does not name its channel", { source: undefined }, undefined],
    ["an order of exactly 28 days ago", { placedAt: NOW - OLDEST_PURCHASE }, undefined],
    ["an older order", { placedAt: NOW - OLDEST_PURCHASE - 1 }, "too_old"],
    ["an order of five minutes from now", { placedAt: NOW + FUTURE_TOLERANCE }, undefined],
    ["an order of later than that", { placedAt: NOW + FUTURE_TOLERANCE + 1 }, "in_the_future"],
    ["an order that was refunded in full", { financialStatus: "refunded" }, "refunded"],
    ["an order whose payment was voided", { financialStatus: "voided" }, "refunded"],
    ["an order that was refunded in part", { financialStatus: "partially_refunded" }, undefined],
    ["an order that is not paid yet", { financialStatus: "pending" }, undefined],
    ["a refunded test order", { financialStatus: "refunded", test: true }, "refunded"],
    ["an order that TikTok could match on nothing", { hasMatchKey: false }, "no_match_key"],
    ["an order that does not say what it cost", { hasValue: false, hasMatchKey: false }, "no_value"],
    [
      "a cancelled test order without consent",
      { cancelled: true, test: true, consent: REFUSED },
      "cancelled",
    ],
  ])("of %s", (_what, changes, expected) => {
    expect(skipReason({ ...GOOD, ...changes }, POLICY, PIXEL, NOW)).toBe(expected);
  });

  it("depends on the mode for test orders only", () => {
    expect(skipReason({ ...GOOD, test: true }, POLICY, TEST_PIXEL, NOW)).toBeUndefined();
    expect(skipReason({ ...GOOD, test: true, consent: REFUSED }, POLICY, TEST_PIXEL, NOW)).toBe(
      "consent_refused",
    );
  });
});

describe("what the merchant decided", () => {
  const everyChannel = { pos: true, draft: true, renewal: true, otherApps: true };

  it.each<[string, Partial<OrderPolicy>, Partial<EligibilityFacts>, SkipReason | undefined]>([
    ["a till's order where tills are sent", { channels: everyChannel }, { source: "pos" }, undefined],
    [
      "a draft where drafts are sent",
      { channels: everyChannel },
      { source: "shopify_draft_order" },
      undefined,
    ],
    [
      "another app's order where those are sent",
      { channels: everyChannel },
      { source: "4383523" },
      undefined,
    ],
    [
      "a till's order where drafts are sent",
      { channels: { ...POLICY.channels, draft: true } },
      { source: "pos" },
      "channel_pos",
    ],
    ["a tag in another case", { skipOrderTags: [" wholesale "] }, {}, "order_tag"],
    ["a tag that is part of another", { skipOrderTags: ["whole"] }, {}, undefined],
    ["a customer's tag", { skipCustomerTags: ["Staff"] }, {}, "customer_tag"],
    ["a customer's tag that only the order has", { skipCustomerTags: ["vip"] }, {}, undefined],
    ["a way of paying", { skipGateways: ["Cash on Delivery (COD)"] }, {}, "gateway"],
    ["another way of paying", { skipGateways: ["cash"] }, {}, undefined],
    ["a returning customer", { customers: "new" }, { customer: "returning" }, "returning_customer"],
    ["a new customer", { customers: "returning" }, { customer: "new" }, "new_customer"],
    ["a new customer where those are asked for", { customers: "new" }, { customer: "new" }, undefined],
    ["a customer nobody knows", { customers: "new" }, {}, undefined],
    ["no click", { requireClickId: true }, {}, "no_click_id"],
    ["a click", { requireClickId: true }, { hasClick: true }, undefined],
    ["a tag and no consent", { skipOrderTags: ["vip"] }, { consent: REFUSED }, "order_tag"],
  ])("about %s", (_what, policy, changes, expected) => {
    expect(skipReason({ ...GOOD, ...changes }, { ...POLICY, ...policy }, PIXEL, NOW)).toBe(expected);
  });

  it("about a pixel counts before what the order lacks", () => {
    const facts = { ...GOOD, hasMatchKey: false };
    expect(skipReason(facts, POLICY, { testMode: false, takes: false }, NOW)).toBe("pixel_rule");
  });
});

describe("an order that is not paid", () => {
  it.each<[string, Partial<EligibilityFacts>, boolean]>([
    ["is waited for", { financialStatus: "pending" }, true],
    ["is waited for, though something else speaks against it now", { consent: REFUSED }, true],
    ["is not waited for once it is cancelled", { cancelled: true }, false],
    ["is not waited for once its payment is voided", { financialStatus: "voided" }, false],
    ["is not waited for when it is too old", { placedAt: NOW - OLDEST_PURCHASE - 1 }, false],
  ])("%s", (_what, changes, expected) => {
    expect(waitsForPayment({ ...GOOD, ...changes }, false, NOW)).toBe(expected);
    expect(waitsForPayment({ ...GOOD, ...changes }, true, NOW)).toBe(false);
  });

  it.each<[string | undefined, boolean]>([
    ["paid", true],
    ["partially_refunded", true],
    ["refunded", true],
    ["partially_paid", false],
    ["authorized", false],
    ["pending", false],
    [undefined, false],
  ])("is told by its financial status: %s", (status, expected) => {
    expect(isPaid(status)).toBe(expected);
  });
});
