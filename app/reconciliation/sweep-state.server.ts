import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import type { SweepProblem, SweepStanding } from "./coverage.ts";

/** A shop whose time has come. Milliseconds since the epoch. */
export interface DueSweep {
  shop: string;
  /** When the app was installed, this time. */
  installedAt: number;
  watermark: number;
  failures: number;
}

/** How a comparison ended. */
export interface SweepEnd {
  endedAt: number;
  dueAt: number;
  failures: number;
  problem: SweepProblem | undefined;
}

/** Which shops are compared when, and how far each has come. */
export interface SweepState {
  /** Shops that have the app and were never compared. */
  newShops(): Promise<{ shop: string; installedAt: number }[]>;
  open(shop: string, watermark: number, dueAt: number): Promise<void>;
  due(now: number, limit: number): Promise<string[]>;
  /** Undefined when the shop is not due: somebody else has just done it, or it has left. */
  dueSweep(shop: string, now: number): Promise<DueSweep | undefined>;
  nextDueAt(): Promise<number>;
  /** Steps of a transaction: how far the list has been read, and how many orders it healed. The watermark never goes back. */
  reach(shop: string, watermark: number, healed: number): Steps<void>;
  end(shop: string, end: SweepEnd): Promise<void>;
  /** Has a shop compared at once. */
  request(shop: string, now: number): Promise<void>;
  standing(shop: string): Promise<SweepStanding | undefined>;
}

const SQL = (dialect: Dialect) => ({
  newShops: `
    SELECT domain AS shop, installed_at AS "installedAt" FROM shop
    WHERE uninstalled_at IS NULL AND NOT EXISTS (SELECT 1 FROM sweep WHERE sweep.shop = shop.domain)`,
  open: `INSERT INTO sweep (shop, watermark, due_at) VALUES (@shop, @watermark, @dueAt) ON CONFLICT DO NOTHING`,
  due: `
    SELECT sweep.shop FROM sweep JOIN shop ON shop.domain = sweep.shop
    WHERE sweep.due_at <= @now AND shop.uninstalled_at IS NULL ORDER BY sweep.due_at LIMIT @limit`,
  dueSweep: `
    SELECT sweep.shop, sweep.watermark, sweep.failures, shop.installed_at AS "installedAt"
    FROM sweep JOIN shop ON shop.domain = sweep.shop
    WHERE sweep.shop = @shop AND sweep.due_at <= @now AND shop.uninstalled_at IS NULL`,
  nextDueAt: `
    SELECT min(sweep.due_at) AS at FROM sweep JOIN shop ON shop.domain = sweep.shop WHERE shop.uninstalled_at IS NULL`,
  reach: `
    UPDATE sweep SET watermark = ${dialect.larger("watermark", "@watermark")}, healed = healed + @healed WHERE shop = @shop`,
  end: `UPDATE sweep SET ended_at = @endedAt, due_at = @dueAt, failures = @failures, problem = @problem WHERE shop = @shop`,
  request: `UPDATE sweep SET due_at = @now WHERE shop = @shop AND due_at > @now`,
  standing: `
    SELECT watermark, ended_at AS "endedAt", due_at AS "dueAt", healed, problem FROM sweep WHERE shop = @shop`,
});

interface StandingRow extends Omit<SweepStanding, "endedAt" | "problem"> {
  endedAt: number | null;
  problem: SweepProblem | null;
}

/** The state of all comparisons, on a ledger. */
export function createSweepState(ledger: Ledger): SweepState {
  const run = prepareAll(ledger, SQL(ledger.dialect));
  return {
    newShops: () => ledger.read(() => run.newShops.all()),
    async open(shop, watermark, dueAt) {
      await ledger.write(() => run.open.change({ shop, watermark, dueAt }));
    },
    async due(now, limit) {
      const rows = await ledger.read(() => run.due.all<{ shop: string }>({ now, limit }));
      return rows.map(({ shop }) => shop);
    },
    dueSweep: (shop, now) => ledger.read(() => run.dueSweep.get<DueSweep>({ shop, now })),
    async nextDueAt() {
      const row = await ledger.read(() => run.nextDueAt.get<{ at: number | null }>());
      return row?.at ?? Infinity;
    },
    *reach(shop, watermark, healed) {
      yield* run.reach.change({ shop, watermark, healed });
    },
    async end(shop, { problem, ...end }) {
      await ledger.write(() => run.end.change({ shop, ...end, problem: problem ?? null }));
    },
    async request(shop, now) {
      await ledger.write(() => run.request.change({ shop, now }));
    },
    async standing(shop) {
      const row = await ledger.read(() => run.standing.get<StandingRow>({ shop }));
      if (row === undefined) return undefined;
      return { ...row, endedAt: row.endedAt ?? undefined, problem: row.problem ?? undefined };
    },
  };
}
