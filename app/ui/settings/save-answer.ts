import type { Translate } from "../../locales/translate.ts";
import type { FormProblem } from "../../shops/settings-form.ts";
import type { SaveOutcome } from "../../shops/settings-store.server.ts";
import type { SaveAnswer } from "../frame/use-saved-form.ts";
import { PLACEHOLDERS } from "./change-words.ts";

/** What came of saving the page. */
export function saveAnswer(outcome: SaveOutcome, t: Translate): SaveAnswer {
  switch (outcome) {
    case "saved":
      return { kind: "saved", message: t("settings.page.saved") };
    case "unchanged":
      return { kind: "saved", message: t("settings.page.unchanged") };
    case "stale":
      return { kind: "refused", message: t("settings.page.stale") };
  }
}

/** What is wrong in the form, by field, in words. */
export function invalidAnswer(problems: Readonly<Record<string, FormProblem>>, t: Translate): SaveAnswer {
  const errors = Object.entries(problems).map(([path, problem]) => [path, problemWords(problem, t)]);
  return { kind: "invalid", errors: Object.fromEntries(errors) as Record<string, string> };
}

function problemWords(problem: FormProblem, t: Translate): string {
  switch (problem.kind) {
    case "seconds":
      return t("settings.problems.seconds", { min: problem.min, max: problem.max });
    case "country":
    case "currency":
    case "empty":
      return t(`settings.problems.${problem.kind}`);
    case "too_long":
    case "too_many":
      return t(`settings.problems.${problem.kind}`, { count: problem.max });
    case "placeholder":
      return t("settings.problems.placeholder", { placeholder: `{${problem.name}}`, ...PLACEHOLDERS });
    case "brace":
      return t("settings.problems.brace");
    case "article":
      return t("settings.problems.article", PLACEHOLDERS);
    case "unusable":
      return t("settings.problems.unusable", { problem: problem.message });
  }
}
