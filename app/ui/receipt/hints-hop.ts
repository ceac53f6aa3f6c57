import type { HintEvent } from "../../attribution/hint.ts";
import type { HintRecord, OrderRecord } from "../../shops/shop-records.server.ts";
import type { Formats, Moment } from "../formats.ts";
import type { Hop } from "./hop.ts";

/** What a browser reported of the order's checkout. */
export interface HintView {
  key: string;
  title: string;
  at: Moment;
  sentence: string;
}

const EVENTS: Readonly<Record<HintEvent, string>> = {
  page_viewed: "Page viewed",
  checkout_started: "Checkout opened",
  checkout_completed: "Checkout completed",
};

/** The browser's reports in the order they came; undefined when there are none. */
export function hintsHop({ hints, routedAt }: OrderRecord, formats: Formats): Hop | undefined {
  if (hints.length === 0) return undefined;
  return {
    key: "hints",
    title: "Reports from the browser",
    tone: "success",
    sentence: "The app's web pixel reported from the shopper's checkout, because the shopper allowed it.",
    facts: [],
    hints: hints.map((hint, index) => ({
      key: String(index),
      title: title(hint.event),
      at: formats.moment(hint.receivedAt),
      sentence: sentence(hint, routedAt),
    })),
  };
}

function title(event: string): string {
  return event in EVENTS ? EVENTS[event as HintEvent] : event;
}

function sentence({ clickId, receivedAt }: HintRecord, routedAt: Date | null): string {
  const said = clickId === null ? "Without a click id." : "With a click id.";
  if (routedAt === null || receivedAt <= routedAt) return said;
  return `${said} It came after the event was made: it is recorded, and nothing is sent again.`;
}
