import type { SettingsProblem } from "../../shops/settings-form.ts";
import { settingsDiff } from "../../shops/settings-diff.ts";
import type { SaveOutcome, StoredSettings } from "../../shops/settings-store.server.ts";
import type { ImportedSettings } from "../../shops/settings-transfer.ts";
import { SETTINGS_VERSION } from "../../shops/settings-versions.ts";
import { counted } from "../formats.ts";
import { changeLines, type ChangeLine } from "./change-words.ts";

/** What came of a document somebody brought. */
export type ImportAnswer =
  | { kind: "problems"; problems: SettingsProblem[] }
  | { kind: "compared"; revision: number; title: string; migrated?: string; lines: ChangeLine[] }
  | { kind: "saved"; message: string }
  | { kind: "refused"; message: string };

/** The document beside the settings there are. */
export function importView(read: ImportedSettings, stored: StoredSettings): ImportAnswer {
  if (!read.ok) return { kind: "problems", problems: read.problems };
  const lines = changeLines(settingsDiff(stored.settings, read.settings));
  return {
    kind: "compared",
    revision: stored.revision,
    title:
      lines.length === 0
        ? "The same settings as yours: there is nothing to apply."
        : `${counted(lines.length, "setting")} would change`,
    ...(read.migratedFrom === undefined
      ? {}
      : {
          migrated: `It is of version ${read.migratedFrom} and was brought to version ${SETTINGS_VERSION}. What that version did not have has its default.`,
        }),
    lines,
  };
}

/** The answer to saving an imported document. */
export function importAnswer(outcome: SaveOutcome): ImportAnswer {
  switch (outcome) {
    case "saved":
      return { kind: "saved", message: "The imported settings are saved" };
    case "unchanged":
      return { kind: "saved", message: "The settings were the same already" };
    case "stale":
      return {
        kind: "refused",
        message: "Somebody else saved other settings meanwhile, so nothing was applied. Compare again.",
      };
  }
}
