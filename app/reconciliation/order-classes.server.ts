import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import { HOUR } from "../platform/clock.ts";
import type { ClassCount, GapOrder, OrderClass, StopReason, WaitReason } from "./coverage.ts";

/** From and before these moments, milliseconds since the epoch. */
export interface Span {
  from: number;
  until: number;
}

/** The class of each order that we have. Every query is bounded by the time the orders were placed. */
export interface OrderClasses {
  /** How many orders of a span are in each class. */
  count(shop: string, span: Span): Promise<ClassCount[]>;
  /** The same at one go, for a span that has few. */
  countFew(shop: string, span: Span): Steps<ClassCount[]>;
  /** Whether a span has more orders than that. */
  hasMoreThan(shop: string, span: Span, orders: number): Steps<boolean>;
  /** Orders that are not accepted, oldest first. */
  unaccepted(shop: string, span: Span, which: { skipped: boolean; limit: number }): Promise<GapOrder[]>;
  /** How many orders there are. */
  total(shop: string, span: Span): Promise<number>;
}

/** An order in a batch of its own is nothing to wait for; a day of fifty thousand is. */
const SLICE = 3 * HOUR;

const SQL = ({ jsonIsTrue }: Dialect) => {
  // Of several pixels' deliveries the worst one speaks for the order (app/reconciliation/coverage.ts).
  const speaking = `
    SELECT one.id FROM delivery AS one WHERE one.order_ref = o.id
    ORDER BY CASE WHEN one.state IN ('refused', 'held', 'expired', 'paused') THEN 1
                  WHEN one.state IN ('pending', 'leased', 'retrying') THEN 2
                  WHEN one.state = 'delivered' THEN CASE WHEN one.test_event_code IS NULL THEN 3 ELSE 4 END
                  ELSE 5 END, one.id
    LIMIT 1`;
  // An order without deliveries that is decided on was erased before it could be sent.
  const classed = `
    SELECT o.order_id AS "orderId", o.name, o.placed_at AS "placedAt", d.reason AS "deliveryReason",
      CASE WHEN o.routed_at IS NULL THEN 'waiting'
           WHEN d.state IS NULL OR d.state = 'skipped' THEN 'skipped'
           WHEN d.state IN ('pending', 'leased', 'retrying') THEN 'waiting'
           WHEN d.state <> 'delivered' THEN 'stopped'
           WHEN d.test_event_code IS NULL THEN 'accepted'
           WHEN ${jsonIsTrue("o.facts", "test")} THEN 'skipped'
           ELSE 'stopped' END AS kind,
      CASE WHEN o.routed_at IS NULL THEN CASE WHEN o.waiting_for IS NOT NULL THEN o.waiting_for WHEN o.route_at IS NULL THEN 'no_pixel' ELSE 'routing' END
           WHEN d.state IS NULL THEN 'redacted'
           WHEN d.state = 'skipped' THEN coalesce(d.reason, 'skipped')
           WHEN d.state IN ('pending', 'leased') THEN 'sending'
           WHEN d.state = 'retrying' THEN 'trying_again'
           WHEN d.state <> 'delivered' THEN d.state
           WHEN d.test_event_code IS NULL THEN ''
           WHEN ${jsonIsTrue("o.facts", "test")} THEN 'test_order'
           ELSE 'test_mode' END AS why
    FROM "order" AS o LEFT JOIN delivery AS d ON d.id = (${speaking})
    WHERE o.shop = @shop AND o.placed_at >= @from AND o.placed_at < @until`;
  return {
    count: `SELECT kind, why, count(*) AS orders FROM (${classed}) AS c GROUP BY kind, why`,
    unaccepted: `
      SELECT * FROM (${classed}) AS c WHERE kind <> 'accepted' AND (kind <> 'skipped' OR @skipped = 1)
      ORDER BY "placedAt", "orderId" LIMIT @limit`,
    hasMore: `
      SELECT 1 FROM "order" WHERE shop = @shop AND placed_at >= @from AND placed_at < @until ORDER BY placed_at LIMIT 1 OFFSET @orders`,
    total: `SELECT count(*) AS orders FROM "order" WHERE shop = @shop AND placed_at >= @from AND placed_at < @until`,
  };
};

/** A class as the statements tell it. */
interface ClassRow {
  kind: Exclude<OrderClass["kind"], "missing">;
  why: string;
}

interface GapRow extends ClassRow {
  orderId: string;
  name: string;
  placedAt: number;
  deliveryReason: string | null;
}

/** The classes of orders, on a ledger. */
export function createOrderClasses(ledger: Ledger): OrderClasses {
  const run = prepareAll(ledger, SQL(ledger.dialect));
  function* countFew(shop: string, span: Span): Steps<ClassCount[]> {
    const rows = yield* run.count.all<ClassRow & { orders: number }>({ shop, ...span });
    return rows.map(({ orders, ...row }) => ({ class: classOf(row, null), orders }));
  }
  return {
    async count(shop, span) {
      const counts: ClassCount[] = [];
      for (const slice of slicesOf(span)) counts.push(...(await ledger.read(() => countFew(shop, slice))));
      return counts;
    },
    countFew,
    *hasMoreThan(shop, span, orders) {
      return (yield* run.hasMore.get({ shop, ...span, orders })) !== undefined;
    },
    async unaccepted(shop, span, { skipped, limit }) {
      const orders: GapOrder[] = [];
      for (const slice of slicesOf(span)) {
        const params = { shop, ...slice, limit: limit - orders.length, skipped: skipped ? 1 : 0 };
        const rows = await ledger.read(() => run.unaccepted.all<GapRow>(params));
        orders.push(...rows.flatMap(gapOrder));
        if (orders.length >= limit) break;
      }
      return orders;
    },
    async total(shop, span) {
      const row = await ledger.read(() => run.total.get<{ orders: number }>({ shop, ...span }));
      return row?.orders ?? 0;
    },
  };
}

/** One after the other, so that others have their turn in between. */
function* slicesOf({ from, until }: Span): Generator<Span> {
  for (let at = from; at < until; at += SLICE) yield { from: at, until: Math.min(at + SLICE, until) };
}

function gapOrder({ orderId, name, placedAt, deliveryReason, ...row }: GapRow): GapOrder[] {
  const itsClass = classOf(row, deliveryReason);
  return itsClass.kind === "accepted" ? [] : [{ orderId, name, placedAt, class: itsClass }];
}

function classOf({ kind, why }: ClassRow, reason: string | null): Exclude<OrderClass, { kind: "missing" }> {
  switch (kind) {
    case "accepted":
      return { kind };
    case "skipped":
      return { kind, reason: why };
    case "waiting":
      return { kind, why: why as WaitReason };
    case "stopped":
      return { kind, why: why as StopReason, reason: reason ?? undefined };
  }
}
