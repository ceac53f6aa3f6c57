import { CURRENCY } from "../storefront/catalogue.ts";
import type { Buyer, OrderDraft, OrderIdentity } from "./draft.ts";
import { provinceOf } from "./places.ts";
import { shopTime } from "./shop-time.ts";

function address(buyer: Buyer) {
  const province = provinceOf(buyer.country.code, buyer.province);
  return {
    first_name: buyer.firstName,
    last_name: buyer.lastName,
    name: `${buyer.firstName} ${buyer.lastName}`,
    company: null,
    address1: buyer.address1,
    address2: buyer.address2 ?? null,
    city: buyer.city,
    zip: buyer.zip,
    province: province.name === "" ? null : province.name,
    province_code: province.code,
    country: buyer.country.name,
    country_code: buyer.country.code,
    phone: buyer.phone ?? null,
  };
}

/** The account a buyer's first order opens. */
export function newCustomerId(orderId: number): number {
  return orderId + 1_500_000_000_000;
}

function customer(buyer: Buyer, identity: OrderIdentity) {
  const id = identity.customerId ?? newCustomerId(identity.id);
  const at = shopTime(identity.at);
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Customer/${id}`,
    created_at: at,
    updated_at: at,
    first_name: buyer.firstName,
    last_name: buyer.lastName,
    state: "disabled",
    note: null,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: false,
    email: buyer.email,
    phone: null,
    currency: CURRENCY,
    tax_exemptions: [],
    default_address: {
      ...address(buyer),
      id: id + 1_000_000,
      customer_id: id,
      country_name: buyer.country.name,
      default: true,
    },
  };
}

/** The parts of an order about who bought, where it goes and with which browser. */
export function buyerAndBrowser(draft: OrderDraft, identity: OrderIdentity) {
  const { buyer, browser } = draft;
  const mapped = { ...address(buyer), latitude: null, longitude: null };
  return {
    email: buyer.email,
    contact_email: buyer.email,
    // Shopify fills order.phone only when the phone number was the contact; the number is in the addresses.
    phone: null as string | null,
    customer: customer(buyer, identity),
    billing_address: mapped,
    shipping_address: { ...mapped },
    company: null,
    buyer_accepts_marketing: false,
    customer_locale: draft.locale,
    browser_ip: browser.ip,
    client_details: {
      accept_language: browser.acceptLanguage ?? null,
      browser_height: null,
      browser_ip: browser.ip,
      browser_width: null,
      session_hash: null,
      user_agent: browser.userAgent ?? null,
    },
    landing_site: browser.landingSite ?? null,
    landing_site_ref: null,
    referring_site: browser.referringSite ?? null,
  };
}
