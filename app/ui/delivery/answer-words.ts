import type { Answer, OutcomeKind } from "../../delivery/outcome.ts";
import type { Translate } from "../../locales/translate.ts";
import { answerName } from "../../tiktok/answer-name.ts";

/** What an answer of TikTok's means to a merchant: what happened, and what to do about it. */
export interface AnswerWords {
  title: string;
  advice: string;
}

/** The words for an answer. */
export function answerWords(kind: OutcomeKind, answer: Pick<Answer, "code">, t: Translate): AnswerWords {
  const name = answerName(kind, answer);
  return { title: t(`delivery.answer.${name}.title`), advice: t(`delivery.answer.${name}.advice`) };
}
