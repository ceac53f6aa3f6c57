import type { Clock } from "../platform/clock.ts";
import { prepareAll, type Sqlite } from "../platform/database.server.ts";
import type { Settings } from "./settings.ts";

export interface SettingsStore {
  /** Replaces the shop's settings; orders routed from then on follow them. */
  save(shop: string, settings: Settings): void;
}

const SQL = {
  save: `
    INSERT INTO settings (shop, document, updated_at) VALUES (@shop, @document, @now)
    ON CONFLICT (shop) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at`,
} as const;

/** The settings documents on SQLite. */
export function createSettingsStore(sqlite: Sqlite, clock: Clock): SettingsStore {
  const run = prepareAll(sqlite, SQL);
  return {
    save(shop, settings) {
      run.save.run({ shop, document: JSON.stringify(settings), now: clock() });
    },
  };
}
