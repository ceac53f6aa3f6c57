import { prepareAll, type Sqlite } from "../platform/database.server.ts";
import { OUTBOX_SQL } from "./outbox-sql.ts";
import type { KeptHint } from "../attribution/claims.ts";
import { HOUR } from "../platform/clock.ts";
import type {
  Claimed,
  ClaimRequest,
  DueOrder,
  DuePixel,
  Lane,
  LaneClaim,
  Outbox,
  Route,
  Settlement,
} from "./outbox.ts";
import type { DeliveryState } from "./states.ts";

type Statements = ReturnType<typeof prepareAll<keyof typeof OUTBOX_SQL>>;

/** The outbox on SQLite. Each verb is one transaction that takes the write lock at its start. */
export function createOutbox(sqlite: Sqlite): Outbox {
  const run = prepareAll(sqlite, OUTBOX_SQL);
  const routeDue = sqlite.transaction((now: number, limit: number, route: Route) => {
    const due = run.dueOrders.all({ now, limit }) as DueOrderRow[];
    for (const row of due) routeOne(run, dueOrder(run, row), now, route);
    return due.length;
  });
  const claim = sqlite.transaction((lanes: readonly LaneClaim[], request: ClaimRequest) =>
    lanes.map((lane) => claimBatch(run, lane, request)),
  );
  const settle = sqlite.transaction((settlements: readonly Settlement[]) =>
    settlements.map((settlement) => settleOne(run, settlement)),
  );
  return {
    routeDue: (now, limit, route) => routeDue.immediate(now, limit, route),
    lanes: () => run.lanes.all() as Lane[],
    claim: (lanes, request) => claim.immediate(lanes, request),
    settle: (settlements) => settle.immediate(settlements),
    orderOf(shop, orderId) {
      const row = run.orderOf.get({ shop, orderId }) as DueOrderRow | undefined;
      return row && dueOrder(run, row);
    },
    nextRouteAt: () => (run.nextRouteAt.pluck().get() as number | null) ?? undefined,
  };
}

function routeOne(run: Statements, order: DueOrder, now: number, route: Route): void {
  const { ref, shop, orderId, pixels } = order;
  if (pixels.length === 0) {
    run.park.run({ ref });
    return;
  }
  const routing = route(order);
  switch (routing.kind) {
    case "failed":
      run.postpone.run({ ref, now, delayMs: HOUR });
      return;
    case "asking":
      run.awaitJourney.run({ ref, now, delayMs: routing.delayMs });
      return;
    case "waiting":
      run.waitOn.run({ ref, until: routing.until, waitingFor: routing.waitingFor });
      return;
    case "routed": {
      const { attribution, consent, deliveries } = routing;
      if (run.markRouted.run({ ref, now, attribution, consent }).changes === 0) return;
      for (const delivery of deliveries) {
        run.openLane.run({ shop, pixelCode: delivery.pixelCode });
        run.addDelivery.run({ ...delivery, ref, shop, orderId, now, reason: delivery.reason ?? null });
      }
    }
  }
}

/** TikTok's limit for a request is not known; this much is safe, and leaves room for what surrounds the events. */
const BATCH_MAX_BYTES = 900_000;

function claimBatch(run: Statements, lane: LaneClaim, request: ClaimRequest): Claimed[] {
  const { shop, pixelCode, lease } = lane;
  const { now, batchSize } = request;
  const due = run.due.all({ shop, pixelCode, now, batchSize }) as DueRow[];
  run.serveLane.run({ shop, pixelCode, now });
  const claimed = fitting(due).flatMap((row) => leaseOne(run, row, { ...request, lease }));
  return claimed.map((one) => ({ ...one, batchSize: claimed.length }));
}

/** The first of the rows that fit one request: no more than each of them allows, and no more bytes than TikTok takes. */
function fitting(due: readonly DueRow[]): DueRow[] {
  let [cap, bytes] = [Infinity, 0];
  const end = due.findIndex((row, taken) => {
    cap = Math.min(cap, row.batchCap ?? Infinity);
    // With its comma.
    bytes += row.bytes + 1;
    return taken > 0 && (taken >= cap || bytes > BATCH_MAX_BYTES);
  });
  return due.slice(0, end === -1 ? due.length : end);
}

/** Takes one due delivery. One that is leased already has outlived its worker: what its attempt came to is unknown. */
function leaseOne(
  run: Statements,
  row: DueRow,
  { lease, now, leaseMs }: ClaimRequest & { lease: string },
): Omit<Claimed, "batchSize">[] {
  if (row.state === "leased") run.logLostAttempt.run({ ...row, now });
  const claimed = run.lease.all({ id: row.id, lease, now, leaseMs }) as ClaimedRow[];
  return claimed.map((one) => ({ ...one, ambiguousAt: one.ambiguousAt ?? undefined }));
}

