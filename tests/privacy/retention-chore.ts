import { createLeases } from "../../app/platform/leases.server.ts";
import { createLogger } from "../../app/platform/logger.server.ts";
import { createRetentionChore, type RetentionOptions } from "../../app/privacy/retention.server.ts";
import type { Bench } from "../delivery/bench.ts";

/** Nobody asks the chore to stop. */
export const goOn = () => false;

/** The chore on a bench's database and clock, without rests. */
export function chore(bench: Bench, options: Partial<RetentionOptions> = {}) {
  const clock = () => bench.clock.now;
  const { ledger } = bench.database;
  return createRetentionChore({
    ...{ ledger, clock, leases: createLeases(ledger, clock), logger: createLogger("silent") },
    ...{ retentionDays: 90, rest: () => Promise.resolve(), ...options },
  });
}
