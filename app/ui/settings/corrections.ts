import type { Translate } from "../../locales/translate.ts";
import { readRulePath, type SettingPath } from "../../shops/settings-diff.ts";
import { settingName } from "./change-words.ts";
import { SETTING_KEYS } from "./settings-keys.ts";

/** A setting that was not taken, and why. `name` is absent for what is no field of the page. */
export interface Correction {
  path: string;
  name?: string;
  message: string;
}

/** What has to be corrected, in the order of the page. */
export function correctionsIn(
  errors: Readonly<Record<string, string | undefined>>,
  t: Translate,
): Correction[] {
  // They are told from the last to the first, so that of two at one field the first counts.
  return Object.entries(errors)
    .toReversed()
    .flatMap(([path, message]) => {
      if (message === undefined) return [];
      return isSettingPath(path) ? [{ path, name: settingName(path, t), message }] : [{ path, message }];
    });
}

function isSettingPath(path: string): path is SettingPath {
  return path in SETTING_KEYS || readRulePath(path) !== undefined;
}
