import { describe, expect, test } from "vitest";
import { CONSENT_COUNTRIES, decideConsent } from "../../app/privacy/consent-policy.ts";

describe("consent", () => {
  test.each([
    ["granted", "DE", "regional", true, "consent_recorded"],
    ["granted", "DE", "strict", true, "consent_recorded"],
    ["refused", "US", "regional", false, "consent_refused"],
    ["refused", undefined, "strict", false, "consent_refused"],
    [undefined, "US", "regional", true, "consent_not_needed_here"],
    [undefined, "us", "strict", false, "consent_not_recorded"],
    [undefined, "DE", "regional", false, "consent_needed_here"],
    [undefined, "gb", "regional", false, "consent_needed_here"],
    [undefined, "CH", "regional", false, "consent_needed_here"],
    [undefined, "NO", "regional", false, "consent_needed_here"],
    [undefined, undefined, "regional", true, "consent_not_needed_here"],
    [undefined, undefined, "strict", false, "consent_not_recorded"],
  ] as const)("recorded %s, country %s, policy %s: allowed is %s, because %s", (...row) => {
    const [recorded, country, policy, allowed, ground] = row;
    expect(decideConsent(recorded, country, policy)).toEqual({ allowed, ground });
  });

  test("is needed in all 27 countries of the EU and the other three of the EEA", () => {
    const euAndEea =
      "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO".split(" ");
    expect(euAndEea).toHaveLength(30);
    expect(euAndEea.filter((country) => !CONSENT_COUNTRIES.has(country))).toEqual([]);
  });
});
