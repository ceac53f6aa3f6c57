import { getCountries, getCountryCallingCode, getExampleNumber } from "libphonenumber-js/min";
import type { CountryCode } from "libphonenumber-js/min";
import examples from "libphonenumber-js/mobile/examples";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainE164 } from "../../app/tiktok/numbering-plan.ts";
import { askLibrary } from "../../app/tiktok/phone.ts";

const COUNTRIES = getCountries();

function exampleOf(country: CountryCode) {
  const example = getExampleNumber(country, examples);
  if (example === undefined) throw new Error(`no example of ${country}`);
  return example;
}

/** Counts the numbers that were read without the library, and holds each against it. */
function agreeing(numbers: Iterable<string>, country: CountryCode): number {
  let plain = 0;
  for (const number of numbers) {
    const read = plainE164(number, country);
    if (read === undefined) continue;
    plain++;
    if (read !== askLibrary(number, country)) expect(read, `${number} of ${country}`).toBe("the library's");
  }
  return plain;
}

describe("a number read without the library", () => {
  it.each(COUNTRIES)("is what the library reads in %s", (country) => {
    const code = getCountryCallingCode(country);
    const digits = fc.stringMatching(/^\d{2,14}$/);
    const parted = fc.stringMatching(/^\(?\d{1,5}[ ().-]{1,2}\d{1,5}[ .-]\d{1,5}$/);
    const national = fc.oneof(
      digits,
      parted,
      digits.map((more) => `0${more}`),
      digits.map((more) => `00${more}`),
      digits.map((more) => exampleOf(country).nationalNumber.slice(0, 4) + more),
      digits.map((more) => `${code}${more}`),
    );
    const numbers = fc.oneof(
      national,
      national.map((number) => `+${code}${number}`),
      national.map((number) => `+${code} ${number}`),
    );
    agreeing(fc.sample(numbers, 300), country);
  });

  it("is one that people have, of nearly every country, at home and abroad", () => {
    const plain = COUNTRIES.map((country) => {
      const example = exampleOf(country);
      return {
        abroad: agreeing([example.number, example.formatInternational()], country) === 2,
        home: agreeing([example.formatNational()], country) === 1,
      };
    });
    expect(plain.filter(({ abroad }) => abroad).length / COUNTRIES.length).toBeGreaterThan(0.95);
    expect(plain.filter(({ home }) => home).length / COUNTRIES.length).toBeGreaterThan(0.95);
  });

  it.each([
    ["+1 212 555 1234 ext. 5", "US"],
    ["1 212 555 1234", "US"],
    ["+44 (0)20 7946 0018", "GB"],
    ["011 44 20 7946 0018", "US"],
    ["٠١٢٣٤٥٦٧٨٩", "EG"],
    ["020 7946 0018", undefined],
    ["020 7946 0018", "ZZ"],
    ["+999 1234567", "US"],
    ["(212) 555-1234", "1"],
    ["12", "US"],
    ["", "US"],
  ])("is not %j of %s: the library must judge", (number, country) => {
    expect(plainE164(number, country)).toBeUndefined();
  });
});
