import { ALERT_RANGES, MOST_RECIPIENTS, type AlertForm } from "../../alerts/alert-settings.ts";
import type { AlertRecord, MessageRecord } from "../../alerts/alert-messages.server.ts";
import type { AlertSettings } from "../../alerts/alert-store.server.ts";
import type { SendAnswer } from "../../alerts/answer.ts";
import { ALERT_PAGES, whatHappened } from "../../alerts/message.ts";
import type { TestAnswer } from "../../alerts/sending.server.ts";
import type { Language } from "../../locales/language.ts";
import type { Translate } from "../../locales/translate.ts";
import type { StatusTone } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";
import { alertDraft, type AlertDraft } from "./alert-draft.ts";

/** One problem that was told. */
export interface AlertRow {
  id: number;
  title: string;
  badge: { label: string; tone?: StatusTone };
  what: string;
  when: string;
  url: string;
  /** Each message, in a line. */
  messages: string[];
}

/** The page. */
export interface AlertsView {
  saved: AlertDraft;
  /** Nothing goes to the recipients, because this installation sends no mail. */
  mailOff: boolean;
  /** A webhook is saved, so that its secret can be renewed. */
  hasWebhook: boolean;
  hasRecipients: boolean;
  unreadable: boolean;
  /** When the conditions were looked at, or that they will be. */
  looked: string;
  rows: AlertRow[];
  timeZone: string;
}

/** Alerts that are listed. */
export const ALERTS_LISTED = 25;

/** What the page is made from. */
export interface AlertsFacts {
  stored: AlertSettings | undefined;
  history: readonly AlertRecord[];
  sendsMail: boolean;
  language: Language;
}

/** What a shop is told of, and what it was told. The webhook's secret is not in it. */
export function alertsView(
  { stored, history, sendsMail, language }: AlertsFacts,
  formats: Formats,
): AlertsView {
  return {
    saved: alertDraft(stored, language),
    mailOff: !sendsMail,
    hasWebhook: stored?.channels.webhook !== undefined,
    hasRecipients: (stored?.channels.recipients.length ?? 0) > 0,
    unreadable: stored?.unreadable ?? false,
    looked: lookedWords(stored, formats),
    rows: history.map((alert) => alertRow(alert, language, formats)),
    timeZone: formats.timeZone,
  };
}

function lookedWords(stored: AlertSettings | undefined, { t, moment }: Formats): string {
  if (stored === undefined) return t("alerts.page.off");
  if (stored.lookedAt === undefined) return t("alerts.page.not_looked");
  return t("alerts.page.looked", { at: moment(stored.lookedAt).text });
}

function alertRow(
  { id, facts, openedAt, closedAt, messages }: AlertRecord,
  language: Language,
  formats: Formats,
): AlertRow {
  const { t, shortMoment } = formats;
  const [from, to] = [shortMoment(openedAt).text, closedAt === undefined ? "" : shortMoment(closedAt).text];
  return {
    id,
    title: t(`alerts.messages.${facts.condition}.title`),
    badge:
      closedAt === undefined
        ? { label: t("alerts.history.open"), tone: "critical" }
        : { label: t("alerts.history.over"), tone: "success" },
    what: whatHappened(facts, t, language),
    when:
      closedAt === undefined
        ? t("alerts.history.began", { at: from })
        : t("alerts.history.lasted", { from, to }),
    url: ALERT_PAGES[facts.condition],
    messages:
      messages.length === 0
        ? [t("alerts.history.silent")]
        : messages.map((message) => messageWords(message, formats)),
  };
}

function messageWords(message: MessageRecord, formats: Formats): string {
  const { t } = formats;
  const what = t(`alerts.history.${message.kind}`);
  const channel = t(`alerts.history.${message.channel}`);
  return t("alerts.history.message", { what, channel, state: stateWords(message, formats) });
}

function stateWords({ state, answer, attempts, dueAt }: MessageRecord, { t, shortMoment }: Formats): string {
  const why = answer === undefined ? "" : answerWords(answer, t);
  switch (state) {
    case "sent":
      return t("alerts.history.sent");
    case "dropped":
      return t("alerts.history.dropped");
    case "failed":
      return t("alerts.history.failed", { why });
    case "waiting":
      if (attempts === 0 || dueAt === undefined) return t("alerts.history.waiting");
      return t("alerts.history.retrying", { why, count: attempts, at: shortMoment(dueAt).text });
  }
}

function answerWords(answer: SendAnswer, t: Translate): string {
  return answer.kind === "failed" ? t(`alerts.failures.${answer.why}`).replace(/\.$/, "") : answer.said;
}

/** What a test came to, a line for each recipient. */
export interface TestResult {
  tone: "success" | "critical";
  lines: string[];
}

/** The answers to a test message, as they came. */
export function testResult(answer: TestAnswer, t: Translate): TestResult {
  if (answer.kind !== "answers") return { tone: "critical", lines: [t(`alerts.test.${answer.kind}`)] };
  return {
    tone: answer.answers.every((one) => one.answer.kind === "accepted") ? "success" : "critical",
    lines: answer.answers.map(({ to, answer: one }) =>
      one.kind === "failed"
        ? t("alerts.test.failed", { to, why: t(`alerts.failures.${one.why}`) })
        : t(`alerts.test.${one.kind}`, { to, said: one.said }),
    ),
  };
}

/** Says beside each field what is wrong with it. */
export function fieldErrors(
  errors: Extract<AlertForm, { ok: false }>["errors"],
  t: Translate,
): Record<string, string> {
  const worded = Object.entries(errors).flatMap(([field, error]) => {
    if (error === undefined) return [];
    const [from, to] = Object.hasOwn(ALERT_RANGES, field)
      ? ALERT_RANGES[field as keyof typeof ALERT_RANGES]
      : [0, 0];
    return [[field, t(`alerts.errors.${error}`, { from, to, count: MOST_RECIPIENTS })]];
  });
  return Object.fromEntries(worded) as Record<string, string>;
}
