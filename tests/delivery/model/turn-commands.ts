/** A worker sends what it claimed, settles what it sent, or dies. */
import { expect } from "vitest";
import type { Claimed, Settlement } from "../../../app/delivery/outbox.ts";
import type { Outcome } from "../../../app/delivery/outcome.ts";
import { deliver, giveBack, type Handover } from "../../../app/delivery/turn.ts";
import type { Command, Real } from "./commands.ts";
import type { Witness } from "./invariants.ts";
import { inDatabase, inModel } from "./operations.ts";
import { pixelOf, pixelsOf, type ModelDelivery, type World } from "./world.ts";

/** How an attempt may end. */
export const OUTCOMES: readonly (Outcome | { kind: "stopped" })[] = [
  ...([{ kind: "delivered" }, { kind: "delivered" }, { kind: "delivered" }] as const),
  ...([
    { kind: "retry", fate: "unknown" },
    { kind: "retry", fate: "not_counted" },
  ] as const),
  ...([{ kind: "throttled" }, { kind: "unauthorised" }, { kind: "refused" }] as const),
  ...([{ kind: "operator" }, { kind: "unclear" }] as const),
  // The worker is being stopped, and gives back what it has claimed.
  { kind: "stopped" },
];

interface SendChoice {
  pick: number;
  ending: (typeof OUTCOMES)[number];
  /** Where TikTok's answer leaves it open: whether it counted. */
  counts: boolean;
}

/** Sends a batch while its lease holds, or gives it back. */
export class Send implements Command {
  readonly #choice: SendChoice;

  constructor(choice: SendChoice) {
    this.#choice = choice;
  }

  check(world: Readonly<World>): boolean {
    return this.#batch(world) !== undefined;
  }

  async run(world: World, { witness }: Real): Promise<void> {
    const { mine, batch } = this.#batch(world) ?? {};
    if (mine === undefined || batch === undefined) return;
    const { ending } = this.#choice;
    mine.batches = mine.batches.filter((other) => other !== batch);
    const { now } = world;
    if (ending.kind === "stopped") mine.ended.push(giveBack(batch.claimed, now));
    else {
      const send = (sent: readonly Claimed[]) =>
        Promise.resolve(this.#handOver(world, witness, sent, ending));
      mine.ended.push(await deliver(batch.claimed, { send, clock: () => now, random: () => 0.5 }));
    }
  }

  toString(): string {
    return `send(${JSON.stringify(this.#choice)})`;
  }

  /** One of the batches of both workers whose lease holds: an attempt ends before its lease does. */
  #batch({ workers, now }: Readonly<World>) {
    const all = workers.flatMap((mine) => mine.batches.map((batch) => ({ mine, batch })));
    const alive = all.filter(({ batch }) => batch.leaseEndsAt > now);
    return alive[this.#choice.pick % alive.length];
  }

  /** As the app does it: with the pixel as it is now. */
  #handOver(world: World, witness: Witness, sent: readonly Claimed[], outcome: Outcome): Handover {
    const [{ shop, pixelCode } = { shop: "", pixelCode: "" }] = sent;
    const pixel = pixelOf(world, shop, pixelCode);
    if (pixel === undefined)
      return { kind: pixelsOf(world, shop).length > 0 ? "pixel_changed" : "disconnected" };
    const testEventCode = pixel.testEventCode ?? undefined;
    if (testEventCode === undefined && isCounted(outcome, this.#choice.counts))
      for (const claimed of sent) witness.count(claimed, world.now);
    const result = { outcome, answer: {} };
    const connection = { connectedAt: pixel.updatedAt, pixelPaused: pixel.pausedAt !== null };
    return { kind: "attempted", result, testEventCode, ...connection };
  }
}

function isCounted(outcome: Outcome, counts: boolean): boolean {
  switch (outcome.kind) {
    case "delivered":
      return true;
    case "retry":
      return outcome.fate === "unknown" && counts;
    case "unclear":
      return counts;
    case "throttled":
    case "unauthorised":
    case "refused":
    case "operator":
      return false;
  }
}

/** Writes what came of one batch, or of all of them in one transaction; some may have lost their lease long ago. */
export class Settle implements Command {
  readonly #choice: { pick: number; together: boolean };

  constructor(choice: { pick: number; together: boolean }) {
    this.#choice = choice;
  }

  check(world: Readonly<World>): boolean {
    return this.#worker(world) !== undefined;
  }

  async run(world: World, { subject, witness }: Real): Promise<void> {
    const { pick, together } = this.#choice;
    const mine = this.#worker(world);
    if (mine === undefined) return;
    const written = together ? mine.ended : mine.ended.slice(pick % mine.ended.length).slice(0, 1);
    mine.ended = mine.ended.filter((ended) => !written.includes(ended));
    const settlements = written.flat();
    const before = structuredClone(world.deliveries);
    const held = await inDatabase(subject, { kind: "settle", settlements });
    expect(held).toEqual(inModel(world, { kind: "settle", settlements }));
    await witness.look(subject, world);
    const lost = settlements.filter((_, index) => held?.[index] === false);
    // The same worker may have claimed it again since, and settle that in the same breath.
    const kept = new Set(settlements.filter((one) => !lost.includes(one)).map(({ claimed }) => claimed.id));
    checkLost(
      lost.filter(({ claimed }) => !kept.has(claimed.id)),
      before,
      world,
    );
  }

  toString(): string {
    return `settle(${JSON.stringify(this.#choice)})`;
  }

  #worker({ workers }: Readonly<World>) {
    const ready = workers.filter(({ ended }) => ended.length > 0);
    return ready[this.#choice.pick % ready.length];
  }
}

/** A turn whose lease is lost changes nothing of its delivery; a refused token may stop what waits for the pixel. */
function checkLost(lost: readonly Settlement[], before: readonly ModelDelivery[], world: World): void {
  const facts = (rows: readonly ModelDelivery[], id: number) => {
    const row = rows.find((one) => one.id === id);
    return row && { ...row, state: undefined, reason: undefined, dueAt: undefined, settledAt: undefined };
  };
  for (const { claimed } of lost) {
    expect(facts(world.deliveries, claimed.id)).toEqual(facts(before, claimed.id));
    const { state } = world.deliveries.find(({ id }) => id === claimed.id) ?? {};
    const { state: was } = before.find(({ id }) => id === claimed.id) ?? {};
    if (state !== was) expect(["pending", "retrying", "paused"]).toContain(was);
  }
}

/** kill -9: what was in memory is gone, and whether it was sent nobody knows. */
export class Crash implements Command {
  readonly #worker: 0 | 1;

  constructor(worker: 0 | 1) {
    this.#worker = worker;
  }

  check({ workers }: Readonly<World>): boolean {
    return workers[this.#worker].batches.length + workers[this.#worker].ended.length > 0;
  }

  run({ workers }: World): Promise<void> {
    workers[this.#worker] = { batches: [], ended: [] };
    return Promise.resolve();
  }

  toString(): string {
    return `crash(${this.#worker})`;
  }
}
