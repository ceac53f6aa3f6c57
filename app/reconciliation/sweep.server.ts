import { createHash } from "node:crypto";
import { spanned, type Tracing } from "../platform/tracing.ts";
import type { OrderBook, VouchedOrder } from "../orders/order-book.server.ts";
import type { Chore } from "../platform/chores.ts";
import { HOUR, MINUTE, SECOND, type Clock } from "../platform/clock.ts";
import type { Leases } from "../platform/leases.server.ts";
import type { Ledger } from "../platform/ledger.ts";
import { wasTold } from "../platform/database-watch.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AdminFailure } from "./admin-answer.ts";
import type { AdminOrders } from "./admin-orders.server.ts";
import type { SweepProblem } from "./coverage.ts";
import type { FindMissed } from "./missed-orders.server.ts";
import type { Unreadable } from "./order-pages.ts";
import type { DueSweep, SweepState } from "./sweep-state.server.ts";

/** What comparing needs. */
export interface SweepOptions {
  ledger: Ledger;
  leases: Leases;
  orders: OrderBook;
  state: SweepState;
  reader: Pick<AdminOrders, "list">;
  findMissed: FindMissed;
  /** Called after a shop was compared, under the same lease; `well` says whether Shopify answered. */
  afterwards(shop: string, well: boolean, isStopping: () => boolean): Promise<void>;
  /** Called after orders were added. */
  onArrival(): void;
  clock: Clock;
  logger: Logger;
  /** Where comparisons are told; nowhere unless it is configured. */
  tracing?: Tracing | undefined;
}

/** How often each shop is compared. */
export const SWEEP_EVERY = 5 * MINUTE;
/** Shopify's lists lag behind its orders: each comparison begins so long before the newest change that the last one saw. */
export const SWEEP_OVERLAP = 10 * MINUTE;
/** A younger change is left to its webhook, which is about to come and knows more: the browser's name. */
export const LEFT_TO_WEBHOOKS = 2 * MINUTE;
const LONGEST_BACK_OFF = 2 * HOUR;
const SHOPS_AT_ONCE = 4;
/** A crashed process's comparison is taken up by another one round later. */
const LEASE = SWEEP_EVERY;

/** How a comparison went. */
type Course = { kind: "ok"; healed: number } | { kind: "interrupted" } | AdminFailure;

/** Compares every shop's orders with Shopify's own list, every few minutes, and takes in what the webhooks missed. */
export function createSweepChore(options: SweepOptions): Chore {
  const { leases, state, clock } = options;

  async function openNew(): Promise<void> {
    for (const { shop, installedAt } of await state.newShops())
      await state.open(shop, installedAt, clock() + spreadOf(shop));
  }

  async function sweepOne(shop: string, isStopping: () => boolean): Promise<void> {
    await leases.during(`sweep:${shop}`, LEASE, async (isHeld) => {
      const due = await state.dueSweep(shop, clock());
      if (due === undefined) return;
      const mayGoOn = () => isHeld() && !isStopping();
      const attributes = { "throughline.shop": shop };
      const course = await spanned<Course>(options.tracing, "sweep orders", attributes, {
        work: () => compare(options, due, mayGoOn),
        told: ({ kind, ...course }) => ({
          "throughline.outcome": kind,
          "throughline.healed": "healed" in course ? course.healed : undefined,
        }),
      }).catch((error: unknown): Course => {
        // One shop's trouble delays no other's comparison.
        if (!wasTold(error))
          options.logger.error({ err: error, shop }, "comparing a shop's orders met an error");
        return { kind: "unavailable" };
      });
      // Whoever took the lease over writes the end.
      if (!isHeld()) return;
      await conclude(options, due, course);
      if (course.kind !== "interrupted")
        await options.afterwards(shop, course.kind === "ok", () => !mayGoOn());
    });
  }

  return {
    name: "sweep",
    async run(isStopping) {
      await openNew();
      const shops = await state.due(clock(), 10 * SHOPS_AT_ONCE);
      const next = shops.values();
      const walk = async () => {
        for (const shop of next) if (!isStopping()) await sweepOne(shop, isStopping);
      };
      await Promise.all(Array.from({ length: SHOPS_AT_ONCE }, walk));
      // What another process has under its lease is still due: it is looked at again a little later.
      return Math.max(await state.nextDueAt(), clock() + SECOND);
    },
  };
}

