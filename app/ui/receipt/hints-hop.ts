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

const EVENTS: Readonly<Record<HintEvent, true>> = {
  page_viewed: true,
  checkout_started: true,
  checkout_completed: true,
};

/** The browser's reports in the order they came; undefined when there are none. */
export function hintsHop({ hints, routedAt }: OrderRecord, formats: Formats): Hop | undefined {
  if (hints.length === 0) return undefined;
  const { t } = formats;
  return {
    key: "hints",
    title: t("receipt.hints.title"),
    tone: "success",
    sentence: t("receipt.hints.sentence"),
    facts: [],
    hints: hints.map((hint, index) => ({
      key: String(index),
      title: isKnown(hint.event) ? t(`receipt.hints.event.${hint.event}`) : hint.event,
      at: formats.moment(hint.receivedAt),
      sentence: sentence(hint, routedAt, formats),
    })),
  };
}

function isKnown(event: string): event is HintEvent {
  return Object.hasOwn(EVENTS, event);
}

function sentence({ clickId, receivedAt }: HintRecord, routedAt: Date | null, { t }: Formats): string {
  const said = t(`receipt.hints.${clickId === null ? "without_click" : "with_click"}`);
  return routedAt === null || receivedAt <= routedAt ? said : `${said} ${t("receipt.hints.late")}`;
}
