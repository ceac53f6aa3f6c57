import type { Attempt, Delivery as DeliveryRow, Order as OrderRow } from "@prisma/client";
import type { Database } from "../platform/database.server.ts";
import { prepareAll } from "../platform/ledger.ts";
import { dated, type Dated } from "./dated.ts";
import { hintsOfOrder, type HintRecord } from "./hint-list.server.ts";

/** One request to TikTok. */
export type AttemptRecord = Dated<Attempt>;
/** A delivery with all its attempts, the oldest first. */
export type DeliveryRecord = Dated<DeliveryRow> & { attemptLog: AttemptRecord[] };
/** All that is kept of one order. */
export type OrderRecord = Dated<OrderRow> & { deliveries: DeliveryRecord[]; hints: HintRecord[] };

const SQL = {
  attempts: `
    SELECT id, delivery_id AS "deliveryId", number, started_at AS "startedAt", duration_ms AS "durationMs", outcome, http_status AS "httpStatus", code,
      message, request_id AS "requestId", test_event_code AS "testEventCode", batch_size AS "batchSize"
    FROM attempt WHERE delivery_id IN (SELECT id FROM delivery WHERE shop = @shop AND order_id = @orderId) ORDER BY id`,
} as const;

type AttemptRow = Omit<AttemptRecord, "startedAt"> & { startedAt: number };

/** Reads one order of a shop, everything at the same time; null when there is none. */
export async function orderRecord(
  { prisma, ledger }: Pick<Database, "prisma" | "ledger">,
  shop: string,
  orderId: string,
): Promise<OrderRecord | null> {
  const { attempts } = prepareAll(ledger, SQL);
  const [order, deliveries, log, hints] = await Promise.all([
    prisma.order.findUnique({ where: { shop_orderId: { shop, orderId } } }),
    prisma.delivery.findMany({ where: { shop, orderId }, orderBy: { id: "asc" } }),
    ledger.read(() => attempts.all<AttemptRow>({ shop, orderId })),
    hintsOfOrder(ledger, shop, orderId),
  ]);
  if (order === null) return null;
  const attemptsOf = (id: number) =>
    log
      .filter(({ deliveryId }) => deliveryId === id)
      .map((attempt) => ({ ...attempt, startedAt: new Date(attempt.startedAt) }));
  const records = dated(deliveries).map((delivery) => ({ ...delivery, attemptLog: attemptsOf(delivery.id) }));
  return { ...dated(order), deliveries: records, hints };
}
