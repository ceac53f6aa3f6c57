import type { OutcomeKind } from "../../delivery/outcome.ts";
import type { Translate } from "../../locales/translate.ts";
import type { AttemptRecord } from "../../shops/shop-records.server.ts";
import { answerWords, type AnswerWords } from "../delivery/answer-words.ts";
import type { StatusTone } from "../delivery/status.ts";
import type { Fact } from "../facts/fact.ts";
import type { Formats, Moment } from "../formats.ts";

/** One request to TikTok, and its answer. */
export interface AttemptView {
  title: string;
  at: Moment;
  verdict: { label: string; tone: StatusTone };
  facts: Fact[];
}

type RecordedOutcome = OutcomeKind | "lost";

const TONES: Readonly<Record<RecordedOutcome, StatusTone>> = {
  delivered: "success",
  retry: "attention",
  throttled: "attention",
  unauthorised: "critical",
  refused: "critical",
  operator: "critical",
  unclear: "warning",
  lost: "warning",
};

/** The attempts of a delivery, oldest first. */
export function attemptViews(attempts: readonly AttemptRecord[], formats: Formats): AttemptView[] {
  const { t, moment } = formats;
  // Of an old order only the last one is kept.
  const first = attempts[0]?.number ?? 1;
  return attempts.map((attempt, index) => {
    const outcome = recorded(attempt.outcome);
    const what = attemptWords(outcome, attempt, t).title;
    return {
      title: t("receipt.attempt.title", { number: first + index, what }),
      at: moment(attempt.startedAt),
      verdict: { label: t(`receipt.attempt.verdict.${outcome}`), tone: TONES[outcome] },
      facts: answerFacts(attempt, formats),
    };
  });
}

/** What an attempt means: TikTok's code in a merchant's words, or why there is none. */
export function attemptWords(
  outcome: RecordedOutcome,
  { code, httpStatus }: AttemptRecord,
  t: Translate,
): AnswerWords {
  const silent = outcome === "retry" && httpStatus === null ? "no_answer" : outcome;
  if (silent === "lost" || silent === "no_answer")
    return { title: t(`receipt.attempt.${silent}.title`), advice: t(`receipt.attempt.${silent}.advice`) };
  return answerWords(silent, code === null ? {} : { code }, t);
}

function recorded(outcome: string): RecordedOutcome {
  return Object.hasOwn(TONES, outcome) ? (outcome as RecordedOutcome) : "unclear";
}

function answerFacts(attempt: AttemptRecord, { t, duration, number }: Formats): Fact[] {
  const { batchSize, httpStatus } = attempt;
  const facts: (Fact | undefined)[] = [
    { label: t("receipt.attempt.took"), value: duration(attempt.durationMs) },
    fact(t("receipt.attempt.code"), attempt.code),
    message(attempt, t),
    fact(t("receipt.attempt.request_id"), attempt.requestId),
    attempt.code === null ? fact(t("receipt.attempt.http_status"), httpStatus) : undefined,
    fact(t("receipt.attempt.test_event_code"), attempt.testEventCode),
    batchSize > 1 ? { label: t("receipt.attempt.batch"), value: number(batchSize) } : undefined,
  ];
  return facts.filter((one) => one !== undefined);
}

/** Without an answer there is no message of TikTok's: then it names what went wrong on the way. */
function message({ httpStatus, message: text }: AttemptRecord, t: Translate): Fact | undefined {
  if (text === null) return undefined;
  return { label: t(`receipt.attempt.${httpStatus === null ? "happened" : "message"}`), value: text };
}

function fact(label: string, value: string | number | null): Fact | undefined {
  return value === null ? undefined : { label, value: String(value), verbatim: true };
}
