import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import type { DataRequest } from "./data-requests.server.ts";

const SQL = {
  order: `
    SELECT id, name, facts, attribution, consent, journey, placed_at AS "placedAt", received_at AS "receivedAt", compacted_at AS "compactedAt",
      checkout_token AS "checkoutToken"
    FROM "order" WHERE shop = @shop AND order_id = @orderId`,
  deliveries: `
    SELECT id, pixel_code AS "pixelCode", event_name AS "eventName", event_id AS "eventId", event, state, reason
    FROM delivery WHERE order_ref = @ref ORDER BY id`,
  attempts: `
    SELECT started_at AS "startedAt", outcome, code, message, request_id AS "requestId" FROM attempt WHERE delivery_id = @id ORDER BY id`,
  hints: `
    SELECT event, received_at AS "receivedAt", click_id AS "clickId", clicked_at AS "clickedAt", ttp, page, user_agent AS "userAgent"
    FROM hint WHERE id IN (
      SELECT id FROM hint WHERE shop = @shop AND checkout_token = @checkoutToken
      UNION SELECT id FROM hint WHERE shop = @shop AND order_id = @orderId)
    ORDER BY received_at, id`,
} as const;

interface OrderRow {
  id: number;
  name: string;
  facts: string;
  attribution: string | null;
  consent: string | null;
  journey: string | null;
  placedAt: number | null;
  receivedAt: number;
  compactedAt: number | null;
  checkoutToken: string | null;
}

interface DeliveryRow {
  id: number;
  pixelCode: string;
  eventName: string;
  eventId: string;
  event: string;
  state: string;
  reason: string | null;
}

interface AttemptRow {
  startedAt: number;
  outcome: string;
  code: number | null;
  message: string | null;
  requestId: string | null;
}

interface HintRow extends Record<string, string | number | null> {
  receivedAt: number;
  clickedAt: number | null;
}

/** What a customer's file is made for. */
export interface CustomerFileRequest {
  shop: string;
  request: DataRequest;
  /** Milliseconds since the epoch. */
  madeAt: number;
}

/** What each field of the file is, by its path, for whoever reads it. */
export type FieldNotes = Readonly<Record<string, string>>;

/** Everything that is stored of a customer's orders, as one JSON text in pieces: one order is in memory at a time. */
export function createCustomerFile(ledger: Ledger, fields: FieldNotes) {
  const run = prepareAll(ledger, SQL);

  function* attemptsOf({ id }: DeliveryRow): Steps<object[]> {
    const rows = yield* run.attempts.all<AttemptRow>({ id });
    return rows.map(({ startedAt, requestId, ...answer }) => ({
      ...{ at: iso(startedAt), ...answer, tiktok_request_id: requestId },
    }));
  }

  function* sharedOf(ref: number): Steps<object[]> {
    const shared = [];
    for (const row of yield* run.deliveries.all<DeliveryRow>({ ref })) {
      const { pixelCode, eventName, eventId, event, state, reason } = row;
      shared.push({
        ...{ pixel: pixelCode, event_name: eventName, event_id: eventId, state, reason },
        ...{ event: parsed(event), attempts: yield* attemptsOf(row) },
      });
    }
    return shared;
  }

  function* orderOf(shop: string, orderId: string): Steps<object> {
    const row = yield* run.order.get<OrderRow>({ shop, orderId });
    const checkoutToken = row?.checkoutToken ?? null;
    const hints = yield* run.hints.all<HintRow>({ shop, orderId, checkoutToken });
    const browser_reports = hints.map((hint) => ({
      ...{ ...hint, receivedAt: iso(hint.receivedAt), clickedAt: iso(hint.clickedAt) },
    }));
    if (row === undefined) return { order_id: orderId, state: "unknown", browser_reports };
    return {
      ...{ order_id: orderId, name: row.name, state: stateOf(row) },
      ...{ placed_at: iso(row.placedAt), received_at: iso(row.receivedAt) },
      ...{ stored: parsed(row.facts), attribution: parsed(row.attribution), consent: parsed(row.consent) },
      ...{ visit: parsed(row.journey), shared: yield* sharedOf(row.id), browser_reports },
    };
  }

  return async function* ({ shop, request, madeAt }: CustomerFileRequest): AsyncGenerator<string> {
    const { requestId, requestedAt, orderIds } = request;
    const head = {
      about: `Everything the app Throughline stores of one customer's orders in ${shop}.`,
      ...{ shop, request: requestId, requested_at: iso(requestedAt), made_at: iso(madeAt) },
      fields,
    };
    yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "orders": [`;
    for (const [position, orderId] of orderIds.entries()) {
      const order = await ledger.read(() => orderOf(shop, orderId));
      yield `${position === 0 ? "" : ","}\n    ${indented(order)}`;
    }
    yield "\n  ]\n}\n";
  };
}

/** Makes the file of one request. */
export type CustomerFile = ReturnType<typeof createCustomerFile>;

function stateOf({ facts, compactedAt }: OrderRow): "kept" | "erased" | "old" {
  if (facts !== "{}") return "kept";
  return compactedAt === null ? "erased" : "old";
}

/** What was removed is absent. */
function parsed(json: string | null): unknown {
  return json === null || json === "{}" ? undefined : JSON.parse(json);
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function indented(value: object): string {
  return JSON.stringify(value, null, 2).replaceAll("\n", "\n    ");
}
