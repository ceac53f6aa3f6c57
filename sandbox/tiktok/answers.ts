/**
 * What TikTok answers. The codes are documented or recorded from the real API; a message marked "guess" is worded by us,
 * so nothing may depend on its text beyond the field it names.
 */

/** The body of every answer of the API itself; HTTP status 200 whatever the code. */
export interface Answer {
  code: number;
  message: string;
  request_id: string;
  data: Record<string, never>;
}

/** Why TikTok turns a request down. */
export type Refusal =
  | { kind: "token-missing" }
  | { kind: "token-unknown" }
  | { kind: "token-expired" }
  | { kind: "pixel-forbidden"; pixel: string }
  | { kind: "pixel-throttled"; pixel: string }
  | { kind: "bad-body"; reason: string }
  | { kind: "bad-field"; field: string; reason: string }
  | { kind: "batch-size"; size: number }
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
      return { code: 40104, message: "Access-Token is empty." }; // recorded once
    case "token-unknown":
      return { code: 40105, message: "Access token is incorrect or has been revoked." }; // recorded
    case "token-expired":
      return { code: 40102, message: "Access token has expired." }; // guess
    case "pixel-forbidden":
      return { code: 40001, message: forbidden(refusal.pixel) };
    case "pixel-throttled":
      return { code: 40132, message: `Pixel code ${refusal.pixel} is throttled.` }; // guess
    case "bad-body":
      return { code: 40000, message: `Invalid request body: ${refusal.reason}.` }; // guess
    case "bad-field":
      // Recorded as "Invalid value for event_id: not a valid string."; how a batch's index is written is a guess.
      return { code: 40002, message: `Invalid value for ${refusal.field}: ${refusal.reason}.` };
    case "batch-size":
      return { code: 40061, message: `Invalid batch size ${refusal.size}: data must hold 1 to 1000 events.` }; // guess
    case "not-hashed":
      return { code: 40062, message: `Invalid value for ${refusal.field}: not a SHA-256 hash.` }; // guess
  }
}

// Recorded; that a pixel which does not exist gets the same words is a guess.
function forbidden(pixel: string): string {
  return `No permission to operate pixel code: ${pixel}. You must be an admin or operator of this advertiser account.`;
}

/** Messages for the codes that only a scripted fault brings up; guesses except 40100 and 51021, which are recorded. */
const SCRIPTED: Readonly<Record<number, string>> = {
  0: "OK",
  20001: "Partial success.",
  40016: "Too many requests.",
  40050: "Event already received.",
  40100: "App reaches the QPS limit.",
  40102: "Access token has expired.",
  40105: "Access token is incorrect or has been revoked.",
  40132: "Pixel is throttled.",
  50000: "Internal server error.",
  50002: "Service error.",
  51021: "Too many requests",
};

/** The message the double sends with a scripted code. */
export function messageOf(code: number): string {
  return SCRIPTED[code] ?? `Error ${code}.`;
}

/** The body that carries a code and a message; `data` is always empty, as no endpoint here returns any. */
export function answerWith(id: string, said: { code: number; message: string }): Answer {
  return { code: said.code, message: said.message, request_id: id, data: {} };
}

/**
 * A request id of the shape TikTok's have (fourteen digits of UTC time, twenty hex digits). The digits count up, so that
 * two runs of a test agree. `at` is in milliseconds.
 */
export function requestId(at: number, sequence: number): string {
  const time = new Date(at).toISOString().replace(/\D/g, "").slice(0, 14);
  return time + sequence.toString(16).toUpperCase().padStart(20, "0");
}
