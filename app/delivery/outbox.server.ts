import { prepareAll, shopLock, type Ledger, type Steps } from "../platform/ledger.ts";
import { claimSql, probeSql, routingSql, settlementSql } from "./outbox-sql.ts";
import { claimAll } from "./claim.server.ts";
import type { DueOrder, ForeseenOrder, Outbox } from "./outbox.ts";
import { probeDelay } from "./retry-policy.ts";
import { dueOrder, routeAll, type DueOrderRow } from "./routing.server.ts";
import { settleAll } from "./settlement.server.ts";

/** How many paused pixels one look tries. */
const PROBES_AT_ONCE = 50;

/** Every statement of the outbox, ready. */
export type OutboxStatements = ReturnType<typeof statementsOf>;

function statementsOf(ledger: Ledger) {
  const { dialect } = ledger;
  return {
    ...prepareAll(ledger, {
      ...routingSql(dialect),
      ...claimSql(dialect),
      ...settlementSql(dialect),
      ...probeSql(dialect),
    }),
    lockShop: shopLock(ledger),
  };
}

/** The outbox on a ledger. */
export function createOutbox(ledger: Ledger): Outbox {
  const run = statementsOf(ledger);
  return {
    routeDue: (now, limit, route) => ledger.write(() => routeAll(run, { now, limit, route })),
    lanes: () => ledger.read(() => run.lanes.all()),
    claim: (lanes, request) => ledger.write(() => claimAll(run, lanes, request)),
    settle: (settlements) => ledger.write(() => settleAll(run, settlements)),
    probe: (now) => ledger.write(() => probeAll(run, now)),
    orderOf: (shop, orderId) => ledger.read(() => orderOf(run, { shop, orderId })),
    foreseen: (shop, orders) => ledger.read(() => foreseen(run, shop, orders)),
    async nextWork() {
      const { live, past, probe } = (await ledger.read(() => run.nextWork.get<NextWorkRow>())) ?? NOTHING;
      return { routeAt: Math.min(live ?? Infinity, past ?? Infinity), probeAt: probe ?? Infinity };
    },
  };
}

function* orderOf(
  run: OutboxStatements,
  order: { shop: string; orderId: string },
): Steps<DueOrder | undefined> {
  const row = yield* run.orderOf.get<DueOrderRow>(order);
  return row && (yield* dueOrder(run, row));
}

function* foreseen(run: OutboxStatements, shop: string, orders: readonly ForeseenOrder[]): Steps<DueOrder[]> {
  const around = yield* run.surroundings.get<Surroundings>({ shop });
  const due: DueOrder[] = [];
  for (const { checkoutToken = null, journey = null, ...order } of orders) {
    const journeyAskedAt = journey === null ? null : order.receivedAt;
    const row = { ref: 0, shop, settings: null, shopCountry: null, traceparent: null, ...around, ...order };
    due.push(yield* dueOrder(run, { ...row, checkoutToken, journey, journeyAskedAt }));
  }
  return due;
}

type Surroundings = Pick<DueOrder, "settings" | "shopCountry">;

type NextWorkRow = Record<"live" | "past" | "probe", number | null>;
const NOTHING: NextWorkRow = { live: null, past: null, probe: null };

interface ProbeRow {
  shop: string;
  pixelCode: string;
  probes: number;
}

function* probeAll(run: OutboxStatements, now: number): Steps<number> {
  const pixels = yield* run.duePixels.all<ProbeRow>({ now, limit: PROBES_AT_ONCE });
  for (const { shop, pixelCode, probes } of pixels) {
    yield* run.countProbe.change({ shop, pixelCode, probeAt: now + probeDelay(probes + 1) });
    yield* run.releaseOne.change({ shop, pixelCode, now });
  }
  return pixels.length;
}
