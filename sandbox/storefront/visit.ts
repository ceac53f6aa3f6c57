import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** One request to the shop, with its locale root taken off the path. */
export interface Visit {
  method: string;
  /** Path without the locale root, always starting with "/". */
  path: string;
  /** "/" or "/fr-ca/". */
  root: string;
  url: URL;
  headers: IncomingHttpHeaders;
  cookies: ReadonlyMap<string, string>;
  /** The body's fields, JSON or form alike, nested by brackets. Throws `BadRequest` when it cannot be read. */
  fields(): Promise<Fields>;
}

/** A nested record of what was sent; nothing in it is trusted yet. */
export type Fields = Record<string, unknown>;

/** The request cannot be understood: its path, its body's size or its body's content. */
export class BadRequest extends Error {}

const MAX_BODY_BYTES = 1_000_000;

/** The locale roots the shop serves besides "/". */
export const localeRoots = ["/fr-ca/"] as const;

function splitRoot(pathname: string): { root: string; path: string } {
  for (const root of localeRoots) {
    if (pathname === root.slice(0, -1)) return { root, path: "/" };
    if (pathname.startsWith(root)) return { root, path: pathname.slice(root.length - 1) };
  }
  return { root: "/", path: pathname };
}

function readCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of header?.split(";") ?? []) {
    const at = pair.indexOf("=");
    if (at < 0) continue;
    const value = pair.slice(at + 1).trim();
    cookies.set(pair.slice(0, at).trim(), decoded(value));
  }
  return cookies;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

// Read to its end even when too large: a connection left with unread bytes would break the next request on it.
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw new BadRequest("The body is larger than 1 MB");
  return Buffer.concat(chunks);
}

/** Puts "a[b][]" style fields into nested records; "[]" counts up from 0. */
export function nest(pairs: Iterable<[string, string]>): Fields {
  const top = emptyFields();
  for (const [name, value] of pairs) {
    const path = [
      name.replace(/\[.*$/s, ""),
      ...[...name.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? ""),
    ];
    let here = top;
    for (const key of path.slice(0, -1)) here = child(here, key);
    here[slot(here, path.at(-1) ?? "")] = value;
  }
  return top;
}

// Without a prototype, so that a field called "__proto__" is only a field.
function emptyFields(): Fields {
  return Object.create(null) as Fields;
}

function slot(fields: Fields, key: string): string {
  return key === "" ? String(Object.keys(fields).length) : key;
}

function child(fields: Fields, key: string): Fields {
  const at = slot(fields, key);
  const existing = fields[at];
  if (typeof existing === "object" && existing !== null) return existing as Fields;
  const fresh = emptyFields();
  fields[at] = fresh;
  return fresh;
}

function parseJson(body: Buffer): Fields {
  try {
    const parsed: unknown = JSON.parse(body.toString("utf8"));
    if (typeof parsed === "object" && parsed !== null) return parsed as Fields;
  } catch {
    // Falls through to the one error below.
  }
  throw new BadRequest("The body is not a JSON object");
}

async function parseForm(body: Buffer, contentType: string): Promise<Fields> {
  const response = new Response(new Uint8Array(body), { headers: { "content-type": contentType } });
  const form = await response.formData().catch(() => {
    throw new BadRequest("The body is not a form");
  });
  const texts = [...form.entries()].filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return nest(texts);
}

async function readFields(request: IncomingMessage): Promise<Fields> {
  const body = await readBody(request);
  if (body.length === 0) return {};
  const contentType = request.headers["content-type"] ?? "";
  if (/\bjson\b/i.test(contentType)) return parseJson(body);
  return parseForm(body, contentType);
}

/** Reads a request's line and headers; the body waits until it is asked for. Throws `BadRequest` on an unreadable path. */
export function toVisit(request: IncomingMessage, origin: string): Visit {
  const url = URL.parse(request.url ?? "/", origin);
  if (!url) throw new BadRequest("The path cannot be read");
  let fields: Promise<Fields> | undefined;
  return {
    method: request.method ?? "GET",
    ...splitRoot(url.pathname),
    url,
    headers: request.headers,
    cookies: readCookies(request.headers.cookie),
    fields: () => (fields ??= readFields(request)),
  };
}
