import type { IncomingMessage } from "node:http";

/** The request announced or sent more bytes than it may. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/** The raw bytes of a request, at most `maxBytes`. Throws BodyTooLarge, or the stream's error when the sender goes away. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw new BodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
