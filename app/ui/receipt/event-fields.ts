import type { Attribution } from "../../attribution/attribution.ts";
import type { ConsentDecision } from "../../privacy/consent-policy.ts";
import type { EventContent, EventProperties, EventUser, TikTokEvent } from "../../tiktok/event.ts";
import type { ReducedOrder } from "../../tiktok/reduced-order.ts";
import type { Formats } from "../formats.ts";
import type { Removal } from "../orders/order-facts.ts";
import { contentReason, pageReason, propertyReason, userReason } from "./field-reasons.ts";

/** One field of the event that was sent, exactly as sent, and where it came from. */
export interface EventField {
  /** The field's name inside its group, as TikTok calls it. */
  name: string;
  value: string;
  hashed: boolean;
  /** One sentence: where the value came from, or what it is for. */
  reason: string;
}

export interface EventFieldGroup {
  title: string;
  fields: EventField[];
}

/** What the sentences need to know beside the event. Attribution and consent are absent until the order is routed. */
export interface Origin {
  order: ReducedOrder;
  /** Why there are no details. */
  removal?: Removal | undefined;
  attribution?: Attribution;
  consent?: ConsentDecision;
  formats: Formats;
}

const HASHED: ReadonlySet<keyof EventUser> = new Set([
  "email",
  "phone",
  "external_id",
  "first_name",
  "last_name",
  "zip_code",
]);

/** The keys a person would name: a name stands for both of its parts, the postal code for the address. */
const NAMED_KEYS = [
  ...(["ttclid", "ttp", "email", "phone", "external_id"] as const),
  ...(["first_name", "zip_code", "ip", "user_agent"] as const),
];

/** What TikTok can recognise the shopper by, in a few words. */
export function knownBy({ user }: TikTokEvent, { t, list }: Formats): string {
  const names = NAMED_KEYS.filter((key) => key in user).map((key) => t(`receipt.known_by.${key}`));
  return names.length === 0 ? t("receipt.event.nothing") : list(names);
}

/** Every field of an event, grouped as TikTok groups them. */
export function eventFields(event: TikTokEvent, origin: Origin): EventFieldGroup[] {
  const { t } = origin.formats;
  const contents = event.properties?.contents ?? [];
  const groups = [
    { title: t("receipt.group.event"), fields: headFields(event, origin) },
    { title: t("receipt.group.user"), fields: userFields(event.user, origin) },
    { title: t("receipt.group.properties"), fields: propertyFields(event.properties, origin) },
    ...contents.map((content, index) => ({
      title: t("receipt.group.content", { number: index + 1, total: contents.length }),
      fields: contentFields(content, origin),
    })),
    { title: t("receipt.group.page"), fields: pageFields(event.page, origin) },
  ];
  return groups.filter(({ fields }) => fields.length > 0);
}

function headFields(event: TikTokEvent, { order, formats: { t, moment } }: Origin): EventField[] {
  const time = moment(event.event_time * 1000).text;
  const when = order.placedAt === undefined ? "event_time_received" : "event_time";
  const limited = event.limited_data_use;
  return [
    plain("event", event.event, t("receipt.field.event")),
    plain("event_time", String(event.event_time), t(`receipt.field.${when}`, { time })),
    plain("event_id", event.event_id, t("receipt.field.event_id")),
    ...(limited === undefined
      ? []
      : [plain("limited_data_use", String(limited), t("receipt.field.limited_data_use"))]),
  ];
}

function userFields(user: EventUser, origin: Origin): EventField[] {
  return entries(user).map(([name, value]) => ({
    name,
    value: String(value),
    hashed: HASHED.has(name),
    reason: userReason(name, origin),
  }));
}

function propertyFields(properties: EventProperties | undefined, origin: Origin): EventField[] {
  if (properties === undefined) return [];
  return entries(properties).flatMap(([name, value]) =>
    name === "contents" || typeof value === "object"
      ? []
      : [plain(name, String(value), propertyReason(name, properties, origin))],
  );
}

function contentFields(content: EventContent, origin: Origin): EventField[] {
  return entries(content).map(([name, value]) =>
    plain(name, String(value), contentReason(name, content, origin)),
  );
}

function pageFields(page: TikTokEvent["page"], origin: Origin): EventField[] {
  return entries(page ?? {}).map(([name, value]) => plain(name, String(value), pageReason(name, origin)));
}

function plain(name: string, value: string, reason: string): EventField {
  return { name, value, hashed: false, reason };
}

/** The members that are there, their names typed. */
function entries<T extends object>(object: T): [keyof T & string, T[keyof T]][] {
  return Object.entries(object) as [keyof T & string, T[keyof T]][];
}
