/** One line of a CSV file (RFC 4180), with its end. A text that a spreadsheet would take for a formula begins with an apostrophe: also behind white space, and in the wide letters of East Asia. */
export function csvLine(values: readonly (string | number | undefined)[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

function cell(value: string | number | undefined): string {
  if (typeof value !== "string") return value === undefined ? "" : String(value);
  const harmless = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
