import type { PixelEventsCheckoutCompleted, PixelEventsCheckoutStarted } from "@shopify/web-pixels-extension";
import type { Click } from "./click.ts";

/** The events a hint is sent for. */
export type CheckoutEvent = PixelEventsCheckoutStarted | PixelEventsCheckoutCompleted;

/** What is posted to the app: the contract of docs/hints.md. An absent field is left out. */
export interface Hint {
  v: 1;
  token: string;
  event: CheckoutEvent["name"];
  id: string;
  checkout: string;
  order: string | undefined;
  ttclid: string | undefined;
  /** When the shopper landed with the click, unix seconds. */
  clicked: number | undefined;
  ttp: string | undefined;
  page: string | undefined;
  ua: string | undefined;
  /** When the hint was made, unix seconds. */
  at: number;
}

/** What a hint says besides the event. */
export interface Circumstances extends Pick<Hint, "token" | "at"> {
  click: Click | undefined;
  /** The `_ttp` cookie; empty when there is none. */
  ttp: string;
}

const MAX_BYTES = 4096;

/** Left out, in this order, until the body is small enough: what an order knows from elsewhere goes first. */
const DISPENSABLE = ["page", "ua", "ttp"] as const;

/** A hint for this event; undefined when it names no checkout, since no order could be found by it. */
export function hintOf(event: CheckoutEvent, { token, click, ttp, at }: Circumstances): Hint | undefined {
  const { document, navigator } = event.context;
  const { checkout } = event.data;
  if (!checkout.token) return undefined;
  return {
    v: 1,
    token,
    event: event.name,
    id: event.id,
    checkout: checkout.token,
    order: event.name === "checkout_completed" ? orderId(checkout.order?.id) : undefined,
    ttclid: click?.ttclid,
    clicked: click?.clicked,
    ttp: ttp === "" ? undefined : ttp,
    page: document.location.origin + document.location.pathname,
    ua: navigator.userAgent,
    at,
  };
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
export function markOf({ event, checkout, ttclid = "" }: Hint): string {
  return [event, checkout, ttclid].join(" ");
}
