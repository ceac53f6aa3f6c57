import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { CountryCode, PhoneNumber } from "libphonenumber-js/min";
import { plainE164 } from "./numbering-plan.ts";

/** ITU-T E.164: a country code and at most 15 digits in all. */
const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * A phone number in E.164, or undefined when it cannot be one. `country` is where a number without a country code is from. A number
 * that is only possible, not assigned, is kept: the shopper typed it, and the metadata lags behind the world.
 */
export function toE164(raw: string, country: string | undefined): string | undefined {
  const written = raw.trim().replace(/^00(?=[1-9])/, "+");
  const region = country?.trim().toUpperCase();
  if (/^0+$/.test(written.replace(/\D/g, ""))) return undefined;
  return plainE164(written, region) ?? askLibrary(written, region);
}

/** Reads a number by all of libphonenumber's rules. `region` is ISO 3166-1 alpha-2, upper case. */
export function askLibrary(written: string, region: string | undefined): string | undefined {
  const parsed = parsePhoneNumberFromString(
    written,
    region !== undefined && isSupportedCountry(region) ? region : ("" as CountryCode),
  );
  if (parsed?.isPossible() === true && !isMangled(parsed, written))
    return withForgottenPlus(parsed, written, region) ?? parsed.number;
  return withCountryCode(written);
}

/** Only national numbers of a few countries are as long: Brazil's and China's. */
const LONGEST_NATIONAL = 11;

/** A long number that begins with its own country's calling code and is assigned with it, though it may be without it too: `49 151 …` in Germany. */
function withForgottenPlus(
  parsed: PhoneNumber,
  written: string,
  region: string | undefined,
): string | undefined {
  const digits = written.replace(/\D/g, "");
  if (written.startsWith("+") || (parsed.isValid() && digits.length <= LONGEST_NATIONAL)) return undefined;
  const whole = parsePhoneNumberFromString(`+${digits}`);
  return whole?.isValid() === true && whole.country === region ? whole.number : undefined;
}

/** The library cuts carrier codes off international numbers too. A trunk prefix, `+44 (0)20`, is all that may go. */
function isMangled(parsed: PhoneNumber, written: string): boolean {
  const digits = written.replace(/\D/g, "").length - (parsed.ext?.length ?? 0);
  return written.startsWith("+") && digits - (parsed.number.length - 1) > 2;
}

/** Digits too many for a national number already carry their country code. */
function withCountryCode(written: string): string | undefined {
  const digits = written.replace(/\D/g, "");
  const international = written.startsWith("+") || digits.length >= LONGEST_NATIONAL;
  const number = `+${digits}`;
  return international && E164.test(number) ? number : undefined;
}
