/** What goes back over the wire, whole or spoiled. */
import type { ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Answer } from "./answers.ts";
import { drip, sendAndReset, sendAndStall, sendWithLength } from "./wire.ts";

/** What the sender gets. */
export type Reply =
  | { kind: "answer"; answer: Answer; status?: number; retryAfter?: number }
  | { kind: "html"; status: number; html?: string; retryAfter?: number }
  | { kind: "empty"; status?: number }
  | { kind: "truncated"; answer: Answer }
  | { kind: "wrong-length"; answer: Answer; by: number }
  | { kind: "drip"; answer: Answer; everyMs: number }
  | { kind: "stall"; answer: Answer }
  /** `unread`: before the body was read. */
  | { kind: "reset"; unread: boolean }
  | { kind: "reset-midway"; answer: Answer }
  | { kind: "silence" };

/** Sends a reply; `silence` and `stall` leave the connection open until one side closes it. */
export function send(reply: Reply, response: ServerResponse): void {
  switch (reply.kind) {
    case "answer":
      advise(reply, response);
      sendText(response, reply.status ?? 200, JSON_TYPE, JSON.stringify(reply.answer));
      return;
    case "html":
      advise(reply, response);
      sendText(response, reply.status, HTML_TYPE, reply.html ?? gatewayPage(reply.status));
      return;
    case "empty":
      sendText(response, reply.status ?? 200, JSON_TYPE, "");
      return;
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "silence":
      return;
    case "truncated":
    case "wrong-length":
    case "drip":
    case "stall":
    case "reset-midway":
      sendDamaged(reply, response);
      return;
  }
}

type Damaged = Extract<Reply, { kind: "truncated" | "wrong-length" | "drip" | "stall" | "reset-midway" }>;

function sendDamaged(reply: Damaged, response: ServerResponse): void {
  const body = JSON.stringify(reply.answer);
  switch (reply.kind) {
    case "truncated":
      sendText(response, 200, JSON_TYPE, firstHalf(body));
      return;
    case "wrong-length":
      sendWithLength(response, { type: JSON_TYPE, body, length: Buffer.byteLength(body) + reply.by });
      return;
    case "drip":
      drip(response, { type: JSON_TYPE, body, everyMs: reply.everyMs });
      return;
    case "stall":
      sendAndStall(response, { type: JSON_TYPE, body, sent: firstHalf(body) });
      return;
    case "reset-midway":
      sendAndReset(response, { type: JSON_TYPE, body, sent: firstHalf(body) });
      return;
  }
}

function firstHalf(body: string): string {
  return body.slice(0, body.length >> 1);
}

/** A reply in a few words, to follow "TikTok" in a sentence. */
export function inWords(reply: Reply): string {
  switch (reply.kind) {
    case "answer":
      return `answered ${statusOf(reply)}code ${reply.answer.code} ${reply.answer.message.replace(/\.$/, "")}`;
    case "html":
      return `answered HTTP ${reply.status} in HTML`;
    case "empty":
      return `answered ${statusOf(reply)}with an empty body`;
    case "truncated":
      return "answered with half a body";
    case "wrong-length":
      return "answered with a wrong length";
    case "drip":
      return `answers code ${reply.answer.code} byte by byte`;
    case "stall":
      return "stopped in the middle of its answer";
    case "reset":
      return reply.unread ? "reset the connection before reading" : "reset the connection";
    case "reset-midway":
      return "reset the connection in the middle of its answer";
    case "silence":
      return "does not answer";
  }
}

function statusOf({ status = 200 }: { status?: number }): string {
  return status === 200 ? "" : `HTTP ${status}, `;
}

function advise({ retryAfter }: { retryAfter?: number }, response: ServerResponse): void {
  if (retryAfter !== undefined) response.setHeader("Retry-After", retryAfter);
}

const JSON_TYPE = "application/json; charset=utf-8";
const HTML_TYPE = "text/html; charset=utf-8";

/** Sends a whole body with its type. */
export function sendText(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

// Guess: the shape of a gateway's page. What matters is that it is not JSON.
function gatewayPage(status: number): string {
  const title = `${status} ${STATUS_CODES[status] ?? "Error"}`;
  return `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n</body>\n</html>\n`;
}
