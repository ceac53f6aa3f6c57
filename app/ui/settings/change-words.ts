import {
  readRulePath,
  type FieldPath,
  type SettingDifference,
  type SettingPath,
  type SettingValue,
} from "../../shops/settings-diff.ts";
import { CHANNEL_WORDS, GROUPS, RULE_WORDS, SETTING_WORDS, type SettingWords } from "./settings-words.ts";

/** One difference as a person reads it. */
export interface ChangeLine {
  path: string;
  /** Where the setting is and what it is called. */
  name: string;
  before: string;
  after: string;
}

/** Differences in words. */
export function changeLines(differences: readonly SettingDifference[]): ChangeLine[] {
  return differences.map(({ path, before, after }) => ({
    path,
    name: settingName(path),
    before: valueWords(path, before),
    after: valueWords(path, after),
  }));
}

/** What a setting says of itself. */
export function wordsOf(path: SettingPath): SettingWords {
  const rule = readRulePath(path);
  return rule === undefined ? SETTING_WORDS[path as FieldPath] : RULE_WORDS[rule.field];
}

/** The card and the setting: "Event: Currency". */
export function settingName(path: SettingPath): string {
  const { label } = wordsOf(path);
  const rule = readRulePath(path);
  if (rule !== undefined) return `Pixel ${rule.pixel}: ${label}`;
  const { title } = GROUPS[path.split(".")[0] as keyof typeof GROUPS];
  return path.startsWith("orders.channels.")
    ? `${title}: ${CHANNEL_WORDS.title}: ${label}`
    : `${title}: ${label}`;
}

/** A value as a person reads it. */
export function valueWords(path: SettingPath, value: SettingValue): string {
  const { choices, unit, none = "nothing" } = wordsOf(path);
  const choice = choices?.find((one) => one.value === String(value));
  if (choice !== undefined) return choice.label;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") return value.length === 0 ? none : value.join(", ");
  return unit === undefined ? String(value) : `${value} ${unit}`;
}
