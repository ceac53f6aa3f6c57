/** A worker claims, alone or at the same moment as the other. */
import { expect } from "vitest";
import type { Claimed, LaneClaim } from "../../../app/delivery/outbox.ts";
import { LEASE_MS } from "../bench.ts";
import { batchOf, dueIn, lanes, lease } from "./claiming.ts";
import type { Command, Real } from "./commands.ts";
import { openLane, type World } from "./world.ts";

interface ClaimChoice {
  worker: 0 | 1;
  /** The most lanes it has places for, and the most deliveries of a batch. */
  lanes: number;
  batchSize: number;
}

/** Looks at the lanes, and claims a batch of those that are due. */
export class Claim implements Command {
  readonly #choice: ClaimChoice;

  constructor(choice: ClaimChoice) {
    this.#choice = choice;
  }

  check(): boolean {
    return true;
  }

  async run(world: World, { subject, witness }: Real): Promise<void> {
    const { worker, batchSize } = this.#choice;
    const { now } = world;
    const all = await subject.outbox.lanes();
    expect(all).toEqual(lanes(world));
    const taken = named(world, all.filter(({ dueAt }) => dueAt <= now).slice(0, this.#choice.lanes));
    const batches = await subject.outbox.claim(taken, { now, leaseMs: LEASE_MS, batchSize });
    expect(batches.map(byId)).toEqual(taken.map((lane) => byId(claimInModel(world, lane, batchSize))));
    remember(world, worker, batches);
    await witness.look(subject, world);
  }

  toString(): string {
    return `claim(${JSON.stringify(this.#choice)})`;
  }
}

function named(world: World, due: readonly Omit<LaneClaim, "lease">[]): LaneClaim[] {
  return due.map(({ shop, pixelCode, kind }) => ({
    shop,
    pixelCode,
    kind,
    lease: `lease-${++world.leases}`,
  }));
}

function claimInModel(world: World, lane: LaneClaim, batchSize: number): Claimed[] {
  const batch = batchOf(dueIn(world, lane), batchSize);
  openLane(world, { shop: lane.shop, pixelCode: lane.pixelCode, kind: lane.kind }).servedAt = world.now;
  return batch.map((one) =>
    lease(world, one, { name: lane.lease, leaseMs: LEASE_MS, batchSize: batch.length }),
  );
}

const byId = (batch: readonly Claimed[]) => batch.toSorted((a, b) => a.id - b.id);

function remember({ workers, now }: World, worker: 0 | 1, batches: readonly Claimed[][]): void {
  for (const claimed of batches)
    if (claimed.length > 0) workers[worker].batches.push({ claimed, leaseEndsAt: now + LEASE_MS });
}

/** Both claim at once. Who gets what is open; that nothing goes to both, and that nobody gets what is not due, is not. */
export class ClaimTogether implements Command {
  readonly #batchSize: number;

  constructor(batchSize: number) {
    this.#batchSize = batchSize;
  }

  check(world: Readonly<World>): boolean {
    return lanes(world).some(({ dueAt }) => dueAt <= world.now);
  }

  async run(world: World, { subject, witness }: Real): Promise<void> {
    const { now } = world;
    const request = { now, leaseMs: LEASE_MS, batchSize: this.#batchSize };
    const due = lanes(world).filter(({ dueAt }) => dueAt <= now);
    const asked = [named(world, due), named(world, due)] as const;
    const got = await Promise.all(asked.map((taken) => subject.outbox.claim(taken, request)));
    const claimable = new Set(due.flatMap((lane) => dueIn(world, lane).map(({ id }) => id)));
    for (const { shop, pixelCode, kind } of due) openLane(world, { shop, pixelCode, kind }).servedAt = now;
    for (const worker of [0, 1] as const) {
      const batches = got[worker] ?? [];
      for (const batch of batches) expect(batch).toEqual(leaseAll(world, batch, claimable));
      remember(world, worker, batches);
    }
    expect(got.flat(2).length, "somebody gets something").toBeGreaterThan(0);
    await witness.look(subject, world);
  }

  toString(): string {
    return `claimTogether(${this.#batchSize})`;
  }
}

/** Leases in the model what the database handed out. Each may be handed out once. */
function leaseAll(world: World, batch: readonly Claimed[], claimable: Set<number>): Claimed[] {
  return batch.map((claimed) => {
    expect(claimable.delete(claimed.id), `delivery ${claimed.id} was there to be claimed`).toBe(true);
    const one = world.deliveries.find(({ id }) => id === claimed.id);
    if (one === undefined) throw new Error(`there is no delivery ${claimed.id}`);
    return lease(world, one, { name: claimed.lease, leaseMs: LEASE_MS, batchSize: batch.length });
  });
}
