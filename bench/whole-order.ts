import { threeLineOrder } from "./orders.ts";

/** The order as a whole webhook, 11 kB with its headers: with everything Shopify sends beside what the app reads, which has to be received, signed and parsed all the same. */
export function wholeOrder(number: number, placedAt: number): Record<string, unknown> {
  const order = threeLineOrder(number);
  const at = new Date(placedAt).toISOString();
  return {
    ...order,
    ...{ created_at: at, processed_at: at, updated_at: at },
    ...sums(),
    ...unused(number),
    customer: { ...(order["customer"] as object), ...aboutCustomer(order, at) },
    shipping_lines: (order["shipping_lines"] as object[]).map((line) => ({
      ...line,
      ...aboutShipping(number),
    })),
    client_details: { ...(order["client_details"] as object), ...aboutBrowser() },
    line_items: (order["line_items"] as object[]).map((line) => ({ ...line, ...aboutLine() })),
  };
}

function both(amount: string) {
  return {
    shop_money: { amount, currency_code: "USD" },
    presentment_money: { amount, currency_code: "USD" },
  };
}

/** Each sum as at the time of the order and as it is now, in both currencies. */
function sums() {
  return {
    ...{ current_subtotal_price: "294.71", current_subtotal_price_set: both("294.71") },
    ...{ current_total_price: "312.31", current_total_price_set: both("312.31") },
    ...{ current_total_discounts: "4.99", current_total_discounts_set: both("4.99") },
    ...{ current_total_tax: "9.30", current_total_tax_set: both("9.30") },
    ...{ current_shipping_price_set: both("8.30"), total_shipping_price_set: both("8.30") },
    ...{ current_total_additional_fees_set: null, current_total_duties_set: null },
    ...{ original_total_additional_fees_set: null, original_total_duties_set: null },
    ...{ total_discounts_set: both("4.99"), total_outstanding: "0.00" },
    ...{ total_line_items_price: "299.70", total_line_items_price_set: both("299.70") },
    total_cash_rounding_payment_adjustment_set: both("0.00"),
    total_cash_rounding_refund_adjustment_set: both("0.00"),
    tax_lines: [
      {
        ...{ price: "9.30", rate: 0.08, title: "State tax", price_set: both("9.30") },
        channel_liable: false,
      },
    ],
    discount_codes: [{ code: "WELCOME5", amount: "4.99", type: "fixed_amount" }],
    discount_applications: [
      {
        ...{ target_type: "line_item", type: "discount_code", value: "4.99", value_type: "fixed_amount" },
        ...{ allocation_method: "across", target_selection: "entitled", code: "WELCOME5" },
      },
    ],
  };
}

function unused(number: number) {
  return {
    ...{ app_id: 580_111, buyer_accepts_marketing: false, cancel_reason: null, closed_at: null },
    ...{ confirmation_number: "XPN2Q7V4K", confirmed: true, device_id: null, duties_included: false },
    ...{ estimated_taxes: false, fulfillment_status: null, fulfillments: [], line_item_groups: [] },
    ...{ location_id: null, merchant_business_entity_id: "NjgxMDQ1MjM5MDE", note: null, number },
    ...{ merchant_of_record_app_id: null, payment_terms: null, po_number: null, reference: null },
    ...{ refunds: [], returns: [], source_identifier: null, source_url: null, tax_exempt: false },
    ...{ token: "0f4c81a6a4b8d5d1e2a7b3c9d6e5f401", total_weight: 1800, user_id: null },
  };
}

function aboutCustomer(order: Record<string, unknown>, at: string) {
  const consent = { state: "not_subscribed", opt_in_level: "single_opt_in", consent_updated_at: null };
  return {
    ...{ created_at: at, updated_at: at, state: "disabled", note: null, verified_email: true },
    ...{ multipass_identifier: null, tax_exempt: false, tax_exemptions: [], currency: "USD" },
    ...{ email: order["email"], phone: order["phone"] },
    email_marketing_consent: consent,
    sms_marketing_consent: { ...consent, consent_collected_from: "OTHER" },
    default_address: { ...(order["billing_address"] as object), id: 9_100_000_001, default: true },
  };
}

function aboutShipping(number: number) {
  return {
    ...{ id: 4_700_000_000_000 + number, carrier_identifier: null, code: "Standard", phone: null },
    ...{ requested_fulfillment_service_id: null, source: "shopify", is_removed: false },
    ...{ price_set: both("8.30"), discounted_price_set: both("8.30") },
    current_discounted_price_set: both("8.30"),
  };
}

function aboutBrowser() {
  return { browser_height: null, browser_width: null, session_hash: null };
}

function aboutLine() {
  return {
    ...{ attributed_staffs: [], fulfillable_quantity: 1, fulfillment_service: "manual" },
    ...{ fulfillment_status: null, requires_shipping: true, sales_line_item_group_id: null },
    variant_inventory_management: "shopify",
  };
}
