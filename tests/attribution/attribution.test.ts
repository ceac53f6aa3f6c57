import { describe, expect, test } from "vitest";
import { attribute, CARRIERS, type AttributionRule, type Claim } from "../../app/attribution/attribution.ts";
import type { ClickId } from "../../app/attribution/click-id.ts";
import { DAY, HOUR } from "../../app/platform/clock.ts";

const PLACED = Date.UTC(2026, 10, 22);
const rule: AttributionRule = { placedAt: PLACED, windowMs: 28 * DAY, consentRecorded: true };
const claim = (carrier: Claim["carrier"], clickId: string, daysAgo?: number): Claim => ({
  carrier,
  clickId: clickId as ClickId,
  ...(daysAgo === undefined ? {} : { clickedAt: PLACED - daysAgo * DAY }),
});
const verdicts = (claims: Claim[], rules = rule) =>
  attribute(claims, rules).claims.map(({ verdict }) => verdict);

describe("the choice of a click id", () => {
  test("is none when no carrier says anything", () => {
    expect(attribute([], rule)).toEqual({ disagreement: false, claims: [] });
  });

  test("is the newest click, whoever carries it", () => {
    const older = claim("cart_attribute", "old", 9);
    const newer = claim("web_pixel", "new", 2);
    expect(attribute([older, newer], rule)).toMatchObject({
      clickId: "new",
      carrier: "web_pixel",
      ageMs: 2 * DAY,
      disagreement: true,
    });
    expect(verdicts([older, newer])).toEqual(["older", "chosen"]);
  });

  test("takes a click whose time is known before one whose time is not", () => {
    expect(attribute([claim("cart_attribute", "a"), claim("web_pixel", "b", 20)], rule).clickId).toBe("b");
  });

  test.each(CARRIERS.slice(1))("ranks %s after the carriers before it when no time is known", (carrier) => {
    const before = CARRIERS.slice(0, CARRIERS.indexOf(carrier)).map((one) => claim(one, one));
    expect(attribute([claim(carrier, carrier), ...before], rule).carrier).toBe("cart_attribute");
  });

  test("shows carriers that agree as agreeing", () => {
    const claims = [
      claim("cart_attribute", "same", 1),
      claim("line_item", "same"),
      claim("landing_site", "same"),
    ];
    expect(verdicts(claims)).toEqual(["chosen", "agrees", "agrees"]);
    expect(attribute(claims, rule).disagreement).toBe(false);
  });

  test.each([
    [27.9, "chosen"],
    [28.1, "outside_window"],
    [-HOUR / DAY / 2, "chosen"],
    [-1, "outside_window"],
  ])("a click of %s days before the purchase is %s", (days, verdict) => {
    expect(verdicts([claim("cart_attribute", "x", days)])).toEqual([verdict]);
  });

  test("never gives a click a negative age", () => {
    expect(attribute([claim("cart_attribute", "x", -0.01)], rule).ageMs).toBe(0);
  });

  test.each(["landing_site", "customer_journey", "cart_attribute"] as const)(
    "does not believe %s without a recorded consent",
    (carrier) => {
      const claims = [claim(carrier, "x")];
      expect(attribute(claims, rule).clickId).toBe("x");
      const unasked = attribute(claims, { ...rule, consentRecorded: false });
      expect(unasked.clickId).toBeUndefined();
      expect(unasked.claims[0]?.verdict).toBe("no_recorded_consent");
    },
  );

  test("a claim that is not believed makes no disagreement", () => {
    expect(attribute([claim("cart_attribute", "a", 1), claim("web_pixel", "b", 40)], rule).disagreement).toBe(
      false,
    );
  });
});
