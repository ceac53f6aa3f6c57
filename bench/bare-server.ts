/**
 * `node bench/bare-server.ts DATABASE KIND`: the least that accepting webhooks costs. node:http, the signature over the raw bytes, one row with the event's id and the
 * first bytes of the body, all that came in one turn of the event loop in one transaction that is on disk before any of them is answered. It knows nothing of orders.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import SqliteDatabase from "better-sqlite3";

/** `floor` keeps less of the body than anybody needs; `whole` all of it; `parsed` reads it as JSON and keeps as much as a reduced order is. */
export type BareKind = "floor" | "whole" | "parsed";

const KEPT_BYTES: Readonly<Record<BareKind, number>> = { floor: 200, whole: Infinity, parsed: 2000 };

const [path = "", kind = "floor"] = process.argv.slice(2);
const secret = process.env["SHOPIFY_API_SECRET"] ?? "";
const keep = KEPT_BYTES[kind as BareKind];

const sqlite = new SqliteDatabase(path);
sqlite.pragma("journal_mode = WAL");
sqlite.pragma("synchronous = FULL");
sqlite.exec(
  "CREATE TABLE IF NOT EXISTS webhook (id INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, body BLOB)",
);
const insert = sqlite.prepare("INSERT INTO webhook (event_id, body) VALUES (?, ?) ON CONFLICT DO NOTHING");

interface Arrived {
  eventId: string;
  body: Buffer;
  response: ServerResponse;
}

let waiting: Arrived[] = [];
const write = sqlite.transaction((group: readonly Arrived[]) => {
  for (const { eventId, body } of group) insert.run(eventId, body.subarray(0, keep));
});

function flush(): void {
  const group = waiting;
  waiting = [];
  write.immediate(group);
  for (const { response } of group) response.end();
}

function isSigned(body: Buffer, given: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest();
  const signature = Buffer.from(given, "base64");
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

function accept(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const header = (name: string) => String(request.headers[name] ?? "");
  if (!isSigned(body, header("x-shopify-hmac-sha256"))) {
    response.writeHead(401).end();
    return;
  }
  if (kind === "parsed") JSON.parse(body.toString("utf8"));
  waiting.push({ eventId: header("x-shopify-event-id"), body, response });
  if (waiting.length === 1) setImmediate(flush);
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    accept(request, chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks), response);
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.once("SIGTERM", () => {
  server.close(() => sqlite.close());
  server.closeAllConnections();
});
