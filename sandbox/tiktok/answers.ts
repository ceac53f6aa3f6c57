/**
 * What TikTok answers. The codes are documented or recorded from the real API; a message marked "guess" is worded by us,
 * so nothing may depend on its text beyond the field it names.
 */

import { messageOf } from "./codes.ts";

/** The body of every answer of the API itself; HTTP status 200 whatever the code. */
export interface Answer {
  code: number;
  message: string;
  request_id: string;
  data: Record<string, unknown>;
}

/** Why TikTok turns a request down. */
export type Refusal =
  | { kind: "token-missing" }
  | { kind: "token-unknown" }
  | { kind: "token-expired" }
  | { kind: "pixel-forbidden"; pixel: string }
  | { kind: "too-fast"; code: number }
  | { kind: "pixel-throttled"; pixel: string; code: number }
  | { kind: "bad-body"; reason: string }
  | { kind: "bad-field"; field: string; reason: string }
  | { kind: "batch-size"; size: number }
  | { kind: "partner-name" }
  | { kind: "not-hashed"; field: string };

/** A value that passed its checks, or the reason it did not. */
export type Checked<T> = { kind: "ok"; value: T } | { kind: "refused"; refusal: Refusal };

/** Wraps a refusal as the outcome of a check. */
export function refused(refusal: Refusal): { kind: "refused"; refusal: Refusal } {
  return { kind: "refused", refusal };
}

/** The code and message that tell a sender of a refusal. */
export function explain(refusal: Refusal): { code: number; message: string } {
  switch (refusal.kind) {
    case "token-missing":
      return { code: 40104, message: messageOf(40104) };
    case "token-unknown":
      return { code: 40105, message: messageOf(40105) };
    case "token-expired":
      return { code: 40102, message: "Access token has expired." }; // guess
    case "pixel-forbidden":
      return { code: 40001, message: forbidden(refusal.pixel) };
    case "too-fast":
      return { code: refusal.code, message: messageOf(refusal.code) };
    case "pixel-throttled":
      return { code: refusal.code, message: `Pixel code ${refusal.pixel} is throttled.` }; // guess
    case "bad-body":
      return { code: 40000, message: `Invalid request body: ${refusal.reason}.` }; // guess
    case "bad-field":
      // Recorded as "Invalid value for event_id: not a valid string."; how a batch's index is written is a guess.
      return { code: 40002, message: `Invalid value for ${refusal.field}: ${refusal.reason}.` };
    case "batch-size":
      return { code: 40061, message: `Invalid batch size ${refusal.size}: data must hold 1 to 1000 events.` }; // guess
    case "partner-name":
      return { code: 40063, message: "Invalid partner name." }; // guess
    case "not-hashed":
      return { code: 40062, message: `Invalid value for ${refusal.field}: not a SHA-256 hash.` }; // guess
  }
}

// Recorded; that a pixel which does not exist gets the same words is a guess.
function forbidden(pixel: string): string {
  return `No permission to operate pixel code: ${pixel}. You must be an admin or operator of this advertiser account.`;
}

/** The same refusal without the place of the bad event: nobody recorded how a refused batch is worded. */
export function withoutIndex(refusal: Refusal): Refusal {
  if (refusal.kind !== "bad-field" && refusal.kind !== "not-hashed") return refusal;
  return { ...refusal, field: refusal.field.replace(/^data\[\d+\]\./, "") };
}

/** The body that carries a code and a message; only a partial success has `data`. */
export function answerWith(
  id: string,
  said: { code: number; message: string; data?: Record<string, unknown> },
): Answer {
  return { code: said.code, message: said.message, request_id: id, data: said.data ?? {} };
}

/**
 * The answer that takes some events and not those at `places`. All of it is a guess: 20001 was never recorded at this
 * endpoint, and the names in `data` are ours.
 */
export function partialSuccess(id: string, places: readonly number[]): Answer {
  const failed = places.map((order_in_batch) => ({ order_in_batch, error_message: "not taken" }));
  return answerWith(id, { code: 20001, message: messageOf(20001), data: { failed_events: failed } });
}

/**
 * A request id of the shape TikTok's have (fourteen digits of UTC time, twenty hex digits). The digits count up, so that
 * two runs of a test agree. `at` is in milliseconds.
 */
export function requestId(at: number, sequence: number): string {
  const time = new Date(at).toISOString().replace(/\D/g, "").slice(0, 14);
  return time + sequence.toString(16).toUpperCase().padStart(20, "0");
}
