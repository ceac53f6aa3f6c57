/** An amount that keeps every decimal: an integer of millionths. Only this module looks inside. */
export type Amount = bigint & { readonly __amount: true };

export const ZERO = 0n as Amount;

const SCALE = 6;
const MILLION = 10n ** BigInt(SCALE);

/** Reads `"12.50"` or `12.5`; undefined for anything that is not a plain decimal number. */
export function parseAmount(value: unknown): Amount | undefined {
  const written = typeof value === "number" ? String(value) : value;
  const match = typeof written === "string" ? /^\s*(-?)(\d{1,15})(?:\.(\d+))?\s*$/.exec(written) : null;
  if (match === null) return undefined;
  const [, sign, whole = "0", fraction = ""] = match;
  const millionths = BigInt(whole) * MILLION + BigInt(fraction.slice(0, SCALE).padEnd(SCALE, "0"));
  return (sign === "-" ? -millionths : millionths) as Amount;
}

export function subtract(left: Amount, right: Amount): Amount {
  return (left - right) as Amount;
}

export function sum(amounts: readonly Amount[]): Amount {
  return amounts.reduce<bigint>((total, amount) => total + amount, 0n) as Amount;
}

/** `amount * quantity`. */
export function times(amount: Amount, quantity: number): Amount {
  return (amount * BigInt(quantity)) as Amount;
}

/** `amount / quantity`, cut at the millionth. `quantity` is at least 1. */
export function dividedBy(amount: Amount, quantity: number): Amount {
  return (amount / BigInt(quantity)) as Amount;
}

/** The amount as a JSON number with the currency's own number of decimals (ISO 4217), halves rounded away from zero. */
export function toNumber(amount: Amount, currency: string): number {
  const step = 10n ** BigInt(SCALE - currencyExponent(currency));
  const magnitude = amount < 0n ? -(amount as bigint) : amount;
  const rounded = ((magnitude + step / 2n) / step) * step;
  const digits = (rounded % MILLION).toString().padStart(SCALE, "0");
  const number = Number(`${rounded / MILLION}.${digits}`);
  return amount < 0n && number !== 0 ? -number : number;
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

/** An ISO 4217 code in upper case, or undefined. */
export function parseCurrency(value: unknown): string | undefined {
  const code = typeof value === "string" ? value.trim().toUpperCase() : "";
  return /^[A-Z]{3}$/.test(code) ? code : undefined;
}
