/** JSON documents that were good before somebody changed them. */
import fc from "fast-check";

/** One change. `at` chooses one of the places in the document, whatever it looks like by then. */
export type JsonChange =
  | { kind: "remove" | "empty" | "double" | "nest"; at: number }
  | { kind: "replace"; at: number; value: unknown }
  | { kind: "rename"; at: number; name: string }
  | { kind: "add"; at: number; name: string; value: unknown };

/** Names that mean something to JavaScript, to a database, or to nobody. */
export const ODD_NAMES = [
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "length", "then", "toJSON"],
  ...["", " ", "0", "-1", "id", "Id", "\u0000", "a.b", "$where", "x".repeat(300)],
];

/** Texts that somebody may not have thought of. */
export const ODD_TEXTS = [
  ...["", " ", "0", "-1", "1e999", "NaN", "null", "true", "[]", "{}", "undefined", "9007199254740993"],
  ...["\u0000", "\ud800", "\uffff", "a\r\nb", "\u202eevil", "\ufeff", "🛍️".repeat(40), "é", "ﬀ"],
  ...["'", '"', "'; DROP TABLE shop; --", "%", "_", "%00", "%E0%A4%A", "../../etc/passwd", "\\\\host\\x"],
  ...[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "${7*7}",
    "=1+1",
    "javascript:1",
  ],
  ...["2026-13-45", "2026-11-23", "-271821-04-20T00:00:00Z", "275760-09-13T00:00:01Z", "12:00", "P1D"],
  ...["https://", "http://[::1", "//evil.example", "https://a@b:c", "file:///etc/passwd", "http://0x7f.1"],
  ...["gid://shopify/Order/1", "a".repeat(5000), "aA1!".repeat(600), "(((((((((", "-".repeat(400)],
];

const scalars: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 1.5, 1e308, -1e308, 5e-324, 2 ** 53, 1e21),
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const values: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: scalars },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>([], {}, [[]], { a: {} }, Array(400).fill(0)) },
);

const at = fc.nat({ max: 10_000 });
const name = fc.constantFrom(...ODD_NAMES);

/** A few changes, most often one. */
export const jsonChanges: fc.Arbitrary<JsonChange[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom("remove", "empty", "double", "nest"), at }),
    fc.record({ kind: fc.constant("replace" as const), at, value: values }),
    fc.record({ kind: fc.constant("rename" as const), at, name }),
    fc.record({ kind: fc.constant("add" as const), at, name, value: values }),
  ),
  { maxLength: 4 },
);

type Container = Record<string, unknown> | unknown[];
interface Place {
  holder: Container;
  key: string;
}

/** A copy of the document with the changes made one after another. */
export function changed(document: unknown, changes: readonly JsonChange[]): unknown {
  const root: Record<string, unknown> = { document: structuredClone(document) };
  for (const change of changes) {
    const places = placesIn(root);
    const place = places[change.at % places.length];
    if (place !== undefined) apply(place, change);
  }
  return root["document"];
}

function placesIn(holder: Container): Place[] {
  return Object.entries(holder).flatMap(([key, value]) => [
    { holder, key },
    ...(typeof value === "object" && value !== null ? placesIn(value as Container) : []),
  ]);
}

const read = ({ holder, key }: Place) => (holder as Record<string, unknown>)[key];

/** Defines a property of that very name: setting `__proto__` would set something else. */
function write(holder: Container, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function apply(place: Place, change: JsonChange): void {
  const { holder, key } = place;
  const value = read(place);
  switch (change.kind) {
    case "remove":
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else Reflect.deleteProperty(holder, key);
      return;
    case "empty":
      write(holder, key, Array.isArray(value) ? [] : typeof value === "string" ? "" : {});
      return;
    case "double":
      if (Array.isArray(value)) write(holder, key, [...(value as unknown[]), ...(value as unknown[])]);
      else write(holder, key, [value, value]);
      return;
    case "nest":
      write(holder, key, nested(value, 200));
      return;
    case "replace":
      write(holder, key, structuredClone(change.value));
      return;
    case "rename":
      if (Array.isArray(holder)) return;
      Reflect.deleteProperty(holder, key);
      write(holder, change.name, value);
      return;
    case "add":
      if (typeof value === "object" && value !== null && !Array.isArray(value))
        write(value as Container, change.name, structuredClone(change.value));
  }
}

function nested(value: unknown, depth: number): unknown {
  let inner = value;
  for (let level = 0; level < depth; level++) inner = level % 2 === 0 ? [inner] : { a: inner };
  return inner;
}

/** A change of the text itself, after it was written. */
export type TextChange =
  | { kind: "cut"; at: number }
  | { kind: "insert"; at: number; text: string }
  | { kind: "twice" | "bom" | "none" };

export const textChanges: fc.Arbitrary<TextChange> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ kind: "none" as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: "twice" as const }, { kind: "bom" as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ kind: fc.constant("insert" as const), at },
      text: fc.constantFrom(
        "\u0000",
        ",",
        "}",
        '"',
        "[",
        "\ud800",
        "1e400",
        '"__proto__":{"x":1},',
        "\u2028",
      ),
    }),
  },
);

/** The document as text, with a change to it. */
export function textOf(document: unknown, change: TextChange): string {
  // `toJSON` may have become something else, and a document that cannot be written is none.
  const text = written(document);
  switch (change.kind) {
    case "none":
      return text;
    case "twice":
      return text + text;
    case "bom":
      return `\ufeff${text}`;
    case "cut":
      return text.slice(0, change.at % (text.length + 1));
    case "insert": {
      const place = change.at % (text.length + 1);
      return text.slice(0, place) + change.text + text.slice(place);
    }
  }
}

function written(document: unknown): string {
  const text: unknown = JSON.stringify(document);
  return typeof text === "string" ? text : "";
}
