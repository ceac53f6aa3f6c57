import type { Clock } from "../platform/clock.ts";
import type { Ledger } from "../platform/ledger.ts";
import { createBulkReplay, type BulkReplay, type ReplayBy } from "../shops/bulk-replay.server.ts";
import { createOrderLog, type OrderLog } from "../shops/order-log.server.ts";
import { createSavedViews, type SavedViews } from "../shops/saved-views.server.ts";

/** The order list, the views that were kept of it, and sending again what is in it. */
export interface OrdersParts {
  log: OrderLog;
  views: SavedViews;
  replay: BulkReplay;
}

/** Joins the parts. */
export function composeOrders(ledger: Ledger, clock: Clock, replayBy: ReplayBy): OrdersParts {
  const log = createOrderLog(ledger);
  return {
    log,
    views: createSavedViews(ledger, clock),
    replay: createBulkReplay(log, replayBy),
  };
}
