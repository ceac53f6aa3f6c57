import type { Chore } from "../platform/chores.ts";
import { HOUR, MINUTE, SECOND, type Clock } from "../platform/clock.ts";
import type { Leases } from "../platform/leases.server.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AdminFailure } from "./admin-answer.ts";
import type { AdminOrders } from "./admin-orders.server.ts";
import type { TakeIn } from "./backfill-intake.server.ts";
import { rangeOf, readList, readPages, type ReadingStep } from "./backfill-reading.server.ts";
import type { BackfillStore, DueBackfill } from "./backfill-state.server.ts";
import type { BackfillReason } from "./backfill.ts";
import type { BulkDownload } from "./bulk-download.server.ts";
import type { BulkEnd, BulkOrders } from "./bulk-orders.server.ts";

/** What backfills need. */
export interface BackfillOptions {
  leases: Leases;
  store: BackfillStore;
  reader: Pick<AdminOrders, "walk" | "count">;
  bulk: BulkOrders;
  download: (url: string) => Promise<BulkDownload>;
  takeIn: TakeIn;
  /** Whether nothing else has sent the shop's orders to its pixels, as far as is known (docs/decisions/0018). */
  isOnlySender(shop: string): Promise<boolean>;
  /** Called after orders were added. */
  onArrival(): void;
  sleep(milliseconds: number): Promise<void>;
  clock: Clock;
  logger: Logger;
}

/** A list that Shopify makes costs no points and takes its time; so many orders are read page by page in about a minute. */
const MOST_BY_PAGES = 100;
/** While so many orders of the past wait to be routed, none is added: what is new must find the way free. */
const MOST_WAITING = 2000;
const AT_ONCE = 4;
const LONGEST_WAIT = 10 * MINUTE;
const LEASE = MINUTE;
/** One backfill's turn; then others come first. */
const TURN = 5 * MINUTE;
/** How often Shopify is asked whether its list is made. */
const LOOK_EVERY = 5 * SECOND;
/** Questions in a row that came to nothing; with the pauses between them, about eight hours. */
const MOST_FAILURES = 14;

/** One turn of one backfill. */
interface Turn {
  due: DueBackfill;
  mayGoOn(): boolean;
}

