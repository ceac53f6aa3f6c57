import { isDeliveryMeant, type OrderFilter } from "../../shops/order-filter.ts";
import type { DeliveryRow, OrderRow } from "../../shops/order-log.server.ts";
import { csvLine } from "../activity/csv.ts";
import { readFacts } from "./order-facts.ts";

const COLUMNS = [
  ...["order", "order_id", "placed_at", "received_at", "value", "currency", "state", "reason"],
  ...["click_id_by", "click_id", "tiktok_pixel", "event_id", "attempts"],
  ...["tiktok_code", "tiktok_message", "settled_at", "test_event_code"],
];

/** Orders as CSV, in pieces: a line for each pixel that is meant, and one for an order of which nothing was made yet. */
export async function* ordersCsv(
  pieces: AsyncIterable<readonly OrderRow[]>,
  filter: OrderFilter,
  time: (at: number) => string,
): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for await (const rows of pieces) yield rows.flatMap((row) => linesOf(row, filter, time)).join("");
}

function linesOf(row: OrderRow, filter: OrderFilter, time: (at: number) => string): string[] {
  const { shop, presentment } = readFacts(row).values;
  const value = shop ?? presentment;
  const order = [
    row.name,
    row.orderId,
    time(row.placedAt),
    time(row.receivedAt),
    value?.total,
    value?.currency,
  ];
  const click = [row.carrier, row.clickId ?? undefined];
  if (row.deliveries.length === 0) return [csvLine([...order, "undecided", undefined, ...click])];
  return row.deliveries
    .filter((delivery) => isDeliveryMeant(filter, delivery))
    .map((delivery) =>
      csvLine([...order, delivery.state, delivery.reason ?? undefined, ...click, ...sent(delivery, time)]),
    );
}

function sent(delivery: DeliveryRow, time: (at: number) => string): (string | number | undefined)[] {
  const { pixelCode, eventId, attempts, code, message, settledAt, testEventCode } = delivery;
  return [
    ...[pixelCode, eventId, attempts, code ?? undefined, message ?? undefined],
    ...[settledAt === null ? undefined : time(settledAt), testEventCode ?? undefined],
  ];
}
