import { prepareAll, shopLock, type Ledger, type Params, type Steps } from "../platform/ledger.ts";
import {
  NO_COUNTS,
  rangeAtInstall,
  type Backfill,
  type BackfillCounts,
  type BackfillReason,
  type BackfillState,
  type BackfillWay,
} from "./backfill.ts";

/** A backfill whose time has come. */
export interface DueBackfill extends Backfill {
  shop: string;
  /** Where shoppers find the shop. */
  shopUrl: string | undefined;
  operationId: string | undefined;
  /** Where reading goes on: the cursor of a page, or the number of a line; "" at the beginning. */
  cursor: string;
  failures: number;
}

/** What is asked for. */
export interface BackfillRequest extends Pick<Backfill, "fromAt" | "toAt" | "dryRun" | "source"> {
  shop: string;
  /** Shopify's id of the staff member, where one asked for it. */
  requestedBy: string | undefined;
}

/** How far a chunk of orders brings it. */
export interface Advance extends Pick<DueBackfill, "cursor" | "counts" | "seen"> {
  startedAt: number;
}

/** When it is looked at again, after how many questions in a row that came to nothing, and why. */
export interface Postponed extends Pick<DueBackfill, "failures" | "reason"> {
  dueAt: number;
}

/** How it ended by itself. */
export interface BackfillEnd extends Pick<Backfill, "reason"> {
  state: "done" | "failed";
  now: number;
}

/** Every backfill there is. What has ended is never changed: each verb says whether the backfill was still as the caller knew it. */
export interface BackfillStore {
  /** Undefined while another one of the shop is under way. */
  request(request: BackfillRequest, now: number): Promise<number | undefined>;
  /** A shop's backfills, the newest first. */
  latest(shop: string, limit: number): Promise<Backfill[]>;
  /** Has one that waits for the check of other senders look again. */
  wake(shop: string, now: number): Promise<boolean>;
  /** Ends one that is under way; Shopify is told by the chore. */
  cancel(shop: string, id: number, now: number): Promise<boolean>;
  /** Asks for what new shops had before they had the app; ends what belongs to shops that have left. */
  open(now: number): Promise<void>;
  due(now: number, limit: number): Promise<DueBackfill[]>;
  one(id: number): Promise<DueBackfill | undefined>;
  nextDueAt(): Promise<number>;
  /** How many orders of the past wait to be routed, counted up to `limit`. */
  waiting(now: number, limit: number): Promise<number>;
  /** From queued to reading. */
  begin(id: number, way: BackfillWay, total: number | undefined): Promise<boolean>;
  /** Notes which list Shopify makes; undefined when it has to be made anew, from the beginning. */
  operation(id: number, operationId: string | undefined, dueAt: number): Promise<boolean>;
  total(id: number, total: number): Promise<void>;
  /** Step of the transaction that takes a chunk's orders in; false when it is no longer at `from`. */
  advance(id: number, from: string, to: Advance): Steps<boolean>;
  /** Looks again later. */
  postpone(id: number, later: Postponed): Promise<void>;
  end(id: number, end: BackfillEnd): Promise<void>;
  /** Shopify knows that its list is not wanted. */
  released(id: number): Promise<void>;
}

const COLUMNS = `
  backfill.id, backfill.shop, backfill.source, requested_at AS "requestedAt", from_at AS "fromAt", to_at AS "toAt", dry_run AS "dryRun",
  backfill.state, reason, way, operation_id AS "operationId", cursor, total, seen, counts, failures, started_at AS "startedAt", ended_at AS "endedAt"`;

const UNDER_WAY = "state IN ('queued', 'reading')";

