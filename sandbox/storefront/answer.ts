import type { ServerResponse } from "node:http";

/** What the shop answers to one request. */
export interface Answer {
  status: number;
  type: string;
  body: string | Buffer;
  headers?: Record<string, string>;
  cookies?: Cookie[];
}

/** A cookie to set on the whole shop; `maxAge` in seconds, 0 deletes. */
export interface Cookie {
  name: string;
  value: string;
  maxAge: number;
  httpOnly?: boolean;
}

/** An HTML page. */
export function html(body: string, status = 200): Answer {
  return { status, type: "text/html; charset=utf-8", body };
}

/** A JSON answer. */
export function json(value: unknown, status = 200): Answer {
  return { status, type: "application/json; charset=utf-8", body: JSON.stringify(value) };
}

/** A redirect that turns a form post into a GET, as Shopify's storefront does. */
export function seeOther(location: string): Answer {
  return { status: 302, type: "text/plain", body: "", headers: { location } };
}

/** The same answer with one more cookie. */
export function withCookie(answer: Answer, cookie: Cookie): Answer {
  return { ...answer, cookies: [...(answer.cookies ?? []), cookie] };
}

function cookieLine({ name, value, maxAge, httpOnly }: Cookie): string {
  const base = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${maxAge}; SameSite=Lax`;
  return httpOnly === true ? `${base}; HttpOnly` : base;
}

/** Writes the answer out. Nothing is stored by the browser: the sandbox's files change while people work on them. */
export function write(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    "content-type": answer.type,
    "content-length": Buffer.byteLength(answer.body),
    "cache-control": "no-store",
    ...answer.headers,
    ...(answer.cookies ? { "set-cookie": answer.cookies.map(cookieLine) } : {}),
  });
  response.end(answer.body);
}
