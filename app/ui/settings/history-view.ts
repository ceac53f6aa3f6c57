import type { Translate } from "../../locales/translate.ts";
import { settingsDiff } from "../../shops/settings-diff.ts";
import type { ChangeSource, SettingsChangeRecord } from "../../shops/settings-store.server.ts";
import type { Settings } from "../../shops/settings.ts";
import type { Formats, Moment } from "../formats.ts";
import { changeLines, type ChangeLine } from "./change-words.ts";

/** One change of the settings: when, by whom, and what. */
export interface HistoryEntry {
  revision: number;
  when: Moment;
  who: string;
  lines: ChangeLine[];
  /** In place of the lines, where they cannot be told. */
  note?: string;
}

/** Some of a shop's changes, newest first. `olderThan` is the cursor of the next ones, where there are more. */
export interface HistoryView {
  entries: HistoryEntry[];
  olderThan?: number;
}

/** How many changes are shown at a time. */
export const HISTORY_PAGE = 5;

/** What the sentences need to know beside the records. */
export interface HistoryReader {
  /** Shopify's id of the staff member who reads. */
  staffId: string | undefined;
  formats: Formats;
  /** Reads a stored document, or throws. */
  read(document: string | null): Settings;
}

/** Changes in words, from one record more than are shown. */
export function historyView(records: readonly SettingsChangeRecord[], reader: HistoryReader): HistoryView {
  const shown = records.slice(0, HISTORY_PAGE);
  const entries = shown.map((record) => entryOf(record, reader));
  const last = shown.at(-1);
  return records.length > shown.length && last !== undefined
    ? { entries, olderThan: last.revision }
    : { entries };
}

function entryOf(record: SettingsChangeRecord, { staffId, formats, read }: HistoryReader): HistoryEntry {
  const { revision, changedAt, changedBy, source } = record;
  const entry = {
    revision,
    when: formats.moment(changedAt),
    who: formats.t(`settings.history.way.${source as ChangeSource}`, {
      person: person(changedBy, staffId, formats.t),
    }),
  };
  try {
    return { ...entry, lines: changeLines(settingsDiff(read(record.before), read(record.after)), formats) };
  } catch {
    return { ...entry, lines: [], note: formats.t("settings.history.unreadable") };
  }
}

function person(changedBy: string | null, staffId: string | undefined, t: Translate): string {
  if (changedBy === null) return t("settings.history.person.operator");
  return changedBy === staffId
    ? t("settings.history.person.you")
    : t("settings.history.person.staff", { id: changedBy });
}
