/** The entries with what was typed: split at commas and line breaks, without blanks and without what is there already, whatever its case. */
export function withEntries(
  entries: readonly string[],
  typed: string,
  clean: (text: string) => string = (text) => text,
): string[] {
  const added = typed
    .split(/[,\n]/)
    .map((part) => clean(part.trim()))
    .filter((part) => part !== "");
  return added.reduce<string[]>((all, one) => (holds(all, one) ? all : [...all, one]), [...entries]);
}

function holds(entries: readonly string[], one: string): boolean {
  return entries.some((entry) => entry.toLowerCase() === one.toLowerCase());
}

/** A country's code as an order names it: "uk" is GB. */
export function countryCode(typed: string): string {
  const code = typed.toUpperCase();
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.Locale(`und-${code}`).region ?? code;
}

/** A country's code with its name in a language, where it has one. */
export function countryName(code: string, language: string): string {
  const countries = new Intl.DisplayNames(language, { type: "region" });
  const name = /^[A-Z]{2}$/.test(code) ? countries.of(code) : undefined;
  return name === undefined || name === code ? code : `${code} ${name}`;
}

export const currencyCode = (typed: string): string => typed.toUpperCase();
