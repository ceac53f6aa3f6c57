import { SECOND } from "../platform/clock.ts";
import type { Leases } from "../platform/leases.server.ts";

/**
 * Does what changes a shop's tokens while nobody else does, in this process or another: a refresh token is good for one use, and an exchange ends the refresh token
 * before it. Goes ahead alone when it waited too long: every write names what it replaces.
 */
export type InTurn = <T>(shop: string, work: () => Promise<T>) => Promise<T>;

/** Longer than the deadline of the token endpoint: a lease ends by itself only when its process is dead. */
const LEASE = 20 * SECOND;
const LOOK_AGAIN = SECOND / 5;
/** A dead process's lease has ended by then. */
const LOOKS = (1.5 * LEASE) / LOOK_AGAIN;

/** Turns by a lease in the database. In one process they queue, so that only the first of them asks for it. */
export function createTokenTurns(leases: Leases, sleep: (milliseconds: number) => Promise<void>): InTurn {
  const queues = new Map<string, Promise<unknown>>();

  async function leased<T>(shop: string, work: () => Promise<T>): Promise<T> {
    for (let looks = 0; looks < LOOKS; looks++) {
      const done = await leases.during(`token:${shop}`, LEASE, async () => ({ value: await work() }));
      if (done !== undefined) return done.value;
      await sleep(LOOK_AGAIN);
    }
    return work();
  }

  return async (shop, work) => {
    const turn = (queues.get(shop) ?? Promise.resolve()).then(() => leased(shop, work));
    const settled = turn.catch(() => undefined);
    queues.set(shop, settled);
    try {
      return await turn;
    } finally {
      if (queues.get(shop) === settled) queues.delete(shop);
    }
  };
}
