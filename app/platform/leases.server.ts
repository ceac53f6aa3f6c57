import { randomUUID } from "node:crypto";
import type { Clock } from "./clock.ts";
import { prepareAll, type Ledger } from "./ledger.ts";

/** What one process at a time may do, across all of them. */
export interface Leases {
  /**
   * Does `work` while nobody else does anything under the same name. `isHeld` says during the work whether that is still so: a process that stood still may have lost
   * the lease. Resolves to `undefined` when another process has it.
   */
  during<T>(name: string, ms: number, work: (isHeld: () => boolean) => Promise<T>): Promise<T | undefined>;
}

const SQL = {
  take: `
    INSERT INTO lease (name, holder, ends_at) VALUES (@name, @holder, @endsAt)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
    WHERE lease.ends_at <= @now`,
  extend: `UPDATE lease SET ends_at = @endsAt WHERE name = @name AND holder = @holder`,
  giveBack: `DELETE FROM lease WHERE name = @name AND holder = @holder`,
} as const;

/** Leases on a ledger. One that is held is extended at every third of its time, so that a crashed process's ends soon. */
export function createLeases(ledger: Ledger, clock: Clock): Leases {
  const run = prepareAll(ledger, SQL);
  return {
    async during(name, ms, work) {
      const holder = randomUUID();
      const now = clock();
      if ((await ledger.write(() => run.take.change({ name, holder, now, endsAt: now + ms }))) === 0)
        return undefined;
      let heldUntil = now + ms;
      const extend = async () => {
        const endsAt = clock() + ms;
        const extended = await ledger
          .write(() => run.extend.change({ name, holder, endsAt }))
          // What cannot be extended ends by itself.
          .catch(() => undefined);
        if (extended === 1) heldUntil = endsAt;
        else if (extended === 0) heldUntil = -Infinity;
      };
      const timer = setInterval(() => void extend(), ms / 3).unref();
      try {
        return await work(() => clock() < heldUntil);
      } finally {
        clearInterval(timer);
        await ledger.write(() => run.giveBack.change({ name, holder })).catch(() => 0);
      }
    },
  };
}
