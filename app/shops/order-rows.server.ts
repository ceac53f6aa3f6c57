import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import type { OrderStanding } from "./order-filter.ts";

/** An order of the order list, with all that its line shows. Times are milliseconds since the epoch. */
export interface OrderRow {
  ref: number;
  orderId: string;
  name: string;
  placedAt: number;
  receivedAt: number;
  waitingFor: string | null;
  facts: string;
  /** undecided | none | a carrier */
  carrier: string;
  clickId: string | null;
  compactedAt: number | null;
  deliveries: DeliveryRow[];
}

/** One of its deliveries, with the last attempt's answer. */
export interface DeliveryRow {
  deliveryId: number;
  pixelCode: string;
  eventId: string;
  state: string;
  reason: string | null;
  attempts: number;
  testEventCode: string | null;
  dueAt: number | null;
  settledAt: number | null;
  /** How the last attempt ended; null before there was one. */
  outcome: string | null;
  httpStatus: number | null;
  code: number | null;
  message: string | null;
}

/** Reads orders of one shop by their rows; others are not found. */
export interface OrderRows {
  /** In the order of `refs`. */
  read(shop: string, refs: readonly number[]): Promise<OrderRow[]>;
  /** What a filter looks at. */
  standings(shop: string, refs: readonly number[]): Promise<ReadonlyMap<number, OrderStanding>>;
}

const SQL = ({ jsonTexts }: Dialect) => {
  // `|| ''`: found by their rows. An index that begins with the shop would lead through all it has.
  const NAMED = `o.shop || '' = @shop AND o.id IN (SELECT CAST(value AS integer) FROM ${jsonTexts("@refs")} AS refs)`;
  return {
    read: `
      SELECT o.id AS ref, o.order_id AS "orderId", o.name, o.placed_at AS "placedAt", o.received_at AS "receivedAt", o.waiting_for AS "waitingFor",
        o.facts, o.carrier, o.click_id AS "clickId", o.compacted_at AS "compactedAt",
        d.id AS "deliveryId", d.pixel_code AS "pixelCode", d.event_id AS "eventId", d.state, d.reason, d.attempts, d.test_event_code AS "testEventCode",
        d.due_at AS "dueAt", d.settled_at AS "settledAt", a.outcome, a.http_status AS "httpStatus", a.code, a.message
      FROM "order" o LEFT JOIN delivery d ON d.order_ref = o.id
        LEFT JOIN attempt a ON a.id = (SELECT max(id) FROM attempt WHERE delivery_id = d.id)
      WHERE ${NAMED} ORDER BY d.id`,
    standings: `
      SELECT o.id AS ref, o.placed_at AS "placedAt", o.carrier, d.state, d.reason, d.pixel_code AS "pixelCode"
      FROM "order" o LEFT JOIN delivery d ON d.order_ref = o.id WHERE ${NAMED}`,
  };
};

type ReadRow = Omit<OrderRow, "deliveries"> & { [Column in keyof DeliveryRow]: DeliveryRow[Column] | null };

interface StandingRow extends Omit<OrderStanding, "deliveries"> {
  ref: number;
  /** Null where there is no delivery, as the next two. */
  state: string | null;
  reason: string | null;
  pixelCode: string | null;
}

/** The rows on a ledger. */
export function createOrderRows(ledger: Ledger): OrderRows {
  const run = prepareAll(ledger, SQL(ledger.dialect));
  const named = (shop: string, refs: readonly number[]) => ({ shop, refs: JSON.stringify(refs) });

  return {
    async read(shop, refs) {
      const rows = await ledger.read(() => run.read.all<ReadRow>(named(shop, refs)));
      const orders = new Map<number, OrderRow>();
      for (const row of rows) {
        const order = orders.get(row.ref) ?? orderOf(row);
        if (row.deliveryId !== null) order.deliveries.push(deliveryOf(row as DeliveryRow));
        orders.set(row.ref, order);
      }
      return refs.flatMap((ref) => orders.get(ref) ?? []);
    },
    async standings(shop, refs) {
      const rows = await ledger.read(() => run.standings.all<StandingRow>(named(shop, refs)));
      const orders = new Map<number, OrderStanding & { deliveries: OrderStanding["deliveries"][number][] }>();
      for (const { ref, placedAt, carrier, state, reason, pixelCode } of rows) {
        const order = orders.get(ref) ?? { placedAt, carrier, deliveries: [] };
        if (state !== null && pixelCode !== null) order.deliveries.push({ state, reason, pixelCode });
        orders.set(ref, order);
      }
      return orders;
    },
  };
}

function orderOf(row: ReadRow): OrderRow {
  const { ref, orderId, name, placedAt, receivedAt, waitingFor, facts, carrier, clickId, compactedAt } = row;
  return {
    ...{ ref, orderId, name, placedAt, receivedAt, waitingFor },
    ...{ facts, carrier, clickId, compactedAt, deliveries: [] },
  };
}

function deliveryOf(row: DeliveryRow): DeliveryRow {
  const { deliveryId, pixelCode, eventId, state, reason, attempts, testEventCode, dueAt, settledAt } = row;
  const { outcome, httpStatus, code, message } = row;
  return {
    ...{ deliveryId, pixelCode, eventId, state, reason, attempts, testEventCode, dueAt, settledAt },
    ...{ outcome, httpStatus, code, message },
  };
}