const SQL = {
  request: `
    INSERT INTO backfill (shop, source, requested_by, requested_at, from_at, to_at, dry_run, state, due_at)
    SELECT @shop, @source, @requestedBy, @now, @fromAt, @toAt, @dryRun, 'queued', @now
    WHERE NOT EXISTS (SELECT 1 FROM backfill WHERE shop = @shop AND ${UNDER_WAY})
    RETURNING id`,
  latest: `SELECT ${COLUMNS} FROM backfill WHERE shop = @shop ORDER BY requested_at DESC, id DESC LIMIT @limit`,
  // Due until Shopify knows it too.
  cancel: `
    UPDATE backfill SET state = 'cancelled', reason = NULL, ended_at = @now, failures = 0, due_at = CASE WHEN operation_id IS NOT NULL THEN CAST(@now AS BIGINT) END
    WHERE id = @id AND shop = @shop AND ${UNDER_WAY}`,
  wake: `UPDATE backfill SET due_at = @now WHERE shop = @shop AND state = 'queued' AND reason = 'other_sender'`,
  newShops: `
    SELECT domain AS shop, installed_at AS "installedAt" FROM shop
    WHERE uninstalled_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM backfill WHERE backfill.shop = shop.domain AND source = 'install' AND to_at = shop.installed_at)`,
  leave: `
    UPDATE backfill SET state = 'cancelled', reason = 'uninstalled', ended_at = @now, due_at = NULL
    WHERE due_at IS NOT NULL AND ${UNDER_WAY}
      AND EXISTS (SELECT 1 FROM shop WHERE shop.domain = backfill.shop AND shop.uninstalled_at IS NOT NULL)`,
  due: `
    SELECT ${COLUMNS}, shop.url AS "shopUrl" FROM backfill LEFT JOIN shop ON shop.domain = backfill.shop
    WHERE due_at <= @now ORDER BY due_at, backfill.id LIMIT @limit`,
  one: `
    SELECT ${COLUMNS}, shop.url AS "shopUrl" FROM backfill LEFT JOIN shop ON shop.domain = backfill.shop WHERE backfill.id = @id`,
  nextDueAt: `SELECT min(due_at) AS at FROM backfill`,
  waiting: `
    SELECT count(*) AS orders FROM (SELECT 1 FROM "order" WHERE lane = 'past' AND route_at <= @now LIMIT @limit) AS waiting`,
  begin: `
    UPDATE backfill SET state = 'reading', way = @way, total = @total, failures = 0, reason = NULL WHERE id = @id AND state = 'queued'`,
  // A list that is made anew may be in another order. What was taken over from the old one is found to be known.
  operation: `
    UPDATE backfill SET operation_id = @operationId, due_at = @dueAt, cursor = NULL, seen = 0, counts = '{}', reason = NULL
    WHERE id = @id AND state = 'reading'`,
  total: `UPDATE backfill SET total = @total WHERE id = @id AND state = 'reading'`,
  advance: `
    UPDATE backfill SET cursor = @cursor, counts = @counts, seen = @seen, failures = 0, reason = NULL, started_at = coalesce(started_at, @startedAt)
    WHERE id = @id AND state = 'reading' AND coalesce(cursor, '') = @from`,
  postpone: `UPDATE backfill SET due_at = @dueAt, failures = @failures, reason = @reason WHERE id = @id AND due_at IS NOT NULL`,
  end: `UPDATE backfill SET state = @state, reason = @reason, ended_at = @now, due_at = NULL WHERE id = @id AND ${UNDER_WAY}`,
  released: `UPDATE backfill SET due_at = NULL, operation_id = NULL WHERE id = @id AND state = 'cancelled'`,
} as const;

interface Row {
  id: number;
  shop: string;
  source: Backfill["source"];
  requestedAt: number;
  fromAt: number;
  toAt: number;
  /** SQLite has no booleans. */
  dryRun: boolean | number;
  state: BackfillState;
  reason: BackfillReason | null;
  way: BackfillWay | null;
  operationId: string | null;
  cursor: string | null;
  total: number | null;
  seen: number;
  counts: string;
  failures: number;
  startedAt: number | null;
  endedAt: number | null;
  shopUrl?: string | null;
}

