import type { ClickId } from "../attribution/click-id.ts";
import type { OrderLine } from "../orders/lines.ts";
import { usableSet, type CurrencyChoice, type ValueBasis } from "../orders/value.ts";
import { contentIdOf, type ContentId, type ContentIdPolicy } from "./content-id.ts";
import {
  purchaseEventId,
  type EventContent,
  type EventName,
  type EventProperties,
  type EventUser,
  type TikTokEvent,
} from "./event.ts";
import type { ReducedOrder } from "./reduced-order.ts";

/** What the shopper's browser left behind for an order, gathered from every carrier. */
export interface BrowserTrail {
  clickId?: ClickId | undefined;
  ttp?: string | undefined;
  userAgent?: string | undefined;
  /** Origin and path. */
  page?: string | undefined;
}

/** What the merchant decided about the event itself (docs/event-mapping.md). */
export interface EventPolicy extends ContentIdPolicy {
  name: EventName;
  value: ValueBasis;
  currency: CurrencyChoice;
}

/** What an event needs beside the order. */
export interface PurchaseContext {
  /** Stands in when the order does not say when it was placed, milliseconds since the epoch. */
  receivedAt: number;
  /** ISO 3166-1 alpha-2, where the shop is. */
  shopCountry: string | undefined;
  trail: BrowserTrail;
  limitedDataUse: boolean;
}

/** The purchase of an order as one event. */
export function purchaseEvent(
  order: ReducedOrder,
  policy: EventPolicy,
  { receivedAt, shopCountry, trail, limitedDataUse }: PurchaseContext,
): TikTokEvent {
  const page = pageOf(order, trail);
  return {
    event: policy.name,
    event_time: Math.floor((order.placedAt ?? receivedAt) / 1000),
    event_id: purchaseEventId(order.orderId),
    user: userOf(order, trail),
    properties: propertiesOf(order, policy, shopCountry),
    ...(page === undefined ? {} : { page }),
    ...(limitedDataUse ? { limited_data_use: true } : {}),
  } satisfies TikTokEvent;
}

function propertiesOf(
  order: ReducedOrder,
  policy: EventPolicy,
  shopCountry: string | undefined,
): EventProperties {
  const set = usableSet(order.values, policy.currency);
  const value = order.values[set];
  const contents = order.lines.flatMap((line) =>
    contentOf(line, contentIdOf(line, policy, shopCountry), set),
  );
  const groupsOnly = contents.length > 0 && contents.every((one) => one.content_type === "product_group");
  return {
    ...(value === undefined ? {} : { value: value[policy.value], currency: value.currency }),
    content_type: groupsOnly ? "product_group" : "product",
    contents,
    num_items: order.lines.reduce((count, line) => count + line.quantity, 0),
    order_id: order.orderId,
  };
}

function userOf({ user }: ReducedOrder, { clickId, ttp, userAgent }: BrowserTrail): EventUser {
  const agent = user.user_agent ?? userAgent;
  return {
    ...user,
    ...(agent === undefined ? {} : { user_agent: agent }),
    ...(clickId === undefined ? {} : { ttclid: clickId }),
    ...(ttp === undefined ? {} : { ttp }),
  };
}

/** A line that no catalogue could know, or whose price nobody knows, is left to the order's value. */
function contentOf(line: OrderLine, contentId: ContentId | undefined, set: CurrencyChoice): EventContent[] {
  const price = line.unitPrice[set];
  if (contentId === undefined || price === undefined) return [];
  return [
    {
      content_id: contentId.id,
      content_type: contentId.type,
      ...(line.title === undefined ? {} : { content_name: line.title }),
      ...(line.vendor === undefined ? {} : { brand: line.vendor }),
      price,
      quantity: line.quantity,
    },
  ];
}

function pageOf(order: ReducedOrder, trail: BrowserTrail): TikTokEvent["page"] {
  const url = trail.page ?? (order.shopOrigin === undefined ? undefined : `${order.shopOrigin}/`);
  if (url === undefined) return undefined;
  return order.referrer === undefined ? { url } : { url, referrer: order.referrer };
}

/** Whether TikTok has anything to match the purchase on. Locale and country alone identify nobody. */
export function hasMatchKey({ user }: TikTokEvent): boolean {
  const known = [user.ttclid, user.ttp, user.email, user.phone, user.external_id];
  return known.some((key) => key !== undefined) || (user.ip !== undefined && user.user_agent !== undefined);
}
