/** The part of an order, as order webhooks carry it, that the Admin API's `Order` is built from. */

/** Money of the shop and of the buyer, as strings. */
export interface AdminMoneySet {
  shop_money: { amount: string; currency_code: string };
  presentment_money: { amount: string; currency_code: string };
}

/** A name and value of `note_attributes` or of a line item's `properties`. */
export interface AdminAttribute {
  name: string;
  value: string;
}

/** A postal address; every part can be absent. */
export interface AdminAddress {
  first_name?: string | null;
  last_name?: string | null;
  company?: string | null;
  address1?: string | null;
  address2?: string | null;
  city?: string | null;
  zip?: string | null;
  phone?: string | null;
  country?: string | null;
  country_code?: string | null;
  province?: string | null;
  province_code?: string | null;
}

/** One tax. */
export interface AdminTaxLine {
  title: string;
  rate: number;
  price_set: AdminMoneySet;
  channel_liable?: boolean | null;
}

/** A share of a discount. */
export interface AdminDiscountAllocation {
  amount: string;
  amount_set: AdminMoneySet;
  discount_application_index?: number;
}

/** One line of an order. */
export interface AdminLineItem {
  admin_graphql_api_id: string;
  title: string;
  name: string;
  sku?: string | null;
  vendor?: string | null;
  variant_title?: string | null;
  quantity: number;
  current_quantity: number;
  gift_card: boolean;
  requires_shipping?: boolean;
  taxable?: boolean;
  product_id?: number | null;
  variant_id?: number | null;
  price_set: AdminMoneySet;
  total_discount_set?: AdminMoneySet;
  properties: readonly AdminAttribute[];
  discount_allocations?: readonly AdminDiscountAllocation[];
  tax_lines?: readonly AdminTaxLine[];
}

/** One shipping line. */
export interface AdminShippingLine {
  id: number;
  title: string;
  code?: string | null;
  source?: string | null;
  phone?: string | null;
  price_set: AdminMoneySet;
  discounted_price_set: AdminMoneySet;
  is_removed: boolean;
  tax_lines: readonly AdminTaxLine[];
  discount_allocations: readonly AdminDiscountAllocation[];
}

/** A discount as it was meant. */
export interface AdminDiscountApplication {
  target_type: string;
  type: string;
  value: string;
  value_type: string;
  allocation_method: string;
  target_selection: string;
  code: string;
}

/** Money given back. */
export interface AdminRefund {
  id: number;
  admin_graphql_api_id: string;
  created_at: string;
  processed_at: string;
  note: string | null;
  transactions: readonly { admin_graphql_api_id: string; gateway: string; amount_set: AdminMoneySet }[];
}

/** The buyer's account. */
export interface AdminCustomer {
  admin_graphql_api_id: string;
  email?: string | null;
  phone?: string | null;
  first_name?: string | null;
  last_name?: string | null;
  created_at?: string;
  updated_at?: string;
  note?: string | null;
  state?: string;
  verified_email?: boolean;
  tax_exempt?: boolean;
  default_address?: AdminAddress | null;
}

/** An order. */
export interface AdminOrder {
  id: number | string;
  admin_graphql_api_id: string;
  name: string;
  order_number: number;
  confirmation_number?: string | null;
  created_at: string;
  updated_at: string;
  processed_at: string;
  cancelled_at?: string | null;
  cancel_reason?: string | null;
  closed_at?: string | null;
  test: boolean;
  confirmed: boolean;
  taxes_included: boolean;
  tax_exempt?: boolean;
  duties_included?: boolean;
  estimated_taxes?: boolean;
  currency: string;
  presentment_currency: string;
  financial_status: string;
  fulfillment_status?: string | null;
  payment_gateway_names?: readonly string[];
  source_name?: string | null;
  source_identifier?: string | null;
  source_url?: string | null;
  app_id?: number | null;
  cart_token?: string | null;
  checkout_token?: string | null;
  browser_ip?: string | null;
  landing_site?: string | null;
  referring_site?: string | null;
  customer_locale?: string | null;
  buyer_accepts_marketing?: boolean;
  email?: string | null;
  phone?: string | null;
  note?: string | null;
  po_number?: string | null;
  order_status_url: string;
  tags: string;
  total_weight?: number;
  total_outstanding?: string;
  total_price_set: AdminMoneySet;
  current_total_price_set: AdminMoneySet;
  subtotal_price_set: AdminMoneySet;
  current_subtotal_price_set?: AdminMoneySet;
  total_shipping_price_set: AdminMoneySet;
  current_shipping_price_set?: AdminMoneySet;
  total_tax_set: AdminMoneySet;
  current_total_tax_set?: AdminMoneySet;
  total_discounts_set: AdminMoneySet;
  current_total_discounts_set?: AdminMoneySet;
  discount_codes: readonly { code: string }[];
  discount_applications?: readonly AdminDiscountApplication[];
  note_attributes: readonly AdminAttribute[];
  line_items: readonly AdminLineItem[];
  shipping_lines?: readonly AdminShippingLine[];
  tax_lines?: readonly AdminTaxLine[];
  refunds?: readonly AdminRefund[];
  customer?: AdminCustomer | null;
  billing_address?: AdminAddress | null;
  shipping_address?: AdminAddress | null;
}
