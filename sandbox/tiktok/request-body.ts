/** Reading a request's body, with a limit. */
import type { IncomingMessage } from "node:http";

const MAX_BYTES = 1_000_000;

/** The body as text, or undefined when it is over 1 MB; the rest is then read and thrown away. Rejects when the sender leaves. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size <= MAX_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BYTES ? Buffer.concat(chunks).toString("utf8") : undefined;
}

/** The value a JSON text stands for, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
