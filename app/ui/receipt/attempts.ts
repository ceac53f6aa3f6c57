import type { OutcomeKind } from "../../delivery/outcome.ts";
import type { AttemptRecord } from "../../shops/shop-records.server.ts";
import { answerWords, type AnswerWords } from "../delivery/answer-words.ts";
import type { Translate } from "../../locales/translate.ts";
import type { StatusTone } from "../delivery/status.ts";
import type { Fact } from "../facts/fact.ts";
import type { Formats, Moment } from "../formats.ts";

/** One request to TikTok, and its answer. */
export interface AttemptView {
  title: string;
  at: Moment;
  /** How long TikTok took, e.g. "182 ms". */
  took: string;
  verdict: { label: string; tone: StatusTone };
  facts: Fact[];
}

type RecordedOutcome = OutcomeKind | "lost";

const VERDICTS: Readonly<Record<RecordedOutcome, AttemptView["verdict"]>> = {
  delivered: { label: "Accepted", tone: "success" },
  retry: { label: "To be repeated", tone: "attention" },
  throttled: { label: "Slowed down", tone: "attention" },
  unauthorised: { label: "Connection refused", tone: "critical" },
  refused: { label: "Refused", tone: "critical" },
  operator: { label: "Operator must act", tone: "critical" },
  unclear: { label: "Not understood", tone: "warning" },
  lost: { label: "Answer not seen", tone: "warning" },
};

/** The attempts of a delivery, oldest first. */
export function attemptViews(attempts: readonly AttemptRecord[], formats: Formats): AttemptView[] {
  // Of an old order only the last one is kept.
  const first = attempts[0]?.number ?? 1;
  return attempts.map((attempt, index) => {
    const outcome = recorded(attempt.outcome);
    return {
      title: `Attempt ${first + index}: ${lowerFirst(attemptWords(outcome, attempt, formats.t).title)}`,
      at: formats.moment(attempt.startedAt),
      took: formats.duration(attempt.durationMs),
      verdict: VERDICTS[outcome],
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
  if (outcome === "lost")
    return { title: "The app stopped before the answer came", advice: "It is sent again by itself." };
  if (outcome === "retry" && httpStatus === null)
    return { title: "No answer came from TikTok", advice: "It is sent again by itself." };
  return answerWords(outcome, code === null ? {} : { code }, t);
}

function recorded(outcome: string): RecordedOutcome {
  return outcome in VERDICTS ? (outcome as RecordedOutcome) : "unclear";
}

function answerFacts(attempt: AttemptRecord, formats: Formats): Fact[] {
  const facts: (Fact | undefined)[] = [
    { label: "Took", value: formats.duration(attempt.durationMs) },
    fact("TikTok's code", attempt.code),
    message(attempt),
    fact("Request id", attempt.requestId),
    attempt.code === null ? fact("HTTP status", attempt.httpStatus) : undefined,
    fact("Test event code", attempt.testEventCode),
  ];
  return facts.filter((one) => one !== undefined);
}

/** Without an answer there is no message of TikTok's: then it names what went wrong on the way. */
function message({ httpStatus, message: text }: AttemptRecord): Fact | undefined {
  if (text === null) return undefined;
  return { label: httpStatus === null ? "What happened" : "TikTok's message", value: text };
}

function fact(label: string, value: string | number | null): Fact | undefined {
  return value === null ? undefined : { label, value: String(value), verbatim: true };
}

function lowerFirst(sentence: string): string {
  return sentence.startsWith("TikTok") ? sentence : sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
