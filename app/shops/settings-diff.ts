import type { Settings } from "./settings.ts";

/** What one setting may hold. */
export type SettingValue = string | number | boolean | readonly string[];

type Leaf = SettingValue | readonly object[];

type PathsOf<T, Prefix extends string = ""> = {
  [Key in keyof T & string]: T[Key] extends Leaf ? `${Prefix}${Key}` : PathsOf<T[Key], `${Prefix}${Key}.`>;
}[keyof T & string];

/** The path of a setting that every shop has, such as `event.value`. */
export type FieldPath = Exclude<PathsOf<Settings>, "version" | "pixelRules">;

/** What a pixel's rule may ask for. */
export const RULE_FIELDS = ["countries", "currencies", "channels"] as const;
export type RuleField = (typeof RULE_FIELDS)[number];

/** The path of a pixel's rule: a rule is named by its pixel, not by its place in the list. */
export type RulePath = `pixelRules.${string}.${RuleField}`;

export type SettingPath = FieldPath | RulePath;

/** One setting that differs. */
export interface SettingDifference {
  path: SettingPath;
  before: SettingValue;
  after: SettingValue;
}

/** Where a pixel's rule keeps one of its lists. */
export function rulePath(pixel: string, field: RuleField): RulePath {
  return `pixelRules.${pixel}.${field}`;
}

/** The pixel and the list that a rule's path names; undefined for any other path. */
export function readRulePath(path: string): { pixel: string; field: RuleField } | undefined {
  const [root, pixel, name] = path.split(".");
  const field = RULE_FIELDS.find((one) => one === name);
  return root === "pixelRules" && pixel !== undefined && field !== undefined ? { pixel, field } : undefined;
}

/** Every setting by its path. A rule that asks for nothing is there with empty lists. */
export function settingsByPath(settings: Settings): Map<SettingPath, SettingValue> {
  const fields = leaves(settings, "").filter(([path]) => path !== "version" && path !== "pixelRules");
  const rules = settings.pixelRules.flatMap((rule) =>
    RULE_FIELDS.map((field): [SettingPath, SettingValue] => [rulePath(rule.pixel, field), rule[field]]),
  );
  return new Map([...(fields as [SettingPath, SettingValue][]), ...rules]);
}

function leaves(branch: object, prefix: string): [string, SettingValue][] {
  return Object.entries(branch).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value, `${prefix}${key}.`)
      : [[`${prefix}${key}`, value as SettingValue]],
  );
}

/** What differs between two documents. The order of a list, and a rule that asks for nothing, mean nothing. */
export function settingsDiff(before: Settings, after: Settings): SettingDifference[] {
  const [old, now] = [settingsByPath(before), settingsByPath(after)];
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths
    .map((path) => ({ path, before: old.get(path) ?? [], after: now.get(path) ?? [] }))
    .filter((one) => !isSame(one.before, one.after));
}

function isSame(one: SettingValue, other: SettingValue): boolean {
  if (typeof one !== "object" || typeof other !== "object") return one === other;
  return members(one) === members(other);
}

function members(list: readonly string[]): string {
  return JSON.stringify([...new Set(list)].sort());
}
