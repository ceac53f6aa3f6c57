import { settingsProblems, type SettingsProblem } from "./settings-form.ts";
import { DEFAULT_SETTINGS, settingsSchema, type Settings } from "./settings.ts";
import { migrateForward, SETTINGS_VERSION } from "./settings-versions.ts";

/** What came of reading a document that a person brought. `migratedFrom` is there when it was of an older version. */
export type ImportedSettings =
  { ok: true; settings: Settings; migratedFrom?: number } | { ok: false; problems: SettingsProblem[] };

/** No document of settings comes near this. */
const LONGEST = 200_000;

/** The whole document, defaults included, in the order of the schema: equal settings make equal text. */
export function exportSettings(settings: Settings): string {
  return `${JSON.stringify(settingsSchema.parse(settings), null, 2)}\n`;
}

/** Reads a document as `exportSettings` writes it; what it leaves out has its default. Nothing is changed. */
export function readImport(text: string): ImportedSettings {
  const document = parseDocument(text);
  if ("problem" in document) return { ok: false, problems: [{ path: "", message: document.problem }] };
  const { version } = document.fields;
  const read = settingsSchema.safeParse(migrateForward(document.fields));
  if (!read.success) return { ok: false, problems: settingsProblems(read.error).map(withGuess) };
  const older = typeof version === "number" && version < SETTINGS_VERSION;
  return { ok: true, settings: read.data, ...(older ? { migratedFrom: version } : {}) };
}

function parseDocument(text: string): { fields: Record<string, unknown> } | { problem: string } {
  const plain = text.replace(/^\uFEFF/, "").trim();
  if (plain === "") return { problem: "There is nothing in it." };
  if (plain.length > LONGEST) return { problem: "It is too long to be a settings document." };
  try {
    const value: unknown = JSON.parse(plain);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return { fields: value as Record<string, unknown> };
    return { problem: "It is no settings document: that is an object, { … }." };
  } catch (error) {
    const place = /line (\d+) column (\d+)/.exec(error instanceof Error ? error.message : "");
    const where = place === null ? "" : ` The mistake is at line ${place[1]}, column ${place[2]}, or before.`;
    return { problem: `It is not valid JSON.${where}` };
  }
}

/** A misspelt name is told the name that was probably meant. */
function withGuess({ path, message }: SettingsProblem): SettingsProblem {
  const names = path.split(".");
  const wrong = names.pop() ?? "";
  const known = namesAt(DEFAULT_SETTINGS, names);
  if (known.length === 0 || known.includes(wrong)) return { path, message };
  const meant = known.find((name) => distance(name.toLowerCase(), wrong.toLowerCase()) <= 2);
  const guess = meant === undefined ? `The names here are ${known.join(", ")}.` : `Did you mean "${meant}"?`;
  return { path, message: `${message} ${guess}` };
}

const RULE_NAMES = ["pixel", "countries", "currencies", "channels"];

function namesAt(branch: unknown, path: readonly string[]): string[] {
  if (path[0] === "pixelRules") return path.length === 2 ? RULE_NAMES : [];
  const at = path.reduce<unknown>(
    (inner, name) => (inner as Record<string, unknown> | undefined)?.[name],
    branch,
  );
  return typeof at === "object" && at !== null && !Array.isArray(at) ? Object.keys(at) : [];
}

/** How many letters must change to make one word of the other (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const [changed, added, dropped] = [row[j] ?? 0, next[j] ?? 0, row[j + 1] ?? 0];
      next.push(Math.min(changed + (one[i] === other[j] ? 0 : 1), added + 1, dropped + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
