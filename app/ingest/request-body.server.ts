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

/** A body on its way. */
interface Reading {
  size: number;
  /** The bytes it is to have, as far as the sender said; else Infinity. */
  announced: number;
  chunks: Buffer[];
  /** Ends it with this error. */
  stop(error: Error): void;
}

/**
 * A reader of bodies whose sender nobody has checked yet: what they take together is bounded. When it is too much, whoever has been at it the longest
 * is told to come back: a genuine body arrives in a moment, and many slow ones must not keep it out.
 */
export function createBodyReader(limits: BodyLimits): BodyReader {
  let taken = 0;
  /** The oldest first. Most bodies come in one piece and are never in here: a set whose members keep changing is made anew all the time. */
  const readings = new Set<Reading>();

  function makeRoom(): void {
    for (const reading of readings) {
      if (taken <= limits.together) return;
      taken -= reading.size;
      reading.size = 0;
      readings.delete(reading);
      reading.stop(new Overloaded("too many bodies are being read"));
    }
  }

  function take(reading: Reading, bytes: number): void {
    reading.size += bytes;
    taken += bytes;
    if (reading.size < reading.announced) readings.add(reading);
    if (reading.size > limits.one) reading.stop(new BodyTooLarge());
    else if (taken > limits.together) makeRoom();
  }

  return async (request) => {
    const length = request.headers["content-length"];
    if (Number(length ?? 0) > limits.one) throw new BodyTooLarge();
    const announced = Number(length ?? Infinity);
    const reading: Reading = { size: 0, announced, chunks: [], stop: () => undefined };
    try {
      await readBody(request, reading, take);
      const { chunks } = reading;
      // What has listened to the request may outlive it until a full collection: the body must not.
      reading.chunks = [];
      return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    } finally {
      readings.delete(reading);
      taken -= reading.size;
    }
  };
}

/** Fills `reading`. `take` is told of every chunk, and stops what is too much. */
function readBody(
  request: IncomingMessage,
  reading: Reading,
  take: (reading: Reading, bytes: number) => void,
): Promise<void> {
  // By its events: the stream's iterator costs a promise a chunk, and this is read some thousand times a second.
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let ended = false;
  reading.stop = (error) => {
    ended = true;
    reading.chunks = [];
    request.pause();
    reject(error);
  };
  request.on("data", (chunk: Buffer) => {
    if (ended) return;
    reading.chunks.push(chunk);
    take(reading, chunk.length);
  });
  request.on("end", () => {
    if (ended) return;
    ended = true;
    resolve(undefined);
  });
  // `close` without `end` is a sender that went away. Every request closes, and an error that nobody sees costs as much as one that is seen.
  const onGone = () => {
    if (!ended) reject(new SenderGone("the request ended early"));
  };
  request.on("error", onGone);
  request.on("close", onGone);
  return promise;
}
