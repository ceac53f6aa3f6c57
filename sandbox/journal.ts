/** What the sandbox saw, in order: the console shows it live and `--once` prints it. */

/** The stations of the line a click travels. */
export type HopName =
  | "page_opened"
  | "consent_given"
  | "consent_refused"
  | "attributes_written"
  | "order_placed"
  | "webhook_sent"
  | "webhook_answered"
  | "event_received"
  | "event_answered";

/** One thing that happened, with what a person would want to know of it. */
export interface Hop {
  /** Position in the journal, from 1. */
  sequence: number;
  /** Milliseconds since the epoch. */
  at: number;
  name: HopName;
  /** One plain sentence without a full stop, e.g. "Order #1001 placed, 54.00 USD". */
  summary: string;
  /** The whole truth: request bodies, answers, headers. Shown when a person opens the hop. */
  detail: Record<string, unknown>;
}

type Listener = (hop: Hop) => void;

/** An append-only list of hops with listeners. */
export class Journal {
  readonly hops: Hop[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Appends a hop and tells every listener. */
  record(name: HopName, summary: string, detail: Record<string, unknown> = {}): Hop {
    const hop: Hop = { sequence: this.hops.length + 1, at: this.#now(), name, summary, detail };
    this.hops.push(hop);
    for (const listener of this.#listeners) listener(hop);
    return hop;
  }

  /** Calls `listener` for every later hop; returns the function that stops it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
