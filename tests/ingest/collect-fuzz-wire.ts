/** Requests for `/collect`: what a browser would send, and what only somebody who means harm does. */
import fc from "fast-check";
import { CANARY } from "./collect-fuzz-body.ts";

export type Framing =
  | { kind: "length" }
  | { kind: "chunked"; sizes: number[] }
  /** More bytes are announced than come, then the sender closes its side. */
  | { kind: "announced_more"; by: number }
  /** Fewer are announced than come: the rest is read as another request. */
  | { kind: "announced_less"; by: number }
  | { kind: "two_lengths" | "length_and_chunked" | "bad_chunks" | "unannounced" }
  /** The sender goes away after this share of the bytes. */
  | { kind: "torn"; share: number; reset: boolean };

export interface Wire {
  method: string;
  target: string;
  contentType: string;
  /** Header lines that must make no difference. */
  harmless: string[];
  /** Lines that a server may refuse. */
  hostile: string[];
  framing: Framing;
  /** A second request in the same bytes. */
  followed: boolean;
}

const harmless = fc.constantFrom(
  ...[
    `Cookie: session=${CANARY}`,
    `Authorization: Bearer ${CANARY}`,
    "Origin: null",
    `Origin: https://${CANARY}.example`,
  ],
  ...["X-HTTP-Method-Override: GET", "X-Forwarded-Proto: https", `Forwarded: for=${CANARY};host=${CANARY}`],
  ...[
    "X-Forwarded-For: ",
    `X-Forwarded-For: ${CANARY}, 127.0.0.1, ,`,
    `X-Real-IP: ${CANARY}`,
    "Content-Encoding: gzip",
  ],
  ...[
    "__proto__: x",
    "constructor: x",
    `X-${CANARY}: \xff\xfe\x80`,
    `X-Shop: ${CANARY}`,
    "Expect: 100-continue",
  ],
  ...[
    "Accept-Encoding: br;q=0",
    "If-Match: *",
    "Range: bytes=0-1",
    `X-Original-URL: /${CANARY}`,
    "TE: trailers",
  ],
  ...[`X-Long: ${CANARY.repeat(500)}`, `User-Agent: \${jndi:ldap://${CANARY}/x}`, "Content-Language: tlh"],
);

const hostile = fc.constantFrom(
  ...["Transfer-Encoding: gzip, chunked", "Transfer-Encoding: identity", "Transfer-Encoding : chunked"],
  ...[
    "Content-Length: -1",
    "Content-Length: +5",
    "Content-Length: 0x10",
    "Content-Length: 1e3",
    "Content-Length: 5, 5",
  ],
  ...[
    `Content-Length: ${"9".repeat(30)}`,
    "Content-Length:",
    "Transfer-Encoding: \x0bchunked",
    `X-Nul: ${CANARY}\0`,
  ],
  ...[
    "Host: a",
    "Host: b@c/d",
    "Upgrade: websocket\r\nConnection: Upgrade",
    "Upgrade: h2c\r\nConnection: Upgrade",
  ],
  ...[
    "Expect: the-unexpected",
    "Connection: keep-alive",
    "Connection: content-length",
    `: ${CANARY}`,
    CANARY,
  ],
  ...[
    `X-Fold: a\r\n ${CANARY}`,
    `X-Bare: a\nX-Bare2: ${CANARY}`,
    `X-Cr: a\r${CANARY}`,
    `X-Big: ${CANARY.repeat(4000)}`,
  ],
  ...[
    Array.from({ length: 2100 }, (_, at) => `A${at}: `).join("\r\n"),
    "HTTP2-Settings: AAMAAABk",
    "Trailer: Content-Length",
  ],
);

const share = fc.double({ min: 0, max: 1, noNaN: true });
const framing: fc.Arbitrary<Framing> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Framing>({ kind: "length" }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("chunked" as const),
      sizes: fc.array(fc.constantFrom(1, 2, 7, 100, 4095, 4096, 4097), { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("announced_more" as const),
      by: fc.constantFrom(1, 100, 1e6, 1e15),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("announced_less" as const),
      by: fc.integer({ min: 1, max: 300 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Framing>(
      ...(["two_lengths", "length_and_chunked", "bad_chunks", "unannounced"] as const).map((kind) => ({
        kind,
      })),
    ),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("torn" as const), share, reset: fc.boolean() }) },
);

const METHODS = [
  "GET",
  "HEAD",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "PROPFIND",
  "post",
  "QUERY",
  "BREW",
  "P\0ST",
];
const TARGETS = [
  "/collect?token=canary",
  "/collect#x",
  "*",
  "http://elsewhere.example/collect",
  `/${"a".repeat(9000)}`,
  "//x",
  "/\x80",
  "",
];
const TYPES = [
  "application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "text/plain; charset=utf-16",
  "",
  "\x01",
  CANARY,
];

export const wires: fc.Arbitrary<Wire> = fc.record({
  method: fc.oneof(
    { weight: 9, arbitrary: fc.constant("POST") },
    { weight: 1, arbitrary: fc.constantFrom(...METHODS) },
  ),
  target: fc.oneof(
    { weight: 9, arbitrary: fc.constant("/collect") },
    { weight: 1, arbitrary: fc.constantFrom(...TARGETS) },
  ),
  contentType: fc.oneof(
    { weight: 4, arbitrary: fc.constant("text/plain") },
    { weight: 1, arbitrary: fc.constantFrom(...TYPES) },
  ),
  harmless: fc.array(harmless, { maxLength: 3 }),
  hostile: fc.oneof(
    { weight: 6, arbitrary: fc.constant<string[]>([]) },
    { weight: 1, arbitrary: fc.array(hostile, { minLength: 1, maxLength: 2 }) },
  ),
  framing,
  followed: fc.oneof(
    { weight: 9, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

/** Whether a request ends where it says it ends, so that its sender may wait for the answer. */
export function isComplete({ hostile: bad, framing: { kind } }: Wire): boolean {
  return bad.length === 0 && (kind === "length" || kind === "chunked");
}

/** Whether a request is one that the handler has to answer by its body alone. */
export function isOrdinary(wire: Wire): boolean {
  const { method, target, contentType, followed } = wire;
  return (
    isComplete(wire) && method === "POST" && target === "/collect" && contentType !== "\x01" && !followed
  );
}
