/** Which requests go wrong, by a script or by chance. */
import { z } from "zod";
import { Chance, type RandomPlan, randomPlan } from "./chance.ts";
import { type Fault, faultSchema } from "./faults.ts";

const timesSchema = z.int().min(1).max(10_000);

/** What is known of a request's fate before its body is read. */
export type Arrival =
  /** Its connection is to be reset now. */
  | { kind: "unread" }
  /** It is to be read; `chance` spoils it unless a scripted fault does. */
  | { kind: "read"; chance: Fault | undefined };

/** The faults still to come: scripted ones in order, and random ones for the requests that no script spoils. */
export class ComingFaults {
  #queue: Fault[] = [];
  #chance: Chance | undefined;

  /** Spoils the next `times` requests (for `throttle-pixel`: `times` × its `count` requests of that pixel). Throws what is not a fault. */
  next(times: number, fault: Fault): void {
    const checked = faultSchema.parse(fault);
    const repeat = timesSchema.parse(times) * (checked.kind === "throttle-pixel" ? checked.count : 1);
    for (let i = 0; i < repeat; i += 1) this.#queue.push(checked);
  }

  /** From now on every request that no script spoils is drawn for; the same seed and order of requests give the same faults. A plan without faults ends it. */
  atRandom(plan: RandomPlan): void {
    const checked = randomPlan.parse(plan);
    this.#chance = checked.faults.length === 0 ? undefined : new Chance(checked);
  }

  /** Forgets every fault not yet played, and plays none at random any more. */
  clear(): void {
    this.#queue = [];
    this.#chance = undefined;
  }

  /** How many requests the script is still to spoil. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** The script still to come, equal neighbours together. */
  script(): { times: number; fault: Fault }[] {
    const runs: { times: number; fault: Fault }[] = [];
    for (const fault of this.#queue) {
      const last = runs.at(-1);
      if (last !== undefined && last.fault === fault) last.times += 1;
      else runs.push({ times: 1, fault });
    }
    return runs;
  }

  /** The plan of the random faults, and how many requests were drawn for and spoiled so far. */
  random(): { plan: RandomPlan; drawn: number; spoiled: number } | undefined {
    return this.#chance?.report();
  }

  /** Asks at a request's head whether its body is to be read at all. A fault for one pixel waits: nobody knows the pixel yet. */
  arrive(): Arrival {
    const index = this.#queue.findIndex((fault) => fault.kind !== "throttle-pixel");
    const scripted = this.#queue[index];
    if (scripted === undefined) {
      const chance = this.#chance?.draw();
      return chance?.kind === "reset-before" ? { kind: "unread" } : { kind: "read", chance };
    }
    if (scripted.kind !== "reset-before") return { kind: "read", chance: undefined };
    this.#queue.splice(index, 1);
    return { kind: "unread" };
  }

  /** Takes the first fault that concerns a request for this pixel off the script, once its body was read. */
  take(pixel: string | undefined): Fault | undefined {
    const index = this.#queue.findIndex((fault) => fault.kind !== "throttle-pixel" || fault.pixel === pixel);
    return index === -1 ? undefined : this.#queue.splice(index, 1)[0];
  }
}
