/**
 * An exact amount: a safe integer of ten-thousandths, so at most 900 thousand million of any currency. No currency has more than four decimals. Only this
 * module looks inside.
 */
export type Amount = number & { readonly __amount: true };

export const ZERO = 0 as Amount;

const SCALE = 10_000;
const DECIMALS = 4;

/** Reads `"12.50"` or `12.5`; undefined for anything that is not a plain decimal number, and for one too large to be exact. Decimals beyond the fourth are cut. */
export function parseAmount(value: unknown): Amount | undefined {
  const written = typeof value === "number" ? String(value) : value;
  if (typeof written !== "string") return undefined;
  const text = written.trim();
  const start = text.startsWith("-") ? 1 : 0;
  let [scaled, wholeDigits, decimals] = [0, 0, -1];
  for (let at = start; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      if (decimals < DECIMALS) scaled = scaled * 10 + digit;
      if (decimals < 0) wholeDigits++;
      else decimals++;
    } else if (text[at] === "." && decimals < 0) decimals = 0;
    else return undefined;
  }
  if (wholeDigits === 0 || decimals === 0) return undefined;
  scaled *= 10 ** (DECIMALS - Math.min(Math.max(decimals, 0), DECIMALS));
  return exact(start === 1 ? -scaled : scaled);
}

export function subtract(left: Amount, right: Amount): Amount {
  return (left - right) as Amount;
}

export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce<number>((total, amount) => total + amount, 0) as Amount;
}

/** `amount * quantity`, or undefined when it is too large to be exact. */
export function times(amount: Amount, quantity: number): Amount | undefined {
  return exact(amount * quantity);
}

/** `amount / quantity`, cut at the ten-thousandth. `quantity` is at least 1. */
export function dividedBy(amount: Amount, quantity: number): Amount {
  return ((amount - (amount % quantity)) / quantity) as Amount;
}

/** The amount as a JSON number with the currency's own number of decimals (ISO 4217), halves rounded away from zero. */
export function toNumber(amount: Amount, currency: string): number {
  const units = 10 ** currencyExponent(currency);
  const step = SCALE / units;
  const magnitude = Math.abs(amount);
  const rest = magnitude % step;
  const rounded = (magnitude - rest) / step + (2 * rest >= step ? 1 : 0);
  // One division of two exact integers: the number that JSON's reader makes of the written decimal.
  return amount < 0 && rounded !== 0 ? -(rounded / units) : rounded / units;
}

function exact(scaled: number): Amount | undefined {
  return Number.isSafeInteger(scaled) ? (scaled as Amount) : undefined;
}

/**
 * ISO 4217's minor units where they are not 2. Written out, because the runtime's own list (CLDR) follows daily use instead: there
 * HUF and IDR have no decimals, and Shopify's totals do.
 */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ").map(withExponent(0)),
  ..."BHD IQD JOD KWD LYD OMR TND".split(" ").map(withExponent(3)),
  ..."CLF UYW".split(" ").map(withExponent(4)),
]);

function withExponent(exponent: number): (code: string) => [string, number] {
  return (code) => [code, exponent];
}

/** Decimals of a currency: 0 for JPY, 2 for USD, 3 for KWD; 2 for a code nobody knows. */
export function currencyExponent(currency: string): number {
  return EXPONENTS.get(currency) ?? 2;
}

/** The runtime's list of ISO 4217, with currencies that are no longer in use. */
const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** An ISO 4217 code in upper case, or undefined. TikTok refuses an event with another one. */
export function parseCurrency(value: unknown): string | undefined {
  const code = typeof value === "string" ? value.trim().toUpperCase() : "";
  return CURRENCIES.has(code) ? code : undefined;
}
