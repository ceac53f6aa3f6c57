import { SECOND } from "../platform/clock.ts";
import type { QueryCost } from "./admin-answer.ts";

/** The points of a shop on a Standard plan, until Shopify has said what this one's has. */
const STANDARD = { maximum: 2000, restoreRate: 100 } as const;

/**
 * What is known of Shopify's bucket of points for this app on one shop, and how much of it may be used: half. The other half is left to the app's own
 * pages, which the merchant waits for. Pure: the time comes with every question.
 */
export class CostBudget {
  #maximum: number = STANDARD.maximum;
  #restoreRate: number = STANDARD.restoreRate;
  // Nothing is known before the first answer: the bucket is taken to be full.
  #available: number = STANDARD.maximum;
  #at = 0;
  /** Points of questions that are not answered yet. */
  #open = 0;

  /** Milliseconds until so many points may be asked for: 0 is now. What is dearer than half of the bucket waits until it is full. */
  waitFor(points: number, now: number): number {
    const needed = Math.min(this.#maximum, points + this.#maximum / 2);
    const missing = needed - this.#availableAt(now);
    return missing <= 0 ? 0 : Math.ceil((missing / this.#restoreRate) * SECOND);
  }

  /** Notes that so many points were asked for. */
  asked(points: number): void {
    this.#open += points;
  }

  /** Notes the end of a question: what its answer says of the bucket, if it says anything. */
  answered(points: number, cost: QueryCost | undefined, now: number): void {
    this.#open = Math.max(0, this.#open - points);
    if (cost === undefined) return;
    this.#maximum = cost.maximum;
    this.#restoreRate = Math.max(1, cost.restoreRate);
    this.#available = cost.available;
    this.#at = now;
  }

  /** What one question may cost at most: two seconds of what is restored, so that it is never far to the next one. */
  get target(): number {
    return Math.min(2 * this.#restoreRate, MOST_AT_ONCE);
  }

  #availableAt(now: number): number {
    const restored = (Math.max(0, now - this.#at) / SECOND) * this.#restoreRate;
    return Math.min(this.#maximum, this.#available + restored) - this.#open;
  }
}

/** A single query may cost 1,000 on any plan. */
const MOST_AT_ONCE = 800;

/** How many items a question asks for: what one costs is learned from every answer. */
export class PageSize {
  #pointsPerItem: number;
  readonly #largest: number;

  /** `pointsPerItem` is what is believed before the first answer. */
  constructor(pointsPerItem: number, largest: number) {
    this.#pointsPerItem = pointsPerItem;
    this.#largest = largest;
  }

  /** As many items as so many points allow, at least one. */
  within(points: number): number {
    return Math.max(1, Math.min(this.#largest, Math.floor(points / this.#pointsPerItem)));
  }

  /** What so many items are believed to cost. */
  pointsOf(items: number): number {
    return Math.ceil(items * this.#pointsPerItem);
  }

  /** Learns from a question for so many items. */
  learn(items: number, requested: number): void {
    if (requested > 0) this.#pointsPerItem = requested / items;
  }
}
