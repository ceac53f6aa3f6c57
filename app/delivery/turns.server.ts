import type { Logger } from "../platform/logger.server.ts";
import type { Claimed, Lane, Outbox } from "./outbox.ts";
import { createSettling } from "./settling.server.ts";
import { traceTurn, type DeliveryTracing } from "./turn-trace.ts";
import { deliver, giveBack, type TurnOptions } from "./turn.ts";

type LaneName = Pick<Lane, "shop" | "pixelCode" | "kind">;

/** A batch that was claimed. */
export type Batch = readonly [Claimed, ...Claimed[]];

export interface TurnsOptions extends TurnOptions {
  outbox: Pick<Outbox, "settle">;
  logger: Logger;
  traced?: DeliveryTracing | undefined;
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
  /** Whether answers of TikTok's wait to be written: nothing may be claimed before they are. */
  isBehind(): boolean;
  allEnded(): Promise<unknown>;
}

/** Sends batches and settles what comes of them; the settlements of turns that end together share a transaction. */
export function createTurns(options: TurnsOptions): Turns {
  const { clock, logger } = options;
  let closed = false;
  const settling = createSettling(options);
  const inFlight = new Set<Promise<void>>();
  const perLane = new Map<string, number>();
  const nameOf = ({ shop, pixelCode, kind }: LaneName) => `${shop} ${pixelCode} ${kind}`;
  const countIn = (lane: LaneName) => perLane.get(nameOf(lane)) ?? 0;

  async function turn(batch: Batch): Promise<void> {
    const trace = options.traced && traceTurn(options.traced, batch);
    const send = trace?.around(options.send) ?? options.send;
    try {
      const ended = closed ? giveBack(batch, clock()) : await deliver(batch, { ...options, send });
      const told = trace && ended.map((one) => ({ ...one, trace: trace.settling(one) }));
      await Promise.all((told ?? ended).map(settling.settle));
    } catch (error) {
      trace?.broken();
      // The batch stays leased, and is taken over when the lease ends.
      const [{ shop, orderId, id: deliveryId }] = batch;
      const fields = { shop, orderId, deliveryId, deliveries: batch.length };
      logger.error({ err: error, ...fields }, "a batch could not be sent");
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
      settling.close();
    },
    count: () => inFlight.size,
    countIn,
    isBehind: settling.isBehind,
    allEnded: () => Promise.all(inFlight),
  };
}
