import type { OrderLine } from "../orders/lines.ts";
import { PURCHASE, purchaseEventId, type EventContent, type EventUser, type TikTokEvent } from "./event.ts";
import type { ReducedOrder } from "./reduced-order.ts";

/** The `Purchase` of an order. `receivedAt` (milliseconds) stands in when the order does not say when it was placed. */
export function purchaseEvent(order: ReducedOrder, receivedAt: number): TikTokEvent {
  const page = pageOf(order);
  return {
    event: PURCHASE,
    event_time: Math.floor((order.placedAt ?? receivedAt) / 1000),
    event_id: purchaseEventId(order.orderId),
    user: userOf(order),
    properties: {
      ...(order.value === undefined ? {} : { value: order.value }),
      ...(order.currency === undefined ? {} : { currency: order.currency }),
      content_type: "product",
      contents: order.lines.flatMap(contentOf),
      num_items: order.lines.reduce((count, line) => count + line.quantity, 0),
      order_id: order.orderId,
    },
    ...(page === undefined ? {} : { page }),
  } satisfies TikTokEvent;
}

function userOf(order: ReducedOrder): EventUser {
  const { clickId, ttp } = order.click;
  return {
    ...order.user,
    ...(clickId === undefined ? {} : { ttclid: clickId }),
    ...(ttp === undefined ? {} : { ttp }),
  };
}

/** A line that no catalogue could know (a tip, a custom item) has no content id, and is left to the order's value. */
function contentOf(line: OrderLine): EventContent[] {
  const contentId = line.variantId ?? line.productId ?? line.sku;
  if (contentId === undefined) return [];
  return [
    {
      content_id: contentId,
      content_type: "product",
      ...(line.title === undefined ? {} : { content_name: line.title }),
      ...(line.vendor === undefined ? {} : { brand: line.vendor }),
      ...(line.unitPrice === undefined ? {} : { price: line.unitPrice }),
      quantity: line.quantity,
    },
  ];
}

function pageOf(order: ReducedOrder): TikTokEvent["page"] {
  const url =
    order.click.landingPage ?? (order.shopOrigin === undefined ? undefined : `${order.shopOrigin}/`);
  if (url === undefined) return undefined;
  return order.referrer === undefined ? { url } : { url, referrer: order.referrer };
}

/** Whether TikTok has anything to match the purchase on. Locale and country alone identify nobody. */
export function hasMatchKey(order: ReducedOrder): boolean {
  const { email, phone, external_id: externalId, ip, user_agent: userAgent } = order.user;
  const known = [order.click.clickId, order.click.ttp, email, phone, externalId];
  return known.some((key) => key !== undefined) || (ip !== undefined && userAgent !== undefined);
}
