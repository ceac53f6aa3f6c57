import type { Clock } from "../platform/clock.ts";
import { prepareAll, shopLock, type Ledger, type Steps } from "../platform/ledger.ts";
import { createAuditLog } from "../privacy/audit.server.ts";
import { settingsDiff } from "./settings-diff.ts";
import { readSettings, type Settings } from "./settings.ts";

/** The way a change came. */
export const CHANGE_SOURCES = ["page", "import", "command"] as const;
export type ChangeSource = (typeof CHANGE_SOURCES)[number];

/** A shop's settings, and which of its documents they are: 0 before the first. */
export interface StoredSettings {
  settings: Settings;
  revision: number;
}

/** The settings somebody wants, and the revision they started from. */
export interface SettingsSave extends StoredSettings {
  shop: string;
  source: ChangeSource;
  /** Shopify's id of the staff member; absent where nobody in the admin did it. */
  changedBy?: string;
}

/** `stale`: somebody else saved since that revision, and nothing was written. */
export type SaveOutcome = "saved" | "unchanged" | "stale";

/** One change as it was recorded. */
export interface SettingsChangeRecord {
  /** The revision it made. */
  revision: number;
  /** Milliseconds since the epoch. */
  changedAt: number;
  changedBy: string | null;
  source: string;
  /** The documents as they were stored; none before the first. */
  before: string | null;
  after: string;
}

export interface SettingsStore {
  read(shop: string): Promise<StoredSettings>;
  /** Replaces the shop's settings and records the change; orders routed from then on follow them, those that wait for payment too. */
  save(wanted: SettingsSave): Promise<SaveOutcome>;
  /** The newest changes first, of revisions below `before` where it is given. */
  changes(shop: string, limit: number, before?: number): Promise<SettingsChangeRecord[]>;
}

const SQL = {
  read: `SELECT document, revision FROM settings WHERE shop = @shop`,
  write: `
    INSERT INTO settings (shop, document, revision, updated_at) VALUES (@shop, @after, @revision, @now)
    ON CONFLICT (shop) DO UPDATE SET
      document = excluded.document, revision = excluded.revision, updated_at = excluded.updated_at`,
  record: `
    INSERT INTO settings_change (shop, revision, changed_at, changed_by, source, before, after)
    VALUES (@shop, @revision, @now, @changedBy, @source, @before, @after)`,
  // They may not have to wait any longer.
  routeWaiting: `
    UPDATE "order" SET route_at = @now WHERE shop = @shop AND routed_at IS NULL AND waiting_for IS NOT NULL`,
  changes: `
    SELECT revision, changed_at AS "changedAt", changed_by AS "changedBy", source, before, after
    FROM settings_change WHERE shop = @shop AND revision < @before ORDER BY revision DESC LIMIT @limit`,
} as const;

interface Row {
  document: string;
  revision: number;
}

/** The settings documents and their history on a ledger. */
export function createSettingsStore(ledger: Ledger, clock: Clock): SettingsStore {
  const run = prepareAll(ledger, SQL);
  const audit = createAuditLog(ledger);
  const lockShop = shopLock(ledger);

  function* save({ shop, settings, revision, source, changedBy }: SettingsSave): Steps<SaveOutcome> {
    yield* lockShop(shop);
    const row = yield* run.read.get<Row>({ shop });
    if ((row?.revision ?? 0) !== revision) return "stale";
    if (settingsDiff(readSettings(row?.document), settings).length === 0) return "unchanged";
    const before = row?.document ?? null;
    const change = { shop, before, after: JSON.stringify(settings), revision: revision + 1, now: clock() };
    yield* run.write.change(change);
    yield* run.record.change({ ...change, source, changedBy: changedBy ?? null });
    const by = changedBy ?? (source === "command" ? "command" : "app");
    const fact = { action: "settings_changed", revision: change.revision, source } as const;
    yield* audit.record({ shop, at: change.now, by, fact });
    yield* run.routeWaiting.change(change);
    return "saved";
  }

  return {
    async read(shop) {
      const row = await ledger.read(() => run.read.get<Row>({ shop }));
      return { settings: readSettings(row?.document), revision: row?.revision ?? 0 };
    },
    save: (wanted) => ledger.write(() => save(wanted)),
    // Revisions count changes: PostgreSQL keeps them in four bytes.
    changes: (shop, limit, before = 2 ** 31 - 1) =>
      ledger.read(() => run.changes.all<SettingsChangeRecord>({ shop, limit, before })),
  };
}
