import { z } from "zod";
import { RULE_FIELDS } from "./settings-diff.ts";
import { settingsSchema, type Settings } from "./settings.ts";

/** Something in a document that cannot be used. */
export interface SettingsProblem {
  /** Names in the document, joined by dots; empty for the document itself. */
  path: string;
  message: string;
}

export type SettingsFormResult =
  { ok: true; settings: Settings } | { ok: false; errors: Record<string, string> };

/** The revision a form was begun from. Not coerced: an absent one would be 0. */
export const revisionField = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

/** Every problem at its own path, an unknown field at the path it was given. */
export function settingsProblems({ issues }: z.ZodError): SettingsProblem[] {
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
    const problems = settingsProblems(read.error).toReversed();
    return {
      ok: false,
      errors: Object.fromEntries(problems.map(({ path, message }) => [fieldOf(path, document), message])),
    };
  }
  const pixelRules = read.data.pixelRules.filter((rule) =>
    RULE_FIELDS.some((field) => rule[field].length > 0),
  );
  return { ok: true, settings: { ...read.data, pixelRules } };
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
