import { randomUUID } from "node:crypto";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { Clock } from "../platform/clock.ts";
import { SECOND } from "../platform/clock.ts";
import { isDatabaseTrouble } from "../platform/database.server.ts";
import { createGroupCommit } from "../platform/group-commit.ts";
import type { Logger } from "../platform/logger.server.ts";
import { createDoorbell, type Doorbell } from "./doorbell.ts";
import type { Claimed, DueOrder, Lane, Outbox, Route, Routing, Settlement } from "./outbox.ts";
import { deliver, type Send } from "./turn.ts";

export interface WorkerOptions {
  outbox: Outbox;
  /** Turns an order into deliveries. One that makes it throw is logged and tried again later. */
  route: Route;
  /** Sends a batch of one lane as one request. Must not throw and must end within `attemptDeadlineMs`. */
  send: Send;
  clock: Clock;
  random(): number;
  logger: Logger;
  /** Requests at the same time, in all and of one lane: a lane that is slow keeps places free for the others. */
  concurrency: number;
  laneConcurrency: number;
  /** Events that one request carries at most. Where nothing has piled up it carries one. */
  batchSize: number;
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

/** The delivery loop: route, claim, send, settle, wait. Lanes take turns. */
export function createWorker(options: WorkerOptions): Worker {
  const { outbox, clock, logger } = options;
  const doorbell = createDoorbell();
  const turns = createTurns(options, doorbell);
  const claims = createClaims(options, turns);
  let stopping = false;
  let loop: Promise<void> | undefined;

  function work(): number {
    const now = clock();
    const routed =
      (outbox.nextRouteAt() ?? Infinity) <= now ? outbox.routeDue(now, ROUTE_LIMIT, routeSafely) : 0;
    return routed + claims.claimDue(now);
  }

  function routeSafely(order: DueOrder): Routing {
    try {
      return options.route(order);
    } catch (error) {
      logger.error({ err: error, order: order.ref, shop: order.shop }, "an order could not be mapped");
      return { kind: "failed" };
    }
  }

  /** Milliseconds until something is due, at most the poll. */
  function pause(): number {
    const next = Math.min(outbox.nextRouteAt() ?? Infinity, claims.nextDueAt());
    return Math.min(Math.max(next - clock(), 1), POLL_MS);
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

/** Takes batches from the lanes as far as there are places free. */
function createClaims(options: WorkerOptions, turns: Turns) {
  const { outbox, concurrency, laneConcurrency, batchSize } = options;
  const leaseMs = options.attemptDeadlineMs + LEASE_MARGIN_MS;
  const workerId = randomUUID();
  let claims = 0;
  const isFull = () => turns.count() >= concurrency;
  const hasPlace = (lane: Lane) => turns.countIn(lane) < laneConcurrency;

  return {
    /** Claims a batch of each lane that is due and has a place free; the lane that was served longest ago comes first. Returns the deliveries claimed. */
    claimDue(now: number): number {
      const ready = isFull() ? [] : outbox.lanes().filter((lane) => lane.dueAt <= now && hasPlace(lane));
      const lanes = ready.slice(0, concurrency - turns.count()).map((lane) => ({
        ...lane,
        // A name for each claim: a turn that outlived its lease cannot settle what this same worker has claimed since.
        lease: `${workerId}:${++claims}`,
      }));
      const batches = lanes.length === 0 ? [] : outbox.claim(lanes, { now, leaseMs, batchSize });
      for (const batch of batches) turns.launch(batch);
      return batches.reduce((claimed, batch) => claimed + batch.length, 0);
    },
    /** When the next batch can be claimed, milliseconds since the epoch; a full house, and a full lane, wait for the doorbell. */
    nextDueAt(): number {
      const free = isFull() ? [] : outbox.lanes().filter(hasPlace);
      return Math.min(Infinity, ...free.map(({ dueAt }) => dueAt));
    },
  };
}

type Turns = ReturnType<typeof createTurns>;
type LaneName = Pick<Lane, "shop" | "pixelCode">;

/** The requests under way. */
function createTurns(options: WorkerOptions, doorbell: Doorbell) {
  const { outbox, logger } = options;
  const settlements = createGroupCommit<Settlement, boolean>(outbox.settle, Infinity, isDatabaseTrouble);
  const inFlight = new Set<Promise<void>>();
  const perLane = new Map<string, number>();
  const nameOf = ({ shop, pixelCode }: LaneName) => `${shop} ${pixelCode}`;
  const countIn = (lane: LaneName) => perLane.get(nameOf(lane)) ?? 0;

  async function turn(batch: readonly Claimed[]): Promise<void> {
    try {
      await Promise.all((await deliver(batch, options)).map(settle));
    } catch (error) {
      // The batch stays leased, and is taken over when the lease ends.
      logger.error(
        { err: error, shop: batch[0]?.shop, deliveries: batch.length },
        "a batch could not be sent",
      );
    }
  }

  async function settle(settlement: Settlement): Promise<void> {
    const { id, shop } = settlement.claimed;
    try {
      const settled = await settlements.submit(settlement);
      if (!settled)
        logger.warn({ delivery: id, shop }, "the lease was lost before the attempt could be settled");
    } catch (error) {
      // The delivery stays leased, and is taken over when the lease ends.
      logger.error({ err: error, delivery: id, shop }, "a delivery could not be settled");
    }
  }

  function enter(lane: LaneName, change: 1 | -1): void {
    const count = countIn(lane) + change;
    if (count === 0) perLane.delete(nameOf(lane));
    else perLane.set(nameOf(lane), count);
  }

  return {
    launch(batch: readonly Claimed[]): void {
      const [lane] = batch;
      if (lane === undefined) return;
      enter(lane, 1);
      const running = turn(batch).finally(() => {
        inFlight.delete(running);
        enter(lane, -1);
        doorbell.ring();
      });
      inFlight.add(running);
    },
    count: () => inFlight.size,
    countIn,
    allEnded: () => Promise.all(inFlight),
  };
}
