import type { ClickId } from "../attribution/click-id.ts";
import type { OrderLine } from "../orders/lines.ts";
import { PURCHASE, purchaseEventId, type EventContent, type EventUser, type TikTokEvent } from "./event.ts";
import type { ReducedOrder } from "./reduced-order.ts";

/** What the shopper's browser left behind for an order, gathered from every carrier. Absent is absent. */
export interface BrowserTrail {
  clickId?: ClickId;
  ttp?: string;
  userAgent?: string;
  /** Origin and path. */
  page?: string;
}

/** The trail of an order of which only the cart attributes are known. */
export function cartTrail({ click }: ReducedOrder): BrowserTrail {
  const { clickId, ttp, landingPage } = click;
  return {
    ...(clickId === undefined ? {} : { clickId }),
    ...(ttp === undefined ? {} : { ttp }),
    ...(landingPage === undefined ? {} : { page: landingPage }),
  };
}

/** The `Purchase` of an order. `receivedAt` (milliseconds) stands in when the order does not say when it was placed. */
export function purchaseEvent(
  order: ReducedOrder,
  receivedAt: number,
  trail = cartTrail(order),
): TikTokEvent {
  const page = pageOf(order, trail);
  return {
    event: PURCHASE,
    event_time: Math.floor((order.placedAt ?? receivedAt) / 1000),
    event_id: purchaseEventId(order.orderId),
    user: userOf(order, trail),
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

function userOf({ user }: ReducedOrder, { clickId, ttp, userAgent }: BrowserTrail): EventUser {
  const agent = user.user_agent ?? userAgent;
  return {
    ...user,
    ...(agent === undefined ? {} : { user_agent: agent }),
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
