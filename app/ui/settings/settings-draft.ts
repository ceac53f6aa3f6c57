import {
  readRulePath,
  RULE_FIELDS,
  rulePath,
  settingsByPath,
  type FieldPath,
  type RulePath,
  type SettingPath,
  type SettingValue,
} from "../../shops/settings-diff.ts";
import type { Settings } from "../../shops/settings.ts";

/** What a field of the form holds. A number is text until it is saved, so that wrong input can stay. */
export type DraftValue = string | boolean | readonly string[];

/** The form: every setting by its path, and the rule of every pixel that has one or could have one. */
export type SettingsDraft = Record<FieldPath, DraftValue> & Partial<Record<RulePath, DraftValue>>;

/** Settings as the form holds them; every pixel of `pixels` has a rule, at first one that asks for nothing. */
export function settingsDraft(settings: Settings, pixels: readonly string[]): SettingsDraft {
  const none = pixels.flatMap((pixel) =>
    RULE_FIELDS.map((field): [RulePath, []] => [rulePath(pixel, field), []]),
  );
  const all: [string, SettingValue][] = [...none, ...settingsByPath(settings)];
  return Object.fromEntries(
    all.map(([path, value]) => [path, typeof value === "number" ? String(value) : value]),
  ) as SettingsDraft;
}

const NUMBERS: ReadonlySet<string> = new Set<FieldPath>([
  "attribution.windowDays",
  "attribution.hintWaitSeconds",
]);

/** The form as a document for `settingsSchema`, wrong input included. */
export function draftDocument(draft: SettingsDraft): object {
  const document: Branch = {};
  for (const [path, value] of Object.entries(draft) as [SettingPath, DraftValue][])
    if (readRulePath(path) === undefined)
      put(document, path.split("."), NUMBERS.has(path) ? numberIn(value) : value);
  const pixelRules = pixelsIn(draft).map((pixel) => ({
    pixel,
    ...Object.fromEntries(RULE_FIELDS.map((field) => [field, draft[rulePath(pixel, field)] ?? []])),
  }));
  return { ...document, pixelRules };
}

type Branch = Record<string, unknown>;

function put(branch: Branch, [name = "", ...rest]: string[], value: unknown): void {
  if (rest.length === 0) branch[name] = value;
  else put((branch[name] ??= {}) as Branch, rest, value);
}

/** Not `Number`, for which nothing is zero. */
function numberIn(value: DraftValue): unknown {
  return typeof value === "string" && /^\s*\d{1,9}\s*$/.test(value) ? Number(value) : value;
}

/** The pixels whose rules are in the form. */
export function pixelsIn(draft: SettingsDraft): string[] {
  return [...new Set(Object.keys(draft).flatMap((path) => readRulePath(path)?.pixel ?? []))];
}

/** Whether there is anything to save. */
export function isDraftChanged(draft: SettingsDraft, saved: SettingsDraft): boolean {
  const paths = Object.keys(draft) as SettingPath[];
  return paths.some((path) => JSON.stringify(draft[path]) !== JSON.stringify(saved[path] ?? []));
}
