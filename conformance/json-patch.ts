/** A JSON value whose numbers are kept as they were written, so that an id beyond 2^53 or `12.50` reaches the sender unchanged. */
export type Json = null | boolean | string | Json[] | { [name: string]: Json } | RawNumber;
export type JsonFields = Record<string, Json>;

/** A number in its own spelling; `JSON.stringify` writes it as it is. */
interface RawNumber {
  readonly rawJSON: string;
}

// Part of the language since ES2026; TypeScript's library does not know it yet.
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
};

/** Parses a file of the set. Throws SyntaxError. */
export function parseExactly(text: string): Json {
  const keepSpelling = (_name: string, value: unknown, context?: { source?: string }) =>
    typeof value === "number" ? rawJSON(context?.source ?? String(value)) : value;
  return JSON.parse(text, keepSpelling) as Json;
}

/** The value in JavaScript's own numbers. */
export function plain(value: Json): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

export function isFields(value: Json | undefined): value is JsonFields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRawJSON(value);
}

/** The base with the changes laid over it: objects are merged name by name, anything else, null included, takes the place of what was there. */
export function overlay(base: Json | undefined, changes: Json): Json {
  if (!isFields(base) || !isFields(changes)) return changes;
  const merged: JsonFields = { ...base };
  for (const [name, change] of Object.entries(changes)) merged[name] = overlay(merged[name], change);
  return merged;
}

/** The value without the members that are null: an expected event says null of a field that must be absent. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([name, member]) => [name, withoutNulls(member)]),
  );
}

/** Writes lists out: `{ "repeat": 3, "of": … }` in a list becomes three of them, with `{n}` counted from 1. */
export function unrolled(value: Json): Json {
  if (Array.isArray(value)) return value.flatMap(repeated);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unrolled(member)]));
}

function repeated(item: Json): Json[] {
  if (!isFields(item) || item["repeat"] === undefined) return [unrolled(item)];
  const template = JSON.stringify(item["of"]);
  return Array.from({ length: Number(plain(item["repeat"])) }, (_, index) =>
    parseExactly(template.replaceAll("{n}", String(index + 1))),
  );
}
