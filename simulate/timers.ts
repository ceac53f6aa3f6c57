/** The process's own timers on simulated time: what the app waits for passes when the simulation says so. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SimulatedTime } from "../sandbox/orders/schedule.ts";

/** So many turns of the event loop in which nothing stirs: everything that can happen at this moment has happened. */
const QUIET_TURNS = 6;

/** Timers fire on whole multiples of this, so up to so much late, as on a busy machine: a loop that looks every second would do nothing but look. */
const TICK_MS = 15_000;

/** Says when the app has nothing left to do at a moment. */
export class Stillness {
  #stirs = 0;

  /** Something happened. */
  stir(): void {
    this.#stirs += 1;
  }

  /** Resolves when nothing has happened for a few turns. Nothing in the app waits for a socket or a disk here. */
  async settle(): Promise<void> {
    for (let [quiet, seen] = [0, this.#stirs]; quiet < QUIET_TURNS; quiet++) {
      await nextTurn();
      if (this.#stirs !== seen) [quiet, seen] = [0, this.#stirs];
    }
  }
}

/** Puts setTimeout and setInterval on simulated time, for the rest of the process. A callback is over when everything it set off is. */
export function simulateTimers(time: SimulatedTime, stillness: Stillness): void {
  const real = { clearTimeout: globalThis.clearTimeout };

  class Timer {
    #takeBack = () => {};
    readonly #every: number | undefined;

    constructor(callback: () => void, milliseconds: number, every?: number) {
      this.#every = every;
      this.#wait(callback, milliseconds);
    }

    #wait(callback: () => void, milliseconds: number): void {
      stillness.stir();
      const due = Math.ceil((time.now() + milliseconds) / TICK_MS) * TICK_MS;
      this.#takeBack = time.after(due - time.now(), async () => {
        if (this.#every !== undefined) this.#wait(callback, this.#every);
        callback();
        await stillness.settle();
      });
    }

    clear(): void {
      stillness.stir();
      this.#takeBack();
    }

    unref(): this {
      return this;
    }

    ref(): this {
      return this;
    }
  }

  const clear = (timer: unknown) => {
    if (timer instanceof Timer) timer.clear();
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  Object.assign(globalThis, {
    setTimeout: (callback: () => void, milliseconds = 0) => new Timer(callback, milliseconds),
    setInterval: (callback: () => void, milliseconds = 0) => new Timer(callback, milliseconds, milliseconds),
    ...{ clearTimeout: clear, clearInterval: clear },
  });
}
