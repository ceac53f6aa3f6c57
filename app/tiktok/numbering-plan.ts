import { getCountries, getCountryCallingCode, isSupportedCountry, Metadata } from "libphonenumber-js/min";
import type { CountryCode, NumberingPlan as LibraryPlan } from "libphonenumber-js/min";

/** How numbers are made in one country, or under one calling code, from libphonenumber's own metadata. */
interface NumberingPlan {
  callingCode: string;
  /** What is dialled before a number abroad. */
  exitCode: RegExp;
  /** What stands before a national number and is no part of it. */
  trunkPrefix: RegExp;
  /** National numbers that are given out. */
  assigned: RegExp;
  /** Lengths of a national number that are possible in every country of this calling code. */
  lengths: readonly number[];
}

/** Present at run time; the library's types leave them out. A country without a prefix has 0 there. */
interface WholePlan extends LibraryPlan {
  callingCode(): string;
  nationalPrefixForParsing(): string | 0 | undefined;
  nationalNumberPattern(): string;
}

/** Digits, perhaps parted as people part them. No extension and no foreign digit, which are the library's to read. */
const PLAIN = /^\+?[\d(][\d ().-]{2,28}\d$/;

/**
 * The number in E.164 where that needs no judgement: exactly what libphonenumber answers, at less than a twentieth of its cost. Undefined when the library must be
 * asked: a number that could be cut in more than one place, of an unusual length, or of no known country.
 */
export function plainE164(written: string, region: string | undefined): string | undefined {
  if (!PLAIN.test(written)) return undefined;
  const digits = written.replace(/\D/g, "");
  if (written.startsWith("+")) return international(digits);
  const plan = region !== undefined && isSupportedCountry(region) ? planOf(region) : undefined;
  return plan === undefined ? undefined : national(digits, plan);
}

function international(digits: string): string | undefined {
  const code = callingCodeOf(digits);
  if (code === undefined) return undefined;
  const { trunkPrefix, lengths } = planOf(code as CountryCode);
  const number = digits.slice(code.length);
  return lengths.includes(number.length) && !trunkPrefix.test(number) ? `+${digits}` : undefined;
}

function national(digits: string, plan: NumberingPlan): string | undefined {
  if (digits.startsWith(plan.callingCode) || plan.exitCode.test(digits)) return undefined;
  const [trunk, ...rewritten] = plan.trunkPrefix.exec(digits) ?? [""];
  const number = digits.slice(trunk.length);
  if (trunk !== "" && (rewritten.some(Boolean) || !plan.assigned.test(number))) return undefined;
  return plan.lengths.includes(number.length) ? `+${plan.callingCode}${number}` : undefined;
}

const callingCodes: ReadonlySet<string> = new Set(
  getCountries().map((country) => getCountryCallingCode(country)),
);

/** No calling code is the beginning of another. */
function callingCodeOf(digits: string): string | undefined {
  for (let length = 1; length <= 3; length++) {
    const code = digits.slice(0, length);
    if (callingCodes.has(code)) return code;
  }
  return undefined;
}

const plans = new Map<CountryCode, NumberingPlan>();

/** The library takes a calling code, too, and means its main country. */
function planOf(key: CountryCode): NumberingPlan {
  const known = plans.get(key);
  if (known !== undefined) return known;
  const plan = readPlan(key);
  plans.set(key, plan);
  return plan;
}

function readPlan(key: CountryCode): NumberingPlan {
  const plan = libraryPlan(key);
  const prefix = plan.nationalPrefixForParsing();
  const callingCode = plan.callingCode();
  const neighbours = getCountries().filter((country) => getCountryCallingCode(country) === callingCode);
  const inAll = (length: number) =>
    neighbours.every((country) => libraryPlan(country).possibleLengths().includes(length));
  return {
    callingCode,
    exitCode: new RegExp(`^(?:${plan.IDDPrefix()})`),
    trunkPrefix: prefix ? new RegExp(`^(?:${prefix})`) : /(?!)/,
    assigned: new RegExp(`^(?:${plan.nationalNumberPattern()})$`),
    lengths: plan.possibleLengths().filter(inAll),
  };
}

function libraryPlan(key: CountryCode): WholePlan {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(key);
  return metadata.numberingPlan as WholePlan;
}
