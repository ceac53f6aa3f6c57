import type { SettingsProblem } from "../../shops/settings-form.ts";
import { settingsDiff } from "../../shops/settings-diff.ts";
import type { SaveOutcome, StoredSettings } from "../../shops/settings-store.server.ts";
import type { ImportedSettings } from "../../shops/settings-transfer.ts";
import { SETTINGS_VERSION } from "../../shops/settings-versions.ts";
import type { Translate } from "../../locales/translate.ts";
import { changeLines, type ChangeLine, type SettingsWords } from "./change-words.ts";

/** What came of a document somebody brought. */
export type ImportAnswer =
  | { kind: "problems"; problems: SettingsProblem[] }
  | { kind: "compared"; revision: number; title: string; migrated?: string; lines: ChangeLine[] }
  | { kind: "saved"; message: string }
  | { kind: "refused"; message: string };

/** The document beside the settings there are. */
export function importView(
  read: ImportedSettings,
  stored: StoredSettings,
  words: SettingsWords,
): ImportAnswer {
  const { t } = words;
  if (!read.ok) return { kind: "problems", problems: read.problems };
  const lines = changeLines(settingsDiff(stored.settings, read.settings), words);
  return {
    kind: "compared",
    revision: stored.revision,
    title:
      lines.length === 0 ? t("settings.import.same") : t("settings.import.changes", { count: lines.length }),
    ...(read.migratedFrom === undefined
      ? {}
      : {
          migrated: t("settings.import.migrated", { from: read.migratedFrom, to: SETTINGS_VERSION }),
        }),
    lines,
  };
}

/** The answer to saving an imported document. */
export function importAnswer(outcome: SaveOutcome, t: Translate): ImportAnswer {
  switch (outcome) {
    case "saved":
      return { kind: "saved", message: t("settings.import.saved") };
    case "unchanged":
      return { kind: "saved", message: t("settings.import.unchanged") };
    case "stale":
      return { kind: "refused", message: t("settings.import.stale") };
  }
}