/**
 * Walks the list page by page. What a page lacked is taken in a few orders at a time, and only then the watermark moves: a crash repeats, and never skips.
 */
async function compare(
  options: SweepOptions,
  { shop, installedAt, watermark }: DueSweep,
  mayGoOn: () => boolean,
): Promise<Course> {
  const { ledger, reader, state, clock } = options;
  // What happened while the app was not installed is a backfill's.
  const from = Math.max(watermark, installedAt) - SWEEP_OVERLAP;
  const until = clock() - LEFT_TO_WEBHOOKS;
  let healed = 0;
  for await (const page of reader.list(shop, { by: "updated_at", from, until })) {
    if (page.kind !== "ok") return page;
    tellUnreadable(options, shop, page.unreadable);
    for await (const missed of options.findMissed(shop, page.orders, installedAt)) {
      if (missed.kind !== "ok") return missed;
      if (!mayGoOn()) return { kind: "interrupted" };
      healed += await takeIn(options, shop, missed.orders);
      tellUnreadable(options, shop, missed.unreadable);
    }
    if (!mayGoOn()) return { kind: "interrupted" };
    const { reachedAt } = page;
    if (reachedAt !== undefined) await ledger.write(() => state.reach(shop, reachedAt, 0));
  }
  return { kind: "ok", healed };
}

async function takeIn(
  { ledger, orders: book, state, onArrival }: SweepOptions,
  shop: string,
  orders: readonly VouchedOrder[],
): Promise<number> {
  const added = await ledger.write(function* () {
    let count = 0;
    for (const order of orders) if (yield* book.add(order)) count += 1;
    yield* state.reach(shop, 0, count);
    return count;
  });
  if (added > 0) onArrival();
  return added;
}

function tellUnreadable({ logger }: SweepOptions, shop: string, unreadable: readonly Unreadable[]): void {
  for (const { id: orderId, what } of unreadable)
    logger.error({ shop, orderId, what }, "an order of Shopify's list could not be read");
}

async function conclude(
  { state, clock, logger }: SweepOptions,
  { shop, failures }: DueSweep,
  course: Course,
): Promise<void> {
  const endedAt = clock();
  switch (course.kind) {
    case "ok":
      if (course.healed > 0) logger.warn({ shop, orders: course.healed }, "webhooks had missed these orders");
      await state.end(shop, { endedAt, dueAt: endedAt + SWEEP_EVERY, failures: 0, problem: undefined });
      return;
    case "interrupted":
      return;
    case "throttled":
      // The shop is busy and nothing is wrong with it.
      await state.end(shop, {
        endedAt,
        dueAt: Math.max(course.until, endedAt + MINUTE),
        failures: 0,
        problem: undefined,
      });
      return;
    case "unauthorised":
    case "access_denied":
    case "frozen":
    case "unavailable":
    case "malformed":
      logger.warn({ shop, ...course }, "Shopify's list of orders could not be read");
      await state.end(shop, failed(course.kind, failures + 1, endedAt));
  }
}

function failed(problem: SweepProblem, failures: number, endedAt: number) {
  const backOff = Math.min(SWEEP_EVERY * 2 ** Math.min(failures - 1, 10), LONGEST_BACK_OFF);
  return { endedAt, dueAt: endedAt + backOff, failures, problem };
}

/** Where in the round a shop has its place: the same on every machine, and each shop's another. */
function spreadOf(shop: string): number {
  return createHash("sha256").update(shop).digest().readUInt32BE() % SWEEP_EVERY;
}
