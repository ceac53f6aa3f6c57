/** Any JSON value, before anything is known about it. */
export type Json = unknown;
/** A JSON object whose members are not yet known. */
export type JsonObject = Readonly<Record<string, Json>>;

/**
 * Parses JSON without losing digits: an integer beyond 2^53 becomes the string it was written as. Shopify's own sample orders have
 * such ids. Throws SyntaxError.
 */
export function parseJson(text: string): Json {
  // The reviver costs a call per value, so only bodies with a run of 16 digits pay for it.
  return hasDigitsInARow(text) && LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
}

const RUN = 16;
const LONG_NUMBER = new RegExp(`[:,[]\\s*-?\\d{${RUN}}`);

/** Whether there are as many digits in a row. Such a run covers every sixteenth place of the text once, so only these are looked at. */
function hasDigitsInARow(text: string): boolean {
  for (let at = RUN - 1; at < text.length; at += RUN) {
    if (!isDigit(text, at)) continue;
    let [start, end] = [at, at];
    while (isDigit(text, start - 1)) start--;
    while (isDigit(text, end + 1)) end++;
    if (end - start + 1 >= RUN) return true;
  }
  return false;
}

/** No place outside of the text has one. */
function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** The value as an object, or an empty one. */
export function object(value: Json): JsonObject {
  return isObject(value) ? value : {};
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value's objects when it is an array, or none. */
export function objects(value: Json): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

const CONTROL = /\p{Cc}/u;

/** Text that says something: a trimmed, non-empty string, control characters made spaces. Numbers are written out. */
export function text(value: Json): string | undefined {
  const written = typeof value === "number" && Number.isFinite(value) ? String(value) : value;
  if (typeof written !== "string") return undefined;
  // Nearly no text has one, and looking is cheaper than replacing.
  const plain = CONTROL.test(written) ? written.replace(/\p{Cc}/gu, " ") : written;
  const trimmed = plain.trim();
  return trimmed === "" ? undefined : trimmed;
}

/** A Shopify id: the digits, whether it came as number, string or `gid://shopify/Kind/123?query`. */
export function id(value: Json): string | undefined {
  if (Number.isSafeInteger(value)) return Number(value) < 0 ? undefined : String(value);
  const written = text(value);
  return /^(?:gid:\/\/shopify\/\w+\/)?(\d{1,20})(?:\?.*)?$/.exec(written ?? "")?.[1];
}

/** An instant written in ISO 8601, as milliseconds since the epoch. */
export function instant(value: Json): number | undefined {
  const written = text(value);
  if (written === undefined || !/^\d{4}-\d{2}-\d{2}T/.test(written)) return undefined;
  const time = Date.parse(written);
  return Number.isNaN(time) ? undefined : time;
}
