/** A checkout as Shopify shows it to web pixels. */
import type { Checkout as PixelCheckout, MoneyV2, ProductVariant } from "@shopify/web-pixels-extension";
import type { Line, LineTotals, Totals } from "../orders/totals.ts";
import { CURRENCY } from "../storefront/catalogue.ts";
import type { Checkout } from "../storefront/checkout.ts";
import type { CheckoutPublication } from "./page-pixels.ts";

/** Told whenever a shopper enters the checkout; the same page shown again with errors or new totals is no entry. */
export function checkoutEntered(checkout: Checkout, totals: Totals): CheckoutPublication {
  return { name: "checkout_started", checkout: pixelCheckout(checkout, totals) };
}

/** Told once per checkout, by the first thank-you page; undefined after that. */
export function checkoutCompleted(checkout: Checkout): CheckoutPublication | undefined {
  const { placed } = checkout;
  if (!placed || placed.published) return undefined;
  placed.published = true;
  return { name: "checkout_completed", checkout: pixelCheckout(checkout, placed.totals) };
}

/** The payload's `checkout`. Personal data is null, as for an app without approval for it (since 2025-12-10). */
function pixelCheckout(checkout: Checkout, totals: Totals): PixelCheckout {
  const { placed } = checkout;
  return {
    ...nobody,
    token: checkout.token,
    attributes: pairs(checkout.attributes),
    currencyCode: CURRENCY,
    lineItems: totals.lines.map(lineItem),
    subtotalPrice: money(totals.subtotal),
    totalPrice: money(totals.total),
    totalTax: money(totals.tax),
    discountsAmount: money(totals.discount),
    discountApplications: [],
    delivery: { selectedDeliveryOptions: [] },
    shippingLine: { price: money(totals.shipping) },
    localization: {
      country: { isoCode: "US" },
      language: { isoCode: checkout.locale },
      market: { id: null, handle: null },
    },
    // The form checkouts use today; older ones give the digits alone.
    order: placed ? { id: `gid://shopify/OrderIdentity/${placed.orderId}`, customer: null } : null,
    transactions: [],
  };
}

const nobody = {
  email: null,
  phone: null,
  smsMarketingPhone: null,
  billingAddress: null,
  shippingAddress: null,
  buyerAcceptsEmailMarketing: false,
  buyerAcceptsSmsMarketing: false,
};

const money = (cents: number): MoneyV2 => ({ amount: cents / 100, currencyCode: CURRENCY });

function pairs(values: Record<string, string>): { key: string; value: string }[] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

function lineItem({ line, gross, discount }: LineTotals) {
  return {
    id: String(line.variant.id),
    title: line.product.title,
    quantity: line.quantity,
    variant: variant(line),
    properties: pairs(line.properties),
    finalLinePrice: money(gross - discount),
    discountAllocations: [],
    sellingPlanAllocation: null,
  };
}

function variant({ product, variant: { id, title, sku, price } }: Line): ProductVariant {
  return {
    id: String(id),
    title,
    untranslatedTitle: title,
    sku,
    price: money(price),
    image: null,
    product: {
      id: String(product.id),
      title: product.title,
      untranslatedTitle: product.title,
      type: product.type,
      vendor: "Northpine",
      url: `/products/${product.handle}`,
    },
  };
}
