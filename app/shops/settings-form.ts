import { z } from "zod";
import { RULE_FIELDS } from "./settings-diff.ts";
import type { TemplateProblem } from "../tiktok/content-id.ts";
import { HINT_WAIT_SECONDS, settingsSchema, type Settings } from "./settings.ts";

/** Something in a document that cannot be used. */
export interface SettingsProblem {
  /** Names in the document, joined by dots; empty for the document itself. */
  path: string;
  message: string;
}

/** What is wrong with one field of the form. `unusable`: what the page's own fields cannot hold. */
export type FormProblem =
  | { kind: "seconds"; min: number; max: number }
  | { kind: "country" | "currency" | "empty" }
  | { kind: "too_long" | "too_many"; max: number }
  | TemplateProblem
  | { kind: "unusable"; message: string };

export type SettingsFormResult =
  { ok: true; settings: Settings } | { ok: false; errors: Record<string, FormProblem> };

/** The revision a form was begun from. Not coerced: an absent one would be 0. */
export const revisionField = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

/** Every problem at its own path, an unknown field at the path it was given. */
export function settingsProblems({ issues }: Pick<z.ZodError, "issues">): SettingsProblem[] {
  return issues.flatMap((issue) => {
    const paths =
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    return paths.map((path) => ({ path: path.join("."), message: issue.message }));
  });
}

/** Reads the document a form posts as JSON; what is wrong is named by the setting's path, as `settingsByPath` writes it. */
export function readSettingsForm(posted: unknown): SettingsFormResult {
  const document = parsed(posted);
  const read = settingsSchema.safeParse(document);
  if (!read.success) {
    const problems = read.error.issues.toReversed().flatMap((issue) =>
      settingsProblems({ issues: [issue] }).map(({ path }) => {
        const field = fieldOf(path, document);
        return [field, problemAt(field, issue)] as const;
      }),
    );
    return { ok: false, errors: Object.fromEntries(problems) };
  }
  const pixelRules = read.data.pixelRules.filter((rule) =>
    RULE_FIELDS.some((field) => rule[field].length > 0),
  );
  return { ok: true, settings: { ...read.data, pixelRules } };
}

function problemAt(field: string, issue: z.core.$ZodIssue): FormProblem {
  if (field === "attribution.hintWaitSeconds") return { kind: "seconds", ...HINT_WAIT_SECONDS };
  if (issue.code === "custom" && field === "event.contentIdTemplate") return issue.params as TemplateProblem;
  if (issue.code === "invalid_format" && field.endsWith(".countries")) return { kind: "country" };
  if (issue.code === "invalid_format" && field.endsWith(".currencies")) return { kind: "currency" };
  if (issue.code === "too_small" && issue.origin === "string") return { kind: "empty" };
  if (issue.code === "too_big" && issue.origin === "string")
    return { kind: "too_long", max: Number(issue.maximum) };
  if (issue.code === "too_big" && issue.origin === "array")
    return { kind: "too_many", max: Number(issue.maximum) };
  return { kind: "unusable", message: issue.message };
}

function parsed(posted: unknown): unknown {
  if (typeof posted !== "string") return null;
  try {
    return JSON.parse(posted);
  } catch {
    return null;
  }
}

/** `pixelRules.0.countries.2` is about the countries of the rule of that pixel. */
function fieldOf(path: string, document: unknown): string {
  const [root, index, field] = path.split(".");
  if (root !== "pixelRules" || field === undefined) return path.replace(/\.\d+$/, "");
  const rules = (document as { pixelRules: { pixel?: unknown }[] }).pixelRules;
  return `pixelRules.${String(rules[Number(index)]?.pixel)}.${field}`;
}
