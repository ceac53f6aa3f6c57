import type { Tracing } from "../platform/tracing.ts";
import type { OrderBook } from "../orders/order-book.server.ts";
import type { Chore } from "../platform/chores.ts";
import type { Clock } from "../platform/clock.ts";
import { createLeases } from "../platform/leases.server.ts";
import type { Ledger } from "../platform/ledger.ts";
import type { Logger } from "../platform/logger.server.ts";
import { createAdminClient, type AdminClient } from "../reconciliation/admin-client.server.ts";
import { createAdminOrders } from "../reconciliation/admin-orders.server.ts";
import type { AdminPost } from "../reconciliation/admin-post.server.ts";
import type { CoverageRecords } from "../reconciliation/coverage.ts";
import { createCoverage, type CoverageBook } from "../reconciliation/coverage.server.ts";
import { createCoverageDays, type CoverageDays } from "../reconciliation/coverage-days.server.ts";
import { createDayCheck } from "../reconciliation/day-check.server.ts";
import { createMissedOrders } from "../reconciliation/missed-orders.server.ts";
import { createOrderClasses, type OrderClasses } from "../reconciliation/order-classes.server.ts";
import { createSweepChore } from "../reconciliation/sweep.server.ts";
import { createSweepState, type SweepState } from "../reconciliation/sweep-state.server.ts";
import { createPurchaseFigures } from "../tiktok/purchase-figures.server.ts";
import type { ReduceOrder } from "../reconciliation/vouched-order.ts";

/** What every process knows of how Shopify's orders compare with ours. */
export interface CoverageParts {
  sweeps: SweepState;
  classes: OrderClasses;
  days: CoverageDays;
  book: CoverageBook;
  /** What pages may read of one shop: the shop is the authenticated session's. */
  coverageOf(shop: string): CoverageRecords;
}

/** Joins what reads and counts, without a way to Shopify. */
export function composeCoverage(ledger: Ledger, clock: Clock): CoverageParts {
  const sweeps = createSweepState(ledger);
  const classes = createOrderClasses(ledger);
  const days = createCoverageDays(ledger);
  const countFigures = createPurchaseFigures(ledger);
  const book = createCoverage({ ledger, classes, days, countFigures, sweeps, clock });
  return { sweeps, classes, days, book, coverageOf: book.recordsOf };
}

/** What comparing with Shopify needs. */
export interface ReconciliationOptions {
  ledger: Ledger;
  coverage: CoverageParts;
  orders: OrderBook;
  /** The way to every shop's Admin API. */
  post: AdminPost;
  reducerOf(shop: string): Promise<ReduceOrder>;
  onArrival(): void;
  random: () => number;
  /** How long a question waits before it is asked again; real time unless a test brings its own. */
  sleep?: ((milliseconds: number) => Promise<void>) | undefined;
  clock: Clock;
  logger: Logger;
  /** Where comparisons are told; nowhere unless it is configured. */
  tracing?: Tracing | undefined;
}

/** Reads Shopify's side, and the work that comes again and again. */
export interface Reconciliation {
  admin: AdminClient;
  chores: Chore[];
}

/** Joins what compares Shopify's orders with ours. */
export function composeReconciliation(options: ReconciliationOptions): Reconciliation {
  const { ledger, coverage, orders, post, reducerOf, onArrival, random, clock, logger, tracing } = options;
  const admin = createAdminClient({ post, clock, random, sleep: options.sleep ?? realTime });
  const reader = createAdminOrders(admin);
  const findMissed = createMissedOrders({ ledger, orders, reader, reducerOf, clock });
  const shared = { ledger, orders, reader, findMissed, onArrival, clock, logger };
  const checkDays = createDayCheck({ ...shared, ...coverage, coverage: coverage.book });
  const sweepChore = createSweepChore({
    ...{ ...shared, tracing },
    leases: createLeases(ledger, clock),
    state: coverage.sweeps,
    async afterwards(shop, well, isStopping) {
      await coverage.book.recount(shop);
      if (well) await checkDays(shop, isStopping);
    },
  });
  return { admin, chores: [sweepChore] };
}

function realTime(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
