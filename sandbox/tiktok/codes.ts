/**
 * The codes a sender can be told, with what they mean in a few words. The list is what TikTok's own documents and senders
 * name; `message` is there only where TikTok's wording was recorded, every other wording is a guess.
 */

/** What a code asks of whoever sent the request. */
export type CodeGroup =
  | "accepted"
  | "too busy"
  | "broken"
  | "the merchant must act"
  | "the request is wrong"
  | "the operator must act";

/** One code of TikTok's. */
export interface KnownCode {
  code: number;
  group: CodeGroup;
  meaning: string;
  message?: string;
}

/** Every code that is known, in the order a person would look for it. Where only the family is known, the meaning says no more. */
export const CODES: readonly KnownCode[] = [
  { code: 0, group: "accepted", meaning: "accepted", message: "OK" },
  // Documented for TikTok's API as a whole, never recorded at this endpoint.
  { code: 20001, group: "accepted", meaning: "partly accepted" },
  { code: 40050, group: "accepted", meaning: "received before" },

  { code: 40100, group: "too busy", meaning: "too many requests", message: "App reaches the QPS limit." },
  { code: 40016, group: "too busy", meaning: "too many requests" },
  { code: 40132, group: "too busy", meaning: "this pixel is throttled" },
  { code: 40133, group: "too busy", meaning: "throttled" },
  { code: 61000, group: "too busy", meaning: "throttled" },

  { code: 50000, group: "broken", meaning: "internal server error" },
  { code: 50002, group: "broken", meaning: "service error" },
  { code: 51021, group: "broken", meaning: "a service behind it is busy", message: "Too many requests" },
  { code: 52000, group: "broken", meaning: "a service behind it failed" },
  { code: 53999, group: "broken", meaning: "a service behind it failed" },
  { code: 60001, group: "broken", meaning: "a service behind it failed" },
  { code: 40202, group: "broken", meaning: "try again later" },

  { code: 40001, group: "the merchant must act", meaning: "no permission on the pixel" },
  { code: 40102, group: "the merchant must act", meaning: "the token expired" },
  {
    ...{ code: 40105, group: "the merchant must act", meaning: "the token was revoked" },
    message: "Access token is incorrect or has been revoked.",
  },
  { code: 40106, group: "the merchant must act", meaning: "access is gone" },
  { code: 40130, group: "the merchant must act", meaning: "access is gone" },
  { code: 40131, group: "the merchant must act", meaning: "access is gone" },
  { code: 40300, group: "the merchant must act", meaning: "not allowed" },
  { code: 40301, group: "the merchant must act", meaning: "not allowed" },

  { code: 40000, group: "the request is wrong", meaning: "not a request" },
  { code: 40002, group: "the request is wrong", meaning: "a field is wrong" },
  { code: 40061, group: "the request is wrong", meaning: "too many or too few events" },
  { code: 40062, group: "the request is wrong", meaning: "personal data not hashed" },
  { code: 40063, group: "the request is wrong", meaning: "unknown partner name" },
  {
    ...{ code: 40104, group: "the request is wrong", meaning: "the token is missing" },
    message: "Access-Token is empty.",
  },
  { code: 40010, group: "the request is wrong", meaning: "a field is wrong" },
  { code: 40404, group: "the request is wrong", meaning: "no such thing" },

  { code: 40113, group: "the operator must act", meaning: "the app is not in order" },
  { code: 40118, group: "the operator must act", meaning: "the app is not in order" },
  { code: 40124, group: "the operator must act", meaning: "the app is not in order" },
  { code: 40125, group: "the operator must act", meaning: "the app is not in order" },
  { code: 41000, group: "the operator must act", meaning: "the app is not in order" },
];

const BY_CODE = new Map(CODES.map((known) => [known.code, known]));

/** What a code means, in a few words. */
export function meaningOf(code: number): string {
  return BY_CODE.get(code)?.meaning ?? "a code nobody knows";
}

/** The message the double sends with a code. */
export function messageOf(code: number): string {
  const known = BY_CODE.get(code);
  if (known === undefined) return `Error ${code}.`;
  return known.message ?? `${known.meaning.charAt(0).toUpperCase()}${known.meaning.slice(1)}.`;
}
