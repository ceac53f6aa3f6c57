import type { IncomingMessage } from "node:http";
import { Overloaded } from "../platform/group-commit.ts";

/** The request announced or sent more bytes than it may. */
export class BodyTooLarge extends Error {
  override readonly name = "BodyTooLarge";
}

/** The sender went away before the body was whole. */
export class SenderGone extends Error {
  override readonly name = "SenderGone";
}

/** What bodies may take, in bytes: one of them, and all that are being read at the same time. */
export interface BodyLimits {
  one: number;
  together: number;
}

/** The raw bytes of a request. Rejects with BodyTooLarge, SenderGone, or Overloaded when too many bytes of others are being read. */
export type BodyReader = (request: IncomingMessage) => Promise<Buffer>;

/** A reader of bodies whose sender nobody has checked yet: what they take together is bounded. */
export function createBodyReader(limits: BodyLimits): BodyReader {
  let taken = 0;
  return async (request) => {
    const mine = { size: 0 };
    const take = (bytes: number) => {
      mine.size += bytes;
      taken += bytes;
      if (mine.size > limits.one) throw new BodyTooLarge();
      if (taken > limits.together) throw new Overloaded("too many bodies are being read");
    };
    try {
      if (Number(request.headers["content-length"] ?? 0) > limits.one) throw new BodyTooLarge();
      return await readBody(request, take);
    } finally {
      taken -= mine.size;
    }
  };
}

/** `take` is told of every chunk, and throws when it is too much. */
function readBody(request: IncomingMessage, take: (bytes: number) => void): Promise<Buffer> {
  // By its events: the stream's iterator costs a promise a chunk, and this is read some thousand times a second.
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => {
    try {
      take(chunk.length);
      chunks.push(chunk);
    } catch (error) {
      request.pause();
      reject(error);
    }
  });
  let ended = false;
  request.on("end", () => {
    ended = true;
    resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
  });
  // `close` without `end` is a sender that went away. Every request closes, and an error that nobody sees costs as much as one that is seen.
  const onGone = () => {
    if (!ended) reject(new SenderGone("the request ended early"));
  };
  request.on("error", onGone);
  request.on("close", onGone);
  return promise;
}
