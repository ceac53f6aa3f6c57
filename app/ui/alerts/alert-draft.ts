import { DEFAULT_ALERTS, type AlertDocument } from "../../alerts/alert-settings.ts";
import type { AlertSettings } from "../../alerts/alert-store.server.ts";

type Numbers = "embedClicks" | "coveragePercent" | "coverageOrders" | "quietHours" | "refusedEvents";

/** The form's fields as they stand in it: numbers are what was typed. */
export type AlertDraft = Omit<AlertDocument, Numbers> &
  Record<Numbers, string> & { recipients: string; webhookUrl: string };

/** The fields of a number. */
export type NumberField = Numbers;

/** The form of what is saved; of the defaults, in the reader's language, when nothing is. */
export function alertDraft(
  stored: Pick<AlertSettings, "document" | "channels"> | undefined,
  language: AlertDocument["language"],
): AlertDraft {
  const { document, channels } = stored ?? { document: { ...DEFAULT_ALERTS, language }, channels: undefined };
  return {
    ...document,
    embedClicks: String(document.embedClicks),
    coveragePercent: String(document.coveragePercent),
    coverageOrders: String(document.coverageOrders),
    quietHours: String(document.quietHours),
    refusedEvents: String(document.refusedEvents),
    recipients: (channels?.recipients ?? []).join("\n"),
    webhookUrl: channels?.webhook?.url ?? "",
  };
}

/** Whether anything differs from what is saved. */
export function isAlertDraftChanged(draft: AlertDraft, saved: AlertDraft): boolean {
  return (Object.keys(saved) as (keyof AlertDraft)[]).some((field) => draft[field] !== saved[field]);
}
