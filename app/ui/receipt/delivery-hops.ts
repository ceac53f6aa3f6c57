import { isDeliveryState } from "../../delivery/states.ts";
import type { DeliveryRecord } from "../../shops/shop-records.server.ts";
import type { TikTokEvent } from "../../tiktok/event.ts";
import { consentWords } from "../attribution/consent-words.ts";
import { reasonWords } from "../delivery/reasons.ts";
import { deliveryStatus, type Status, type StatusTone } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";
import type { Removal } from "../orders/order-facts.ts";
import { attemptViews } from "./attempts.ts";
import { countedOf, type CountedView } from "./counted.ts";
import { eventFields, knownBy, type Origin } from "./event-fields.ts";
import type { Hop } from "./hop.ts";

/** The hops of one delivery, in the order they happen. */
export function deliveryHops(delivery: DeliveryRecord, origin: Origin): Hop[] {
  const status = deliveryStatus(delivery, origin.formats);
  return [
    decisionHop(delivery, origin),
    delivery.event === EMPTY ? REMOVED[origin.removal ?? "erased"] : eventHop(delivery, origin),
    answersHop(delivery, status, origin.formats),
    countedHop(countedOf(delivery), status.moving),
  ];
}

/** The decision that cannot be made yet. */
export function undecidedHop(status: Status): Hop {
  return { key: "decision", title: "Not decided yet", sentence: status.meaning, facts: [] };
}

function decisionHop(delivery: DeliveryRecord, { order, removal, consent, formats }: Origin): Hop {
  const skipped = delivery.state === "skipped";
  return {
    key: "decision",
    title: skipped ? "Decided not to send" : "Decided to send",
    tone: skipped ? "attention" : "success",
    at: formats.moment(delivery.createdAt),
    sentence: skipped
      ? reasonWords(delivery.reason, formats.t)
      : removal !== undefined
        ? "What it was decided by is no longer kept."
        : order.test
          ? "It is a test order, and a test event code was set."
          : "The order is a real purchase, recent enough, and nothing forbids sharing it.",
    facts: [
      ...(consent === undefined
        ? []
        : [{ label: "Consent", value: consentWords(consent.ground, formats.t) }]),
      { label: "Pixel", value: delivery.pixelCode, verbatim: true },
    ],
  };
}

/** What is left of an event that was removed. */
const EMPTY = "{}";

const REMOVED: Readonly<Record<Removal, Hop>> = {
  erased: {
    key: "event",
    title: "The event was erased",
    sentence:
      "Shopify asked for this customer's data to be erased. What had reached TikTok before is not affected.",
    facts: [],
  },
  compacted: {
    key: "event",
    title: "The event is no longer kept",
    sentence: "It was removed with the order's details. What had reached TikTok before is not affected.",
    facts: [],
  },
};

function eventHop(delivery: DeliveryRecord, origin: Origin): Hop {
  const event = JSON.parse(delivery.event) as TikTokEvent;
  const skipped = delivery.state === "skipped";
  return {
    key: "event",
    title: skipped ? "The event that was not sent" : "The event",
    ...(skipped ? {} : { tone: "success" }),
    sentence: skipped
      ? "It was made and kept, so that the decision can be checked."
      : "Made once and never changed: every attempt sends exactly this. Hashed values cannot be read back.",
    facts: [
      { label: "Name", value: event.event },
      { label: "Event id", value: event.event_id, verbatim: true },
      { label: "Shopper known by", value: knownBy(event) },
    ],
    fields: eventFields(event, origin),
  };
}

function answersHop(delivery: DeliveryRecord, status: Status, formats: Formats): Hop {
  const attempts = attemptViews(delivery.attemptLog, formats);
  const last = delivery.attemptLog.at(-1);
  return {
    key: "answers",
    title: attempts.length === 0 ? "Not sent to TikTok" : "TikTok's answer",
    ...(status.tone === undefined ? {} : { tone: status.tone }),
    ...(last === undefined ? {} : { at: formats.moment(last.startedAt) }),
    sentence: attempts.length === 0 && ended(delivery.state) ? "No attempt was made." : status.meaning,
    facts: [],
    attempts,
  };
}

function ended(state: string): boolean {
  return isDeliveryState(state) && (state === "skipped" || state === "expired");
}

function countedHop({ purchases, sentence }: CountedView, moving: boolean): Hop {
  return {
    key: "counted",
    title: `TikTok counts ${purchasesText(purchases)}`,
    ...(moving ? {} : { tone: countedTone(purchases) }),
    sentence,
    facts: [],
  };
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

function purchasesText(purchases: CountedView["purchases"]): string {
  switch (purchases) {
    case undefined:
      return "0 or 1 purchase";
    case 0:
      return "0 purchases";
    case 1:
      return "1 purchase";
  }
}
