import { randomUUID } from "node:crypto";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { Clock } from "../platform/clock.ts";
import { MINUTE, SECOND } from "../platform/clock.ts";
import { isDatabaseTrouble } from "../platform/database.server.ts";
import { createGroupCommit } from "../platform/group-commit.ts";
import type { Logger } from "../platform/logger.server.ts";
import type { AttemptResult } from "./outcome.ts";
import type { Claimed, DueOrder, Outbox, Route, Routing, Settlement } from "./outbox.ts";
import { mayAttempt, nextStep, type NextStep } from "./retry-policy.ts";

/** What came of handing a delivery over: an attempt, or the reason why none could be made. */
export type Handover =
  | {
      kind: "attempted";
      result: AttemptResult;
      testEventCode: string | undefined;
      /** When the connection that was used was made, milliseconds since the epoch. */
      connectedAt: number;
    }
  /** No pixel is connected any more. */
  | { kind: "disconnected" }
  /** Another pixel is connected than the one the delivery is for. */
  | { kind: "pixel_changed" }
  /** The pixel's token is sealed with a key that this process does not have. */
  | { kind: "token_unreadable" };

export interface WorkerOptions {
  outbox: Outbox;
  /** Turns an order into deliveries. One that makes it throw is logged and tried again later. */
  route: Route;
  /** Sends one event. Must not throw and must end within `attemptDeadlineMs`. */
  send(claimed: Claimed): Promise<Handover>;
  clock: Clock;
  random(): number;
  logger: Logger;
  /** Attempts at the same time. */
  concurrency: number;
  /** The longest `send` may take, milliseconds. */
  attemptDeadlineMs: number;
}

export interface Worker {
  /** Starts the loop. */
  start(): void;
  /** Something may be due: look now instead of at the next poll. */
  wake(): void;
  /** Claims nothing more and waits until what is under way is settled. */
  stop(): Promise<void>;
}

/** Other processes write to the same database, so the loop looks by itself this often. */
const POLL_MS = SECOND;
const ROUTE_LIMIT = 200;
/** Time to settle after the deadline of an attempt. */
const LEASE_MARGIN_MS = 10 * SECOND;
/** How long a delivery waits for whoever runs the installation to put the encryption key back. */
const KEY_WAIT_MS = 5 * MINUTE;

/** The delivery loop: route, claim, send, settle, wait. */
export function createWorker(options: WorkerOptions): Worker {
  const { outbox, clock, logger, concurrency } = options;
  const leaseMs = options.attemptDeadlineMs + LEASE_MARGIN_MS;
  const workerId = randomUUID();
  const doorbell = createDoorbell();
  const turns = createTurns(options, doorbell);
  let claims = 0;
  let stopping = false;
  let loop: Promise<void> | undefined;

  function work(): number {
    const now = clock();
    if ((outbox.nextDueAt() ?? Infinity) > now) return 0;
    const routed = outbox.routeDue(now, ROUTE_LIMIT, routeSafely);
    const free = concurrency - turns.count();
    // A name for each claim: a turn that outlived its lease cannot settle what this same worker has claimed since.
    const claimed = free > 0 ? outbox.claim(`${workerId}:${++claims}`, now, leaseMs, free) : [];
    claimed.forEach(turns.launch);
    return routed + claimed.length;
  }

  function routeSafely(order: DueOrder): Routing {
    try {
      return options.route(order);
    } catch (error) {
      logger.error({ err: error, order: order.ref, shop: order.shop }, "an order could not be mapped");
      return { kind: "failed" };
    }
  }

  /** Milliseconds until something is due, at most the poll; a full house waits for the doorbell. */
  function pause(): number {
    if (turns.count() >= concurrency) return POLL_MS;
    return Math.min(Math.max((outbox.nextDueAt() ?? Infinity) - clock(), 1), POLL_MS);
  }

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        if (work() === 0) await doorbell.wait(pause());
        else await yieldToOthers();
      } catch (error) {
        logger.error({ err: error }, "the delivery loop met an error and goes on");
        await doorbell.wait(POLL_MS);
      }
    }
    await turns.allEnded();
  }

  return {
    start() {
      loop ??= run();
    },
    wake: doorbell.ring,
    async stop() {
      stopping = true;
      doorbell.ring();
      await loop;
    },
  };
}

/** The deliveries under way. */
function createTurns(options: WorkerOptions, doorbell: Doorbell) {
  const { outbox, logger } = options;
  const settlements = createGroupCommit<Settlement, boolean>(outbox.settle, Infinity, isDatabaseTrouble);
  const inFlight = new Set<Promise<void>>();

  async function turn(claimed: Claimed): Promise<void> {
    const { id, shop } = claimed;
    try {
      const settled = await settlements.submit(await deliver(claimed, options));
      if (!settled)
        logger.warn({ delivery: id, shop }, "the lease was lost before the attempt could be settled");
    } catch (error) {
      // The delivery stays leased, and is taken over when the lease ends.
      logger.error({ err: error, delivery: id, shop }, "a delivery could not be settled");
    }
  }

  return {
    launch(claimed: Claimed): void {
      const running = turn(claimed).finally(() => {
        inFlight.delete(running);
        doorbell.ring();
      });
      inFlight.add(running);
    },
    count: () => inFlight.size,
    allEnded: () => Promise.all(inFlight),
  };
}

/** One delivery's turn: the checks before, the attempt, the decision after. */
async function deliver(claimed: Claimed, { send, clock, random }: WorkerOptions): Promise<Settlement> {
  const startedAt = clock();
  const stopped = mayAttempt(claimed, startedAt);
  if (stopped !== undefined) return { claimed, step: stopped, at: startedAt };

  const handover = await send(claimed);
  const at = clock();
  switch (handover.kind) {
    case "disconnected":
      return { claimed, step: waiting("paused", claimed), at };
    case "pixel_changed":
      return { claimed, step: waiting("held", claimed), at };
    case "token_unreadable":
      return { claimed, step: waitForKey(claimed, at), at };
    case "attempted": {
      const { result, testEventCode, connectedAt } = handover;
      const history = { ...claimed, startedAt };
      return {
        claimed,
        step: nextStep(result.outcome, history, at, random()),
        attempt: { startedAt, durationMs: at - startedAt, result, testEventCode, connectedAt },
        at,
      };
    }
  }
}

function waitForKey({ ambiguousAt }: Claimed, now: number): NextStep {
  return { state: "retrying", dueAt: now + KEY_WAIT_MS, ambiguousAt };
}

function waiting(state: "paused" | "held", { ambiguousAt }: Claimed): NextStep {
  return state === "paused"
    ? { state, reason: "reconnect_tiktok", ambiguousAt }
    : { state, reason: "pixel_changed", ambiguousAt };
}

interface Doorbell {
  ring(): void;
  wait(ms: number): Promise<void>;
}

/** A wait that can be cut short. A ring while nobody waits is remembered. */
function createDoorbell(): Doorbell {
  let rung = false;
  let answer: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      answer?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          answer = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      answer = undefined;
      rung = false;
    },
  };
}
