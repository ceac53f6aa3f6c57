import { DAY } from "../platform/clock.ts";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import { createAuditLog, type Actor } from "./audit.server.ts";

/** A customer's request to see what is stored, as Shopify passes it on. Who the customer is is not kept. */
export interface NewDataRequest {
  shop: string;
  /** Shopify's id of the request. */
  requestId: string;
  /** Digits of Shopify's ids of the customer's orders. */
  orderIds: readonly string[];
  /** Milliseconds since the epoch, as all times. */
  requestedAt: number;
}

/** A request, and how it stands. */
export interface DataRequest {
  id: number;
  requestId: string;
  orderIds: string[];
  requestedAt: number;
  /** When the merchant must have answered. */
  dueAt: number;
  /** When the file was first made. */
  handedOutAt: number | undefined;
}

/** Where requests are kept until the merchant has answered them. */
export interface DataRequestDesk {
  /** Keeps a request once. Step of the transaction that takes the webhook in. */
  requested(request: NewDataRequest, at: number): Steps<void>;
  /** A shop's requests: those nobody has answered first, the oldest of them first; then the newest. */
  list(shop: string, limit: number): Promise<DataRequest[]>;
  one(shop: string, id: number): Promise<DataRequest | undefined>;
  /** Notes that the file was made. */
  handedOut(shop: string, request: DataRequest, by: Actor): Promise<void>;
}

/** Shopify, and the law of most places, give a month. */
const ANSWER_WITHIN = 30 * DAY;

const COLUMNS = `id, request_id AS "requestId", requested_at AS "requestedAt", order_ids AS "orderIds", handed_out_at AS "handedOutAt"`;

const SQL = {
  add: `
    INSERT INTO data_request (shop, request_id, requested_at, order_ids) VALUES (@shop, @requestId, @requestedAt, @orderIds)
    ON CONFLICT (shop, request_id) DO NOTHING`,
  list: `
    SELECT ${COLUMNS} FROM data_request WHERE shop = @shop
    ORDER BY CASE WHEN handed_out_at IS NULL THEN 0 ELSE 1 END, CASE WHEN handed_out_at IS NULL THEN requested_at ELSE -requested_at END, id LIMIT @limit`,
  one: `SELECT ${COLUMNS} FROM data_request WHERE shop = @shop AND id = @id`,
  handOut: `UPDATE data_request SET handed_out_at = coalesce(handed_out_at, @at) WHERE shop = @shop AND id = @id`,
} as const;

interface Row extends Omit<DataRequest, "orderIds" | "dueAt" | "handedOutAt"> {
  orderIds: string;
  handedOutAt: number | null;
}

/** The desk on a ledger. */
export function createDataRequestDesk(ledger: Ledger, clock: () => number): DataRequestDesk {
  const run = prepareAll(ledger, SQL);
  const audit = createAuditLog(ledger);
  return {
    *requested({ orderIds, ...request }, at) {
      const added = yield* run.add.change({ ...request, orderIds: JSON.stringify(orderIds) });
      const { shop, requestId } = request;
      const fact = { action: "data_requested", request: requestId, orders: orderIds.length } as const;
      if (added === 1) yield* audit.record({ shop, at, by: "shopify", fact });
    },
    async list(shop, limit) {
      return (await ledger.read(() => run.list.all<Row>({ shop, limit }))).map(dataRequest);
    },
    async one(shop, id) {
      const row = await ledger.read(() => run.one.get<Row>({ shop, id }));
      return row && dataRequest(row);
    },
    async handedOut(shop, { id, requestId }, by) {
      await ledger.write(function* () {
        const at = clock();
        yield* run.handOut.change({ shop, id, at });
        yield* audit.record({ shop, at, by, fact: { action: "data_handed_out", request: requestId } });
      });
    },
  };
}

function dataRequest({ orderIds, handedOutAt, ...row }: Row): DataRequest {
  return {
    ...row,
    orderIds: JSON.parse(orderIds) as string[],
    dueAt: row.requestedAt + ANSWER_WITHIN,
    handedOutAt: handedOutAt ?? undefined,
  };
}
