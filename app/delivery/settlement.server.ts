import type { Steps } from "../platform/ledger.ts";
import type { OutboxStatements } from "./outbox.server.ts";
import type { Settlement } from "./outbox.ts";
import { probeDelay } from "./retry-policy.ts";
import type { DeliveryState } from "./states.ts";

/** Ends turns; says of each whether its lease still held. Where it did not, nothing is written, not even a success. */
export function* settleAll(run: OutboxStatements, settlements: readonly Settlement[]): Steps<boolean[]> {
  const ends = [];
  // By shop, so that two workers take the shops' locks in the same order.
  for (const settlement of settlements.toSorted(byShop))
    ends.push(endOf(settlement, yield* stateAfter(run, settlement)));
  const settled = yield* run.settle.allEach<LeaseName>(ends);
  const names = new Set(settled.map(nameOf));
  const held = settlements.filter(({ claimed }) => names.has(nameOf(claimed)));
  yield* run.logAttempt.changeEach(held.flatMap(attemptOf));
  yield* run.blockLane.changeEach(held.flatMap(blockOf));
  yield* resumeLanes(run, held);
  return settlements.map(({ claimed }) => names.has(nameOf(claimed)));
}

const byShop = (a: Settlement, b: Settlement) => (a.claimed.shop < b.claimed.shop ? -1 : 1);

type LeaseName = Pick<Settlement["claimed"], "id" | "lease">;
const nameOf = ({ id, lease }: LeaseName) => `${id} ${lease}`;

function* stateAfter(run: OutboxStatements, settlement: Settlement): Steps<DeliveryState> {
  const { step, claimed, attempt } = settlement;
  // Nothing was sent, and nothing is known of it.
  if (step.state === "retrying" && attempt === undefined && claimed.attempts === 1) return "pending";
  if (step.state === "paused") return yield* pauseLane(run, settlement);
  if (step.state !== "held" || step.reason !== "pixel_changed") return step.state;
  return yield* followPixel(run, claimed);
}

/** Whatever waits for a pixel that was replaced goes to the one that took its place, unless that is unclear, or the pixel is back meanwhile. */
function* followPixel(
  run: OutboxStatements,
  { id, lease, shop, lane, pixelCode }: Settlement["claimed"],
): Steps<"pending" | "held"> {
  yield* run.lockShop(shop);
  if ((yield* run.pixelIsThere.get({ shop, pixelCode })) !== undefined) return "pending";
  yield* run.openOnlyLane.change({ shop, kind: lane });
  return (yield* run.followPixel.change({ id, lease })) === 1 ? "pending" : "held";
}

/** A refused token stops the pixel's whole lane, unless the merchant has reconnected meanwhile: then the delivery just goes on. */
function* pauseLane(
  run: OutboxStatements,
  { claimed, attempt, at }: Settlement,
): Steps<"paused" | "pending"> {
  const { shop, pixelCode } = claimed;
  yield* run.lockShop(shop);
  if (attempt !== undefined) {
    const { connectedAt, result } = attempt;
    const { code = null, message = null } = result.answer;
    const probeAt = at + probeDelay(0);
    yield* run.pausePixel.change({ shop, pixelCode, at, connectedAt, code, message, probeAt });
  }
  if ((yield* run.pixelIsReady.get({ shop, pixelCode })) !== undefined) return "pending";
  yield* run.pauseLane.change({ shop, pixelCode });
  return "paused";
}

/** A delivery that arrived although its pixel was paused shows that TikTok takes the token again: the lane goes on. */
function* resumeLanes(run: OutboxStatements, settlements: readonly Settlement[]): Steps<void> {
  const seen = new Set<string>();
  for (const { claimed, attempt, step, at } of settlements) {
    const { shop, pixelCode } = claimed;
    if (step.state !== "delivered" || attempt?.pixelPaused !== true || seen.has(`${shop} ${pixelCode}`))
      continue;
    seen.add(`${shop} ${pixelCode}`);
    const { connectedAt } = attempt;
    // Whoever is routing an order has seen the pixel paused: it must be written before it is looked for here.
    yield* run.lockShop(shop);
    if ((yield* run.unpausePixel.change({ shop, pixelCode, connectedAt })) === 1)
      yield* run.resumeLane.change({ shop, pixelCode, now: at });
  }
}

function endOf(settlement: Settlement, state: DeliveryState) {
  const { claimed, step, attempt, at } = settlement;
  const dueAt = dueAfter(state, settlement);
  return {
    id: claimed.id,
    lease: claimed.lease,
    state,
    reason: state !== "pending" && "reason" in step ? step.reason : null,
    dueAt,
    ambiguousAt: ("ambiguousAt" in step ? step.ambiguousAt : claimed.ambiguousAt) ?? null,
    // A dead token, and a turn in which nothing was sent, are not the event's fault.
    returned: step.state === "paused" || attempt === undefined ? 1 : 0,
    testEventCode: attempt?.testEventCode ?? null,
    batchCap: ("batchCap" in step ? step.batchCap : null) ?? null,
    settledAt: dueAt === null ? at : null,
  };
}

function dueAfter(state: DeliveryState, { step, at }: Settlement): number | null {
  if (step.state === "retrying") return step.dueAt;
  return state === "pending" ? at : null;
}

function attemptOf({ claimed, attempt }: Settlement) {
  if (attempt === undefined) return [];
  const { outcome, answer } = attempt.result;
  return [
    {
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
    },
  ];
}

/** TikTok asked for less: the whole lane waits. */
function blockOf({ claimed, attempt, step }: Settlement) {
  if (attempt?.result.outcome.kind !== "throttled" || step.state !== "retrying") return [];
  return [{ shop: claimed.shop, pixelCode: claimed.pixelCode, until: step.dueAt }];
}
