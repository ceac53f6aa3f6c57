import { z } from "zod";
import type { Answer, Outcome } from "../delivery/outcome.ts";

/**
 * What TikTok's codes mean. HTTP status is 200 for almost every answer, failures included: only `code` counts. Sources: TikTok's Marketing
 * API return codes and its own open-source senders, as of 2026-11-22. Anything not listed is `unclear`.
 */
const CODES: Readonly<Record<number, Outcome["kind"]>> = {
  0: "delivered",
  40050: "delivered", // this event was received before
  // The merchant must act: the token or its permission on the pixel is gone.
  40001: "unauthorised",
  40102: "unauthorised",
  40105: "unauthorised",
  40106: "unauthorised",
  40130: "unauthorised",
  40131: "unauthorised",
  40300: "unauthorised",
  40301: "unauthorised",
  // Too fast; 40132 concerns one pixel.
  40016: "throttled",
  40100: "throttled",
  40132: "throttled",
  40133: "throttled",
  61000: "throttled",
  // TikTok's own trouble.
  40202: "retry",
  50000: "retry",
  50002: "retry",
  60001: "retry",
  // The event or the request is wrong: the same bytes will never be accepted.
  40000: "refused",
  40002: "refused",
  40061: "refused", // batch size
  40062: "refused", // personal data that is not hashed
  40063: "refused", // unknown partner name
  40104: "refused", // token header missing
  // Whoever runs the installation must act.
  40113: "operator",
  40118: "operator",
  40124: "operator",
  40125: "operator",
  41000: "operator",
};

/** Families of codes, for those not listed one by one. */
const FAMILIES: readonly { from: number; to: number; kind: Outcome["kind"] }[] = [
  { from: 51_000, to: 53_999, kind: "retry" },
  { from: 40_400, to: 40_499, kind: "refused" },
  { from: 40_003, to: 40_015, kind: "refused" },
  { from: 40_017, to: 40_019, kind: "refused" },
];

/** The answer of one HTTP exchange, or the way it failed. */
export type Exchange =
  | { kind: "answered"; status: number; body: string; retryAfter?: string | undefined }
  /** The connection was never made: TikTok cannot have seen the event. */
  | { kind: "unreachable"; error: string }
  /** Sent, and then silence, a reset, or an answer that stopped halfway: TikTok may have counted it. */
  | { kind: "interrupted"; error: string };

const bodySchema = z.object({
  code: z.number().int(),
  message: z.string().optional().catch(undefined),
  request_id: z.string().optional().catch(undefined),
});

/** Reads the verdict from TikTok's body. The status is looked at only when there is no body of TikTok's to read. */
export function verdictOf(exchange: Exchange): { outcome: Outcome; answer: Answer } {
  if (exchange.kind === "unreachable")
    return { outcome: { kind: "retry", fate: "not_counted" }, answer: { message: exchange.error } };
  if (exchange.kind === "interrupted")
    return { outcome: { kind: "retry", fate: "unknown" }, answer: { message: exchange.error } };

  const body = readBody(exchange.body);
  if (body === undefined) return { outcome: withoutBody(exchange), answer: { httpStatus: exchange.status } };
  const answer: Answer = { httpStatus: exchange.status, code: body.code };
  if (body.message !== undefined) answer.message = body.message.slice(0, 1000);
  if (body.request_id !== undefined) answer.requestId = body.request_id.slice(0, 200);
  return { outcome: outcomeOf(kindOf(body.code), exchange), answer };
}

/** What a code of TikTok's body means. */
export function kindOf(code: number): Outcome["kind"] {
  return CODES[code] ?? FAMILIES.find(({ from, to }) => code >= from && code <= to)?.kind ?? "unclear";
}

function outcomeOf(kind: Outcome["kind"], exchange: Exchange & { kind: "answered" }): Outcome {
  switch (kind) {
    case "retry":
      return { kind, fate: "not_counted" };
    case "throttled":
      return throttled(exchange);
    case "delivered":
    case "unauthorised":
    case "refused":
    case "operator":
    case "unclear":
      return { kind };
  }
}

/** A gateway's page, an empty or a broken body: the event's fate is unknown. A redirect or a refusal is not known to pass by itself. */
function withoutBody(exchange: Exchange & { kind: "answered" }): Outcome {
  if (exchange.status === 429) return throttled(exchange);
  if (exchange.status >= 300 && exchange.status < 500 && exchange.status !== 408) return { kind: "unclear" };
  return { kind: "retry", fate: "unknown" };
}

function throttled({ retryAfter }: Exchange & { kind: "answered" }): Outcome {
  const seconds = retryAfter !== undefined && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  return seconds === undefined ? { kind: "throttled" } : { kind: "throttled", retryAfterMs: seconds * 1000 };
}

function readBody(text: string): z.output<typeof bodySchema> | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
