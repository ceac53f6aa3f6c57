import type { AttemptResult } from "../../delivery/outcome.ts";
import type { Translate } from "../../locales/translate.ts";
import type { Fact } from "../facts/fact.ts";
import { answerWords, type AnswerWords } from "../delivery/answer-words.ts";

/** What came of a test event, in words, with TikTok's own answer beside them. */
export interface TestAnswer {
  kind: "tested";
  /** TikTok answered that it has the event. Nothing else is a success. */
  accepted: boolean;
  title: string;
  advice: string;
  /** TikTok's answer, label and value. */
  answer: Fact[];
}

/** The words for a test event's result; undefined means that there was nothing to send it with. */
export function testAnswer(result: AttemptResult | undefined, t: Translate): TestAnswer {
  if (result === undefined)
    return { kind: "tested", accepted: false, ...fixedWords("not_sent", t), answer: [] };
  const { outcome, answer } = result;
  const accepted = outcome.kind === "delivered";
  const words = accepted ? fixedWords("accepted", t) : tried(result, t);
  return { kind: "tested", accepted, ...words, answer: answerFacts(answer, t) };
}

/** The words for a test event that was asked for too often, and not sent. */
export function testedTooOften(waitMs: number, t: Translate): TestAnswer {
  return { kind: "tested", accepted: false, ...tooOftenWords(waitMs, t), answer: [] };
}

/** TikTok was asked often enough for now. */
export function tooOftenWords(waitMs: number, t: Translate): AnswerWords {
  return {
    title: t("connection.too_often.title"),
    advice: t("connection.too_often.advice", { count: Math.ceil(waitMs / 1000) }),
  };
}

/** TikTok's own answer, label and value. */
export function answerFacts(answer: AttemptResult["answer"], t: Translate): Fact[] {
  const rows = [
    { label: t("connection.test_event.code"), value: answer.code?.toString() },
    { label: t("connection.test_event.message"), value: answer.message },
    { label: t("connection.test_event.request_id"), value: answer.requestId, verbatim: true },
    {
      label: t("connection.test_event.http_status"),
      value: answer.code === undefined ? answer.httpStatus?.toString() : undefined,
    },
  ];
  return rows.flatMap(known);
}

function fixedWords(which: "accepted" | "not_sent", t: Translate): AnswerWords {
  return {
    title: t(`connection.test_event.${which}.title`),
    advice: t(`connection.test_event.${which}.advice`),
  };
}

/** A purchase is sent again by itself; a test event is not. */
function tried({ outcome, answer }: AttemptResult, t: Translate): AnswerWords {
  const words = answerWords(outcome.kind, answer, t);
  switch (outcome.kind) {
    case "retry":
    case "throttled":
      return { title: words.title, advice: t("connection.test_event.try_again") };
    case "delivered":
    case "unauthorised":
    case "refused":
    case "operator":
    case "unclear":
      return words;
  }
}

function known({ value, ...rest }: Omit<Fact, "value"> & { value: string | undefined }): Fact[] {
  return value === undefined ? [] : [{ ...rest, value }];
}
