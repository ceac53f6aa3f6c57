import { describe, expect, it } from "vitest";
import {
  FUTURE_TOLERANCE,
  OLDEST_PURCHASE,
  skipReason,
  type EligibilityFacts,
  type SkipReason,
} from "../../app/orders/eligibility.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const GOOD: EligibilityFacts = {
  cancelled: false,
  test: false,
  source: "web",
  hasClick: false,
  consent: { allowed: true, ground: "consent_recorded" },
  placedAt: NOW,
  hasMatchKey: true,
};

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
    ["an order that does not name its channel", { source: undefined }, undefined],
    ["an order of exactly 28 days ago", { placedAt: NOW - OLDEST_PURCHASE }, undefined],
    ["an older order", { placedAt: NOW - OLDEST_PURCHASE - 1 }, "too_old"],
    ["an order of five minutes from now", { placedAt: NOW + FUTURE_TOLERANCE }, undefined],
    ["an order of later than that", { placedAt: NOW + FUTURE_TOLERANCE + 1 }, "in_the_future"],
    ["an order that does not say when it was placed", { placedAt: undefined }, undefined],
    ["an order that TikTok could match on nothing", { hasMatchKey: false }, "no_match_key"],
    [
      "a cancelled test order without consent",
      { cancelled: true, test: true, consent: REFUSED },
      "cancelled",
    ],
  ])("of %s", (_what, changes, expected) => {
    expect(skipReason({ ...GOOD, ...changes }, NOW, false)).toBe(expected);
  });

  it("depends on the mode for test orders only", () => {
    expect(skipReason({ ...GOOD, test: true }, NOW, true)).toBeUndefined();
    expect(skipReason({ ...GOOD, test: true, consent: REFUSED }, NOW, true)).toBe("consent_refused");
  });
});
