import { createReplay, type Replay } from "../delivery/replay.server.ts";
import type { Clock } from "../platform/clock.ts";
import type { Ledger } from "../platform/ledger.ts";
import type { Actor, AuditLog } from "../privacy/audit.server.ts";

/** Sends stopped deliveries again in the name of somebody, and notes it in the log. */
export function composeReplay(ledger: Ledger, audit: AuditLog, clock: Clock): (by: Actor) => Replay {
  return (by) =>
    createReplay(ledger, clock, (shop, deliveries) =>
      audit.record({ shop, at: clock(), by, fact: { action: "replayed", deliveries } }),
    );
}
