import type { Answer, OutcomeKind } from "../delivery/outcome.ts";

/** Codes whose remedy is more exact than their kind's. */
const CODES_OF_THEIR_OWN = [20001, 40001, 40050, 40102, 40105] as const;

/** What the words for an answer are found by: its kind, or its code where that says more. */
export type AnswerName = OutcomeKind | `code_${(typeof CODES_OF_THEIR_OWN)[number]}`;

/** The name of an answer. */
export function answerName(kind: OutcomeKind, { code }: Pick<Answer, "code">): AnswerName {
  const own = CODES_OF_THEIR_OWN.find((one) => one === code);
  return own === undefined ? kind : `code_${own}`;
}
