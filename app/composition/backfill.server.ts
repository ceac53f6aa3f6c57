import { setTimeout as realTime } from "node:timers/promises";
import type { Outbox } from "../delivery/outbox.ts";
import { spanned, type Tracing } from "../platform/tracing.ts";
import type { OrderBook, VouchedOrder } from "../orders/order-book.server.ts";
import type { Chore } from "../platform/chores.ts";
import type { Clock } from "../platform/clock.ts";
import { createLeases } from "../platform/leases.server.ts";
import type { Ledger } from "../platform/ledger.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AdminClient } from "../reconciliation/admin-client.server.ts";
import { createAdminOrders } from "../reconciliation/admin-orders.server.ts";
import { createIntake, type TakeIn } from "../reconciliation/backfill-intake.server.ts";
import type { BackfillStore } from "../reconciliation/backfill-state.server.ts";
import type { Foreseen } from "../reconciliation/backfill.ts";
import { createBackfillChore } from "../reconciliation/backfill.server.ts";
import { createBulkDownload } from "../reconciliation/bulk-download.server.ts";
import { createBulkOrders } from "../reconciliation/bulk-orders.server.ts";
import type { ReduceOrder } from "../reconciliation/vouched-order.ts";
import { readSettings } from "../shops/settings.ts";
import { previewOrder } from "../tiktok/routing.ts";

/** What backfills need. */
export interface BackfillOptions {
  ledger: Ledger;
  store: BackfillStore;
  outbox: Pick<Outbox, "foreseen">;
  orders: OrderBook;
  admin: AdminClient;
  /** Fetches the lists that Shopify makes. */
  fetch: typeof fetch;
  reducerOf(shop: string): Promise<ReduceOrder>;
  isOnlySender(shop: string): Promise<boolean>;
  onArrival(): void;
  /** Real time unless a test brings its own. */
  sleep?: ((milliseconds: number) => Promise<void>) | undefined;
  clock: Clock;
  logger: Logger;
  /** Where chunks are told; nowhere unless it is configured. */
  tracing?: Tracing | undefined;
}

/** Joins what brings orders of the past in. */
export function composeBackfill(options: BackfillOptions): Chore {
  const { ledger, store, outbox, admin, clock } = options;
  const foresee = (shop: string, orders: readonly VouchedOrder[]) =>
    foreseeAll(outbox, shop, orders, clock());
  return createBackfillChore({
    ...options,
    sleep: options.sleep ?? realTime,
    leases: createLeases(ledger, clock),
    reader: createAdminOrders(admin),
    bulk: createBulkOrders(admin),
    download: createBulkDownload(options.fetch),
    takeIn: tracedIntake(createIntake({ ...options, store, foresee }), options.tracing),
  });
}

function tracedIntake(takeIn: TakeIn, tracing: Tracing | undefined): TakeIn {
  return (due, from, chunk) => {
    const attributes = { "throughline.shop": due.shop, "throughline.backfill.id": due.id };
    return spanned(tracing, "backfill orders", attributes, {
      work: () => takeIn(due, from, chunk),
      told: (to) => ({ "throughline.orders": chunk.found.length, "throughline.seen": to?.seen }),
    });
  };
}

/** Maps every order as the worker will, and keeps only what comes of it. */
async function foreseeAll(
  outbox: Pick<Outbox, "foreseen">,
  shop: string,
  orders: readonly VouchedOrder[],
  now: number,
): Promise<Foreseen[]> {
  const due = await outbox.foreseen(shop, orders);
  const settings = readSettings(due[0]?.settings);
  return due.map((one) => {
    const outcome = previewOrder(one, settings, now)?.outcome;
    if (outcome === undefined) throw new Error("an order that was just read has no facts");
    return outcome;
  });
}
