import { randomUUID } from "node:crypto";
import { setImmediate as yieldToOthers } from "node:timers/promises";
import type { Clock } from "../platform/clock.ts";
import { SECOND } from "../platform/clock.ts";
import { wasTold } from "../platform/database-watch.ts";
import type { Logger } from "../platform/logger.server.ts";
import { createDoorbell } from "../platform/doorbell.ts";
import type { DueOrder, Lane, Outbox, Route, Routing } from "./outbox.ts";
import { createRequestRate, type Rates } from "./request-rate.ts";
import { routeTraced } from "./order-trace.ts";
import type { DeliveryTracing } from "./turn-trace.ts";
import type { Send } from "./turn.ts";
import { createTurns, type Turns } from "./turns.server.ts";

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
  /** Requests a second, in all and of one lane; as many as there are without it. */
  rates?: Rates;
  /** Events that one request carries at most. Where nothing has piled up it carries one. */
  batchSize: number;
  /** The longest `send` may take, milliseconds. */
  attemptDeadlineMs: number;
  /** Called whenever the loop has gone round without an error, at least once a second while nothing hangs. */
  onRound?(): void;
  /** Where the way of an order is told; there is none unless it is configured. */
  traced?: DeliveryTracing | undefined;
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
/** Requests of the past at the same time, of one lane. */
const PAST_CONCURRENCY = 1;
/** Time to settle after the deadline of an attempt. */
const LEASE_MARGIN_MS = 10 * SECOND;

/** The delivery loop: route, claim, send, settle, wait. Lanes take turns. */
export function createWorker(options: WorkerOptions): Worker {
  const { outbox, clock, logger } = options;
  const doorbell = createDoorbell();
  const turns = createTurns({ ...options, onEnd: doorbell.ring });
  const claims = createClaims(options, turns);
  let stopping = false;
  let loop: Promise<void> | undefined;

  /** Does what is due; resolves to how long there is nothing to do then, at most the poll. */
  async function work(): Promise<number> {
    // Their leases may have ended: what TikTok has taken already would be sent again.
    if (turns.isBehind()) return POLL_MS;
    const { routeAt, probeAt } = await outbox.nextWork();
    const now = clock();
    const routing = { now, limit: ROUTE_LIMIT, route: routeSafely };
    const routed = routeAt <= now ? await routeTraced(outbox, options.traced?.tracing, routing) : 0;
    const probed = probeAt <= now ? await outbox.probe(now) : 0;
    const { claimed, nextDueAt } = await claims.claimDue();
    if (routed + probed + claimed > 0) return 0;
    // Whatever has become due since these questions rings the doorbell, or was written by another process and waits for the poll.
    return Math.min(Math.max(Math.min(routeAt, probeAt, nextDueAt) - clock(), 1), POLL_MS);
  }

  function routeSafely(order: DueOrder): Routing {
    try {
      return options.route(order);
    } catch (error) {
      const { shop, orderId } = order;
      logger.error({ err: error, shop, orderId }, "an order could not be mapped");
      return { kind: "failed" };
    }
  }

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        const pause = await work();
        options.onRound?.();
        if (pause > 0) await doorbell.wait(pause);
        else await yieldToOthers();
      } catch (error) {
        if (!wasTold(error)) logger.error({ err: error }, "the delivery loop met an error and goes on");
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
      turns.close();
      doorbell.ring();
      await loop;
    },
  };
}

/** Takes batches from the lanes as far as there are places free. */
function createClaims(options: WorkerOptions, turns: Turns) {
  const { outbox, clock, concurrency, laneConcurrency, batchSize } = options;
  const rate = options.rates && createRequestRate(options.rates);
  const leaseMs = options.attemptDeadlineMs + LEASE_MARGIN_MS;
  const workerId = randomUUID();
  let claims = 0;
  const isFull = () => turns.count() >= concurrency;
  const hasPlace = (lane: Lane) =>
    turns.countIn(lane) < (lane.kind === "live" ? laneConcurrency : PAST_CONCURRENCY);

  return {
    /** Claims a batch of each lane that is due and has a place free; the lane that was served longest ago comes first. */
    async claimDue(): Promise<ClaimedNow> {
      const free = isFull() ? [] : (await outbox.lanes()).filter(hasPlace);
      const now = clock();
      const due = free.filter((lane) => lane.dueAt <= now);
      const ready = rate?.admit(due, now) ?? due;
      const lanes = ready.slice(0, concurrency - turns.count()).map((lane) => ({
        ...lane,
        // A name for each claim: a turn that outlived its lease cannot settle what this same worker has claimed since.
        lease: `${workerId}:${++claims}`,
      }));
      const batches = lanes.length === 0 ? [] : await outbox.claim(lanes, { now, leaseMs, batchSize });
      for (const [first, ...others] of batches) {
        if (first === undefined) continue;
        rate?.count(first, clock());
        turns.launch([first, ...others]);
      }
      return {
        claimed: batches.reduce((claimed, batch) => claimed + batch.length, 0),
        nextDueAt: Math.min(
          Infinity,
          ...free.map((lane) => Math.max(lane.dueAt, rate?.nextAt(lane, now) ?? 0)),
        ),
      };
    },
  };
}

interface ClaimedNow {
  claimed: number;
  /** When the next batch could be claimed, milliseconds since the epoch; a full house, and a full lane, wait for the doorbell. */
  nextDueAt: number;
}
