import { attribute, type Attribution } from "../attribution/attribution.ts";
import {
  claimsOf,
  recordedConsent,
  type CarrierSources,
  type CustomerJourney,
  type KeptHint,
} from "../attribution/claims.ts";
import {
  isPaid,
  skipReason,
  waitsForPayment,
  type EligibilityFacts,
  type OrderPolicy,
  type PixelView,
  type SkipReason,
} from "../orders/eligibility.ts";
import { readOrder, type OrderRefusal } from "../orders/order.ts";
import { DAY } from "../platform/clock.ts";
import { decideConsent, type ConsentDecision, type ConsentPolicy } from "../privacy/consent-policy.ts";
import type { TikTokEvent } from "./event.ts";
import { limitedDataUse, type LimitedDataUsePolicy } from "./limited-data-use.ts";
import { pixelTakes, type PixelRule } from "./pixel-rules.ts";
import { hasMatchKey, purchaseEvent, type BrowserTrail, type EventPolicy } from "./purchase.ts";
import { reduceOrder, type ReducedOrder } from "./reduced-order.ts";

/** The merchant's settings, as far as the way from order to event needs them. */
export interface MappingPolicy {
  consent: { policy: ConsentPolicy; limitedDataUse: LimitedDataUsePolicy };
  attribution: { windowDays: number };
  event: EventPolicy & { trigger: "created" | "paid" };
  orders: OrderPolicy;
  pixelRules: readonly PixelRule[];
}

/** What is known of an order beside itself. Times are milliseconds since the epoch. */
export interface OrderSurroundings {
  receivedAt: number;
  now: number;
  /** ISO 3166-1 alpha-2, where the shop is. */
  shopCountry: string | undefined;
  /** Shopify sent `orders/paid` for it. */
  toldPaid: boolean;
  hints: readonly KeptHint[];
  journey: CustomerJourney | undefined;
}

/** What an order came to, before any pixel is looked at. */
export interface MappedOrder {
  event: TikTokEvent;
  attribution: Attribution;
  consent: ConsentDecision;
  /** Milliseconds since the epoch. */
  placedAt: number;
  /** It is not to be sent before it is paid. */
  waitsForPayment: boolean;
  customer: "new" | "returning" | undefined;
  /** Why a pixel does not get it; undefined when it does. */
  skipFor(pixel: PixelView): SkipReason | undefined;
}

/** Chooses the click, asks whether the data may be sent, and makes the event. Pure: the same order and settings make the same event. */
export function mapOrder(order: ReducedOrder, policy: MappingPolicy, around: OrderSurroundings): MappedOrder {
  const { receivedAt, now, journey } = around;
  const placedAt = order.placedAt ?? receivedAt;
  const sources = sourcesOf(order, around);
  const recorded = recordedConsent(sources);
  const consentRecorded = recorded === "granted";
  const { country, state } = order.user;
  const consent = decideConsent(recorded, country ?? around.shopCountry, policy.consent.policy);
  const attribution = attribute(claimsOf(sources), {
    placedAt,
    windowMs: policy.attribution.windowDays * DAY,
    consentRecorded,
  });
  const event = purchaseEvent(order, policy.event, {
    receivedAt,
    shopCountry: around.shopCountry,
    // Without a recorded consent nothing that a browser left behind is passed on.
    trail: consentRecorded ? trailOf(sources, attribution) : {},
    limitedDataUse: limitedDataUse(policy.consent.limitedDataUse, { country, state }, consentRecorded),
  });
  const facts: EligibilityFacts = {
    ...pick(order),
    hasClick: attribution.clickId !== undefined,
    customer: order.customer ?? journey?.customer,
    consent,
    placedAt,
    hasValue: event.properties?.currency !== undefined,
    hasMatchKey: hasMatchKey(event),
  };
  const paid = policy.event.trigger === "created" || around.toldPaid || isPaid(order.financialStatus);
  return {
    ...{ event, attribution, consent, placedAt, customer: facts.customer },
    waitsForPayment: waitsForPayment(facts, paid, now),
    skipFor: (pixel) => skipReason(facts, policy.orders, pixel, now),
  };
}

function pick({ cancelled, test, financialStatus, source, tags, customerTags, gateways }: ReducedOrder) {
  return { cancelled, test, financialStatus, source, tags, customerTags, gateways };
}

function sourcesOf(order: ReducedOrder, { hints, journey }: OrderSurroundings): CarrierSources {
  return {
    cart: order.click,
    lineItemClickId: order.lineItemClickId,
    landingClickId: order.landingClickId,
    hints,
    journey: journey?.visits ?? [],
  };
}

/** The chosen click, and what else the browser said; the cart's word before the newest hint's. */
function trailOf({ cart, hints }: CarrierSources, { clickId }: Attribution): BrowserTrail {
  const ttp = cart.ttp ?? hints.findLast((hint) => hint.ttp !== null)?.ttp;
  const userAgent = hints.findLast((hint) => hint.userAgent !== null)?.userAgent;
  return { clickId, ttp: ttp ?? undefined, userAgent: userAgent ?? undefined, page: cart.landingPage };
}

/** What is known of a webhook body that is mapped by itself. Times are milliseconds since the epoch. */
export interface MappingContext {
  /** Undefined: the moment the order was placed. */
  now: number | undefined;
  receivedAt: number;
  shopCountry: string | undefined;
  /** A test event code is set. */
  testMode: boolean;
}

/** What an order webhook's body came to. */
export type Mapped =
  /** `pixels` are those whose rules take it; undefined when there are no rules. */
  | { kind: "event"; event: TikTokEvent; pixels?: string[] }
  | { kind: "skipped"; reason: SkipReason }
  | { kind: "waiting"; reason: "waiting_for_payment" }
  | { kind: "unreadable"; reason: OrderRefusal };

/** Maps one order webhook's body the way the worker does, with nothing known but the body. Never throws. */
export function mapBody(body: string, policy: MappingPolicy, context: MappingContext): Mapped {
  const read = readOrder(body);
  if (!read.ok) return { kind: "unreadable", reason: read.refusal };
  const order = JSON.parse(JSON.stringify(reduceOrder(read.order, context.shopCountry))) as ReducedOrder;
  const now = context.now ?? order.placedAt ?? context.receivedAt;
  const mapped = mapOrder(order, policy, { ...context, now, toldPaid: false, hints: [], journey: undefined });
  if (mapped.waitsForPayment) return { kind: "waiting", reason: "waiting_for_payment" };
  const rules = policy.pixelRules;
  const pixels = rules.map(({ pixel }) => pixel).filter((pixel) => pixelTakes(rules, pixel, order));
  const takes = rules.length === 0 || pixels.length > 0;
  const reason = mapped.skipFor({ testMode: context.testMode, takes });
  if (reason !== undefined) return { kind: "skipped", reason };
  return { kind: "event", event: mapped.event, ...(rules.length === 0 ? {} : { pixels }) };
}
