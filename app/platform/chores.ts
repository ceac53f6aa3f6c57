import { createDoorbell, type Doorbell } from "./doorbell.ts";
import { MINUTE, SECOND, type Clock } from "./clock.ts";
import { wasTold } from "./database-watch.ts";
import type { Logger } from "./logger.server.ts";

/** Work beside deliveries that comes again and again. */
export interface Chore {
  name: string;
  /** Does what is due, in small steps; `isStopping` asks it to end early. Resolves to when it wants to be called next, milliseconds since the epoch. */
  run(isStopping: () => boolean): Promise<number>;
}

export interface Chores {
  start(): void;
  /** Something may be due: look now. */
  wake(): void;
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/** A chore is looked at this often at least: other processes write to the same database. */
const LONGEST_PAUSE = MINUTE;
/** After an error. */
const AFTER_ERROR = 10 * SECOND;

/** Runs each chore in a loop of its own, so that a slow one delays no other. */
export function createChores(chores: readonly Chore[], clock: Clock, logger: Logger): Chores {
  const doorbells = new Map(chores.map((chore) => [chore, createDoorbell()]));
  let stopping = false;
  let running: Promise<unknown> | undefined;
  const isStopping = () => stopping;

  async function pauseAfter({ name, run }: Chore): Promise<number> {
    try {
      return Math.min(Math.max((await run(isStopping)) - clock(), 1), LONGEST_PAUSE);
    } catch (error) {
      if (!wasTold(error)) logger.error({ err: error, chore: name }, "a chore met an error and goes on");
      return AFTER_ERROR;
    }
  }

  async function loop(chore: Chore, doorbell: Doorbell): Promise<void> {
    while (!stopping) {
      const pause = await pauseAfter(chore);
      if (!isStopping()) await doorbell.wait(pause);
    }
  }

  const wake = () => {
    for (const doorbell of doorbells.values()) doorbell.ring();
  };
  return {
    start() {
      running ??= Promise.all([...doorbells].map(([chore, doorbell]) => loop(chore, doorbell)));
    },
    wake,
    async stop() {
      stopping = true;
      wake();
      await running;
    },
  };
}
