import type { Steps } from "../platform/ledger.ts";
import type { OutboxStatements } from "./outbox.server.ts";
import type { Claimed, ClaimRequest, LaneClaim } from "./outbox.ts";

/** TikTok's limit for a request is not known; this much is safe, and leaves room for what surrounds the events. */
const BATCH_MAX_BYTES = 900_000;

/** What the column holds, on PostgreSQL: 24 days. An installation may have been switched off for longer. */
const LONGEST_DURATION_MS = 2 ** 31 - 1;

interface DueRow {
  id: number;
  state: string;
  attempts: number;
  leasedAt: number | null;
  batchCap: number | null;
  /** Of the event, in UTF-8. */
  bytes: number;
}

type ClaimedRow = Omit<Claimed, "ambiguousAt" | "batchSize"> & { ambiguousAt: number | null };

/**
 * Leases the oldest due deliveries of a lane. One that is leased already has outlived its worker: what its attempt came to is unknown.
 */
export function* claimBatch(
  run: OutboxStatements,
  { shop, pixelCode, kind, lease }: LaneClaim,
  { now, batchSize, leaseMs }: ClaimRequest,
): Steps<Claimed[]> {
  const due = fitting(yield* run.due.all<DueRow>({ shop, pixelCode, kind, now, batchSize }));
  yield* run.serveLane.change({ shop, pixelCode, kind, now });
  const lost = due.flatMap(({ id, state, attempts, leasedAt }) =>
    state === "leased" && leasedAt !== null
      ? [{ id, attempts, leasedAt, durationMs: Math.min(now - leasedAt, LONGEST_DURATION_MS) }]
      : [],
  );
  yield* run.logLostAttempt.changeEach(lost);
  const claimed = yield* run.lease.allEach<ClaimedRow>(
    due.map(({ id }) => ({ id, lease, now, leaseEndsAt: now + leaseMs })),
  );
  return claimed.map((one) => ({
    ...one,
    ambiguousAt: one.ambiguousAt ?? undefined,
    batchSize: claimed.length,
  }));
}

/** The first of the rows that fit one request: no more than each of them allows, and no more bytes than TikTok takes. */
function fitting(due: readonly DueRow[]): DueRow[] {
  let [cap, bytes] = [Infinity, 0];
  const end = due.findIndex((row, taken) => {
    cap = Math.min(cap, row.batchCap ?? Infinity);
    // With its comma.
    bytes += row.bytes + 1;
    return taken > 0 && (taken >= cap || bytes > BATCH_MAX_BYTES);
  });
  return due.slice(0, end === -1 ? due.length : end);
}
