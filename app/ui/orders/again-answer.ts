import type { BulkResult, LeftReason } from "../../shops/bulk-replay.server.ts";

/** What one step of sending again came to; `next` is what the following step is asked with. */
export type AgainAnswer = Omit<BulkResult, "next"> & { next?: string };

/** What all steps so far came to. */
export type AgainSum = Pick<BulkResult, "orders" | "again" | "left">;

const EVERY_REASON: Readonly<Record<LeftReason, true>> = {
  ...{ not_stopped: true, fate_unknown_too_long: true, too_old_to_send: true, details_removed: true },
};

/** Why purchases are left alone, in the order they are listed. */
export const LEFT_REASONS = Object.keys(EVERY_REASON) as LeftReason[];

export const NOTHING_YET: AgainSum = { orders: 0, again: 0, left: {} };

/** Adds a step. */
export function withStep(sum: AgainSum, { orders, again, left }: AgainAnswer): AgainSum {
  const reasons = [
    ...new Set([...Object.keys(sum.left), ...Object.keys(left)]),
  ] as (keyof AgainSum["left"])[];
  return {
    orders: sum.orders + orders,
    again: sum.again + again,
    left: Object.fromEntries(
      reasons.map((reason) => [reason, (sum.left[reason] ?? 0) + (left[reason] ?? 0)]),
    ),
  };
}
