/** The events of a shopper's visit, in Shopify's own types. */
import {
  EventType,
  type Checkout,
  type Context,
  type Location,
  type PixelEventsCheckoutCompleted,
  type PixelEventsCheckoutStarted,
  type PixelEventsPageViewed,
} from "@shopify/web-pixels-extension";

export const USER_AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148";

/** Saturday 21 November 2026, 10:00 UTC, in milliseconds: when every test's visit begins. */
export const VISIT = Date.UTC(2026, 10, 21, 10);

export const CLICK_ID = "E.C.P.CrkBAaBcD3fG-hIj_kLmN0pQr5tUvWxYz";
export const TOKEN = "b9a6f2c1d4e84f0a9a1c5b7d3e2f1a60";

let serial = 0;

/** A page of the shop, seen at a time in milliseconds; the path may carry a query. */
export function pageViewed(path: string, at = VISIT): PixelEventsPageViewed {
  return { ...standard(path, at), name: "page_viewed", data: {} };
}

/** The landing page of an ad. The click id goes into the URL as it is, so encode it yourself. */
export function landed(clickId: string = CLICK_ID, at = VISIT): PixelEventsPageViewed {
  return pageViewed(`/products/shirt?ttclid=${clickId}&utm_source=tiktok`, at);
}

export function checkoutStarted(token: string | null = TOKEN): PixelEventsCheckoutStarted {
  const path = `/checkouts/cn/${String(token)}`;
  return { ...standard(path, VISIT), name: "checkout_started", data: { checkout: checkout(token) } };
}

export function checkoutCompleted(
  orderId: string | number | null = "6278078300337",
  token: string | null = TOKEN,
): PixelEventsCheckoutCompleted {
  // The type says text; shops have been seen to give a number.
  const order = { id: orderId as string | null, customer: null };
  return {
    ...standard(`/checkouts/cn/${String(token)}/thank-you?key=secret`, VISIT),
    name: "checkout_completed",
    data: { checkout: { ...checkout(token), order } },
  };
}

function standard(path: string, at: number) {
  return {
    id: `sh-${++serial}`,
    clientId: "5f3d2a10-0000-4000-8000-9b8c7d6e5f40",
    timestamp: new Date(at).toISOString(),
    seq: serial,
    type: EventType.Standard as const,
    context: contextOf(new URL(path, "https://northpine.example")),
  };
}

/** What Shopify says of the page around a pixel. */
export function contextOf(url: URL): Context {
  const { hash, host, hostname, href, origin, pathname, port, protocol, search } = url;
  const location: Location = { hash, host, hostname, href, origin, pathname, port, protocol, search };
  return {
    document: { characterSet: "UTF-8", location, referrer: "", title: "Northpine" },
    navigator: { cookieEnabled: true, language: "en-US", languages: ["en-US"], userAgent: USER_AGENT },
    window: {
      ...{ innerHeight: 844, innerWidth: 390, outerHeight: 844, outerWidth: 390, screenX: 0, screenY: 0 },
      ...{ pageXOffset: 0, pageYOffset: 0, scrollX: 0, scrollY: 0, screen: { height: 844, width: 390 } },
      location,
      origin,
    },
  };
}

function checkout(token: string | null): Checkout {
  return {
    token,
    order: null,
    attributes: [],
    currencyCode: "USD",
    lineItems: [],
    subtotalPrice: { amount: 54, currencyCode: "USD" },
    totalPrice: { amount: 60, currencyCode: "USD" },
    totalTax: { amount: 0, currencyCode: "USD" },
    discountsAmount: null,
    discountApplications: [],
    transactions: [],
    delivery: null,
    shippingLine: null,
    billingAddress: null,
    shippingAddress: null,
    buyerAcceptsEmailMarketing: false,
    buyerAcceptsSmsMarketing: false,
    email: null,
    phone: null,
    smsMarketingPhone: null,
    localization: {
      country: { isoCode: "US" },
      language: { isoCode: "en" },
      market: { id: null, handle: null },
    },
  };
}
