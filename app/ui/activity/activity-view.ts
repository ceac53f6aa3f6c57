import type { Translate } from "../../locales/translate.ts";
import type { Actor, AuditCursor, AuditRecord } from "../../privacy/audit.server.ts";
import type { DataRequest } from "../../privacy/data-requests.server.ts";
import { type Formats, type Moment } from "../formats.ts";
import { activityWords, type ActivityWords } from "./activity-words.ts";

/** One line of the log. */
export interface ActivityLine extends ActivityWords {
  id: number;
  when: Moment;
  who: string;
}

/** Some lines, the newest first. `older` is the cursor of the next ones, where there are more. */
export interface ActivityPage {
  lines: ActivityLine[];
  older?: string;
}

/** A customer's request to see what is stored. */
export interface RequestRow {
  id: number;
  request: string;
  asked: Moment;
  about: string;
  status: { tone: "success" | "attention" | "critical"; label: string };
  fileName: string;
}

/** The whole page. */
export interface ActivityView extends ActivityPage {
  requests: RequestRow[];
  /** The days an export begins with, YYYY-MM-DD. */
  range: { from: string; to: string };
  timeZone: string;
}

/** Lines of a page. */
export const ACTIVITY_PAGE = 25;
/** Requests that are listed. */
export const REQUESTS_LISTED = 25;

/** Who reads, and when. */
export interface ActivityReader {
  /** Shopify's id of the staff member. */
  staffId: string | undefined;
  now: number;
  formats: Formats;
}

/** Lines in words, from one record more than are shown. */
export function activityPage(records: readonly AuditRecord[], reader: ActivityReader): ActivityPage {
  const shown = records.slice(0, ACTIVITY_PAGE);
  const lines = shown.map(({ id, at, by, fact }) => ({
    ...activityWords(fact, (moment) => reader.formats.shortMoment(moment).text, reader.formats.t),
    ...{ id, when: reader.formats.moment(at), who: actorWords(by, reader.staffId, reader.formats.t) },
  }));
  const last = shown.at(-1);
  return records.length > shown.length && last !== undefined
    ? { lines, older: `${last.at}.${last.id}` }
    : { lines };
}

/** The line that a page ended with; undefined for what is no cursor. */
export function readCursor(text: string | null): AuditCursor | undefined {
  const [, at, id] = /^(\d{1,15})\.(\d{1,9})$/.exec(text ?? "") ?? [];
  return at === undefined || id === undefined ? undefined : { at: Number(at), id: Number(id) };
}

/** Who did something, in words. */
export function actorWords(by: Actor, staffId: string | undefined, t: Translate): string {
  if (by === "shopify") return t("activity.actor.shopify");
  if (by === "app") return t("activity.actor.app");
  if (by === "command") return t("activity.actor.command");
  return by === staffId ? t("activity.actor.you") : t("activity.actor.staff", { id: by });
}

/** The requests as rows. */
export function requestRows(requests: readonly DataRequest[], reader: ActivityReader): RequestRow[] {
  return requests.map((request) => ({
    id: request.id,
    request: request.requestId,
    asked: reader.formats.shortMoment(request.requestedAt),
    about:
      request.orderIds.length === 0
        ? reader.formats.t("activity.requests.no_orders")
        : reader.formats.t("frame.orders", { count: request.orderIds.length }),
    status: requestStatus(request, reader),
    fileName: `customer-data-request-${request.requestId}.json`,
  }));
}

function requestStatus(
  { handedOutAt, dueAt }: DataRequest,
  { now, formats }: ActivityReader,
): RequestRow["status"] {
  const { t } = formats;
  if (handedOutAt !== undefined)
    return {
      tone: "success",
      label: t("activity.requests.made", { at: formats.shortMoment(handedOutAt).text }),
    };
  const due = formats.shortMoment(dueAt).text;
  return now > dueAt
    ? { tone: "critical", label: t("activity.requests.was_due", { at: due }) }
    : { tone: "attention", label: t("activity.requests.due", { at: due }) };
}
