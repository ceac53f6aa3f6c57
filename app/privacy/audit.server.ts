import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";

/** Who did it: Shopify's id of a staff member, `shopify` by a webhook, `app` by itself, `command` for whoever runs this app. */
export type Actor = string;

/** What was done. No personal data and no token may be in it: it outlives what it tells of. */
export type AuditFact =
  | { action: "installed" | "reinstalled" | "uninstalled" }
  | { action: "pixel_connected" | "token_changed" | "test_mode_on" | "test_mode_off"; pixel: string }
  | { action: "pixel_replaced"; pixel: string; replaced: string }
  /** Without a pixel: all of them. */
  | { action: "disconnected"; pixel?: string | undefined }
  | { action: "settings_changed"; revision: number; source: string }
  | { action: "alerts_changed"; recipients: number; webhook: boolean }
  | { action: "alert_secret_made" }
  /** By TikTok's consent page; for so many ad accounts. */
  | { action: "tiktok_authorised"; accounts: number }
  | { action: "replayed"; deliveries: number }
  /** `subject`: activity, shared or settings. The moments are milliseconds since the epoch. */
  | { action: "exported"; subject: string; from?: number | undefined; until?: number | undefined }
  /** `request`: Shopify's id of it. */
  | { action: "data_requested"; request: string; orders: number }
  | { action: "data_handed_out"; request: string }
  /** How many orders Shopify named, how many of them were known, and how many browser reports went with them. */
  | { action: "customer_erased"; orders: number; known: number; hints: number }
  | { action: "shop_erased"; orders: number }
  /** The app had been installed again after Shopify asked. */
  | { action: "shop_not_erased"; askedAt: number; installedAt: number };

/** One line of the log. */
export interface AuditEntry {
  shop: string;
  /** Milliseconds since the epoch. */
  at: number;
  by: Actor;
  fact: AuditFact;
}

/** One line as it is kept. */
export interface AuditRecord extends Omit<AuditEntry, "shop"> {
  id: number;
}

/** The line that a page of the log ends with. */
export type AuditCursor = Pick<AuditRecord, "id" | "at">;

/** The log of what was done with connections, settings and data (docs/privacy.md). */
export interface AuditLog {
  /** Step of the transaction that does what is told. */
  record(entry: AuditEntry): Steps<void>;
  /** The same, for what is no transaction. */
  add(entry: AuditEntry): Promise<void>;
  /** A shop's newest lines; those that come after `after`, where it is given. */
  latest(shop: string, limit: number, after?: AuditCursor): Promise<AuditRecord[]>;
}

const SQL = {
  record: `INSERT INTO audit_entry (shop, at, action, actor, detail) VALUES (@shop, @at, @action, @by, @detail)`,
  latest: `
    SELECT id, at, action, actor AS "by", detail FROM audit_entry
    WHERE shop = @shop AND at <= @at AND (at < @at OR id < @id) ORDER BY at DESC, id DESC LIMIT @limit`,
} as const;

interface Row extends AuditCursor {
  action: string;
  by: Actor;
  detail: string;
}

/** After every line there can be: PostgreSQL keeps ids in four bytes. */
const THE_NEWEST: AuditCursor = { at: Number.MAX_SAFE_INTEGER, id: 2 ** 31 - 1 };

/** The log on a ledger. */
export function createAuditLog(ledger: Ledger): AuditLog {
  const run = prepareAll(ledger, SQL);

  function* record({ fact: { action, ...detail }, ...entry }: AuditEntry): Steps<void> {
    yield* run.record.change({ ...entry, action, detail: JSON.stringify(detail) });
  }

  return {
    record,
    add: (entry) => ledger.write(() => record(entry)),
    async latest(shop, limit, after = THE_NEWEST) {
      const rows = await ledger.read(() => run.latest.all<Row>({ shop, limit, at: after.at, id: after.id }));
      return rows.map(({ action, detail, ...row }) => ({ ...row, fact: factOf(action, detail) }));
    },
  };
}

/** Only this file writes them. */
function factOf(action: string, detail: string): AuditFact {
  return { action, ...(JSON.parse(detail) as object) } as AuditFact;
}
