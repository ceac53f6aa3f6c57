import { readFileSync } from "node:fs";
import type { Store } from "../app/composition.server.ts";
import { settingsDiff, type SettingDifference } from "../app/shops/settings-diff.ts";
import { createSettingsStore } from "../app/shops/settings-store.server.ts";
import { exportSettings, readImport } from "../app/shops/settings-transfer.ts";
import type { Settings } from "../app/shops/settings.ts";
import { createFormats } from "../app/ui/formats.server.ts";
import { changeLines } from "../app/ui/settings/change-words.ts";
import { UsageError } from "./usage-error.ts";

/** What can be done with a shop's settings at the keyboard. */
export interface SettingsCommand {
  verb: string | undefined;
  /** Path of a document as `settings export` prints it. */
  file: string | undefined;
}

/** Prints the settings, or compares a file with them, or puts the file in their place. */
export async function shopSettings(
  store: Store,
  shop: string,
  { verb, file }: SettingsCommand,
): Promise<string> {
  const settings = createSettingsStore(store.database.ledger, store.clock);
  const stored = await settings.read(shop);
  if (verb === "export") return exportSettings(stored.settings);
  if (verb !== "diff" && verb !== "import")
    throw new UsageError("say what to do with the settings: export, diff or import");
  const wanted = readFile(file);
  const difference = describe(settingsDiff(stored.settings, wanted));
  if (verb === "diff") return difference;
  const outcome = await settings.save({ ...stored, shop, settings: wanted, source: "command" });
  if (outcome === "stale") throw new UsageError("somebody saved other settings just now: try again");
  return difference;
}

function readFile(path: string | undefined): Settings {
  if (path === undefined) throw new UsageError("--file is missing");
  const read = readImport(textOf(path));
  if (read.ok) return read.settings;
  throw new UsageError(read.problems.map(({ path: at, message }) => `${at || path}: ${message}`).join("\n"));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`the file cannot be read: ${path}`);
  }
}

function describe(differences: readonly SettingDifference[]): string {
  if (differences.length === 0) return "No difference.\n";
  return changeLines(differences, createFormats("en", undefined))
    .map(({ path, before, after }) => `${path}: ${before} -> ${after}\n`)
    .join("");
}
