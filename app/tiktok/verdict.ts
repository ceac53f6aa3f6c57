import { z } from "zod";
import type { Answer, Outcome } from "../delivery/outcome.ts";

/**
 * What TikTok's codes mean. HTTP status is 200 for almost every answer, failures included: only `code` counts. Sources: TikTok's Marketing
 * API return codes and its own open-source senders, as of 2026-11-22. Anything not listed is `unclear`.
 */
const CODES: Readonly<Record<number, Outcome["kind"]>> = {
  0: "delivered",
  40050: "delivered", // this event was received before
  // Partial success. Nobody has recorded it of this endpoint, where one bad event fails the whole request, and no source says how it would name
  // the events it means. So some of the request may count and some not, and none of it is called delivered: each event is sent again by itself,
  // which is safe as long as TikTok drops second copies, and gets a verdict of its own. Given to a single event it says nothing: that one ends
  // with a person, who finds what came with it.
  20001: "unclear",
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
  data: z.unknown().optional(),
});
type Body = z.output<typeof bodySchema>;

/** Reads the verdict from TikTok's body. The status is looked at only when there is no body of TikTok's to read. */
export function verdictOf(exchange: Exchange): { outcome: Outcome; answer: Answer } {
  if (exchange.kind === "unreachable")
    return { outcome: { kind: "retry", fate: "not_counted" }, answer: { message: exchange.error } };
  if (exchange.kind === "interrupted")
    return { outcome: { kind: "retry", fate: "unknown" }, answer: { message: exchange.error } };

  const body = readBody(exchange.body);
  if (body === undefined) return { outcome: withoutBody(exchange), answer: { httpStatus: exchange.status } };
  const kind = kindOf(body.code);
  const answer: Answer = { httpStatus: exchange.status, code: body.code };
  const message = kind === "unclear" ? withData(body) : body.message;
  if (message !== undefined) answer.message = message.slice(0, 1000);
  if (body.request_id !== undefined) answer.requestId = body.request_id.slice(0, 200);
  return { outcome: outcomeOf(kind, exchange), answer };
}

/** Whoever has to read an answer that nobody documented needs all of it. */
function withData({ message, data }: Body): string | undefined {
  const text = data === undefined ? "" : JSON.stringify(data);
  if (["", "null", "{}", "[]", '""'].includes(text)) return message;
  return message === undefined ? text : `${message} ${text}`;
}

/** The codes that are listed one by one. */
export const KNOWN_CODES: readonly number[] = Object.keys(CODES).map(Number);

/** Whether a code is listed one by one. */
export function isKnownCode(code: number): boolean {
  return Object.hasOwn(CODES, code);
}

/** What a code of TikTok's body means. */
export function kindOf(code: number): Outcome["kind"] {
  return CODES[code] ?? FAMILIES.find(({ from, to }) => code >= from && code <= to)?.kind ?? "unclear";
}

function outcomeOf(kind: Outcome["kind"], exchange: Exchange & { kind: "answered" }): Outcome {
  switch (kind) {
    case "retry":
      // TikTok admits to a failure of its own; nobody says that it gave up before it had written anything.
      return { kind, fate: "unknown" };
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
  // A gateway measures the request before it passes it on.
  if (exchange.status === 413) return { kind: "refused" };
  if (exchange.status >= 300 && exchange.status < 500 && exchange.status !== 408) return { kind: "unclear" };
  return { kind: "retry", fate: "unknown" };
}

function throttled({ retryAfter }: Exchange & { kind: "answered" }): Outcome {
  const seconds = retryAfter !== undefined && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  return seconds === undefined ? { kind: "throttled" } : { kind: "throttled", retryAfterMs: seconds * 1000 };
}

function readBody(text: string): Body | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
