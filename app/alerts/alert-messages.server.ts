import { prepareAll, type Ledger } from "../platform/ledger.ts";
import type { SendAnswer } from "./answer.ts";
import { afterAttempt, withoutWords } from "./answer.ts";
import type { AlertFacts } from "./condition.ts";

/** How a message stands. `dropped`: its recipient is none any more. */
export type MessageState = "waiting" | "sent" | "failed" | "dropped";

/** A message whose time has come. */
export interface DueMessage {
  id: number;
  shop: string;
  messageId: string;
  kind: "opened" | "closed";
  channel: "email" | "webhook";
  target: string;
  language: string;
  attempts: number;
  alertId: number;
  facts: AlertFacts;
  openedAt: number;
  closedAt: number | undefined;
  timeZone: string | undefined;
}

/** How one message of an alert stands, for the page. */
export interface MessageRecord {
  kind: "opened" | "closed";
  channel: "email" | "webhook";
  state: MessageState;
  attempts: number;
  dueAt: number | undefined;
  answer: SendAnswer | undefined;
}

/** An alert with its messages. */
export interface AlertRecord {
  id: number;
  facts: AlertFacts;
  openedAt: number;
  closedAt: number | undefined;
  messages: MessageRecord[];
}

/** Messages on their way, and what became of them. */
export interface AlertMessages {
  /** Of one recipient the older first: that it is over is not told before that it began. */
  due(now: number, limit: number): Promise<DueMessage[]>;
  nextDueAt(): Promise<number>;
  settle(message: DueMessage, answer: SendAnswer, now: number): Promise<void>;
  drop(message: DueMessage, now: number): Promise<void>;
  /** A shop's newest alerts. */
  history(shop: string, limit: number): Promise<AlertRecord[]>;
}

/** Whatever waits of the same alert for the same recipient goes first. */
const IN_TURN = `m.due_at IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM alert_message e WHERE e.alert_id = m.alert_id AND e.channel = m.channel AND e.target = m.target
        AND e.due_at IS NOT NULL AND e.id < m.id)`;

const SQL = {
  due: `
    SELECT m.id, m.shop, m.message_id AS "messageId", m.kind, m.channel, m.target, m.language, m.attempts,
      m.alert_id AS "alertId", a.facts, a.opened_at AS "openedAt", a.closed_at AS "closedAt", s.timezone AS "timeZone"
    FROM alert_message m JOIN alert a ON a.id = m.alert_id LEFT JOIN shop s ON s.domain = m.shop
    WHERE m.due_at <= @now AND ${IN_TURN} ORDER BY m.due_at, m.id LIMIT @limit`,
  nextDueAt: `SELECT min(m.due_at) AS at FROM alert_message m WHERE ${IN_TURN}`,
  // A message is settled once: another process may have sent it too.
  settle: `
    UPDATE alert_message SET state = @state, attempts = attempts + 1, due_at = @dueAt, settled_at = @settledAt, answer = @answer
    WHERE id = @id AND shop = @shop AND state = 'waiting'`,
  drop: `
    UPDATE alert_message SET state = 'dropped', due_at = NULL, settled_at = @now WHERE id = @id AND shop = @shop AND state = 'waiting'`,
  alerts: `
    SELECT id, facts, opened_at AS "openedAt", closed_at AS "closedAt" FROM alert
    WHERE shop = @shop ORDER BY opened_at DESC, id DESC LIMIT @limit`,
  messages: `
    SELECT m.alert_id AS "alertId", m.kind, m.channel, m.state, m.attempts, m.due_at AS "dueAt", m.answer
    FROM (SELECT id FROM alert WHERE shop = @shop ORDER BY opened_at DESC, id DESC LIMIT @limit) AS newest
      JOIN alert_message m ON m.alert_id = newest.id
    WHERE m.shop = @shop ORDER BY m.id`,
} as const;

type DueRow = Omit<DueMessage, "facts" | "closedAt" | "timeZone"> & {
  facts: string;
  closedAt: number | null;
  timeZone: string | null;
};
type AlertRow = Pick<AlertRecord, "id" | "openedAt"> & { facts: string; closedAt: number | null };
type MessageRow = Omit<MessageRecord, "dueAt" | "answer"> & {
  alertId: number;
  dueAt: number | null;
  answer: string | null;
};

/** Messages on a ledger. */
export function createAlertMessages(ledger: Ledger): AlertMessages {
  const run = prepareAll(ledger, SQL);
  return {
    async due(now, limit) {
      const rows = await ledger.read(() => run.due.all<DueRow>({ now, limit }));
      return rows.map(({ facts, closedAt, timeZone, ...row }) => ({
        ...{ ...row, facts: factsOf(facts), closedAt: closedAt ?? undefined },
        timeZone: timeZone ?? undefined,
      }));
    },
    async nextDueAt() {
      return (await ledger.read(() => run.nextDueAt.get<{ at: number | null }>()))?.at ?? Infinity;
    },
    async settle({ id, shop, attempts }, answer, now) {
      const after = afterAttempt(answer, attempts + 1, now);
      const dueAt = after.state === "waiting" ? after.dueAt : null;
      const settled = { state: after.state, dueAt, settledAt: dueAt === null ? now : null };
      const kept = JSON.stringify(withoutWords(answer));
      await ledger.write(() => run.settle.change({ id, shop, ...settled, answer: kept }));
    },
    async drop({ id, shop }, now) {
      await ledger.write(() => run.drop.change({ id, shop, now }));
    },
    async history(shop, limit) {
      const [alerts, messages] = await ledger.read(function* () {
        const newest = yield* run.alerts.all<AlertRow>({ shop, limit });
        return [newest, yield* run.messages.all<MessageRow>({ shop, limit })] as const;
      });
      return alerts.map(({ facts, closedAt, ...alert }) => ({
        ...{ ...alert, facts: factsOf(facts), closedAt: closedAt ?? undefined },
        messages: messages.filter(({ alertId }) => alertId === alert.id).map(messageOf),
      }));
    },
  };
}

/** Only app/alerts/alert-book.server.ts writes them. */
function factsOf(text: string): AlertFacts {
  return JSON.parse(text) as AlertFacts;
}

function messageOf({ kind, channel, state, attempts, dueAt, answer }: MessageRow): MessageRecord {
  const kept = answer === null ? undefined : (JSON.parse(answer) as SendAnswer);
  return { kind, channel, state, attempts, dueAt: dueAt ?? undefined, answer: kept };
}
