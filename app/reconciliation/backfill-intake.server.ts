import type { OrderBook, VouchedOrder } from "../orders/order-book.server.ts";
import { OLDEST_PURCHASE } from "../orders/eligibility.ts";
import type { Clock } from "../platform/clock.ts";
import type { Ledger } from "../platform/ledger.ts";
import type { FoundOrder } from "./admin-order.ts";
import { withOutcomes, type Foreseen, type OrderOutcome } from "./backfill.ts";
import type { BackfillStore, DueBackfill } from "./backfill-state.server.ts";
import { vouchedOrder, type ReduceOrder } from "./vouched-order.ts";

/** Orders that were read together. */
export interface Chunk {
  found: FoundOrder[];
  /** How many there were whose words could not be read. */
  unreadable: number;
  /** Where reading goes on after them. */
  cursor: string;
}

/** How far a backfill has come. */
export type Progress = Pick<DueBackfill, "cursor" | "counts" | "seen">;

/** What taking orders in needs. */
export interface IntakeOptions {
  ledger: Ledger;
  orders: OrderBook;
  store: BackfillStore;
  /** Resolves to what makes the stored form of a shop's order. */
  reducerOf(shop: string): Promise<ReduceOrder>;
  /** What would become of orders if they were added now: one answer for each, by the rules that every order is routed by. */
  foresee(shop: string, orders: readonly VouchedOrder[]): Promise<Foreseen[]>;
  clock: Clock;
}

/**
 * Takes a chunk's orders in, and moves the backfill on, in one transaction. A dry run goes the same way and writes no order. Resolves to how far that brings it, or
 * undefined when nothing was written: somebody has cancelled it, or another process goes on with it.
 */
export function createIntake(options: IntakeOptions) {
  const { ledger, orders: book, store, clock } = options;
  return async (
    { id, shop, dryRun }: DueBackfill,
    from: Progress,
    chunk: Chunk,
  ): Promise<Progress | undefined> => {
    const { outcomes, adding } = await lookAt(options, shop, chunk.found);
    for (let count = 0; count < chunk.unreadable; count++) outcomes.push({ kind: "unreadable" });
    const to: Progress = {
      cursor: chunk.cursor,
      counts: withOutcomes(from.counts, outcomes),
      seen: from.seen + outcomes.length,
    };
    const moved = await ledger.write(function* () {
      if (!(yield* store.advance(id, from.cursor, { ...to, startedAt: clock() }))) return false;
      if (!dryRun) for (const order of adding) yield* book.add(order);
      return true;
    });
    return moved ? to : undefined;
  };
}

/** Takes a chunk in. */
export type TakeIn = ReturnType<typeof createIntake>;

interface Look {
  outcomes: OrderOutcome[];
  /** What is known is among them: it may be told anew. */
  adding: VouchedOrder[];
}

async function lookAt(
  { ledger, orders: book, reducerOf, foresee, clock }: IntakeOptions,
  shop: string,
  found: readonly FoundOrder[],
): Promise<Look> {
  if (found.length === 0) return { outcomes: [], adding: [] };
  const [reduce, receivedAt] = [await reducerOf(shop), clock()];
  const ids = found.map(({ order }) => order.id);
  const known = await ledger.read(() => book.known(shop, ids));
  const all = found.map((one) => vouchedOrder(one, { shop, lane: "past", receivedAt, reduce }));
  const tooOld = (order: VouchedOrder) => (order.placedAt ?? receivedAt) < receivedAt - OLDEST_PURCHASE;
  const told = all.filter(({ orderId }) => known.has(orderId));
  const old = all.filter((order) => !known.has(order.orderId) && tooOld(order));
  const fresh = all.filter((order) => !known.has(order.orderId) && !tooOld(order));
  return {
    outcomes: [
      ...told.map(() => ({ kind: "known" }) as const),
      ...old.map(() => ({ kind: "tooOld" }) as const),
      ...(await foresee(shop, fresh)),
    ],
    adding: [...told, ...fresh],
  };
}
