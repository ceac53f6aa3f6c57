/** Faults at random, from a seed. */
import { hash } from "node:crypto";
import { z } from "zod";
import { type Fault, faultSchema } from "./faults.ts";

const share = z.strictObject({
  /** The share of requests, more than 0 and at most 1. */
  rate: z.number().gt(0).max(1),
  fault: faultSchema.refine(
    (fault) => fault.kind !== "throttle-pixel",
    "cannot be drawn: it is for one pixel",
  ),
});

// Sums of rates such as 0.1 are off by a hair.
const HAIR = 1e-9;

/** Which faults come how often. */
export const randomPlan = z.strictObject({
  seed: z.int(),
  faults: z
    .array(share)
    .max(100)
    .refine((faults) => sum(faults) <= 1 + HAIR, "the rates are more than 1 together"),
});

/** Which faults come how often. */
export type RandomPlan = z.infer<typeof randomPlan>;

/** Draws one fault, or none, for each request. */
export class Chance {
  readonly #plan: RandomPlan;
  #drawn = 0;
  #spoiled = 0;

  constructor(plan: RandomPlan) {
    this.#plan = plan;
  }

  /** The fault of the next request. */
  draw(): Fault | undefined {
    let left = numberFrom(this.#plan.seed, this.#drawn);
    this.#drawn += 1;
    for (const { rate, fault } of this.#plan.faults) {
      if (left < rate) {
        this.#spoiled += 1;
        return fault;
      }
      left -= rate;
    }
    return undefined;
  }

  /** The plan, and what came of it so far. */
  report(): { plan: RandomPlan; drawn: number; spoiled: number } {
    return { plan: this.#plan, drawn: this.#drawn, spoiled: this.#spoiled };
  }
}

function sum(faults: readonly { rate: number }[]): number {
  return faults.reduce((total, { rate }) => total + rate, 0);
}

/** A number in [0, 1) that depends on nothing but the seed and the place in the row. */
function numberFrom(seed: number, place: number): number {
  return Number.parseInt(hash("sha256", `${seed} ${place}`).slice(0, 12), 16) / 2 ** 48;
}
