import type {
  Checkout,
  PixelEventsCheckoutCompleted,
  PixelEventsCheckoutStarted,
  PixelEventsPageViewed,
} from "@shopify/web-pixels-extension";
import type { Click } from "./click.ts";

/** The events a hint is sent for. */
export type CheckoutEvent = PixelEventsCheckoutStarted | PixelEventsCheckoutCompleted;

/** What is posted to the app: the contract of docs/hints.md. An absent field is left out. */
export interface Hint {
  v: 1;
  token: string;
  event: CheckoutEvent["name"] | "page_viewed";
  id: string;
  checkout: string | undefined;
  order: string | undefined;
  ttclid: string | undefined;
  /** When the shopper landed with the click, unix seconds. */
  clicked: number | undefined;
  ttp: string | undefined;
  page: string | undefined;
  ua: string | undefined;
  /** Where the checkout carries the click id already: in the cart's attributes, on a line item. */
  carried: ("cart" | "line")[] | undefined;
  /** When the hint was made, unix seconds. */
  at: number;
}

/** What a hint says besides the event. */
export interface Circumstances extends Pick<Hint, "token" | "at"> {
  click: Click | undefined;
  /** The `_ttp` cookie; empty when there is none. */
  ttp: string;
}

/** A click id of this form is the merchant's own click test (app/attribution/click-id.ts). */
const TEST_CLICK = /^throughline-test-/;

const MAX_BYTES = 4096;

/** Left out, in this order, until the body is small enough: what an order knows from elsewhere goes first. */
const DISPENSABLE = ["page", "ua", "ttp"] as const;

/** A hint for this event; undefined when it names no checkout, since no order could be found by it. */
export function hintOf(event: CheckoutEvent, circumstances: Circumstances): Hint | undefined {
  const { checkout } = event.data;
  if (!checkout.token) return undefined;
  return {
    ...told(event, circumstances),
    checkout: checkout.token,
    order: event.name === "checkout_completed" ? orderId(checkout.order?.id) : undefined,
    carried: carriers(checkout, circumstances.click?.ttclid),
  };
}

/** The hint of a page opened by the merchant's click test; undefined for every other page, of which nobody is told. */
export function testHintOf(event: PixelEventsPageViewed, circumstances: Circumstances): Hint | undefined {
  if (!TEST_CLICK.test(circumstances.click?.ttclid ?? "")) return undefined;
  return { ...told(event, circumstances), checkout: undefined, order: undefined, carried: undefined };
}

function told(event: CheckoutEvent | PixelEventsPageViewed, { token, click, ttp, at }: Circumstances) {
  const { document, navigator } = event.context;
  return {
    v: 1 as const,
    token,
    event: event.name,
    id: event.id,
    ttclid: click?.ttclid,
    clicked: click?.clicked,
    ttp: ttp === "" ? undefined : ttp,
    page: document.location.origin + document.location.pathname,
    ua: navigator.userAgent,
    at,
  };
}

/** Whether Shopify lists a cart's attributes here was seen in its types only; without them nothing is claimed. */
function carriers(checkout: Checkout, ttclid: string | undefined): Hint["carried"] {
  const has = (list: { key: string; value: string }[] | null | undefined, key: string) =>
    ttclid !== undefined && (list ?? []).some((one) => one.key === key && one.value === ttclid);
  const found: ("cart" | "line")[] = [];
  if (has(checkout.attributes, "ttclid")) found.push("cart");
  if (checkout.lineItems.some((line) => has(line.properties, "_ttclid"))) found.push("line");
  return found.length > 0 ? found : undefined;
}

/** The digits of an order id, which Shopify gives bare or as `gid://shopify/OrderIdentity/…`. */
export function orderId(id: string | number | null | undefined): string | undefined {
  return /^(?:gid:\/\/shopify\/\w+\/)?(\d+)(?:\?|$)/.exec(String(id))?.[1];
}

/** The hint as JSON, at most 4,096 bytes. */
export function bodyOf(hint: Hint): string {
  const fields = { ...hint };
  let body = JSON.stringify(fields);
  for (const field of DISPENSABLE) {
    if (new TextEncoder().encode(body).length <= MAX_BYTES) break;
    fields[field] = undefined;
    body = JSON.stringify(fields);
  }
  return body;
}

/** What makes two hints one: the same event of the same checkout, for the same click. */
export function markOf({ event, checkout = "", ttclid = "" }: Hint): string {
  return [event, checkout, ttclid].join(" ");
}
