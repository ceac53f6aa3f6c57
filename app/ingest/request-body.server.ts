import type { IncomingMessage } from "node:http";

/** The request announced or sent more bytes than it may. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/** The sender went away before the body was whole. */
export class SenderGone extends Error {
  override readonly name = "SenderGone";
}

/** The raw bytes of a request, at most `maxBytes`. Rejects with BodyTooLarge or SenderGone. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return Promise.reject(new BodyTooLarge());
  // By its events: the stream's iterator costs a promise a chunk, and this is read some thousand times a second.
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else {
      request.pause();
      reject(new BodyTooLarge());
    }
  });
  request.on("end", () => {
    resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
  });
  const onGone = () => {
    reject(new SenderGone("the request ended early"));
  };
  // `close` without `end` is a sender that went away; after `end` nobody listens any more.
  request.on("error", onGone);
  request.on("close", onGone);
  return promise;
}
