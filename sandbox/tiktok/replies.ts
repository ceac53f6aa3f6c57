/** What goes back over the wire, whole or spoiled. */
import type { ServerResponse } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Answer } from "./answers.ts";

/** What the sender gets. */
export type Reply =
  | { kind: "answer"; answer: Answer }
  | { kind: "html"; status: number; html?: string }
  | { kind: "empty" }
  | { kind: "truncated"; answer: Answer }
  | { kind: "reset" }
  | { kind: "silence" };

/** Sends a reply; `silence` leaves the connection open until one side closes it. */
export function send(reply: Reply, response: ServerResponse): void {
  switch (reply.kind) {
    case "answer":
      sendText(response, 200, JSON_TYPE, JSON.stringify(reply.answer));
      return;
    case "html":
      sendText(response, reply.status, HTML_TYPE, reply.html ?? gatewayPage(reply.status));
      return;
    case "empty":
      sendText(response, 200, JSON_TYPE, "");
      return;
    case "truncated": {
      const whole = JSON.stringify(reply.answer);
      sendText(response, 200, JSON_TYPE, whole.slice(0, whole.length >> 1));
      return;
    }
    case "reset":
      response.socket?.resetAndDestroy();
      return;
    case "silence":
      return;
  }
}

/** A reply in a few words, to follow "TikTok" in a sentence. */
export function inWords(reply: Reply): string {
  switch (reply.kind) {
    case "answer":
      return `answered code ${reply.answer.code} ${reply.answer.message.replace(/\.$/, "")}`;
    case "html":
      return `answered HTTP ${reply.status} in HTML`;
    case "empty":
      return "answered with an empty body";
    case "truncated":
      return "answered with half a body";
    case "reset":
      return "reset the connection";
    case "silence":
      return "does not answer";
  }
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