/** The backfills on a ledger. */
export function createBackfillStore(ledger: Ledger): BackfillStore {
  const run = prepareAll(ledger, SQL);
  const lock = shopLock(ledger);
  /** Whether the one row was as the statement knew it. */
  const change = async (verb: keyof typeof SQL, params: Params): Promise<boolean> =>
    (await ledger.write(() => run[verb].change(params))) === 1;

  function* request({ shop, dryRun, ...asked }: BackfillRequest, now: number): Steps<number | undefined> {
    yield* lock(shop);
    const { requestedBy = null, source, fromAt, toAt } = asked;
    const row = { shop, source, requestedBy, fromAt, toAt, dryRun: dryRun ? 1 : 0, now };
    return (yield* run.request.get<{ id: number }>(row))?.id;
  }

  function* open(now: number): Steps<void> {
    yield* run.leave.change({ now });
    for (const { shop, installedAt } of yield* run.newShops.all<NewShop>()) {
      const install = { source: "install", requestedBy: undefined, dryRun: false } as const;
      yield* request({ shop, ...install, ...rangeAtInstall(installedAt) }, now);
    }
  }

  return {
    request: (asked, now) => ledger.write(() => request(asked, now)),
    async latest(shop, limit) {
      return (await ledger.read(() => run.latest.all<Row>({ shop, limit }))).map(backfill);
    },
    wake: (shop, now) => change("wake", { shop, now }),
    cancel: (shop, id, now) => change("cancel", { shop, id, now }),
    open: (now) => ledger.write(() => open(now)),
    async due(now, limit) {
      return (await ledger.read(() => run.due.all<Row>({ now, limit }))).map(dueBackfill);
    },
    async one(id) {
      const row = await ledger.read(() => run.one.get<Row>({ id }));
      return row && dueBackfill(row);
    },
    async nextDueAt() {
      return (await ledger.read(() => run.nextDueAt.get<{ at: number | null }>()))?.at ?? Infinity;
    },
    async waiting(now, limit) {
      return (await ledger.read(() => run.waiting.get<{ orders: number }>({ now, limit })))?.orders ?? 0;
    },
    begin: (id, way, total) => change("begin", { id, way, total: total ?? null }),
    operation: (id, operationId, dueAt) =>
      change("operation", { id, operationId: operationId ?? null, dueAt }),
    async total(id, total) {
      await change("total", { id, total });
    },
    *advance(id, from, { cursor, counts, seen, startedAt }) {
      const to = { cursor, counts: JSON.stringify(counts), seen, startedAt };
      return (yield* run.advance.change({ id, from, ...to })) === 1;
    },
    async postpone(id, { dueAt, failures, reason }) {
      await change("postpone", { id, dueAt, failures, reason: reason ?? null });
    },
    async end(id, { state, reason, now }) {
      await change("end", { id, state, reason: reason ?? null, now });
    },
    async released(id) {
      await change("released", { id });
    },
  };
}

interface NewShop {
  shop: string;
  installedAt: number;
}

function backfill(row: Row): Backfill {
  const { id, source, requestedAt, fromAt, toAt, state, seen } = row;
  return {
    ...{ id, source, requestedAt, fromAt, toAt, state, seen },
    dryRun: Boolean(row.dryRun),
    reason: row.reason ?? undefined,
    way: row.way ?? undefined,
    total: row.total ?? undefined,
    counts: { ...NO_COUNTS, ...(JSON.parse(row.counts) as Partial<BackfillCounts>) },
    startedAt: row.startedAt ?? undefined,
    endedAt: row.endedAt ?? undefined,
  };
}

function dueBackfill(row: Row): DueBackfill {
  const { shop, shopUrl, operationId, cursor, failures } = row;
  return {
    ...backfill(row),
    ...{ shop, failures, cursor: cursor ?? "" },
    shopUrl: shopUrl ?? undefined,
    operationId: operationId ?? undefined,
  };
}
