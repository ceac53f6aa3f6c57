import { createHash } from "node:crypto";
import type { OrderBook } from "../orders/order-book.server.ts";
import type { Chore } from "../platform/chores.ts";
import { HOUR, MINUTE, SECOND, type Clock } from "../platform/clock.ts";
import type { Leases } from "../platform/leases.server.ts";
import type { Ledger } from "../platform/ledger.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AdminFailure } from "./admin-answer.ts";
import type { AdminOrders } from "./admin-orders.server.ts";
import type { SweepProblem } from "./coverage.ts";
import type { FindMissed } from "./missed-orders.server.ts";
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
}

/** How often each shop is compared. */
export const SWEEP_EVERY = 5 * MINUTE;
/** Shopify's lists lag behind its orders: each comparison begins so long before the newest change that the last one saw. */
export const SWEEP_OVERLAP = 10 * MINUTE;
/** A younger change is left to its webhook, which is about to come and knows more: the browser's name. */
export const LEFT_TO_WEBHOOKS = 2 * MINUTE;
const LONGEST_BACK_OFF = 2 * HOUR;
const SHOPS_AT_ONCE = 4;
const LEASE = MINUTE;

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
      const course = await compare(options, due, mayGoOn).catch((error: unknown): Course => {
        // One shop's trouble delays no other's comparison.
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

/** Walks the list page by page. The orders of a page and the watermark behind it are written in one transaction: a crash repeats, and never skips. */
async function compare(
  options: SweepOptions,
  { shop, installedAt, watermark }: DueSweep,
  mayGoOn: () => boolean,
): Promise<Course> {
  const { reader, findMissed, clock, logger } = options;
  // What happened while the app was not installed is a backfill's.
  const from = Math.max(watermark, installedAt) - SWEEP_OVERLAP;
  let healed = 0;
  for await (const page of reader.list(shop, { by: "updated_at", from, until: clock() - LEFT_TO_WEBHOOKS })) {
    if (page.kind !== "ok") return page;
    const missed = await findMissed(shop, page.orders, installedAt);
    if (missed.kind !== "ok") return missed;
    if (!mayGoOn()) return { kind: "interrupted" };
    const added = await takeIn(options, {
      shop,
      orders: missed.orders,
      watermark: page.reachedAt ?? watermark,
    });
    healed += added;
    for (const { id, what } of [...page.unreadable, ...missed.unreadable])
      logger.error({ shop, id, what }, "an order of Shopify's list could not be read");
    if (added > 0) options.onArrival();
  }
  return { kind: "ok", healed };
}

/** Orders to be taken in, and how far the list has been read with them. */
interface TakingIn {
  shop: string;
  orders: Parameters<OrderBook["add"]>[0][];
  watermark: number;
}

function takeIn(
  { ledger, orders: book, state }: SweepOptions,
  { shop, orders, watermark }: TakingIn,
): Promise<number> {
  return ledger.write(function* () {
    let added = 0;
    for (const order of orders) if (yield* book.add(order)) added += 1;
    yield* state.reach(shop, watermark, added);
    return added;
  });
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
