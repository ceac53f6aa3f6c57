import { randomUUID } from "node:crypto";
import { languageOf, type Language } from "../locales/language.ts";
import { DAY, MINUTE } from "../platform/clock.ts";
import { prepareAll, type Ledger, type Statement, type Steps } from "../platform/ledger.ts";
import type { Vault } from "../platform/vault.server.ts";
import { readAlertDocument, type AlertChannels } from "./alert-settings.ts";
import { fingerprintOf, openChannels } from "./alert-store.server.ts";
import { CONDITIONS, type AlertFacts, type Condition } from "./condition.ts";
import { readCourses, step, type Course, type CourseStep } from "./course.ts";
import { judge, type ShopSigns, type Sign } from "./signs.ts";

/** Which shops are looked at when, and what came of it. */
export interface AlertBook {
  due(now: number, limit: number): Promise<string[]>;
  nextDueAt(): Promise<number>;
  /** Takes note of what is seen of a shop: opens and closes its alerts, each with its messages, in one transaction. Resolves to how many messages that made. */
  look(shop: string, signs: ShopSigns, now: number): Promise<number>;
  /** Puts a shop off that cannot be looked at. */
  putOff(shop: string, now: number): Promise<void>;
}

const LOOK_EVERY = 5 * MINUTE;
const KEPT = 90 * DAY;

const SQL = {
  due: `SELECT shop FROM alert_settings WHERE due_at <= @now ORDER BY due_at LIMIT @limit`,
  nextDueAt: `SELECT min(due_at) AS at FROM alert_settings`,
  settings: `
    SELECT document, sealed_channels AS "sealedChannels", courses FROM alert_settings WHERE shop = @shop AND due_at <= @now`,
  keep: `UPDATE alert_settings SET courses = @courses, due_at = @dueAt, looked_at = @now WHERE shop = @shop`,
  putOff: `UPDATE alert_settings SET due_at = @dueAt WHERE shop = @shop AND due_at <= @now`,
  open: `
    INSERT INTO alert (shop, condition, opened_at, facts) VALUES (@shop, @condition, @now, @facts) RETURNING id`,
  close: `UPDATE alert SET closed_at = @now WHERE id = @alert AND shop = @shop AND closed_at IS NULL`,
  // That it is over is told to whoever was told of it.
  tell: `
    INSERT INTO alert_message (alert_id, shop, message_id, kind, channel, target, language, created_at, state, due_at)
    SELECT @alert, @shop, @messageId, @kind, @channel, @target, @language, @now, 'waiting', @now
    WHERE @kind = 'opened' OR EXISTS (
      SELECT 1 FROM alert_message WHERE alert_id = @alert AND channel = @channel AND target = @target AND kind = 'opened')
    ON CONFLICT (alert_id, channel, target, kind) DO NOTHING`,
  forgetOld: `DELETE FROM alert WHERE shop = @shop AND opened_at < @before AND closed_at IS NOT NULL`,
} as const;

interface Row {
  document: string;
  sealedChannels: string;
  courses: string;
}

/** Where a change of a course is written. */
interface Place {
  shop: string;
  now: number;
  language: Language;
  channels: AlertChannels;
}

/** The book on a ledger. */
export function createAlertBook(ledger: Ledger, vault: Vault): AlertBook {
  const run = prepareAll(ledger, SQL);
  const write = courseWriter(run);

  function* look(shop: string, signs: ShopSigns, now: number): Steps<number> {
    const row = yield* run.settings.get<Row>({ shop, now });
    if (row === undefined) return 0;
    const document = readAlertDocument(row.document);
    const channels = openChannels(vault, shop, row.sealedChannels) ?? { recipients: [] };
    const place: Place = { shop, now, language: languageOf(document.language), channels };
    const [courses, judged] = [readCourses(row.courses), judge(signs, document)];
    let messages = 0;
    const after = new Map<Condition, Course>();
    for (const condition of CONDITIONS) {
      const taken = step(courses[condition], judged[condition].kind, now);
      const [course, told] = yield* write(condition, judged[condition], taken, {
        ...place,
        open: courses[condition].alert,
      });
      after.set(condition, course);
      messages += told;
    }
    const kept = { courses: JSON.stringify(Object.fromEntries(after)), dueAt: now + LOOK_EVERY };
    yield* run.keep.change({ shop, now, ...kept });
    yield* run.forgetOld.change({ shop, before: now - KEPT });
    return messages;
  }

  return {
    async due(now, limit) {
      const rows = await ledger.read(() => run.due.all<{ shop: string }>({ now, limit }));
      return rows.map(({ shop }) => shop);
    },
    async nextDueAt() {
      return (await ledger.read(() => run.nextDueAt.get<{ at: number | null }>()))?.at ?? Infinity;
    },
    look: (shop, signs, now) => ledger.write(() => look(shop, signs, now)),
    async putOff(shop, now) {
      await ledger.write(() => run.putOff.change({ shop, now, dueAt: now + LOOK_EVERY }));
    },
  };
}

/** Writes what a step of a course comes to: the alert, and its messages. Resolves to the course, and how many messages there are. */
function courseWriter(run: Record<keyof typeof SQL, Statement>) {
  function* write(
    condition: Condition,
    sign: Sign,
    { course, event }: CourseStep,
    { open, ...place }: Place & { open: number | undefined },
  ): Steps<[Course, number]> {
    const { shop, now } = place;
    if (event === "open" && sign.kind === "bad") {
      const facts: AlertFacts = sign.facts;
      const opened = { shop, condition, now, facts: JSON.stringify(facts) };
      const row = yield* run.open.get<{ id: number }>(opened);
      const alert = row?.id ?? 0;
      return [{ ...course, alert }, yield* tell(alert, "opened", place)];
    }
    if (open === undefined) return [{ ...course, alert: open }, 0];
    if (event === undefined) {
      // Whoever was added meanwhile is told as well; everybody else has been.
      const told = course.phase === "open" ? yield* tell(open, "opened", place) : 0;
      return [{ ...course, alert: open }, told];
    }
    yield* run.close.change({ shop, alert: open, now });
    return [course, event === "close" ? yield* tell(open, "closed", place) : 0];
  }

  function* tell(alert: number, kind: "opened" | "closed", place: Place): Steps<number> {
    const { shop, now, language, channels } = place;
    const mails = channels.recipients.map((to) => ({ channel: "email", target: fingerprintOf(to) }));
    const hooks = channels.webhook === undefined ? [] : [{ channel: "webhook", target: "" }];
    let told = 0;
    for (const to of [...mails, ...hooks])
      told += yield* run.tell.change({
        ...{ alert, shop, kind, language, now, messageId: randomUUID() },
        ...to,
      });
    return told;
  }

  return write;
}
