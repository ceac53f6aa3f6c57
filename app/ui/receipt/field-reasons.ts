import { VALUE_BASES } from "../../orders/value.ts";
import type { EventContent, EventProperties, EventUser, TikTokEvent } from "../../tiktok/event.ts";
import type { Origin } from "./event-fields.ts";

/** Where a field of `user` came from. */
export function userReason(name: keyof EventUser, { order, attribution, formats: { t } }: Origin): string {
  switch (name) {
    case "ttclid":
      return t(`receipt.field.ttclid.${attribution?.carrier ?? "cart_attribute"}`);
    case "ttp":
      return t(`receipt.field.ttp.${order.click.ttp === undefined ? "web_pixel" : "cart"}`);
    case "user_agent":
      return t(`receipt.field.user_agent.${order.user.user_agent === undefined ? "web_pixel" : "shopify"}`);
    case "email":
    case "phone":
    case "external_id":
    case "first_name":
    case "last_name":
    case "zip_code":
    case "city":
    case "state":
    case "country":
    case "ip":
    case "locale":
      return t(`receipt.field.user.${name}`);
  }
}

/** Where a field of `properties` came from. */
export function propertyReason(
  name: Exclude<keyof EventProperties, "contents">,
  properties: EventProperties,
  origin: Origin,
): string {
  return name === "value"
    ? valueReason(properties, origin)
    : origin.formats.t(`receipt.field.properties.${name}`);
}

/** The settings of that day are not kept with the event, so the amount itself tells what it is. */
function valueReason({ value, currency }: EventProperties, { order, formats: { t } }: Origin): string {
  const set = [order.values.shop, order.values.presentment].find((one) => one?.currency === currency);
  const basis = VALUE_BASES.find((one) => set?.[one] === value);
  return t(`receipt.field.value.${basis ?? "unknown"}`);
}

/** Where a field of a product came from. */
export function contentReason(name: keyof EventContent, content: EventContent, origin: Origin): string {
  const { t } = origin.formats;
  return name === "content_id"
    ? t(`receipt.field.content_id.${contentIdKind(content, origin)}`)
    : t(`receipt.field.content.${name}`);
}

function contentIdKind({ content_id: id }: EventContent, { order: { lines } }: Origin) {
  if (lines.some(({ variantId }) => variantId === id)) return "variant";
  if (lines.some(({ productId }) => productId === id)) return "product";
  return lines.some(({ sku }) => sku === id) ? "sku" : "pattern";
}

/** Where a field of `page` came from. */
export function pageReason(
  name: keyof NonNullable<TikTokEvent["page"]>,
  { order, formats: { t } }: Origin,
): string {
  switch (name) {
    case "url":
      return t(`receipt.field.page.${order.click.landingPage === undefined ? "shop" : "url"}`);
    case "referrer":
      return t("receipt.field.page.referrer");
  }
}
