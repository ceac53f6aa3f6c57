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
  product_id?: number | null;
  variant_id?: number | null;
  price_set: AdminMoneySet;
  properties: readonly AdminAttribute[];
  discount_allocations?: readonly { amount: string; amount_set: AdminMoneySet }[];
}

/** The buyer's account. */
export interface AdminCustomer {
  admin_graphql_api_id: string;
  email?: string | null;
  phone?: string | null;
  first_name?: string | null;
  last_name?: string | null;
}

/** An order. */
export interface AdminOrder {
  id: number | string;
  admin_graphql_api_id: string;
  name: string;
  order_number: number;
  created_at: string;
  updated_at: string;
  processed_at: string;
  cancelled_at?: string | null;
  closed_at?: string | null;
  test: boolean;
  confirmed: boolean;
  taxes_included: boolean;
  currency: string;
  presentment_currency: string;
  financial_status: string;
  source_name?: string | null;
  cart_token?: string | null;
  checkout_token?: string | null;
  browser_ip?: string | null;
  landing_site?: string | null;
  referring_site?: string | null;
  email?: string | null;
  phone?: string | null;
  note?: string | null;
  order_status_url: string;
  tags: string;
  total_price_set: AdminMoneySet;
  current_total_price_set: AdminMoneySet;
  subtotal_price_set: AdminMoneySet;
  total_shipping_price_set: AdminMoneySet;
  total_tax_set: AdminMoneySet;
  total_discounts_set: AdminMoneySet;
  discount_codes: readonly { code: string }[];
  note_attributes: readonly AdminAttribute[];
  line_items: readonly AdminLineItem[];
  customer?: AdminCustomer | null;
  billing_address?: AdminAddress | null;
  shipping_address?: AdminAddress | null;
}
