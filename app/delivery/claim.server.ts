import type { Steps } from "../platform/ledger.ts";
import type { OutboxStatements } from "./outbox.server.ts";
import type { Claimed, ClaimRequest, LaneClaim } from "./outbox.ts";

/** TikTok's limit for a request is not known; this much is safe, and leaves room for what surrounds the events. */
const BATCH_MAX_BYTES = 900_000;

/** What the column holds, on PostgreSQL: 24 days. An installation may have been switched off for longer. */
const LONGEST_DURATION_MS = 2 ** 31 - 1;

interface DueRow {
  /** Which of the lanes it is of. */
  turn: number;
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
 * Leases the oldest due deliveries of each lane. One that is leased already has outlived its worker: what its attempt came to is unknown. However many lanes there
 * are, few statements: each waits for the server.
 */
export function* claimAll(
  run: OutboxStatements,
  lanes: readonly LaneClaim[],
  { now, batchSize, leaseMs }: ClaimRequest,
): Steps<Claimed[][]> {
  const asked = lanes.map(({ shop, pixelCode, kind }, turn) => {
    return { shop, pixelCode, kind, turn, now, batchSize };
  });
  const found = Map.groupBy(yield* run.due.allEach<DueRow>(asked), ({ turn }) => turn);
  yield* run.serveLane.changeEach(asked);
  const batches = lanes.map(({ lease }, turn) => ({ lease, due: fitting(found.get(turn) ?? []) }));
  yield* run.logLostAttempt.changeEach(batches.flatMap(({ due }) => lostOf(due, now)));
  const leaseEndsAt = now + leaseMs;
  const claimed = yield* run.lease.allEach<ClaimedRow>(
    batches.flatMap(({ lease, due }) => due.map(({ id }) => ({ id, lease, now, leaseEndsAt }))),
  );
  const byLease = Map.groupBy(claimed, ({ lease }) => lease);
  return batches.map(({ lease }) => batchOf(byLease.get(lease) ?? []));
}

function batchOf(rows: readonly ClaimedRow[]): Claimed[] {
  return rows.map((one) => ({ ...one, ambiguousAt: one.ambiguousAt ?? undefined, batchSize: rows.length }));
}

/** The attempts whose worker did not come back. */
function lostOf(due: readonly DueRow[], now: number) {
  return due.flatMap(({ id, state, attempts, leasedAt }) =>
    state === "leased" && leasedAt !== null
      ? [{ id, attempts, leasedAt, durationMs: Math.min(now - leasedAt, LONGEST_DURATION_MS) }]
      : [],
  );
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
