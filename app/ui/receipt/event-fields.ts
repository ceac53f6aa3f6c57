import type { Attribution } from "../../attribution/attribution.ts";
import type { ConsentDecision } from "../../privacy/consent-policy.ts";
import type { EventContent, EventProperties, EventUser, TikTokEvent } from "../../tiktok/event.ts";
import type { ReducedOrder } from "../../tiktok/reduced-order.ts";
import type { Formats } from "../formats.ts";
import type { Removal } from "../orders/order-facts.ts";

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

/** The fields that may have come by more than one way. */
type TrailKey = "ttclid" | "ttp" | "user_agent";

const USER: Readonly<Record<Exclude<keyof EventUser, TrailKey>, string>> = {
  email: "The order's email in lower case, then hashed.",
  phone: "The order's phone number with its country code, then hashed.",
  external_id: "The number of the customer in Shopify, then hashed.",
  first_name: "From the order's address in lower case, then hashed.",
  last_name: "From the order's address in lower case, then hashed.",
  zip_code: "From the order's address without spaces, then hashed.",
  city: "From the order's address. TikTok asks for it plain.",
  state: "From the order's address. TikTok asks for it plain.",
  country: "From the order's address. TikTok asks for it plain.",
  ip: "The shopper's internet address at checkout, as Shopify recorded it.",
  locale: "The language the shopper used at checkout.",
};

const PROPERTIES: Readonly<Record<Exclude<keyof EventProperties, "contents">, string>> = {
  value: "The order's total with tax and shipping, after discounts.",
  currency: "The currency of the total.",
  content_type: "The ids below are those of products, not of product groups.",
  num_items: "How many units were bought.",
  order_id: "The order's number inside Shopify.",
};

const CONTENT: Readonly<Record<Exclude<keyof EventContent, "content_id">, string>> = {
  content_type: "It is a product.",
  content_name: "The product's title.",
  brand: "The product's vendor.",
  price: "Price of one unit after every discount.",
  quantity: "How many units were bought.",
};

const KEY_NAMES: Readonly<Record<keyof EventUser, string | undefined>> = {
  ttclid: "click id",
  ttp: "TikTok cookie",
  email: "email",
  phone: "phone",
  external_id: "customer",
  first_name: "name",
  last_name: undefined,
  zip_code: "address",
  city: undefined,
  state: undefined,
  country: undefined,
  ip: "internet address",
  user_agent: "browser",
  locale: undefined,
};

/** What TikTok can recognise the shopper by, in a few words. */
export function knownBy({ user }: TikTokEvent): string {
  const names = entries(KEY_NAMES).flatMap(([key, name]) =>
    key in user && name !== undefined ? [name] : [],
  );
  return names.length === 0 ? "Nothing" : names.join(", ");
}

/** Every field of an event, grouped as TikTok groups them. */
export function eventFields(event: TikTokEvent, origin: Origin): EventFieldGroup[] {
  const contents = event.properties?.contents ?? [];
  const groups = [
    { title: "Event", fields: headFields(event, origin) },
    { title: "Shopper (user)", fields: userFields(event.user, origin) },
    { title: "Purchase (properties)", fields: propertyFields(event.properties) },
    ...contents.map((content, index) => ({
      title: `Product ${index + 1} of ${contents.length} (properties.contents)`,
      fields: contentFields(content, origin.order),
    })),
    { title: "Page (page)", fields: pageFields(event.page, origin.order) },
  ];
  return groups.filter(({ fields }) => fields.length > 0);
}

function headFields(event: TikTokEvent, { order, formats }: Origin): EventField[] {
  const when = formats.moment(event.event_time * 1000).text;
  const time = order.placedAt === undefined ? "When the order reached us" : "When the order was placed";
  return [
    plain("event", event.event, "TikTok's name for a sale."),
    plain("event_time", String(event.event_time), `${time}: ${when}, as TikTok writes it (unix seconds).`),
    plain("event_id", event.event_id, "Made from the order, so that TikTok counts every copy of it once."),
  ];
}

function userFields(user: EventUser, origin: Origin): EventField[] {
  const reasons = { ...USER, ...trailReasons(origin) };
  return entries(user).map(([name, value]) => ({
    name,
    value: String(value),
    hashed: HASHED.has(name),
    reason: reasons[name],
  }));
}

function trailReasons({ order, attribution, formats }: Origin): Record<TrailKey, string> {
  return {
    ttclid: formats.t(`receipt.field.ttclid.${attribution?.carrier ?? "cart_attribute"}`),
    ttp:
      order.click.ttp === undefined
        ? "The _ttp cookie of TikTok's own pixel, as the web pixel reported it from the checkout."
        : "The _ttp cookie of TikTok's own pixel, kept with the cart.",
    user_agent:
      order.user.user_agent === undefined
        ? "The shopper's browser, as the web pixel reported it from the checkout."
        : "The shopper's browser at checkout, as Shopify recorded it.",
  };
}

function propertyFields(properties: EventProperties | undefined): EventField[] {
  if (properties === undefined) return [];
  return entries(properties).flatMap(([name, value]) =>
    name === "contents" || typeof value === "object" ? [] : [plain(name, String(value), PROPERTIES[name])],
  );
}

function contentFields(content: EventContent, order: ReducedOrder): EventField[] {
  return entries(content).map(([name, value]) =>
    plain(name, String(value), name === "content_id" ? contentIdReason(content, order) : CONTENT[name]),
  );
}

function contentIdReason({ content_id: contentId }: EventContent, { lines }: ReducedOrder): string {
  if (lines.some(({ variantId }) => variantId === contentId))
    return "The number of the product's variant in Shopify.";
  if (lines.some(({ productId }) => productId === contentId)) return "The number of the product in Shopify.";
  return "The product's SKU.";
}

function pageFields(page: TikTokEvent["page"], order: ReducedOrder): EventField[] {
  const url =
    order.click.landingPage === undefined
      ? "The shop's address: the page the shopper landed on is not known."
      : "The page the shopper landed on, without its query, kept with the cart.";
  const reasons = { url, referrer: "The site that led the shopper to the shop, without its query." };
  return entries(page ?? {}).map(([name, value]) => plain(name, String(value), reasons[name]));
}

function plain(name: string, value: string, reason: string): EventField {
  return { name, value, hashed: false, reason };
}

/** The members that are there, their names typed. */
function entries<T extends object>(object: T): [keyof T & string, T[keyof T]][] {
  return Object.entries(object) as [keyof T & string, T[keyof T]][];
}
