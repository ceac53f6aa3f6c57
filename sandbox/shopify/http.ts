/** The few HTTP words the double's handlers share. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** What a handler answers; the server writes it. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

const MAX_BODY_BYTES = 1_000_000;

/** Reads a whole request body as text; throws above one megabyte. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error("The request body is larger than the sandbox accepts.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** An answer with a JSON body. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    body: JSON.stringify(value),
  };
}

/** An answer with an HTML body, or with another text type when one is given. */
export function text(status: number, body: string, type = "text/html; charset=utf-8"): Answer {
  return { status, headers: { "content-type": type }, body };
}

/** A 303 to a path of this server. */
export function seeOther(location: string): Answer {
  return { status: 303, headers: { location }, body: "" };
}

/** Writes an answer; nothing of the sandbox may be cached. */
export function write(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { "cache-control": "no-store", ...answer.headers });
  response.end(answer.body);
}
