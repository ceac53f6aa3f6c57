import { attribute, type Attribution } from "../attribution/attribution.ts";
import { claimsOf, recordedConsent, type CarrierSources, type JourneyVisit } from "../attribution/claims.ts";
import type { DueOrder, NewDelivery } from "../delivery/outbox.ts";
import { skipReason } from "../orders/eligibility.ts";
import { decideConsent, type ConsentDecision, type ConsentPolicy } from "../privacy/consent-policy.ts";
import { hasMatchKey, purchaseEvent, type BrowserTrail } from "./purchase.ts";
import type { ReducedOrder } from "./reduced-order.ts";

/** The merchant's settings as far as routing needs them. */
export interface RoutingPolicy {
  consent: ConsentPolicy;
  /** A click older than this is not believed, milliseconds. */
  windowMs: number;
}

/** What an order came to, with the reasons a receipt shows. */
export interface RoutedOrder {
  deliveries: NewDelivery[];
  attribution: Attribution;
  consent: ConsentDecision;
  placedAt: number;
}

/** Chooses the click, asks whether the data may be sent, and makes one Purchase for the shop's pixel, or the reason why none is sent. Pure. */
export function routeOrder(due: DueOrder, policy: RoutingPolicy, now: number): RoutedOrder {
  const order = JSON.parse(due.facts) as ReducedOrder;
  const placedAt = order.placedAt ?? due.receivedAt;
  const sources = sourcesOf(order, due);
  const recorded = recordedConsent(sources);
  const consent = decideConsent(recorded, order.user.country ?? due.shopCountry ?? undefined, policy.consent);
  const attribution = attribute(claimsOf(sources), {
    placedAt,
    windowMs: policy.windowMs,
    consentRecorded: recorded === "granted",
  });
  const event = purchaseEvent(order, due.receivedAt, trailOf(sources, attribution));
  const { cancelled, test, source } = order;
  const hasClick = attribution.clickId !== undefined;
  const skipped = skipReason(
    { cancelled, test, source, hasClick, consent, placedAt, hasMatchKey: hasMatchKey(event) },
    now,
    due.pixel?.testEventCode != null,
  );
  const pixels = due.pixel === undefined ? [] : [due.pixel];
  const deliveries = pixels.map(({ code, paused }): NewDelivery => {
    const waiting = paused ? "paused" : "pending";
    return {
      eventName: event.event,
      eventId: event.event_id,
      pixelCode: code,
      event: JSON.stringify(event),
      placedAt,
      state: skipped === undefined ? waiting : "skipped",
      reason: skipped ?? (paused ? "reconnect_tiktok" : undefined),
    };
  });
  return { deliveries, attribution, consent, placedAt };
}

function sourcesOf(order: ReducedOrder, { hints, journey }: DueOrder): CarrierSources {
  return {
    cart: order.click,
    lineItemClickId: order.lineItemClickId,
    landingClickId: order.landingClickId,
    hints,
    journey: journey === null ? [] : (JSON.parse(journey) as JourneyVisit[]),
  };
}

/** The chosen click, and what else the browser said; the cart's word before the newest hint's. */
function trailOf({ cart, hints }: CarrierSources, { clickId }: Attribution): BrowserTrail {
  const newest = <T>(read: (hint: CarrierSources["hints"][number]) => T | null) =>
    hints.map(read).findLast((value) => value !== null);
  const ttp = cart.ttp ?? newest((hint) => hint.ttp);
  const userAgent = newest((hint) => hint.userAgent);
  const page = cart.landingPage;
  return {
    ...(clickId === undefined ? {} : { clickId }),
    ...(ttp == null ? {} : { ttp }),
    ...(userAgent == null ? {} : { userAgent }),
    ...(page === undefined ? {} : { page }),
  };
}
