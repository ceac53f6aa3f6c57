import type { CapturedClick } from "./attributes.ts";
import type { Claim } from "./attribution.ts";
import { clickIdInUrl, type ClickId } from "./click-id.ts";

/** A hint as it is kept: what the browser said of the order's checkout. Times are milliseconds since the epoch. */
export interface KeptHint {
  event: string;
  receivedAt: number;
  clickId: ClickId | null;
  clickedAt: number | null;
  ttp: string | null;
  page: string | null;
  userAgent: string | null;
}

/** A page the customer landed on before the order, as Shopify's customer journey tells it. */
export interface JourneyVisit {
  landingPage: string;
  /** Milliseconds since the epoch. */
  occurredAt: number;
}

/** What Shopify's customer journey tells of an order. JSON-safe. */
export interface CustomerJourney {
  visits: JourneyVisit[];
  /** Whether the customer had ordered before. */
  customer?: "new" | "returning";
}

/** Everything that may carry a click id of one order. */
export interface CarrierSources {
  cart: CapturedClick;
  lineItemClickId: ClickId | undefined;
  landingClickId: ClickId | undefined;
  hints: readonly KeptHint[];
  journey: readonly JourneyVisit[];
}

/** What each carrier claims. A carrier that names the same click twice claims it once, at its newest. */
export function claimsOf({ cart, lineItemClickId, landingClickId, hints, journey }: CarrierSources): Claim[] {
  const claims: (Claim | undefined)[] = [
    claim("cart_attribute", cart.clickId, cart.capturedAt),
    claim("line_item", lineItemClickId),
    ...hints.map(({ clickId, clickedAt }) =>
      claim("web_pixel", clickId ?? undefined, clickedAt ?? undefined),
    ),
    claim("landing_site", landingClickId),
    ...journey.map(({ landingPage, occurredAt }) =>
      claim("customer_journey", clickIdInUrl(landingPage), occurredAt),
    ),
  ];
  return withoutRepeats(claims.filter((one) => one !== undefined));
}

/**
 * Whether a carrier that waits for the shopper's consent has said anything: that it did is the record of the consent. A click id in the cart alone is none: the
 * storefront script never writes it without its verdict, so another script wrote it.
 */
export function recordedConsent({
  cart,
  lineItemClickId,
  hints,
}: CarrierSources): "granted" | "refused" | undefined {
  if (cart.consent !== undefined) return cart.consent;
  return lineItemClickId !== undefined || hints.length > 0 ? "granted" : undefined;
}

function claim(
  carrier: Claim["carrier"],
  clickId: ClickId | undefined,
  clickedAt?: number,
): Claim | undefined {
  if (clickId === undefined) return undefined;
  return clickedAt === undefined ? { carrier, clickId } : { carrier, clickId, clickedAt };
}

function withoutRepeats(claims: readonly Claim[]): Claim[] {
  const kept = new Map<string, Claim>();
  for (const one of claims) {
    const key = `${one.carrier} ${one.clickId}`;
    if ((kept.get(key)?.clickedAt ?? -Infinity) <= (one.clickedAt ?? -Infinity)) kept.set(key, one);
  }
  return [...kept.values()];
}
