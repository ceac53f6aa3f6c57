import { CURRENCY } from "../storefront/catalogue.ts";
import { buyerAndBrowser } from "./order-buyer.ts";
import type { OrderDraft, OrderIdentity } from "./draft.ts";
import { amount, moneySet } from "./money.ts";
import type { MoneySet } from "./money.ts";
import type { Refund } from "./refund.ts";
import { discounts, lineItems, nameValues, shippingLines, taxLines } from "./order-lines.ts";
import { shopTime } from "./shop-time.ts";

/** The states of payment the sandbox uses, in Shopify's words. */
export type FinancialStatus = "pending" | "paid" | "partially_refunded" | "refunded" | "voided";

/** An order in the shape of Shopify's orders/* webhooks, API version 2026-07 and later. */
export type ShopifyOrder = ReturnType<typeof buildOrder>;

/** Shop id, as it appears in order status links. */
export const SHOP_ID = 68_104_523_901;

function whoAndWhen(identity: OrderIdentity) {
  const at = shopTime(identity.at);
  return {
    id: identity.id,
    admin_graphql_api_id: `gid://shopify/Order/${identity.id}`,
    name: `#${identity.number}`,
    // `number` counts from 1, `order_number` from 1001.
    number: identity.number - 1000,
    order_number: identity.number,
    token: identity.token,
    confirmation_number: identity.confirmation,
    order_status_url: identity.statusUrl,
    created_at: at,
    processed_at: at,
    updated_at: at,
    cancelled_at: null as string | null,
    cancel_reason: null as string | null,
    closed_at: null as string | null,
    confirmed: true,
    test: false,
  };
}

function prices({ totals }: OrderDraft) {
  return {
    currency: CURRENCY,
    presentment_currency: CURRENCY,
    subtotal_price: amount(totals.subtotal),
    subtotal_price_set: moneySet(totals.subtotal),
    total_price: amount(totals.total),
    total_price_set: moneySet(totals.total),
    total_discounts: amount(totals.discount),
    total_discounts_set: moneySet(totals.discount),
    total_line_items_price: amount(totals.merchandise),
    total_line_items_price_set: moneySet(totals.merchandise),
    total_shipping_price_set: moneySet(totals.shipping),
    total_tax: amount(totals.tax),
    total_tax_set: moneySet(totals.tax),
    total_tip_received: amount(0),
    total_cash_rounding_payment_adjustment_set: moneySet(0),
    total_cash_rounding_refund_adjustment_set: moneySet(0),
    original_total_additional_fees_set: null as MoneySet | null,
    original_total_duties_set: null as MoneySet | null,
  };
}

function currentPrices({ totals }: OrderDraft) {
  return {
    current_subtotal_price: amount(totals.subtotal),
    current_subtotal_price_set: moneySet(totals.subtotal),
    current_shipping_price_set: moneySet(totals.shipping),
    current_total_price: amount(totals.total),
    current_total_price_set: moneySet(totals.total),
    current_total_discounts: amount(totals.discount),
    current_total_discounts_set: moneySet(totals.discount),
    current_total_tax: amount(totals.tax),
    current_total_tax_set: moneySet(totals.tax),
    current_total_additional_fees_set: null as MoneySet | null,
    current_total_duties_set: null as MoneySet | null,
  };
}

function payment(draft: OrderDraft) {
  const paid = draft.payment === "card";
  return {
    financial_status: (paid ? "paid" : "pending") as FinancialStatus,
    payment_gateway_names: [paid ? "shopify_payments" : "Cash on Delivery (COD)"],
    payment_terms: null,
    total_outstanding: amount(paid ? 0 : draft.totals.total),
    taxes_included: false,
    tax_exempt: false,
    estimated_taxes: false,
    duties_included: false,
    tax_lines: taxLines(draft.totals.tax, draft.buyer.country),
  };
}

function neverUsedHere() {
  return {
    device_id: null,
    fulfillment_status: null,
    fulfillments: [],
    line_item_groups: [],
    location_id: null,
    merchant_business_entity_id: "NjgxMDQ1MjM5MDE",
    merchant_of_record_app_id: null,
    po_number: null,
    reference: null,
    refunds: [] as Refund[],
    returns: [],
    source_identifier: null,
    source_url: null,
    user_id: null,
  };
}

/** Shopify's own app id for its online store's checkout. */
const ONLINE_STORE_APP_ID = 580_111;

/** Makes the order that Shopify's webhooks would carry for this checkout. */
export function buildOrder(draft: OrderDraft, identity: OrderIdentity) {
  const { totals, buyer } = draft;
  return {
    ...whoAndWhen(identity),
    ...prices(draft),
    ...currentPrices(draft),
    ...buyerAndBrowser(draft, identity),
    ...payment(draft),
    ...discounts(draft),
    ...neverUsedHere(),
    app_id: ONLINE_STORE_APP_ID,
    source_name: "web",
    cart_token: draft.cartToken ?? null,
    checkout_token: draft.checkoutToken,
    note: draft.note ?? null,
    note_attributes: nameValues(draft.attributes),
    tags: "",
    total_weight: totals.lines.reduce((grams, { line }) => grams + line.variant.grams * line.quantity, 0),
    line_items: lineItems(draft, identity),
    shipping_lines: shippingLines(totals, buyer.country, identity.id),
  };
}
