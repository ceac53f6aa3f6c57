/** Bodies for `/collect`: a good hint, changed in its structure, its values, its size and its bytes. */
import fc from "fast-check";

/** Every raw value holds this word, so that a log line that repeats one can be told. */
export const CANARY = "canary";

export const ALPHA = { domain: "alpha.myshopify.com", token: `${CANARY}-token-alpha` };
export const BETA = { domain: "beta.myshopify.com", token: `${CANARY}-token-beta` };
/** A shop that uninstalled the app. */
export const GONE = { domain: "gone.myshopify.com", token: `${CANARY}-token-gone` };

/** One member of the JSON object; `json` is its value as text, so that it need not be valid. */
export interface Member {
  key: string;
  json: string;
}

export type Change =
  | { kind: "set" | "before" | "after"; key: string; json: string }
  | { kind: "drop"; key: string }
  | { kind: "rename"; key: string; to: string };

export type Shape =
  | { kind: "object" | "array" | "text" | "bom" | "utf16" | "trailing" | "empty" }
  | { kind: "cut"; at: number }
  | { kind: "raw"; text: string }
  | { kind: "bytes"; at: number; bytes: number[] }
  | { kind: "padded"; to: number; inside: boolean };

export interface Body {
  token: string;
  changes: Change[];
  shape: Shape;
}

const KEYS = [
  ...["v", "token", "event", "id", "checkout", "order", "ttclid", "clicked", "ttp", "page", "ua"],
  ...["carried", "at"],
];

const LENGTHS = [
  1, 20, 21, 199, 200, 201, 499, 500, 501, 999, 1000, 1001, 1023, 1024, 1025, 2047, 2048, 2049,
];
const quoted = (text: fc.Arbitrary<string>) => text.map((one) => JSON.stringify(one));

const long = fc
  .tuple(
    fc.constantFrom("a", "7", "é", "日", "😀", " ", "%", "\\u00e9", "\\u0000"),
    fc.constantFrom(...LENGTHS),
  )
  .map(([character, times]) => `"${character.repeat(times)}"`);

const deep = fc
  .tuple(fc.constantFrom(["[", "]"], ['{"a":', "}"], ["[[],", "]"]), fc.constantFrom(3, 100, 600, 2000))
  .map(([[open, close], depth]) => `${open.repeat(depth)}1${close.repeat(depth)}`);

const odd = fc.constantFrom(
  ...["null", "true", "0", "-0", "-1", "0.5", "1e400", "-1e400", "1e21", "9007199254740993", "1".repeat(400)],
  ...["NaN", "Infinity", "01", "+1", "0x1", "undefined", "'x'", "[1,]", '{"a":1,}', "//x\n1", "", "[]", "{}"],
  ...['""', '" "', '"\\u0000"', '"\\u2028"', '"\\u0085"', '"\\ufeff"', '"\\u202e"', '"\\x41"', '"\n"'],
  ...['"\\ud800"', '"\\udc00x"', '"x\\ud83d"', '{"__proto__":{"v":1}}', '{"toString":1}', '{"length":1e9}'],
  ...['"__proto__"', '"constructor"', '"toString"', '"javascript:alert(1)"', '"data:text/html,x"', '"//x"'],
  ...['"page_viewed"', '"checkout_started"', '"throughline-test-canary"', '"__CLICKID__"', '"2"', "1", "2"],
);

/** Values that are nearly one shop's token, or only look like one in SQL or after folding. */
const nearTokens = quoted(
  fc.constantFrom(
    ...[ALPHA.token.toUpperCase(), `${ALPHA.token} `, ` ${BETA.token}`, `${ALPHA.token}\0`, GONE.token],
    ...[`${CANARY}-token-%`, `${CANARY}-token-_____`, `x' OR ingest_token = '${ALPHA.token}`, ALPHA.domain],
    ...[`${ALPHA.token}\u0301`, `${ALPHA.token}\u00ad`, ALPHA.token.replace("a", "а"), "null", "undefined"],
  ),
);

const pages = fc
  .tuple(
    fc.constantFrom(
      "https://canary.example/",
      "http://user:canary@canary.example:8080/",
      "https://canary.例え/",
    ),
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constantFrom("日", "é", "😀", "a/", "%", "?q=canary", "#x"),
    ),
    fc.constantFrom(1, 50, 300, 680, 1000, 2000),
  )
  .map(([origin, text, times]) => JSON.stringify(origin + text.repeat(text.length > 10 ? 1 : times)));

const value = fc.oneof(
  { weight: 3, arbitrary: odd },
  { weight: 2, arbitrary: long },
  { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
  { weight: 2, arbitrary: quoted(fc.string({ unit: "binary", maxLength: 60 })) },
  { weight: 2, arbitrary: quoted(fc.string({ maxLength: 20 }).map((text) => CANARY + text)) },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: nearTokens },
  { weight: 1, arbitrary: quoted(fc.constantFrom(ALPHA.token, BETA.token)) },
  { weight: 2, arbitrary: pages },
);

const key = fc.constantFrom(...KEYS);
const strangeKey = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "",
    "V",
    "Token",
    "id ",
  ),
  fc.string({ unit: "binary", maxLength: 10 }),
  key,
);

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("set" as const), key, json: value }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("set" as const), key: fc.constant("page"), json: pages }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("set" as const), key: fc.constant("token"), json: nearTokens }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("before" as const, "after" as const),
      key: strangeKey,
      json: value,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("drop" as const), key }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rename" as const), key, to: strangeKey }) },
);

const shape: fc.Arbitrary<Shape> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Shape>({ kind: "object" }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Shape>(
      ...(["array", "text", "bom", "utf16", "trailing", "empty"] as const).map((kind) => ({ kind })),
    ),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), at: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("raw" as const), text: value }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("bytes" as const),
      at: fc.nat(400),
      bytes: fc.array(fc.constantFrom(0, 0x22, 0x5c, 0x80, 0xc0, 0xed, 0xa0, 0xf5, 0xfe, 0xff), {
        minLength: 1,
        maxLength: 6,
      }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("padded" as const),
      to: fc.oneof(fc.integer({ min: 4090, max: 4100 }), fc.constantFrom(5000, 8193, 70_000)),
      inside: fc.boolean(),
    }),
  },
);

export const bodies: fc.Arbitrary<Body> = fc.record({
  token: fc.constantFrom(
    ALPHA.token,
    BETA.token,
    ALPHA.token,
    BETA.token,
    GONE.token,
    `${CANARY}-token-nobody`,
  ),
  changes: fc.oneof(
    { weight: 1, arbitrary: fc.constant<Change[]>([]) },
    { weight: 5, arbitrary: fc.array(change, { maxLength: 4 }) },
  ),
  shape,
});
