import type { AttemptResult } from "../../delivery/outcome.ts";
import type { Translate } from "../../locales/translate.ts";
import type { Fact } from "../facts/fact.ts";
import { answerWords } from "../delivery/answer-words.ts";

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
  if (result === undefined) return NOTHING_TO_SEND_WITH;
  const { outcome, answer } = result;
  const accepted = outcome.kind === "delivered";
  const words = accepted ? ACCEPTED : tried(result, t);
  const rows = [
    { label: "Code", value: answer.code?.toString() },
    { label: "Message", value: answer.message },
    { label: "Request id", value: answer.requestId, verbatim: true },
    { label: "HTTP status", value: answer.code === undefined ? answer.httpStatus?.toString() : undefined },
  ];
  return { kind: "tested", accepted, ...words, answer: rows.flatMap(known) };
}

const ACCEPTED = {
  title: "TikTok accepted the test event",
  advice: "It is in Test Events now. Turn test mode off when you are done, so that purchases are counted.",
};

const NOTHING_TO_SEND_WITH: TestAnswer = {
  kind: "tested",
  accepted: false,
  title: "The test event was not sent",
  advice: "Save a pixel code, an access token and a test event code first.",
  answer: [],
};

/** A purchase is sent again by itself; a test event is not. */
function tried({ outcome, answer }: AttemptResult, t: Translate): { title: string; advice: string } {
  const words = answerWords(outcome.kind, answer, t);
  switch (outcome.kind) {
    case "retry":
    case "throttled":
      return { title: words.title, advice: "Try again in a minute." };
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
