/** Fuzzes of the pages: every loader with queries, every action with forms, by the merchant and by nobody. */
import fc from "fast-check";
import { SHOP } from "../../sandbox/world.ts";
import { dataAddress, formsOf, queriesOf, type Route } from "../admin/route-map.ts";
import { fuzzOf, type Fuzz } from "../platform/fuzz-run.ts";
import { ask, askers, type Asker } from "./asking.ts";
import type { FuzzWorld } from "./fuzz-world.ts";
import {
  changed,
  jsonChanges,
  ODD_NAMES,
  ODD_TEXTS,
  textChanges,
  textOf,
  type JsonChange,
  type TextChange,
} from "./mutated-json.ts";

/** Names that some page reads, and the library's own. */
const PARAMETERS = [
  ...["state", "sort", "q", "from", "to", "view", "carrier", "after", "before", "day", "skipped", "click"],
  ...["pixel", "tiktok", "locale", "shop", "host", "embedded", "id_token", "session", "hmac", "timestamp"],
  ...["index", "_data", "_routes", "code", "auth_code", "error", "search", "one", "other", "exitIframe"],
];

const parameters = fc.array(
  fc.tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...PARAMETERS) },
      { weight: 1, arbitrary: fc.constantFrom(...ODD_NAMES) },
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...ODD_TEXTS) },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          ...[
            "delivered",
            "held,skipped",
            "received-oldest",
            "own-1",
            "2026-11-01",
            "en",
            "de",
            "de-AT-u-x",
            "xx-invalid-",
          ],
          ...[
            "c".repeat(3000),
            "1".repeat(40),
            "-5",
            "1.5",
            SHOP,
            "evil.myshopify.com",
            "ZXZpbC5leGFtcGxlL2FkbWlu",
          ],
        ),
      },
    ),
  ),
  { maxLength: 5 },
);

interface Reading {
  route: number;
  query: number;
  more: [string, string][];
  /** Bytes after all of it, as they are. */
  tail: string;
  asker: Asker;
  isDocument: boolean;
}

const tails = fc.constantFrom(
  "",
  "",
  "",
  "&",
  "&a=%",
  "&%E0%A4%A=1",
  "&a[]=1&a[b]=2",
  "#x",
  "&=&=",
  "&a=%00%0d%0aX:1",
);

/** Longer ones the server itself refuses (431). */
const MOST_ADDRESS = 12_000;

/** Every loader, with queries. */
export function queryFuzz(world: FuzzWorld, routes: readonly Route[]): Fuzz {
  const readable = routes.filter(({ hasLoader, isPage }) => hasLoader || isPage);
  const readings: fc.Arbitrary<Reading> = fc.record({
    ...{
      route: fc.nat({ max: readable.length - 1 }),
      query: fc.nat({ max: 9 }),
      more: parameters,
      tail: tails,
    },
    ...{ asker: askers, isDocument: fc.boolean() },
  });

  async function holds({ route, query, more, tail, asker, isDocument }: Reading): Promise<void> {
    const asked = readable[route];
    if (asked === undefined) return;
    const queries = queriesOf(asked);
    const known = queries[query % queries.length] ?? "";
    const address = isDocument || !asked.hasLoader ? `${asked.path}?${known}` : dataAddress(asked, known);
    const extra = new URLSearchParams(
      more.map(([name, value]): [string, string] => [name, value]),
    ).toString();
    const target = `${address}${address.includes("?") ? "&" : "?"}${extra}${tail}`.slice(0, MOST_ADDRESS);
    await ask(world, asked, { target, asker, init: {} });
  }

  return fuzzOf(readings, holds);
}

interface Posting {
  form: number;
  changes: JsonChange[];
  /** For a field that holds a document. */
  inner: JsonChange[];
  text: TextChange;
  more: [string, string][];
  encoding: "urlencoded" | "multipart" | "raw";
  raw: string;
  asker: Asker;
}

/** Every action, with forms of each kind it takes. */
export function formFuzz(world: FuzzWorld, routes: readonly Route[]): Fuzz {
  const forms = routes.flatMap((route) => formsOf(route).map((form) => ({ route, form })));
  const postings: fc.Arbitrary<Posting> = fc.record({
    ...{
      form: fc.nat({ max: forms.length - 1 }),
      changes: jsonChanges,
      inner: jsonChanges,
      text: textChanges,
    },
    ...{
      more: fc.oneof(
        { weight: 3, arbitrary: fc.constant<[string, string][]>([]) },
        { weight: 1, arbitrary: parameters },
      ),
      asker: askers,
    },
    encoding: fc.oneof(
      { weight: 5, arbitrary: fc.constant("urlencoded" as const) },
      { weight: 1, arbitrary: fc.constantFrom("multipart" as const, "raw" as const) },
    ),
    raw: fc.constantFrom(
      "",
      "=",
      "&&&",
      "%",
      "a=%E0%A4%A",
      "\u0000",
      "--x\r\n\r\n",
      "intent",
      "intent=save&intent=test",
    ),
  });

  async function holds(posting: Posting): Promise<void> {
    const chosen = forms[posting.form];
    if (chosen === undefined) return;
    const fields = [...fieldsOf(chosen.form, posting), ...posting.more];
    const init = { method: "POST", ...encoded(fields, posting) };
    await ask(world, chosen.route, { target: dataAddress(chosen.route), asker: posting.asker, init });
  }

  return fuzzOf(postings, holds);
}

/** The form's fields, changed as a document is, and documents in them changed as well. */
function fieldsOf(
  form: Readonly<Record<string, string>>,
  { changes, inner, text }: Posting,
): [string, string][] {
  const document = changed(form, changes);
  if (typeof document !== "object" || document === null) return [["value", String(document)]];
  return Object.entries(document).map(([name, value]) => {
    if (typeof value !== "string") return [name, textOf(value, { kind: "none" })];
    return [name, value.startsWith("{") ? textOf(changed(parsed(value), inner), text) : value];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function encoded(
  fields: readonly [string, string][],
  { encoding, raw }: Posting,
): { body: BodyInit; headers?: Record<string, string> } {
  switch (encoding) {
    case "urlencoded":
      return { body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])) };
    case "multipart": {
      const body = new FormData();
      for (const [name, value] of fields) body.append(name, value);
      return { body };
    }
    case "raw":
      return { body: raw, headers: { "content-type": "application/x-www-form-urlencoded" } };
  }
}
