import { setTimeout as wait } from "node:timers/promises";
import { statesBefore } from "../delivery/states.ts";
import type { Chore } from "../platform/chores.ts";
import { DAY, HOUR, MINUTE, type Clock } from "../platform/clock.ts";
import type { Leases } from "../platform/leases.server.ts";
import { prepareAll, type Ledger, type Statement, type Steps } from "../platform/ledger.ts";
import type { Logger } from "../platform/logger.server.ts";

export interface RetentionOptions {
  ledger: Ledger;
  leases: Leases;
  clock: Clock;
  logger: Logger;
  /** After so many days the details of an order are removed. */
  retentionDays: number;
  /** Lets others write; a short while. */
  rest?: () => Promise<unknown>;
}

/** A webhook's row keeps it from taking effect twice: Shopify tries for four hours. */
const WEBHOOK_DAYS = 30;
/** As long as a click is kept in the browser. */
const HINT_DAYS = 30;
const LOOK_EVERY = HOUR;
const LEASE_MS = MINUTE;
/** Rows of one transaction: some milliseconds, in which nobody else can write to SQLite. */
const ROWS = 100;
const REST_MS = 50;

const IN_RANGE = "id > @after AND id <= @through";
const OF_RANGE = "order_ref > @after AND order_ref <= @through";
/** What the law asks for stays as a log: without the body, it is not personal. */
const ASKED_BY_LAW = "topic IN ('customers/data_request', 'customers/redact', 'shop/redact')";
const OPEN = statesBefore("expired")
  .map((state) => `'${state}'`)
  .join(", ");

/** Rows are walked in the order they came in, by their ids. */
const next = (table: string) =>
  `SELECT id, received_at AS "receivedAt" FROM ${table} WHERE id > @after ORDER BY id LIMIT ${ROWS}`;

const SQL = {
  reached: `SELECT through FROM retention WHERE subject = @subject`,
  advance: `
    INSERT INTO retention (subject, through) VALUES (@subject, @through)
    ON CONFLICT (subject) DO UPDATE SET through = excluded.through WHERE retention.through < excluded.through`,
  nextOrders: next(`"order"`),
  // An order that was erased says so, whatever its age.
  emptyOrders: `
    UPDATE "order" SET compacted_at = CASE WHEN facts = '{}' THEN compacted_at ELSE @now END,
      facts = '{}', attribution = NULL, carrier = CASE WHEN carrier = 'undecided' THEN 'none' ELSE carrier END, click_id = NULL, consent = NULL, journey = NULL, checkout_token = NULL, waiting_for = NULL, traceparent = NULL,
      route_at = NULL, routed_at = coalesce(routed_at, @now)
    WHERE ${IN_RANGE}`,
  // What is still open can no longer be sent, not even what a person should have looked at: TikTok's longest window is over (docs/retention.md).
  endDeliveries: `
    UPDATE delivery SET state = 'expired', reason = 'too_old_to_send', due_at = NULL, settled_at = @now,
      ambiguous_at = CASE WHEN state = 'leased' THEN coalesce(ambiguous_at, leased_at) ELSE ambiguous_at END, lease = NULL, leased_at = NULL
    WHERE ${OF_RANGE} AND state IN (${OPEN})`,
  emptyDeliveries: `UPDATE delivery SET event = '{}', traceparent = NULL WHERE ${OF_RANGE}`,
  keepLastAttempts: `
    DELETE FROM attempt WHERE delivery_id IN (SELECT id FROM delivery WHERE ${OF_RANGE})
      AND EXISTS (SELECT 1 FROM attempt later WHERE later.delivery_id = attempt.delivery_id AND later.id > attempt.id)`,
  nextWebhooks: next("webhook"),
  forgetWebhooks: `DELETE FROM webhook WHERE ${IN_RANGE} AND outcome = 'accepted' AND NOT ${ASKED_BY_LAW}`,
  forgetUnreadable: `DELETE FROM webhook WHERE ${IN_RANGE} AND outcome = 'unreadable' AND NOT ${ASKED_BY_LAW}`,
  forgetBodies: `UPDATE webhook SET sealed_body = NULL WHERE ${IN_RANGE} AND sealed_body IS NOT NULL`,
  nextHints: next("hint"),
  forgetHints: `DELETE FROM hint WHERE ${IN_RANGE}`,
} as const;

type Verb = keyof typeof SQL;

/** What becomes of the rows of one kind. */
interface Subject {
  name: string;
  days: number;
  next: Verb;
  /** In this order, for each range of rows that are old enough. */
  verbs: readonly Verb[];
}

function subjectsOf(retentionDays: number): readonly Subject[] {
  return [
    {
      ...{ name: "orders", days: retentionDays, next: "nextOrders" },
      verbs: ["endDeliveries", "emptyDeliveries", "keepLastAttempts", "emptyOrders"],
    },
    { name: "webhooks", days: WEBHOOK_DAYS, next: "nextWebhooks", verbs: ["forgetWebhooks"] },
    {
      ...{ name: "unreadable_webhooks", days: retentionDays, next: "nextWebhooks" },
      verbs: ["forgetUnreadable", "forgetBodies"],
    },
    { name: "hints", days: HINT_DAYS, next: "nextHints", verbs: ["forgetHints"] },
  ];
}

/**
 * Removes what nobody needs any more: the details of old orders, old webhooks, old hints. An order's row stays, because it keeps the order from being sent
 * again, and with it what became of it. A few rows at a time, and what was dealt with is never read again.
 */
export function createRetentionChore(options: RetentionOptions): Chore {
  const { ledger, leases, clock, logger, retentionDays } = options;
  const rest = options.rest ?? (() => wait(REST_MS));
  const run = prepareAll(ledger, SQL);
  let nextAt = -Infinity;

  /** Deals with the next rows that are old enough; says how many. */
  function* someOf(subject: Subject): Steps<number> {
    const reached = yield* run.reached.get<{ through: number }>({ subject: subject.name });
    const [now, after] = [clock(), reached?.through ?? 0];
    const old = yield* oldRows(run[subject.next], after, now - subject.days * DAY);
    const through = old.at(-1);
    if (through === undefined) return 0;
    for (const verb of subject.verbs) yield* run[verb].change({ after, through, now });
    yield* run.advance.change({ subject: subject.name, through });
    return old.length;
  }

  async function allOf(subject: Subject, goesOn: () => boolean): Promise<void> {
    let rows = 0;
    while (goesOn()) {
      const dealtWith = await ledger.write(() => someOf(subject));
      if (dealtWith === 0) break;
      rows += dealtWith;
      await rest();
    }
    if (rows > 0) logger.info({ subject: subject.name, rows }, "old rows were dealt with");
  }

  return {
    name: "retention",
    async run(isStopping) {
      if (clock() < nextAt) return nextAt;
      await leases.during("retention", LEASE_MS, async (isHeld) => {
        for (const subject of subjectsOf(retentionDays))
          await allOf(subject, () => isHeld() && !isStopping());
      });
      nextAt = clock() + LOOK_EVERY;
      return nextAt;
    },
  };
}

/** The ids of the next rows, as far as all of them came before a moment. */
function* oldRows(next: Statement, after: number, before: number): Steps<number[]> {
  const rows = yield* next.all<{ id: number; receivedAt: number }>({ after });
  const young = rows.findIndex(({ receivedAt }) => receivedAt >= before);
  return rows.slice(0, young === -1 ? rows.length : young).map(({ id }) => id);
}
