import { describe, expect, it } from "vitest";
import { CLICK_GAPS, clickGap, type ClickGapFacts } from "../../app/shops/click-gap.ts";
import type { CoverageGroup } from "../../app/shops/click-coverage.server.ts";
import { clickGapWords } from "../../app/ui/attribution/gap-words.ts";
import { coverageView } from "../../app/ui/home/coverage.ts";
import { formats } from "./records.ts";

const nothing: ClickGapFacts = {
  ...{ refusal: null, landingMacro: false, verdict: null, ground: "consent_recorded", source: "web" },
};

const group = (orders: number, changes: Partial<CoverageGroup> = {}): CoverageGroup => ({
  ...{ ...nothing, carrier: null, path: null, orders },
  ...changes,
});

describe("why an order has no click id", () => {
  it.each<[string, Partial<ClickGapFacts>]>([
    ["nothing_carried", {}],
    ["nothing_carried", { ground: "consent_not_needed_here" }],
    ["nothing_carried", { ground: null, source: null }],
    ["nothing_carried", { source: "580111" }],
    ["nothing_carried", { refusal: "empty" }],
    ["consent_refused", { ground: "consent_refused" }],
    ["consent_not_recorded", { ground: "consent_not_recorded" }],
    ["consent_not_recorded", { ground: "consent_needed_here" }],
    ["unused_without_consent", { verdict: "no_recorded_consent", ground: "consent_needed_here" }],
    ["macro", { refusal: "macro", ground: "consent_refused" }],
    ["macro", { landingMacro: true }],
    ["macro", { landingMacro: true, ground: "consent_refused" }],
    ["macro", { landingMacro: true, verdict: "no_recorded_consent" }],
    ["unusable", { refusal: "too_long" }],
    ["unusable", { refusal: "control_characters" }],
    ["outside_window", { verdict: "outside_window" }],
    ["click_test", { verdict: "click_test" }],
    ["other_channel", { source: "pos", ground: "consent_not_recorded" }],
    ["other_channel", { source: "1234567" }],
  ])("is %s for %j", (gap, changes) => {
    expect(clickGap({ ...nothing, ...changes })).toBe(gap);
  });

  it("has words for every reason", () => {
    for (const gap of CLICK_GAPS) {
      const { label, meaning } = clickGapWords(gap, formats.t);
      expect(label).not.toMatch(/\.$/);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe("the coverage", () => {
  it("says honestly that there is nothing to count", () => {
    const view = coverageView([], 28, formats);
    expect(view).toMatchObject({ empty: true, carriers: [], paths: [], gaps: [] });
    expect(view.sentence).toContain("No order");
  });

  it("shares out every order exactly once", () => {
    const groups = [
      group(6, { carrier: "cart_attribute", path: "cart" }),
      group(2, { carrier: "web_pixel", path: "buy_it_now" }),
      group(1, { carrier: "landing_site" }),
      group(8, {}),
      group(3, { ground: "consent_refused" }),
    ];
    const { sentence, carriers, paths, gaps } = coverageView(groups, 28, formats);
    expect(sentence).toContain("45% of the last 20 orders (28 days at most)");
    const shown = (rows: typeof gaps) => rows.map(({ key, orders, shareText }) => [key, orders, shareText]);
    expect(shown(carriers)).toEqual([
      ["cart_attribute", "6 orders", "30%"],
      ["web_pixel", "2 orders", "10%"],
      ["landing_site", "1 order", "5%"],
    ]);
    expect(shown(paths)).toEqual([
      ["cart", "6 orders", "30%"],
      ["buy_it_now", "2 orders", "10%"],
      ["unknown", "1 order", "5%"],
    ]);
    expect(shown(gaps)).toEqual([
      ["nothing_carried", "8 orders", "40%"],
      ["consent_refused", "3 orders", "15%"],
    ]);
    const sum = [...carriers, ...gaps].reduce((total, { share }) => total + share, 0);
    expect(sum).toBeCloseTo(1);
  });
});
