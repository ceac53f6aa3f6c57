/** Rows as the database holds them, for tests of what pages make of them. */
import { attribute, type Claim } from "../../app/attribution/attribution.ts";
import { parseClickId, type ClickId } from "../../app/attribution/click-id.ts";
import { DAY } from "../../app/platform/clock.ts";
import { decideConsent } from "../../app/privacy/consent-policy.ts";
import type {
  AttemptRecord,
  DeliveryRecord,
  OrderRecord,
  PixelRecord,
  ShopBacklog,
  HintRecord,
  ShopTroubles,
} from "../../app/shops/shop-records.server.ts";
import type { TikTokEvent } from "../../app/tiktok/event.ts";
import { mapOrder } from "../../app/tiktok/mapping.ts";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import type { ReducedOrder } from "../../app/tiktok/reduced-order.ts";
import { createFormats } from "../../app/ui/formats.server.ts";

export const formats = createFormats("en", "Europe/Berlin");

/** 2026-11-22 18:00:00 UTC. */
export const NOON = Date.UTC(2026, 10, 22, 18);
export const HASH = "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514";

export function clickId() {
  const parsed = parseClickId("E.C.P.CtIBHGiSQd2m9PZbLk0xqz7Tn4VfJrYw8uA3EeKc6sOhB1iMgUyRjX");
  if (!parsed.ok) throw new Error("the example is no click id");
  return parsed.clickId;
}

export function facts(changes: Partial<ReducedOrder> = {}): ReducedOrder {
  return {
    orderId: "5001",
    name: "#1001",
    placedAt: NOON,
    test: false,
    cancelled: false,
    source: "web",
    financialStatus: "paid",
    values: {
      shop: {
        currency: "USD",
        total: 128.5,
        total_without_shipping: 120,
        total_without_tax: 110,
        subtotal: 115,
      },
    },
    ...{ tags: [], customerTags: [], gateways: ["shopify_payments"] },
    lines: [
      {
        lineId: "1",
        productId: "88",
        variantId: "44",
        sku: "RF-M",
        title: "Ridge Flannel Shirt",
        vendor: "Northpine",
        quantity: 1,
        unitPrice: { shop: 128.5 },
      },
    ],
    referrer: "https://www.tiktok.com/",
    shopOrigin: "https://northpine.example",
    click: {
      clickId: clickId(),
      consent: "granted",
      capturedAt: NOON - 3_600_000,
      landingPage: "https://northpine.example/products/shirt",
      utm: { utm_source: "tiktok" },
      ttp: "2kV3c0",
    },
    user: { email: HASH, phone: HASH, country: "us", user_agent: "Mozilla/5.0" },
    ...changes,
  };
}

export function attempt(changes: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    id: 1,
    deliveryId: 1,
    number: 1,
    startedAt: new Date(NOON + 1000),
    durationMs: 182,
    outcome: "delivered",
    httpStatus: 200,
    code: 0,
    message: "OK",
    requestId: "20261122",
    testEventCode: null,
    batchSize: 1,
    ...changes,
  };
}

function eventOf(order: ReducedOrder): TikTokEvent {
  return mapOrder(order, DEFAULT_SETTINGS, {
    ...{ receivedAt: NOON, now: NOON, shopCountry: "US", toldPaid: false, hints: [], journey: undefined },
  }).event;
}

export function delivery(changes: Partial<DeliveryRecord> = {}, order = facts()): DeliveryRecord {
  return {
    id: 1,
    orderRef: 1,
    shop: "northpine.myshopify.com",
    orderId: "5001",
    eventName: "Purchase",
    eventId: "order_5001",
    pixelCode: "CPIXEL",
    event: JSON.stringify(eventOf(order)),
    placedAt: new Date(NOON),
    state: "delivered",
    lane: "live",
    reason: null,
    attempts: 1,
    dueAt: null,
    lease: null,
    leasedAt: null,
    batchCap: null,
    ambiguousAt: null,
    testEventCode: null,
    createdAt: new Date(NOON + 500),
    settledAt: new Date(NOON + 1300),
    traceparent: null,
    attemptLog: [attempt()],
    ...changes,
  };
}

export function order(
  deliveries: DeliveryRecord[] = [delivery()],
  of = facts(),
  columns: Partial<OrderRecord> = {},
): OrderRecord {
  const row: Partial<OrderRecord> = {
    id: 1,
    shop: "northpine.myshopify.com",
    orderId: of.orderId,
    name: of.name,
    facts: JSON.stringify(of),
    topic: "orders/paid",
    orderUpdatedAt: new Date(NOON),
    receivedAt: new Date(NOON + 100),
    routeAt: null,
    checkoutToken: null,
    attribution: null,
    consent: null,
    journey: null,
    journeyAskedAt: null,
    compactedAt: null,
    routedAt: deliveries.length === 0 ? null : new Date(NOON + 500),
    waitingFor: null,
    deliveries,
    hints: [],
  };
  return { ...row, ...columns } as OrderRecord;
}

/** An order that was routed with these claims and this consent. */
export function routed(
  claims: readonly Claim[],
  of = facts(),
  columns: Partial<OrderRecord> = {},
): OrderRecord {
  const rule = { placedAt: NOON, windowMs: 28 * DAY, consentRecorded: of.click.consent === "granted" };
  const consent = decideConsent(of.click.consent, of.user.country, "regional");
  return order([delivery({}, of)], of, {
    attribution: JSON.stringify(attribute(claims, rule)),
    consent: JSON.stringify(consent),
    ...columns,
  });
}

/** One carrier's word; `agoMs` before the purchase. */
export function claim(carrier: Claim["carrier"], clickId: string, agoMs?: number): Claim {
  return {
    carrier,
    clickId: clickId as ClickId,
    ...(agoMs === undefined ? {} : { clickedAt: NOON - agoMs }),
  };
}

export function hint(changes: Partial<HintRecord> = {}): HintRecord {
  return { event: "checkout_started", clickId: null, carried: null, receivedAt: new Date(NOON), ...changes };
}

export function pixel(changes: Partial<PixelRecord> = {}): PixelRecord {
  return {
    id: 1,
    shop: "northpine.myshopify.com",
    code: "CPIXEL",
    testEventCode: null,
    pausedAt: null,
    pausedCode: null,
    pausedMessage: null,
    ...{ probeAt: null, probes: 0 },
    verifiedAt: new Date(NOON),
    updatedAt: new Date(NOON),
    ...changes,
  };
}

export const noBacklog: ShopBacklog = { waitingOrders: 0, paused: 0, more: false, begun: false };
export const noTroubles: ShopTroubles = { stopped: [], moreStopped: false, unreadable: 0 };
