import { isDatabaseTrouble } from "../platform/database.server.ts";
import { createGroupCommit } from "../platform/group-commit.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { Claimed, Lane, Outbox, Settlement } from "./outbox.ts";
import { deliver, giveBack, type TurnOptions } from "./turn.ts";

type LaneName = Pick<Lane, "shop" | "pixelCode" | "kind">;

/** A batch that was claimed. */
export type Batch = readonly [Claimed, ...Claimed[]];

export interface TurnsOptions extends TurnOptions {
  outbox: Pick<Outbox, "settle">;
  logger: Logger;
  /** A turn has ended: there is a place free. */
  onEnd(): void;
}

/** The requests under way. */
export interface Turns {
  launch(batch: Batch): void;
  /** From now on a batch that was claimed is given back instead of sent. */
  close(): void;
  count(): number;
  countIn(lane: LaneName): number;
  allEnded(): Promise<unknown>;
}

/** Sends batches and settles what comes of them; the settlements of turns that end together share a transaction. */
export function createTurns(options: TurnsOptions): Turns {
  const { outbox, clock, logger } = options;
  let closed = false;
  const settlements = createGroupCommit<Settlement, boolean>(outbox.settle, Infinity, isDatabaseTrouble);
  const inFlight = new Set<Promise<void>>();
  const perLane = new Map<string, number>();
  const nameOf = ({ shop, pixelCode, kind }: LaneName) => `${shop} ${pixelCode} ${kind}`;
  const countIn = (lane: LaneName) => perLane.get(nameOf(lane)) ?? 0;

  async function turn(batch: Batch): Promise<void> {
    try {
      const ended = closed ? giveBack(batch, clock()) : await deliver(batch, options);
      await Promise.all(ended.map(settle));
    } catch (error) {
      // The batch stays leased, and is taken over when the lease ends.
      const [{ shop, orderId, id: deliveryId }] = batch;
      const fields = { shop, orderId, deliveryId, deliveries: batch.length };
      logger.error({ err: error, ...fields }, "a batch could not be sent");
    }
  }

  async function settle(settlement: Settlement): Promise<void> {
    const { shop, orderId, id: deliveryId } = settlement.claimed;
    try {
      const settled = await settlements.submit(settlement);
      logAttempt(settlement, logger);
      if (!settled)
        logger.warn({ shop, orderId, deliveryId }, "the lease was lost before the attempt could be settled");
    } catch (error) {
      // The delivery stays leased, and is taken over when the lease ends.
      logger.error({ err: error, shop, orderId, deliveryId }, "a delivery could not be settled");
    }
  }

  function enter(lane: LaneName, change: 1 | -1): void {
    const count = countIn(lane) + change;
    if (count === 0) perLane.delete(nameOf(lane));
    else perLane.set(nameOf(lane), count);
  }

  return {
    launch(batch) {
      const [{ shop, pixelCode, lane: kind }] = batch;
      const lane = { shop, pixelCode, kind };
      enter(lane, 1);
      const running = turn(batch).finally(() => {
        inFlight.delete(running);
        enter(lane, -1);
        options.onEnd();
      });
      inFlight.add(running);
    },
    close() {
      closed = true;
    },
    count: () => inFlight.size,
    countIn,
    allEnded: () => Promise.all(inFlight),
  };
}

/** What TikTok said of one delivery. Its message is not told: it may quote the event. */
function logAttempt({ claimed, attempt, step }: Settlement, logger: Logger): void {
  if (attempt === undefined) return;
  const { shop, orderId, id: deliveryId, attempts } = claimed;
  const { durationMs, result } = attempt;
  const { httpStatus, code } = result.answer;
  const outcome = result.outcome.kind;
  const fields = { shop, orderId, deliveryId, attempt: attempts, outcome, httpStatus, code };
  logger[outcome === "delivered" ? "debug" : "info"](
    { ...fields, state: step.state, durationMs },
    "an attempt has ended",
  );
}
