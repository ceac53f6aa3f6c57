import {
  LINE_ITEM_PROPERTY,
  readCapturedClick,
  publicPage,
  type CapturedClick,
} from "../attribution/attributes.ts";
import { clickIdInUrl, hasPlaceholder, parseClickId, type ClickId } from "../attribution/click-id.ts";
import { wordFingerprint } from "../orders/eligibility.ts";
import type { OrderLine } from "../orders/lines.ts";
import type { Order } from "../orders/order.ts";
import type { OrderValues } from "../orders/value.ts";
import { matchKeys, type MatchKeys } from "./match-keys.ts";

/** An order without its raw personal data: what is stored, and all an event is made from. JSON-safe. */
export interface ReducedOrder {
  orderId: string;
  name: string;
  placedAt?: number;
  test: boolean;
  cancelled: boolean;
  source?: string;
  financialStatus?: string;
  values: OrderValues;
  /** Fingerprints of its tags and of its customer's (app/orders/eligibility.ts). */
  tags: string[];
  customerTags: string[];
  gateways: string[];
  customer?: "new" | "returning";
  lines: OrderLine[];
  referrer?: string;
  shopOrigin?: string;
  checkoutToken?: string;
  /** What the storefront script wrote into the cart. */
  click: CapturedClick;
  /** The click id on a line item, from Buy it now. */
  lineItemClickId?: ClickId;
  /** The click id in the address of the visit's first page. Shopify keeps that address whatever the shopper allowed. */
  landingClickId?: ClickId;
  /** That address has a placeholder where the click id belongs: the ad's set-up is broken. */
  landingMacro?: boolean;
  user: MatchKeys;
}

/** Hashes the buyer away. `shopCountry` is where the shop is, ISO 3166-1 alpha-2. The result holds nothing that TikTok does not get (docs/privacy in README). */
export function reduceOrder(order: Order, shopCountry: string | undefined): ReducedOrder {
  const { clientIp, userAgent, locale } = order;
  const device = { clientIp, userAgent, locale, shopCountry };
  const reduced = {
    orderId: order.id,
    name: order.name,
    placedAt: order.placedAt,
    test: order.test,
    cancelled: order.cancelled,
    source: order.source,
    financialStatus: order.financialStatus,
    values: order.values,
    tags: order.tags.map(wordFingerprint),
    customerTags: order.customerTags.map(wordFingerprint),
    gateways: order.gateways,
    customer: order.customer,
    lines: order.lines,
    referrer: publicPage(order.referrer),
    shopOrigin: order.shopOrigin,
    checkoutToken: order.checkoutToken,
    click: readCapturedClick(order.attributes),
    lineItemClickId: clickIdOf(order.lineProperties.get(LINE_ITEM_PROPERTY)),
    landingClickId: clickIdInUrl(order.landingSite),
    landingMacro: hasPlaceholder(order.landingSite) || undefined,
    user: matchKeys(order.buyer, device),
  };
  // JSON drops undefined members, so the stored form is the reduced form.
  return reduced as ReducedOrder;
}

function clickIdOf(value: string | undefined): ClickId | undefined {
  const parsed = parseClickId(value);
  return parsed.ok ? parsed.clickId : undefined;
}