/** Ends one turn. False when the lease was lost: then nothing is written, not even a success. */
function settleOne(run: Statements, settlement: Settlement): boolean {
  const { claimed, step, attempt, at } = settlement;
  const state = stateAfter(run, settlement);
  const { changes } = run.settle.run({
    id: claimed.id,
    lease: claimed.lease,
    state,
    reason: state !== "pending" && "reason" in step ? step.reason : null,
    dueAt: dueAfter(state, settlement),
    ambiguousAt: ("ambiguousAt" in step ? step.ambiguousAt : claimed.ambiguousAt) ?? null,
    // A dead token, and a turn in which nothing was sent, are not the event's fault.
    returned: step.state === "paused" || attempt === undefined ? 1 : 0,
    testEventCode: attempt?.testEventCode ?? null,
    batchCap: "batchCap" in step ? step.batchCap : null,
    at,
  });
  if (attempt?.result.outcome.kind === "throttled" && step.state === "retrying")
    run.blockLane.run({ shop: claimed.shop, pixelCode: claimed.pixelCode, until: step.dueAt });
  if (changes === 1 && attempt !== undefined) logAttempt(run, claimed, attempt);
  return changes === 1;
}

function stateAfter(run: Statements, settlement: Settlement): DeliveryState {
  const { step, claimed } = settlement;
  if (step.state === "paused") return pauseLane(run, settlement);
  if (step.state !== "held" || step.reason !== "pixel_changed") return step.state;
  const { id, lease, shop } = claimed;
  run.openOnlyLane.run({ shop });
  return run.followPixel.run({ id, lease }).changes === 1 ? "pending" : "held";
}

function dueAfter(state: DeliveryState, { step, at }: Settlement): number | null {
  if (step.state === "retrying") return step.dueAt;
  return state === "pending" ? at : null;
}

/** A refused token stops the pixel's whole lane, unless the merchant has reconnected meanwhile: then the delivery just goes on. */
function pauseLane(run: Statements, { claimed, attempt, at }: Settlement): "paused" | "pending" {
  const { shop, pixelCode } = claimed;
  if (attempt !== undefined) {
    const { connectedAt, result } = attempt;
    const { code = null, message = null } = result.answer;
    run.pausePixel.run({ shop, pixelCode, at, connectedAt, code, message });
  }
  if (run.pixelIsReady.get({ shop, pixelCode }) !== undefined) return "pending";
  run.pauseLane.run({ shop, pixelCode });
  return "paused";
}

function logAttempt(run: Statements, claimed: Claimed, attempt: NonNullable<Settlement["attempt"]>): void {
  const { outcome, answer } = attempt.result;
  run.logAttempt.run({
    id: claimed.id,
    number: claimed.attempts,
    startedAt: attempt.startedAt,
    durationMs: attempt.durationMs,
    outcome: outcome.kind,
    httpStatus: answer.httpStatus ?? null,
    code: answer.code ?? null,
    message: answer.message ?? null,
    requestId: answer.requestId ?? null,
    testEventCode: attempt.testEventCode ?? null,
    batchSize: claimed.batchSize,
  });
}

type ClaimedRow = Omit<Claimed, "ambiguousAt" | "batchSize"> & { ambiguousAt: number | null };

interface DueRow {
  id: number;
  state: string;
  attempts: number;
  leasedAt: number | null;
  batchCap: number | null;
  /** Of the event, in UTF-8. */
  bytes: number;
}

interface DueOrderRow extends Omit<DueOrder, "pixels" | "hints" | "journeyAsked"> {
  checkoutToken: string | null;
  journeyAskedAt: number | null;
}

interface PixelRow extends Omit<DuePixel, "paused"> {
  pausedAt: number | null;
}

function dueOrder(run: Statements, row: DueOrderRow): DueOrder {
  const { journeyAskedAt, checkoutToken, ...order } = row;
  const { shop, orderId } = order;
  return {
    ...order,
    pixels: (run.pixelsOf.all({ shop }) as PixelRow[]).map(({ code, testEventCode, pausedAt }) => ({
      code,
      testEventCode,
      paused: pausedAt !== null,
    })),
    hints: run.hintsOf.all({ shop, orderId, checkoutToken }) as KeptHint[],
    journeyAsked: journeyAskedAt !== null,
  };
}
