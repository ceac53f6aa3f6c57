import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toE164 } from "../../app/tiktok/phone.ts";

describe("a phone number", () => {
  it.each<[string, string | undefined, string | undefined]>([
    ["(213) 373-4253", "US", "+12133734253"],
    ["2133734253", "us", "+12133734253"],
    ["1 213 373 4253", "US", "+12133734253"],
    ["+1555-555-5555", undefined, "+15555555555"],
    ["020 7946 0018", "GB", "+442079460018"],
    ["0044 20 7946 0018", undefined, "+442079460018"],
    ["0044 20 7946 0018", "US", "+442079460018"],
    ["+44 (0)20 7946 0018", "GB", "+442079460018"],
    ["0151 23456789", "DE", "+4915123456789"],
    ["06 12 34 56 78", "FR", "+33612345678"],
    ["090-1234-5678", "JP", "+819012345678"],
    ["12345678901234", undefined, "+12345678901234"],
    ["+123456789012345", undefined, "+123456789012345"],
    ["+1 213 373 4253 ext. 12", undefined, "+12133734253"],
    ["٠١٢٣٤٥٦٧٨٩", "EG", "+20123456789"],
    ["49 151 23456789", "DE", "+4915123456789"],
    ["39 333 123 4567", "IT", "+393331234567"],
    ["86 138 1234 5678", "CN", "+8613812345678"],
    ["55 99123 4567", "BR", "+5555991234567"],
    ["04961 12345", "DE", "+49496112345"],
    ["000-000-0000", "US", undefined],
    ["2133734253", undefined, undefined],
    ["2133734253", "ZZ", undefined],
    ["555-625-SHIP", "US", undefined],
    ["+1234567890123456", undefined, undefined],
    ["12", "US", undefined],
    ["call me", "US", undefined],
    ["", "US", undefined],
    ["+", undefined, undefined],
  ])("%j of %s is %s", (raw, country, expected) => {
    expect(toE164(raw, country)).toBe(expected);
  });

  it("of fifteen digits keeps all fifteen", () => {
    expect(toE164("+861234567890123", undefined)).toBe("+861234567890123");
  });

  it("is E.164 or nothing, whatever is typed", () => {
    const typed = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[+0-9 ()./-]{0,24}$/));
    fc.assert(
      fc.property(typed, fc.option(fc.string({ maxLength: 3 }), { nil: undefined }), (raw, country) => {
        expect(toE164(raw, country) ?? "+1234567").toMatch(/^\+[1-9]\d{1,14}$/);
      }),
    );
  });
});
