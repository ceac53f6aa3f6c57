/** When things happen: by the clock of this machine, or by one that a simulation turns. */

/** Something to do later. It must not throw. */
export type Job = () => void | Promise<void>;

/** A clock that can be asked to do something later. */
export interface Schedule {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Does the job once, after so many milliseconds. What it returns takes the job back. */
  after(milliseconds: number, job: Job): () => void;
}

/** The longest a timer of Node can wait. */
const LONGEST = 2 ** 31 - 1;

/** By this machine's timers. A waiting job keeps no process alive. */
export class RealTime implements Schedule {
  readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  after(milliseconds: number, job: Job): () => void {
    let timer: NodeJS.Timeout | undefined;
    let isWanted = true;
    const wait = (left: number): void => {
      const step = Math.min(left, LONGEST);
      timer = setTimeout(() => {
        if (left > step) wait(left - step);
        else if (isWanted) void job();
      }, step).unref();
    };
    if (milliseconds > 0) wait(milliseconds);
    else
      queueMicrotask(() => {
        if (isWanted) void job();
      });
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }
}

interface Entry {
  at: number;
  /** Of two jobs for one moment the one asked for first goes first. */
  turn: number;
  job: Job | undefined;
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.turn < b.turn);

/** Time that stands still until it is advanced; jobs run one after the other, each awaited. */
export class SimulatedTime implements Schedule {
  readonly #heap: Entry[] = [];
  #now: number;
  #turns = 0;

  constructor(start: number) {
    this.#now = start;
  }

  now = (): number => this.#now;

  after(milliseconds: number, job: Job): () => void {
    const entry: Entry = { at: this.#now + Math.max(0, milliseconds), turn: this.#turns++, job };
    this.#push(entry);
    return () => {
      entry.job = undefined;
    };
  }

  /** Lets so many milliseconds pass. */
  advance(milliseconds: number): Promise<void> {
    return this.advanceTo(this.#now + milliseconds);
  }

  /** Lets time pass until that moment, and everything due by then happen at its own time. */
  async advanceTo(moment: number): Promise<void> {
    for (let first = this.#heap[0]; first !== undefined && first.at <= moment; first = this.#heap[0]) {
      this.#pop();
      this.#now = Math.max(this.#now, first.at);
      const done = first.job?.();
      if (done !== undefined) await done;
    }
    this.#now = Math.max(this.#now, moment);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above] as Entry;
      if (isBefore(parent, entry)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Entry, heap[below] as Entry)) below += 1;
      if (isBefore(last, heap[below] as Entry)) break;
      heap[index] = heap[below] as Entry;
      index = below;
    }
    heap[index] = last;
  }
}
