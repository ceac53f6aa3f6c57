import { prepareAll, type Ledger } from "../platform/ledger.ts";
import { listed } from "./outbox-sql.ts";

/**
 * After a backup was put back: what it shows as not delivered may have been delivered after it was made, and so may every order that was placed before it was put
 * back. All of them are sent again, under the same event ids, as long as TikTok recognises a first copy from the moment of the backup; afterwards they are
 * held for a person. Routing does the same for orders that come in again (`restoration` in outbox-sql.ts, docs/backup.md).
 */
export interface Restorations {
  /** Notes that a backup made at `madeAt` (milliseconds since the epoch) was put back. */
  begin(madeAt: number): Promise<void>;
  /** Deals with a backup that was put back and not dealt with; undefined when there is none. May be interrupted and begun again. */
  finish(now: number): Promise<{ madeAt: number; doubtful: number } | undefined>;
}

/** Every state from which a delivery may still be sent. */
const NOT_ENDED = listed(["pending", "leased", "retrying", "paused", "held", "refused"]);

/** Restorations on a ledger. */
export function createRestorations(ledger: Ledger): Restorations {
  const run = prepareAll(ledger, {
    begin: `INSERT INTO restoration (made_at) VALUES (@madeAt)`,
    open: `SELECT min(made_at) AS "madeAt" FROM restoration WHERE restored_at IS NULL`,
    finish: `UPDATE restoration SET restored_at = @now WHERE restored_at IS NULL`,
    shops: `SELECT DISTINCT shop FROM lane`,
    doubt: `
      UPDATE delivery SET ambiguous_at = ${ledger.dialect.larger("placed_at", "@madeAt")}
      WHERE shop = @shop AND state IN (${NOT_ENDED}) AND ambiguous_at IS NULL`,
  });

  return {
    async begin(madeAt) {
      await ledger.write(() => run.begin.change({ madeAt }));
    },
    async finish(now) {
      const open = await ledger.read(() => run.open.get<{ madeAt: number | null }>());
      const madeAt = open?.madeAt ?? undefined;
      if (madeAt === undefined) return undefined;
      let doubtful = 0;
      const shops = await ledger.read(() => run.shops.all<{ shop: string }>());
      for (const { shop } of shops) doubtful += await ledger.write(() => run.doubt.change({ shop, madeAt }));
      await ledger.write(() => run.finish.change({ now }));
      return { madeAt, doubtful };
    },
  };
}
