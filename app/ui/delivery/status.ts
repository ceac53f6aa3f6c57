import { isDeliveryState, type DeliveryState } from "../../delivery/states.ts";
import type { Formats } from "../formats.ts";
import { reasonWords } from "./reasons.ts";

/** Polaris' badge tones, as far as they are used; absent is plain grey. */
export type StatusTone = "success" | "info" | "attention" | "warning" | "critical";

/** Where an order stands on its way to TikTok. */
export interface Status {
  label: string;
  tone?: StatusTone;
  /** One or two sentences. */
  meaning: string;
  /** It will change by itself within moments. */
  moving: boolean;
}

/** What a status is read from. */
export interface DeliveryFacts {
  state: string;
  reason: string | null;
  testEventCode: string | null;
  dueAt: Date | null;
}

/** The status of one delivery. */
export function deliveryStatus(delivery: DeliveryFacts, formats: Formats): Status {
  const { state } = delivery;
  if (isDeliveryState(state)) return statusOf(state, delivery, formats);
  return { label: "Unknown", tone: "attention", meaning: `Its state is "${state}".`, moving: false };
}

/** The status of an order that no event has been made for yet. */
export function undeliveredStatus(connected: boolean): Status {
  return connected
    ? { label: "Received", tone: "info", meaning: "Its event is made within moments.", moving: true }
    : {
        label: "Waiting for connection",
        tone: "warning",
        meaning: "It is kept, and goes out by itself once TikTok is connected.",
        moving: false,
      };
}

function statusOf(state: DeliveryState, delivery: DeliveryFacts, formats: Formats): Status {
  const reason = reasonWords(delivery.reason);
  switch (state) {
    case "pending":
      return { label: "Ready", tone: "info", meaning: "It goes out within moments.", moving: true };
    case "leased":
      return { label: "Sending", tone: "info", meaning: "It is being sent right now.", moving: true };
    case "retrying":
      return { label: "Retrying", tone: "attention", meaning: nextTry(delivery, formats), moving: true };
    case "paused":
      return { label: "Paused", tone: "warning", meaning: reason, moving: false };
    case "held":
      return { label: "Needs a look", tone: "warning", meaning: reason, moving: false };
    case "delivered":
      return accepted(delivery.testEventCode);
    case "refused":
      return { label: "Refused", tone: "critical", meaning: reason, moving: false };
    case "skipped":
      return { label: "Not sent", meaning: reason, moving: false };
    case "expired":
      return { label: "Too late", tone: "critical", meaning: reason, moving: false };
  }
}

function accepted(testEventCode: string | null): Status {
  return testEventCode === null
    ? { label: "Accepted", tone: "success", meaning: "TikTok accepted the purchase.", moving: false }
    : {
        label: "Accepted as test",
        tone: "info",
        meaning: `TikTok shows it in Test Events under ${testEventCode} and does not count it.`,
        moving: false,
      };
}

function nextTry({ dueAt }: DeliveryFacts, formats: Formats): string {
  const when = dueAt === null ? "soon" : `at ${formats.moment(dueAt).text}`;
  return `TikTok could not take it yet. The next try is ${when}.`;
}
