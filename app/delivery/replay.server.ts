import type { Clock } from "../platform/clock.ts";
import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";
import { mayAttempt } from "./retry-policy.ts";
import { statesBefore } from "./states.ts";

/** Which of a shop's stopped deliveries to send again. */
export interface ReplayFilter {
  shop: string;
  /** Digits of Shopify's order id; all orders without it. */
  orderId?: string | undefined;
  /** Only those placed at or after this moment, milliseconds since the epoch. */
  placedSince?: number | undefined;
  /** Only these. */
  deliveryIds?: readonly number[] | undefined;
}

/** What a replay does with one delivery. `reason` says why it is not sent again. */
export interface ReplayLine {
  deliveryId: number;
  orderId: string;
  pixelCode: string;
  state: string;
  verdict:
    | { again: true }
    | { again: false; reason: "fate_unknown_too_long" | "too_old_to_send" | "details_removed" };
}

/** Step that notes how many deliveries of a shop are sent again. */
export type NoteReplay = (shop: string, deliveries: number) => Steps<void>;

export interface Replay {
  /** What `run` would do; changes nothing. */
  plan(filter: ReplayFilter): Promise<ReplayLine[]>;
  /** Makes the deliveries due again under their own event ids, and says what it did. */
  run(filter: ReplayFilter): Promise<ReplayLine[]>;
}

const STOPPED = `
    SELECT d.id AS "deliveryId", d.order_id AS "orderId", d.pixel_code AS "pixelCode", d.state, d.ambiguous_at AS "ambiguousAt",
           d.placed_at AS "placedAt", CASE WHEN d.event = '{}' THEN 1 ELSE 0 END AS "isEmpty"
    FROM delivery d JOIN "order" o ON o.id = d.order_ref
    WHERE d.state IN ('held', 'refused') AND (d.event <> '{}' OR o.compacted_at IS NOT NULL)`;

const SQL = ({ jsonTexts }: Dialect) => ({
  stopped: `${STOPPED} AND d.shop = @shop AND d.placed_at >= @placedSince ORDER BY d.id`,
  // `|| ''`: found by their order, not among all that are stopped.
  ofOrder: `
    ${STOPPED.replace("d.state IN", "d.state || '' IN")} AND d.shop = @shop AND d.order_id = @orderId AND d.placed_at >= @placedSince ORDER BY d.id`,
  // `|| ''`: found by their rows, not among all that a shop has.
  named: `
    ${STOPPED} AND d.shop || '' = @shop AND d.id IN (SELECT CAST(value AS integer) FROM ${jsonTexts("@deliveryIds")} AS ids) ORDER BY d.id`,
  sendAgain: `
    UPDATE delivery SET state = 'pending', reason = NULL, due_at = @now, settled_at = NULL, batch_cap = 1
    WHERE id = @deliveryId AND event <> '{}' AND state IN (${statesBefore("pending")
      .filter((state) => state === "held" || state === "refused")
      .map((state) => `'${state}'`)
      .join(", ")})`,
});

interface StoppedRow extends Omit<ReplayLine, "verdict"> {
  ambiguousAt: number | null;
  placedAt: number;
  /** Its event was removed because of its age. */
  isEmpty: 0 | 1;
}

/**
 * Sends deliveries again that were held or refused. One that TikTok may have counted more than 48 hours ago is left alone, because it would be counted once more;
 * so is one older than TikTok's longest click window, and one whose details were removed because of its age. What was delivered has ended.
 */
export function createReplay(ledger: Ledger, clock: Clock, note?: NoteReplay): Replay {
  const run = prepareAll(ledger, SQL(ledger.dialect));

  function* stopped({ shop, orderId, placedSince, deliveryIds }: ReplayFilter): Steps<StoppedRow[]> {
    if (deliveryIds !== undefined)
      return yield* run.named.all<StoppedRow>({ shop, deliveryIds: JSON.stringify(deliveryIds) });
    const since = { shop, placedSince: placedSince ?? 0 };
    if (orderId !== undefined) return yield* run.ofOrder.all<StoppedRow>({ ...since, orderId });
    return yield* run.stopped.all<StoppedRow>(since);
  }

  function* plan(filter: ReplayFilter): Steps<ReplayLine[]> {
    const rows = yield* stopped(filter);
    return rows.map(({ ambiguousAt, placedAt, isEmpty, ...line }) => {
      if (isEmpty === 1) return { ...line, verdict: { again: false, reason: "details_removed" } };
      const stopped = mayAttempt({ ambiguousAt: ambiguousAt ?? undefined, placedAt }, clock());
      const tooOld = stopped?.state === "expired" ? "too_old_to_send" : "fate_unknown_too_long";
      return { ...line, verdict: stopped === undefined ? { again: true } : { again: false, reason: tooOld } };
    });
  }

  function* replay(filter: ReplayFilter): Steps<ReplayLine[]> {
    const lines = yield* plan(filter);
    for (const { deliveryId, verdict } of lines)
      if (verdict.again) yield* run.sendAgain.change({ deliveryId, now: clock() });
    const again = lines.filter(({ verdict }) => verdict.again).length;
    if (note !== undefined && again > 0) yield* note(filter.shop, again);
    return lines;
  }

  return {
    plan: (filter) => ledger.read(() => plan(filter)),
    run: (filter) => ledger.write(() => replay(filter)),
  };
}
