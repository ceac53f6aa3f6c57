import { isDeliveryState, type DeliveryState } from "../../delivery/states.ts";
import type { Translate } from "../../locales/translate.ts";
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
  return {
    label: formats.t("delivery.state.unknown.label"),
    tone: "attention",
    meaning: formats.t("delivery.state.unknown.meaning", { state }),
    moving: false,
  };
}

/** The status of an order that no event has been made for yet. */
export function undeliveredStatus(connected: boolean, t: Translate): Status {
  const name = connected ? "received" : "unconnected";
  return {
    label: t(`delivery.not_made.${name}.label`),
    tone: connected ? "info" : "warning",
    meaning: t(`delivery.not_made.${name}.meaning`),
    moving: connected,
  };
}

function statusOf(state: DeliveryState, delivery: DeliveryFacts, formats: Formats): Status {
  const { t } = formats;
  switch (state) {
    case "pending":
    case "leased":
      return { ...wordsOf(state, t), tone: "info", moving: true };
    case "retrying":
      return {
        label: t("delivery.state.retrying.label"),
        tone: "attention",
        meaning: nextTry(delivery, formats),
        moving: true,
      };
    case "delivered":
      return accepted(delivery.testEventCode, t);
    case "paused":
    case "held":
    case "refused":
    case "skipped":
    case "expired":
      return stopped(state, delivery.reason, t);
  }
}

type Stopped = "paused" | "held" | "refused" | "skipped" | "expired";

const STOPPED_TONES: Readonly<Record<Stopped, { tone?: StatusTone }>> = {
  paused: { tone: "warning" },
  held: { tone: "warning" },
  refused: { tone: "critical" },
  skipped: {},
  expired: { tone: "critical" },
};

function stopped(state: Stopped, reason: string | null, t: Translate): Status {
  return {
    label: t(`delivery.state.${state}`),
    ...STOPPED_TONES[state],
    meaning: reasonWords(reason, t),
    moving: false,
  };
}

function accepted(code: string | null, t: Translate): Status {
  return code === null
    ? { ...wordsOf("delivered", t), tone: "success", moving: false }
    : { ...wordsOf("delivered_as_test", t, { code }), tone: "info", moving: false };
}

function wordsOf(
  state: "pending" | "leased" | "delivered" | "delivered_as_test",
  t: Translate,
  values: Readonly<Record<string, string>> = {},
): Pick<Status, "label" | "meaning"> {
  return { label: t(`delivery.state.${state}.label`), meaning: t(`delivery.state.${state}.meaning`, values) };
}

function nextTry({ dueAt }: DeliveryFacts, { t, moment }: Formats): string {
  return dueAt === null
    ? t("delivery.state.retrying.meaning")
    : t("delivery.state.retrying.next", { time: moment(dueAt).text });
}
