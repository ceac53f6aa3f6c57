import { MINUTE, SECOND } from "../platform/clock.ts";
import { isDatabaseTrouble } from "../platform/database.server.ts";
import { createDoorbell } from "../platform/doorbell.ts";
import { createGroupCommit } from "../platform/group-commit.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { Outbox, Settlement } from "./outbox.ts";

/** Writes down what came of turns, however long the database takes nothing: TikTok's answer is known here only. */
export interface Settling {
  /** Resolves when it is written, or the lease turned out to be lost, or nobody can wait any longer. */
  settle(settlement: Settlement): Promise<void>;
  /** Whether answers wait to be written: until they are, their deliveries must not be claimed again. */
  isBehind(): boolean;
  /** From now on what cannot be written is given up soon. */
  close(): void;
}

export interface SettlingOptions {
  outbox: Pick<Outbox, "settle">;
  logger: Logger;
  monotonic?: () => number;
}

const RETRY_EVERY = SECOND;
/** A database that takes everything but one row must not stop every shop's deliveries: after so long others go on. */
const BEHIND_AT_MOST = 10 * MINUTE;
/** How long a process that stops goes on trying. */
const LAST_TRIES = 10 * SECOND;

interface Late {
  settlement: Settlement;
  since: number;
  written(): void;
}

/** What ends together shares a transaction. What met a database in trouble is tried again, one by one, until it is written. */
export function createSettling(options: SettlingOptions): Settling {
  const { outbox, logger, monotonic = () => performance.now() } = options;
  const together = createGroupCommit<Settlement, boolean>(outbox.settle, Infinity, isDatabaseTrouble);
  const doorbell = createDoorbell();
  let late: Late[] = [];
  const isOver = createTry(logger);
  let giveUpAt = Infinity;
  let catchingUp = false;

  /** Tries each once, until one meets trouble: it goes to the end, so that it stands in nobody's way. */
  async function tryAll(): Promise<void> {
    for (let left = late.length; left > 0; left--) {
      const [first] = late;
      if (first === undefined) return;
      const over = await isOver(first.settlement, async () => (await outbox.settle([first.settlement]))[0]);
      // Others may have joined meanwhile.
      late = late.filter((one) => one !== first);
      if (over) first.written();
      else {
        late.push(first);
        return;
      }
    }
  }

  async function catchUp(): Promise<void> {
    catchingUp = true;
    while (late.length > 0 && monotonic() < giveUpAt) {
      await doorbell.wait(RETRY_EVERY);
      await tryAll();
    }
    catchingUp = false;
    for (const { settlement, written } of late.splice(0)) {
      giveUp(logger, settlement);
      written();
    }
  }

  return {
    async settle(settlement) {
      if (await isOver(settlement, () => together.submit(settlement))) return;
      await new Promise<void>((written) => {
        late.push({ settlement, since: monotonic(), written });
        if (!catchingUp) void catchUp();
      });
    },
    isBehind: () => late.some(({ since }) => monotonic() - since < BEHIND_AT_MOST),
    close() {
      giveUpAt = monotonic() + LAST_TRIES;
      doorbell.ring();
    },
  };
}

/** Makes what resolves to whether a settlement is over: written, lost, or broken by something that trying again does not mend. */
function createTry(logger: Logger) {
  return async (settlement: Settlement, settle: () => Promise<boolean | undefined>): Promise<boolean> => {
    try {
      const held = await settle();
      settlement.trace?.ended(held === true);
      logAttempt(settlement, logger);
      if (held !== true)
        logger.warn(idsOf(settlement), "the lease was lost before the attempt could be settled");
    } catch (error) {
      if (isDatabaseTrouble(error)) return false;
      giveUp(logger, settlement, error);
    }
    return true;
  };
}

/** The delivery stays leased, and is taken over when the lease ends. */
function giveUp(logger: Logger, settlement: Settlement, error?: unknown): void {
  settlement.trace?.ended(undefined);
  logger.error({ err: error, ...idsOf(settlement) }, "a delivery could not be settled");
}

function idsOf({ claimed: { shop, orderId, id: deliveryId }, trace }: Settlement) {
  return { shop, orderId, deliveryId, traceId: trace?.traceId };
}

/** What TikTok said of one delivery. Its message is not told: it may quote the event. */
function logAttempt(settlement: Settlement, logger: Logger): void {
  const { claimed, attempt, step } = settlement;
  if (attempt === undefined) return;
  const { durationMs, result } = attempt;
  const { httpStatus, code } = result.answer;
  const outcome = result.outcome.kind;
  const fields = { ...idsOf(settlement), attempt: claimed.attempts, outcome, httpStatus, code };
  logger[outcome === "delivered" ? "debug" : "info"](
    { ...fields, state: step.state, durationMs },
    "an attempt has ended",
  );
}
