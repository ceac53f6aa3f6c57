import type { Allowance } from "../platform/allowance.server.ts";
import type { Clock } from "../platform/clock.ts";
import type { AlertSettings, AlertStore } from "./alert-store.server.ts";
import type { DueMessage } from "./alert-messages.server.ts";
import type { SendAnswer } from "./answer.ts";
import type { SendMail } from "./mail.server.ts";
import { alertText, mailOf, testText, type AlertShop, type AlertText } from "./message.ts";
import type { PostWebhook } from "./webhook.server.ts";

/** What sending needs. */
export interface AlertSendingOptions {
  settings: Pick<AlertStore, "read">;
  /** Undefined where this installation sends no mail. */
  mail: SendMail | undefined;
  post: PostWebhook;
  apiKey: string;
  allowance: Allowance;
  newId(): string;
  fingerprintOf(recipient: string): string;
  clock: Clock;
}

/** What came of a test message, for each recipient. `busy`: too many were asked for. */
export type TestAnswer =
  { kind: "answers"; answers: { to: string; answer: SendAnswer }[] } | { kind: "busy" } | { kind: "nobody" };

/** Test messages, a few a minute. */
export interface AlertTests {
  testMail(shop: AlertShop): Promise<TestAnswer>;
  testWebhook(shop: AlertShop): Promise<TestAnswer>;
}

/** The ways a message goes. */
export interface AlertSending extends AlertTests {
  /** Hands a message over; undefined when its recipient is none any more. */
  send(message: DueMessage): Promise<SendAnswer | undefined>;
}

/** Puts messages into words and hands them over, to whoever is a recipient at that moment. */
export function createAlertSending(options: AlertSendingOptions): AlertSending {
  const { settings, mail, post, apiKey, clock } = options;

  async function send(message: DueMessage): Promise<SendAnswer | undefined> {
    const current = await settings.read(message.shop);
    // What cannot be opened may be openable once the operator has put the key back.
    if (current?.unreadable === true) return { kind: "failed", why: "connection_failed" };
    const shop = { domain: message.shop, timeZone: message.timeZone };
    const { webhook, recipients = [] } = current?.channels ?? {};
    if (message.channel === "webhook") return webhook && post(webhook, hookOf(message, shop), clock());
    const to = recipients.find((one) => options.fingerprintOf(one) === message.target);
    if (to === undefined || mail === undefined) return undefined;
    const text = alertText(message, shop, message.language, apiKey);
    return mail({ to, messageId: message.messageId, ...mailOf(text, shop, message.language, apiKey) });
  }

  function hookOf(message: DueMessage, shop: AlertShop) {
    const { messageId, kind, facts, alertId, openedAt, closedAt } = message;
    const times = {
      opened_at: iso(openedAt),
      ...(closedAt === undefined ? {} : { closed_at: iso(closedAt) }),
    };
    const at = kind === "closed" ? (closedAt ?? openedAt) : openedAt;
    const text = alertText(message, shop, message.language, apiKey);
    const data = { alert_id: alertId, ...facts, ...times, ...wordsOf(text) };
    return bodyOf(messageId, { type: `alert.${kind}`, timestamp: iso(at), shop: shop.domain, data });
  }

  /** Undefined when the shop may ask now, and has somebody to send to. */
  async function testing(shop: AlertShop): Promise<AlertSettings | TestAnswer> {
    const current = await settings.read(shop.domain);
    if (current === undefined) return { kind: "nobody" };
    const excess = await options.allowance.take(shop.domain);
    return excess === undefined ? current : { kind: "busy" };
  }

  return {
    send,
    async testMail(shop) {
      const current = await testing(shop);
      if ("kind" in current) return current;
      const { recipients } = current.channels;
      if (recipients.length === 0 || mail === undefined) return { kind: "nobody" };
      const { language } = current.document;
      const content = mailOf(testText(shop, language, apiKey), shop, language, apiKey);
      const answers = recipients.map(async (to) => ({
        to,
        answer: await mail({ to, messageId: options.newId(), ...content }),
      }));
      return { kind: "answers", answers: await Promise.all(answers) };
    },
    async testWebhook(shop) {
      const current = await testing(shop);
      if ("kind" in current) return current;
      const { webhook } = current.channels;
      if (webhook === undefined) return { kind: "nobody" };
      const data = wordsOf(testText(shop, current.document.language, apiKey));
      const body = { type: "alert.test", timestamp: iso(clock()), shop: shop.domain, data };
      const answer = await post(webhook, bodyOf(options.newId(), body), clock());
      return { kind: "answers", answers: [{ to: new URL(webhook.url).host, answer }] };
    },
  };
}

const iso = (at: number) => new Date(at).toISOString();

function wordsOf({ title, lines, url }: AlertText) {
  return { title, text: lines.join(" "), url };
}

function bodyOf(id: string, body: object) {
  return { id, body: JSON.stringify(body) };
}
