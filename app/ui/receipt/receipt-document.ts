import type { Attribution } from "../../attribution/attribution.ts";
import type { CapturedClick } from "../../attribution/attributes.ts";
import type { ConsentDecision } from "../../privacy/consent-policy.ts";
import type { AttemptRecord, DeliveryRecord, OrderRecord } from "../../shops/shop-records.server.ts";
import type { TikTokEvent } from "../../tiktok/event.ts";
import type { ReducedOrder } from "../../tiktok/reduced-order.ts";
import { readAttribution, readConsent, readFacts, removalOf, type Removal } from "../orders/order-facts.ts";
import { purchasesOf } from "./counted.ts";

/**
 * A receipt for machines (docs/receipt.md). Its shape changes only together with `version`. Times are ISO 8601 in UTC; a member that is not known is
 * absent. It holds what is stored of the order and nothing else: personal data as TikTok gets it, hashed where TikTok asks for hashes.
 */
export interface ReceiptDocument {
  kind: "throughline.receipt";
  version: 1;
  shop: string;
  order: OrderPart;
  /** Absent until the order is decided on. */
  attribution?: AttributionPart | undefined;
  consent?: ConsentDecision | undefined;
  /** What the storefront wrote into the cart. */
  captured: CapturedPart;
  hints: HintPart[];
  deliveries: DeliveryPart[];
}

interface OrderPart extends Pick<
  ReducedOrder,
  "name" | "test" | "cancelled" | "source" | "financialStatus" | "values" | "lines"
> {
  id: string;
  placedAt?: string | undefined;
  receivedAt: string;
  /** The webhook's topic; `admin` for an order read from Shopify's list. */
  topic: string;
  /** Why the details are missing. */
  removed?: Removal | undefined;
}

interface AttributionPart extends Omit<Attribution, "claims"> {
  claims: (Omit<Attribution["claims"][number], "clickedAt"> & { clickedAt?: string | undefined })[];
}

type CapturedPart = Omit<CapturedClick, "capturedAt"> & { capturedAt?: string | undefined };

interface HintPart {
  event: string;
  receivedAt: string;
  clickId?: string | undefined;
}

interface DeliveryPart {
  pixel: string;
  state: string;
  reason?: string | undefined;
  testEventCode?: string | undefined;
  createdAt: string;
  settledAt?: string | undefined;
  /** How many purchases TikTok counts of it. */
  counted: 0 | 1 | "unknown";
  /** Exactly as sent; absent once it was removed. */
  event?: TikTokEvent | undefined;
  attempts: AttemptPart[];
}

interface AttemptPart {
  number: number;
  startedAt: string;
  durationMs: number;
  outcome: string;
  httpStatus?: number | undefined;
  code?: number | undefined;
  message?: string | undefined;
  requestId?: string | undefined;
  testEventCode?: string | undefined;
  batchSize: number;
}

/** The receipt of an order for machines. */
export function receiptDocument(order: OrderRecord): ReceiptDocument {
  const facts = readFacts(order);
  const { capturedAt, ...captured } = facts.click;
  return {
    kind: "throughline.receipt",
    version: 1,
    shop: order.shop,
    order: orderPart(order, facts),
    attribution: attributionPart(readAttribution(order.attribution)),
    consent: readConsent(order.consent),
    captured: { ...captured, capturedAt: iso(capturedAt) },
    hints: order.hints.map(({ event, receivedAt, clickId }) => ({
      event,
      receivedAt: receivedAt.toISOString(),
      clickId: clickId ?? undefined,
    })),
    deliveries: order.deliveries.map(deliveryPart),
  };
}

function orderPart(order: OrderRecord, facts: ReducedOrder): OrderPart {
  const { name, test, cancelled, source, financialStatus, values, lines, placedAt } = facts;
  return {
    id: order.orderId,
    ...{ name, test, cancelled, source, financialStatus, values, lines },
    placedAt: iso(placedAt),
    receivedAt: order.receivedAt.toISOString(),
    topic: order.topic,
    removed: removalOf(order),
  } as OrderPart;
}

function attributionPart(attribution: Attribution | undefined): AttributionPart | undefined {
  return (
    attribution && {
      ...attribution,
      claims: attribution.claims.map((claim) => ({ ...claim, clickedAt: iso(claim.clickedAt) })),
    }
  );
}

function deliveryPart(delivery: DeliveryRecord): DeliveryPart {
  const { pixelCode, state, reason, testEventCode, createdAt, settledAt, event, attemptLog } = delivery;
  return {
    pixel: pixelCode,
    state,
    reason: reason ?? undefined,
    testEventCode: testEventCode ?? undefined,
    createdAt: createdAt.toISOString(),
    settledAt: settledAt?.toISOString(),
    counted: purchasesOf(delivery) ?? "unknown",
    event: event === "{}" ? undefined : (JSON.parse(event) as TikTokEvent),
    attempts: attemptLog.map(attemptPart),
  };
}

function attemptPart(attempt: AttemptRecord): AttemptPart {
  const { number, startedAt, durationMs, outcome, batchSize } = attempt;
  return {
    ...{ number, startedAt: startedAt.toISOString(), durationMs, outcome },
    httpStatus: attempt.httpStatus ?? undefined,
    code: attempt.code ?? undefined,
    message: attempt.message ?? undefined,
    requestId: attempt.requestId ?? undefined,
    testEventCode: attempt.testEventCode ?? undefined,
    batchSize,
  };
}

function iso(moment: number | undefined): string | undefined {
  return moment === undefined ? undefined : new Date(moment).toISOString();
}
