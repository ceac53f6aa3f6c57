/** Counts requests per second. Guess: the second slides, and a request that was turned down for the speed does not count. */
export class Throughput {
  readonly #admitted = new Map<string, number[]>();

  /** Whether one more request of `who` at `now` (milliseconds) stays within `limit` a second; if so, it counts. */
  admits(who: string, now: number, limit: number | null): boolean {
    if (limit === null) return true;
    const recent = (this.#admitted.get(who) ?? []).filter((at) => Math.abs(now - at) < 1000);
    const isWithin = recent.length < limit;
    if (isWithin) recent.push(now);
    this.#admitted.set(who, recent);
    return isWithin;
  }
}
