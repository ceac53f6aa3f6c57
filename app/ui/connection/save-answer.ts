import type { Translate } from "../../locales/translate.ts";
import type { ConnectResult } from "../../shops/checked-connection.server.ts";
import { answerWords } from "../delivery/answer-words.ts";
import type { SaveAnswer } from "../frame/use-saved-form.ts";

/** What came of saving a connection, for its form. What was entered stays there unless it was saved. */
export function saveAnswer(result: ConnectResult, t: Translate): SaveAnswer {
  switch (result.kind) {
    case "connected":
      return {
        kind: "saved",
        message: t(result.proven ? "connection.toast.verified" : "connection.toast.saved"),
      };
    case "no_token":
      return { kind: "invalid", errors: { token: t("connection.errors.token_missing") } };
    case "unasked":
      return { kind: "invalid", errors: { token: t("connection.errors.token_unchecked") } };
    case "refused":
      return { kind: "invalid", errors: refusal(result, t) };
  }
}

/** The answer to a form that would ask TikTok once too often. Nothing was changed. */
export function savedTooOften(waitMs: number, t: Translate): SaveAnswer {
  return {
    kind: "invalid",
    errors: { token: t("connection.errors.too_often", { count: Math.ceil(waitMs / 1000) }) },
  };
}

function refusal(
  { tested, result: { outcome, answer } }: ConnectResult & { kind: "refused" },
  t: Translate,
): Partial<Record<"token" | "testEventCode", string>> {
  // It has nothing against the token, and yet did not take the test event.
  if (tested && (outcome.kind === "refused" || outcome.kind === "unclear")) {
    const said = [answer.message, answer.code?.toString()].filter((part) => part !== undefined).join(", ");
    return { testEventCode: t("connection.errors.test_refused", { answer: said }) };
  }
  const { title, advice } = answerWords(outcome.kind, answer, t);
  return { token: `${title}. ${advice}` };
}
