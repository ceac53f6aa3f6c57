import type { Replay, ReplayLine } from "../delivery/replay.server.ts";
import { isDeliveryMeant, type LogState, type OrderFilter } from "./order-filter.ts";
import type { OrderKey, OrderLog, OrderRow } from "./order-log.server.ts";

/** A step of sending many orders again. */
export interface BulkStep {
  shop: string;
  /** Shopify's id of the staff member. */
  by: string;
  filter: OrderFilter;
  /** The orders that were chosen by hand; absent: all that are meant. */
  refs?: readonly number[] | undefined;
  /** Where the step before ended. */
  after?: OrderKey | undefined;
  /** Says what would be done, and does nothing. */
  dryRun: boolean;
}

type Refusal = Extract<ReplayLine["verdict"], { again: false }>["reason"];

/** Why a purchase is not sent again. `not_stopped`: it was accepted, it is on its way, or it was left out on purpose. */
export type LeftReason = Refusal | "not_stopped";

/** What a step came to. */
export interface BulkResult {
  /** Orders that were looked at. */
  orders: number;
  /** Purchases that are sent again, or would be. */
  again: number;
  left: Partial<Record<LeftReason, number>>;
  /** Where the next step begins; absent after the last one. */
  next?: OrderKey;
}

/** Sends stopped purchases of many orders again, some hundred at a time, so that nobody else waits long. Every step may be repeated: what is due already is not stopped. */
export type BulkReplay = (step: BulkStep) => Promise<BulkResult>;

/** Sends a shop's stopped deliveries again in the name of somebody. */
export type ReplayBy = (by: string) => Replay;

const STOPPED: readonly LogState[] = ["held", "refused"];

/** Bulk replay of an order list. */
export function createBulkReplay(log: OrderLog, replayBy: ReplayBy): BulkReplay {
  return async ({ shop, by, filter, refs, after, dryRun }) => {
    const replay = replayBy(by);
    const meant = refs === undefined ? stoppedOnly(filter) : filter;
    if (meant === undefined) return { orders: 0, again: 0, left: {} };
    const { rows, next }: Awaited<ReturnType<OrderLog["some"]>> =
      refs === undefined ? await log.some(shop, meant, after) : { rows: await log.named(shop, refs) };
    const deliveryIds = idsOf(rows, meant);
    const lines = await (dryRun ? replay.plan({ shop, deliveryIds }) : replay.run({ shop, deliveryIds }));
    return {
      orders: rows.length,
      again: lines.filter(({ verdict }) => verdict.again).length,
      left: leftOf(lines, deliveryIds.length + ordersWithout(rows)),
      ...(next === undefined ? {} : { next }),
    };
  };
}

/** The same, of what is stopped; undefined when that cannot be. */
function stoppedOnly(filter: OrderFilter): OrderFilter | undefined {
  const states = filter.states.length === 0 ? STOPPED : STOPPED.filter((one) => filter.states.includes(one));
  return states.length === 0 ? undefined : { ...filter, states };
}

function idsOf(rows: readonly OrderRow[], filter: OrderFilter): number[] {
  return rows.flatMap(({ deliveries }) =>
    deliveries.filter((delivery) => isDeliveryMeant(filter, delivery)).map(({ deliveryId }) => deliveryId),
  );
}

function ordersWithout(rows: readonly OrderRow[]): number {
  return rows.filter(({ deliveries }) => deliveries.length === 0).length;
}

function leftOf(lines: readonly ReplayLine[], purchases: number): BulkResult["left"] {
  const left: BulkResult["left"] = {};
  for (const { verdict } of lines) if (!verdict.again) left[verdict.reason] = (left[verdict.reason] ?? 0) + 1;
  const notStopped = purchases - lines.length;
  return notStopped > 0 ? { ...left, not_stopped: notStopped } : left;
}
