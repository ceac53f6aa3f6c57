import type { Delivery, Order } from "@prisma/client";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import type { Dated } from "./dated.ts";

/** An order as lists show it. */
export type OrderLine = Pick<
  Dated<Order>,
  | "id"
  | "orderId"
  | "name"
  | "receivedAt"
  | "routedAt"
  | "waitingFor"
  | "facts"
  | "attribution"
  | "compactedAt"
> & {
  deliveries: DeliveryLine[];
};

/** A delivery without what only its receipt shows. */
export type DeliveryLine = Pick<
  Dated<Delivery>,
  "pixelCode" | "eventId" | "state" | "reason" | "testEventCode" | "dueAt" | "settledAt"
>;

/** The order that a page of the list ends with. */
export type ListCursor = Pick<OrderLine, "id" | "receivedAt">;

const SQL = {
  // In one question. An order of several deliveries comes in as many rows.
  list: `
    SELECT o.id, o.order_id AS "orderId", o.name, o.received_at AS "receivedAt", o.routed_at AS "routedAt", o.waiting_for AS "waitingFor",
           o.facts, o.attribution, o.compacted_at AS "compactedAt", d.id AS "deliveryId", d.pixel_code AS "pixelCode", d.event_id AS "eventId", d.state, d.reason,
           d.test_event_code AS "testEventCode", d.due_at AS "dueAt", d.settled_at AS "settledAt"
    FROM (
      SELECT * FROM "order"
      WHERE shop = @shop AND received_at <= @receivedAt AND (received_at < @receivedAt OR id < @id)
      ORDER BY received_at DESC, id DESC LIMIT @limit
    ) AS o LEFT JOIN delivery d ON d.order_ref = o.id
    ORDER BY o.received_at DESC, o.id DESC, d.id`,
} as const;

/** After every order there can be: PostgreSQL keeps ids in four bytes. */
const THE_NEWEST = { receivedAt: Number.MAX_SAFE_INTEGER, id: 2 ** 31 - 1 };

/** The newest orders of a shop that come after `after` in the list. */
export async function listOrders(
  ledger: Ledger,
  shop: string,
  limit: number,
  after?: ListCursor,
): Promise<OrderLine[]> {
  const { list } = prepareAll(ledger, SQL);
  const from = after === undefined ? THE_NEWEST : { id: after.id, receivedAt: after.receivedAt.getTime() };
  const rows = await ledger.read(() => list.all<Row>({ shop, limit, ...from }));
  const lines = new Map<number, OrderLine>();
  for (const row of rows) {
    const line = lines.get(row.id) ?? lineOf(row);
    if (row.deliveryId !== null) line.deliveries.push(deliveryOf(row));
    lines.set(row.id, line);
  }
  return [...lines.values()];
}

interface Row
  extends Omit<OrderLine, "receivedAt" | "routedAt" | "compactedAt" | "deliveries">, DeliveryColumns {
  receivedAt: number;
  routedAt: number | null;
  compactedAt: number | null;
}

/** All null where there is no delivery. */
interface DeliveryColumns extends Omit<DeliveryLine, "dueAt" | "settledAt"> {
  deliveryId: number | null;
  dueAt: number | null;
  settledAt: number | null;
}

function lineOf({ id, orderId, name, waitingFor, facts, attribution, ...row }: Row): OrderLine {
  return {
    ...{ id, orderId, name, waitingFor, facts, attribution },
    receivedAt: new Date(row.receivedAt),
    routedAt: dateOf(row.routedAt),
    compactedAt: dateOf(row.compactedAt),
    deliveries: [],
  };
}

function deliveryOf({ pixelCode, eventId, state, reason, testEventCode, ...row }: Row): DeliveryLine {
  const times = { dueAt: dateOf(row.dueAt), settledAt: dateOf(row.settledAt) };
  return { pixelCode, eventId, state, reason, testEventCode, ...times };
}

function dateOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