/** Reads orders of the past, at installation and when it is asked for, and adds them behind all that is new. */
export function createBackfillChore(options: BackfillOptions): Chore {
  const { leases, store, clock } = options;

  const takeTurn = (id: number, isStopping: () => boolean) =>
    leases.during(`backfill:${id}`, LEASE, async (isHeld) => {
      const [due, end] = [await store.one(id), clock() + TURN];
      if (due !== undefined)
        await goOn(options, { due, mayGoOn: () => isHeld() && !isStopping() && clock() < end });
    });

  return {
    name: "backfill",
    async run(isStopping) {
      await leases.during("backfill", LEASE, () => store.open(clock()));
      const next = (await store.due(clock(), 10 * AT_ONCE)).values();
      const work = async () => {
        for (const { id } of next) if (!isStopping()) await takeTurn(id, isStopping);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      return Math.max(await store.nextDueAt(), clock() + SECOND);
    },
  };
}

async function goOn(options: BackfillOptions, turn: Turn): Promise<void> {
  switch (turn.due.state) {
    case "queued":
      return begin(options, turn);
    case "reading":
      return turn.due.way === "bulk"
        ? followList(options, turn)
        : read(options, turn, readPages(options.reader, turn.due));
    case "cancelled":
      return release(options, turn.due);
    case "done":
    case "failed":
      return;
  }
}

async function begin(options: BackfillOptions, { due, mayGoOn }: Turn): Promise<void> {
  const { reader, store, clock } = options;
  if (due.source === "install" && !(await options.isOnlySender(due.shop)))
    return store.postpone(due.id, { ...due, dueAt: clock() + LONGEST_WAIT, reason: "other_sender" });
  const counted = await reader.count(due.shop, rangeOf(due));
  if (counted.kind !== "ok") return noAnswer(options, due, counted);
  const total = counted.atLeast ? undefined : counted.count;
  const way = counted.atLeast || counted.count > MOST_BY_PAGES ? "bulk" : "pages";
  if (await store.begin(due.id, way, total))
    await goOn(options, { due: { ...due, state: "reading", way, total, failures: 0 }, mayGoOn });
}

/** Has Shopify make a list, waits for it, and reads it. */
async function followList(options: BackfillOptions, turn: Turn): Promise<void> {
  const { bulk, store, clock, download } = options;
  const { due } = turn;
  if (due.operationId === undefined) return startList(options, due);
  const list = await bulk.state(due.shop, due.operationId);
  switch (list.kind) {
    case "running":
      return store.postpone(due.id, { ...due, dueAt: clock() + LOOK_EVERY, reason: undefined });
    case "completed":
      await store.total(due.id, list.orders);
      return list.url === undefined
        ? finish(options, due)
        : read(options, turn, readList(download, list.url, due));
    case "ended":
      return listEnded(options, due, list.why);
    case "unknown":
      return listEnded(options, due, "expired");
    case "throttled":
    case "unauthorised":
    case "access_denied":
    case "frozen":
    case "unavailable":
    case "malformed":
      return noAnswer(options, due, list);
  }
}

async function startList(options: BackfillOptions, due: DueBackfill): Promise<void> {
  const { bulk, store, clock } = options;
  const started = await bulk.start(due.shop, rangeOf(due));
  switch (started.kind) {
    case "ok":
      // Cancelled meanwhile: nobody else knows of the list.
      if (!(await store.operation(due.id, started.id, clock() + LOOK_EVERY)))
        await bulk.cancel(due.shop, started.id);
      return;
    case "busy":
      return store.postpone(due.id, { ...due, dueAt: clock() + MINUTE, reason: "busy" });
    case "throttled":
    case "unauthorised":
    case "access_denied":
    case "frozen":
    case "unavailable":
    case "malformed":
      return noAnswer(options, due, started);
  }
}

/** A list that ended without all of its orders is made anew. */
async function listEnded(options: BackfillOptions, due: DueBackfill, why: BulkEnd): Promise<void> {
  switch (why) {
    case "access_denied":
      return fail(options, due, "access_denied");
    case "expired":
    case "canceled":
    case "timeout":
    case "internal":
      await options.store.operation(due.id, undefined, options.clock());
      return tryLater(options, due, "list_failed");
  }
}

/** Takes in what is read, until it ends, the turn is over, or somebody has cancelled it. */
async function read(options: BackfillOptions, turn: Turn, steps: AsyncIterable<ReadingStep>): Promise<void> {
  const { takeIn, onArrival } = options;
  let at: Pick<DueBackfill, "cursor" | "counts" | "seen"> = turn.due;
  for await (const step of steps) {
    if (step.kind !== "chunk") return noAnswer(options, turn.due, step);
    if (!(await hasRoom(options, turn))) return;
    const to = await takeIn(turn.due, at, step);
    if (to === undefined) return;
    at = to;
    if (!turn.due.dryRun) onArrival();
  }
  await finish(options, { ...turn.due, ...at });
}

/** Waits until the orders that were added before are routed; false when the turn is over. */
async function hasRoom({ store, sleep, clock }: BackfillOptions, { due, mayGoOn }: Turn): Promise<boolean> {
  while (mayGoOn()) {
    if (due.dryRun || (await store.waiting(clock(), MOST_WAITING)) < MOST_WAITING) return true;
    await sleep(SECOND);
  }
  return false;
}

async function finish({ store, clock, logger }: BackfillOptions, due: DueBackfill): Promise<void> {
  const { id, shop, dryRun, counts } = due;
  await store.end(id, { state: "done", reason: undefined, now: clock() });
  logger.info({ shop, backfillId: id, dryRun, ...counts }, "a backfill is done");
}

async function fail(
  { store, clock, logger }: BackfillOptions,
  { id, shop }: DueBackfill,
  reason: BackfillReason,
) {
  await store.end(id, { state: "failed", reason, now: clock() });
  logger.warn({ shop, backfillId: id, reason }, "a backfill has failed");
}

function noAnswer(options: BackfillOptions, due: DueBackfill, failure: AdminFailure): Promise<void> {
  const { store, clock, logger } = options;
  switch (failure.kind) {
    case "throttled":
      return store.postpone(due.id, {
        ...due,
        dueAt: Math.max(failure.until, clock() + SECOND),
        reason: "throttled",
      });
    case "access_denied":
    case "malformed":
      logger.warn({ shop: due.shop, backfillId: due.id, ...failure }, "a backfill could not be read");
      return fail(options, due, failure.kind);
    case "unauthorised":
    case "frozen":
    case "unavailable":
      return tryLater(options, due, failure.kind);
  }
}

/** After half a minute, one, two, …, an hour. */
async function tryLater(
  options: BackfillOptions,
  { id }: DueBackfill,
  reason: BackfillReason,
): Promise<void> {
  const { store, clock } = options;
  // What was read meanwhile has begun the count anew.
  const due = await store.one(id);
  if (due === undefined) return;
  const failures = due.failures + 1;
  if (failures >= MOST_FAILURES) return fail(options, due, reason);
  const pause = Math.min((MINUTE / 2) * 2 ** (failures - 1), HOUR);
  await store.postpone(id, { dueAt: clock() + pause, failures, reason });
}

/** Tells Shopify that a cancelled backfill's list is not wanted. */
async function release({ bulk, store, clock }: BackfillOptions, due: DueBackfill): Promise<void> {
  const { id, shop, operationId, failures } = due;
  const told = operationId === undefined ? { kind: "ok" as const } : await bulk.cancel(shop, operationId);
  const tryAgain = told.kind === "throttled" || told.kind === "unavailable";
  if (!tryAgain || failures + 1 >= MOST_FAILURES) return store.released(id);
  await store.postpone(id, { dueAt: clock() + MINUTE, failures: failures + 1, reason: undefined });
}
