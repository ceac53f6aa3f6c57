import { DAY, HOUR, MINUTE } from "../platform/clock.ts";

/** What came of handing over a message. Nothing is called sent that was not accepted. */
export type SendAnswer =
  /** `said`: the mail server's own words, or HTTP's status. */
  | { kind: "accepted"; said: string }
  /** `final`: it will not be taken later either. */
  | { kind: "refused"; said: string; final: boolean }
  | { kind: "failed"; why: SendFailure };

/** Why nobody answered. */
export const SEND_FAILURES = [
  "not_found_in_dns",
  "address_not_public",
  "connection_failed",
  "too_slow",
  "login_failed",
] as const;
export type SendFailure = (typeof SEND_FAILURES)[number];

const PAUSES = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, DAY] as const;

/** What becomes of a message after an attempt: sent, failed for good, or tried again at a moment. */
export function afterAttempt(
  answer: SendAnswer,
  attempts: number,
  now: number,
): { state: "sent" | "failed" } | { state: "waiting"; dueAt: number } {
  if (answer.kind === "accepted") return { state: "sent" };
  const pause = PAUSES[attempts - 1];
  if (pause === undefined || (answer.kind === "refused" && answer.final)) return { state: "failed" };
  return { state: "waiting", dueAt: now + pause };
}

/** HTTP's status, or a mail server's two codes. */
const CODES = /^(?:HTTP \d{3}|\d{3}(?: \d\.\d{1,3}\.\d{1,3})?)/;

/** An answer as it is kept. A mail server repeats addresses in its words: only its codes are. */
export function withoutWords(answer: SendAnswer): SendAnswer {
  if (answer.kind === "failed") return answer;
  return { ...answer, said: CODES.exec(answer.said)?.[0] ?? "" };
}
