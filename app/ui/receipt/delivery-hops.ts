import { isDeliveryState } from "../../delivery/states.ts";
import type { Translate } from "../../locales/translate.ts";
import type { DeliveryRecord } from "../../shops/shop-records.server.ts";
import type { TikTokEvent } from "../../tiktok/event.ts";
import { consentWords } from "../attribution/consent-words.ts";
import { reasonWords } from "../delivery/reasons.ts";
import { deliveryStatus, type Status, type StatusTone } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";
import { attemptViews } from "./attempts.ts";
import { countedOf, type CountedView } from "./counted.ts";
import { eventFields, knownBy, type Origin } from "./event-fields.ts";
import type { Hop } from "./hop.ts";

/** The hops of one delivery, in the order they happen. */
export function deliveryHops(delivery: DeliveryRecord, origin: Origin): Hop[] {
  const status = deliveryStatus(delivery, origin.formats);
  return [
    decisionHop(delivery, origin),
    delivery.event === EMPTY ? removedEventHop(origin) : eventHop(delivery, origin),
    answersHop(delivery, status, origin.formats),
    countedHop(countedOf(delivery, origin.formats.t), status.moving),
  ];
}

/** The decision that cannot be made yet. */
export function undecidedHop(status: Status, t: Translate): Hop {
  return { key: "decision", title: t("receipt.decision.pending"), sentence: status.meaning, facts: [] };
}

function decisionHop(delivery: DeliveryRecord, origin: Origin): Hop {
  const { consent, formats } = origin;
  const { t } = formats;
  const skipped = delivery.state === "skipped";
  return {
    key: "decision",
    title: t(`receipt.decision.${skipped ? "skip" : "send"}`),
    tone: skipped ? "attention" : "success",
    at: formats.moment(delivery.createdAt),
    sentence: skipped ? reasonWords(delivery.reason, t) : whySent(origin),
    facts: [
      ...(consent === undefined
        ? []
        : [{ label: t("receipt.decision.consent"), value: consentWords(consent.ground, t) }]),
      { label: t("receipt.decision.pixel"), value: delivery.pixelCode, verbatim: true },
    ],
  };
}

function whySent({ order, removal, formats: { t } }: Origin): string {
  if (removal !== undefined) return t("receipt.decision.not_kept");
  return t(`receipt.decision.${order.test ? "test" : "real"}`);
}

/** What is left of an event that was removed. */
const EMPTY = "{}";

function removedEventHop({ removal, formats: { t } }: Origin): Hop {
  const how = removal === "compacted" ? "removed" : "erased";
  return {
    key: "event",
    title: t(`receipt.event.${how}`),
    sentence: t(`receipt.event.${how}_sentence`),
    facts: [],
  };
}

function eventHop(delivery: DeliveryRecord, origin: Origin): Hop {
  const { t } = origin.formats;
  const event = JSON.parse(delivery.event) as TikTokEvent;
  const skipped = delivery.state === "skipped";
  const how = skipped ? "not_sent" : "made";
  return {
    key: "event",
    title: t(`receipt.event.${how}`),
    ...(skipped ? {} : { tone: "success" }),
    sentence: t(`receipt.event.${how}_sentence`),
    facts: [
      { label: t("receipt.event.name"), value: event.event },
      { label: t("receipt.event.id"), value: event.event_id, verbatim: true },
      { label: t("receipt.event.known_by"), value: knownBy(event, origin.formats) },
    ],
    fields: eventFields(event, origin),
  };
}

function answersHop(delivery: DeliveryRecord, status: Status, formats: Formats): Hop {
  const { t, moment } = formats;
  const attempts = attemptViews(delivery.attemptLog, formats);
  const last = delivery.attemptLog.at(-1);
  const none = attempts.length === 0;
  return {
    key: "answers",
    title: t(`receipt.answers.${none ? "none" : "title"}`),
    ...(status.tone === undefined ? {} : { tone: status.tone }),
    ...(last === undefined ? {} : { at: moment(last.startedAt) }),
    sentence: none && ended(delivery.state) ? t("receipt.answers.no_attempt") : status.meaning,
    facts: [],
    attempts,
  };
}

function ended(state: string): boolean {
  return isDeliveryState(state) && (state === "skipped" || state === "expired");
}

function countedHop({ purchases, title, sentence }: CountedView, moving: boolean): Hop {
  return { key: "counted", title, ...(moving ? {} : { tone: countedTone(purchases) }), sentence, facts: [] };
}

function countedTone(purchases: CountedView["purchases"]): StatusTone {
  switch (purchases) {
    case undefined:
      return "warning";
    case 0:
      return "attention";
    case 1:
      return "success";
  }
}
