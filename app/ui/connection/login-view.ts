import type { Answer } from "../../delivery/outcome.ts";
import type { Translate } from "../../locales/translate.ts";
import type { AuthorisationStanding } from "../../shops/authorisation.server.ts";
import type { ChoiceResult } from "../../shops/tiktok-login.server.ts";
import type { AccountPixel, AccountProblem, Advertiser, Asked } from "../../tiktok/account.ts";
import { answerWords, type AnswerWords } from "../delivery/answer-words.ts";
import type { Fact } from "../facts/fact.ts";
import { answerFacts, tooOftenWords } from "./test-answer.ts";

/** Why it does not go on, what to do, and TikTok's own answer. */
export interface LoginProblem extends AnswerWords {
  answer: Fact[];
}

/** How far a merchant has come on the way through TikTok's consent page. The token is never here. */
export type LoginView =
  | { kind: "idle" }
  | { kind: "waiting" }
  | { kind: "choose"; advertisers: Advertiser[] }
  | { kind: "failed"; problem: LoginProblem };

/** A pixel that can be chosen, or why it cannot. */
export interface PixelOption {
  code: string;
  name: string;
  note?: string;
  disabled: boolean;
}

/** What the page's questions about the login are answered. */
export type LoginAnswer =
  | { kind: "begun"; url: string }
  | { kind: "done" }
  | { kind: "pixels"; advertiser: string; pixels: PixelOption[] }
  | { kind: "chosen"; pixel: string; message: string }
  | { kind: "failed"; problem: LoginProblem };

/** The way as it stands. */
export function loginView(standing: AuthorisationStanding | undefined, t: Translate): LoginView {
  switch (standing?.kind) {
    case undefined:
      return { kind: "idle" };
    case "waiting":
      return { kind: "waiting" };
    case "granted":
      return { kind: "choose", advertisers: standing.advertisers };
    case "failed":
      return { kind: "failed", problem: loginProblem(standing.problem, t, standing.answer) };
  }
}

/** The words for what went wrong, with TikTok's answer where there was one. */
export function loginProblem(
  problem: AccountProblem | "not_yours" | "gone" | "not_listed" | "unasked",
  t: Translate,
  answer: Answer = {},
): LoginProblem {
  return {
    title: t(`connection.login.problems.${problem}.title`),
    advice: t(`connection.login.problems.${problem}.advice`),
    answer: answerFacts(answer, t),
  };
}

/** What is said when TikTok would be asked once too often. */
export function askedTooOften(waitMs: number, t: Translate): LoginAnswer {
  return { kind: "failed", problem: { ...tooOftenWords(waitMs, t), answer: [] } };
}

/** The pixels of an ad account to choose from; `connected` are the shop's. */
export function pixelOptions(
  asked: Asked<AccountPixel[]> | undefined,
  { advertiser, connected, t }: { advertiser: string; connected: readonly string[]; t: Translate },
): LoginAnswer {
  if (asked === undefined) return { kind: "failed", problem: loginProblem("gone", t) };
  if (asked.kind === "failed")
    return { kind: "failed", problem: loginProblem(asked.problem, t, asked.answer) };
  const pixels = asked.value.map(({ code, name, released }): PixelOption => {
    if (released) return { code, name, note: t("connection.login.choose.released"), disabled: true };
    const known = connected.includes(code) ? { note: t("connection.login.choose.connected") } : {};
    return { code, name, ...known, disabled: false };
  });
  return { kind: "pixels", advertiser, pixels };
}

/** What came of choosing a pixel. */
export function choiceAnswer(result: ChoiceResult, pixel: string, t: Translate): LoginAnswer {
  switch (result.kind) {
    case "connected":
      return {
        kind: "chosen",
        pixel,
        message: t(result.renewed ? "connection.toast.renewed" : "connection.toast.chosen"),
      };
    case "refused": {
      const { outcome, answer } = result.result;
      const problem = { ...answerWords(outcome.kind, answer, t), answer: answerFacts(answer, t) };
      return { kind: "failed", problem };
    }
    case "failed":
      return { kind: "failed", problem: loginProblem(result.problem, t, result.answer) };
    case "unasked":
    case "not_listed":
    case "gone":
      return { kind: "failed", problem: loginProblem(result.kind, t) };
    case "no_token":
      return { kind: "failed", problem: loginProblem("gone", t) };
  }
}
