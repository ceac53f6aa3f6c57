import {
  readRulePath,
  type FieldPath,
  type SettingDifference,
  type SettingPath,
  type SettingValue,
} from "../../shops/settings-diff.ts";
import type { TextKey, Translate } from "../../locales/translate.ts";
import type { Formats } from "../formats.ts";
import { RULE_KEYS, SETTING_KEYS, type Group, type SettingKeys } from "./settings-keys.ts";

/** What settings are told with: a reader's texts, and how their language joins a list. */
export type SettingsWords = Pick<Formats, "t" | "list">;

/** One difference as a person reads it. */
export interface ChangeLine {
  path: string;
  /** Where the setting is and what it is called. */
  name: string;
  before: string;
  after: string;
}

/** Differences in words. */
export function changeLines(differences: readonly SettingDifference[], words: SettingsWords): ChangeLine[] {
  return differences.map(({ path, before, after }) => ({
    path,
    name: settingName(path, words.t),
    before: valueWords(path, before, words),
    after: valueWords(path, after, words),
  }));
}

/** The texts of a setting. */
export function keysOf(path: SettingPath): SettingKeys {
  const rule = readRulePath(path);
  return rule === undefined ? SETTING_KEYS[path as FieldPath] : RULE_KEYS[rule.field];
}

/** A text of a setting. A pattern's placeholders are written in it as values: to the catalogue their braces would mean something. */
export function settingText(key: TextKey, t: Translate): string {
  return t(key, PLACEHOLDERS);
}

/** What may stand in a pattern, as it is written there. */
export const PLACEHOLDERS = {
  country: "{country}",
  product_id: "{product_id}",
  variant_id: "{variant_id}",
  sku: "{sku}",
} as const;

/** The card and the setting: "Event: Currency". */
export function settingName(path: SettingPath, t: Translate): string {
  const label = t(keysOf(path).label);
  const rule = readRulePath(path);
  if (rule !== undefined) return t("settings.names.pixel_rule", { pixel: rule.pixel, rule: label });
  const group = t(`settings.groups.${path.split(".")[0] as Exclude<Group, "pixel_rules">}.title`);
  if (!path.startsWith("orders.channels.")) return t("settings.names.setting", { group, setting: label });
  const heading = t("settings.fields.orders.channels.title");
  return t("settings.names.channel", { group, heading, channel: label });
}

/** A value as a person reads it. */
export function valueWords(path: SettingPath, value: SettingValue, { t, list }: SettingsWords): string {
  const { choices, amount, none } = keysOf(path);
  const choice = choices?.find((one) => one.value === String(value));
  if (choice !== undefined) return t(choice.label);
  if (typeof value === "boolean") return t(value ? "settings.values.yes" : "settings.values.no");
  if (typeof value === "object") return value.length === 0 && none !== undefined ? t(none) : list(value);
  return amount === undefined ? String(value) : t(amount, { count: Number(value) });
}
