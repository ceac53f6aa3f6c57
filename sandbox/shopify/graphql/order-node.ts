/** An order as the Admin API's `Order` object, built from the webhook's shape. */
import type {
  AdminAddress,
  AdminAttribute,
  AdminLineItem,
  AdminMoneySet,
  AdminOrder,
} from "./admin-order.ts";
import { connection, type Node, type PageArguments } from "./connection.ts";

const money = (set: AdminMoneySet) => ({
  shopMoney: { amount: set.shop_money.amount, currencyCode: set.shop_money.currency_code },
  presentmentMoney: {
    amount: set.presentment_money.amount,
    currencyCode: set.presentment_money.currency_code,
  },
});

const attributes = (list: readonly AdminAttribute[]) => list.map(({ name, value }) => ({ key: name, value }));

function address(given: AdminAddress | null | undefined): object | null {
  if (given == null) return null;
  return {
    firstName: given.first_name ?? null,
    lastName: given.last_name ?? null,
    address1: given.address1 ?? null,
    address2: given.address2 ?? null,
    city: given.city ?? null,
    zip: given.zip ?? null,
    phone: given.phone ?? null,
    country: given.country ?? null,
    countryCodeV2: given.country_code ?? null,
    province: given.province ?? null,
    provinceCode: given.province_code ?? null,
  };
}

/** Cents are enough here: the sandbox's shop sells in two-decimal currencies only. */
function unitAfterDiscounts(line: AdminLineItem): AdminMoneySet {
  const net = (side: "shop_money" | "presentment_money") => {
    const unit = line.price_set[side];
    const discount = (line.discount_allocations ?? []).reduce(
      (sum, { amount_set }) => sum + Number(amount_set[side].amount),
      0,
    );
    const amount = (Number(unit.amount) - discount / line.quantity).toFixed(2);
    return { amount, currency_code: unit.currency_code };
  };
  return { shop_money: net("shop_money"), presentment_money: net("presentment_money") };
}

const reference = (type: string, id: number | null | undefined) =>
  id == null ? null : { id: `gid://shopify/${type}/${id}`, legacyResourceId: String(id) };

function lineItem(line: AdminLineItem): Node {
  const fields = {
    id: line.admin_graphql_api_id,
    title: line.title,
    name: line.name,
    sku: line.sku ?? null,
    vendor: line.vendor ?? null,
    variantTitle: line.variant_title ?? null,
    quantity: line.quantity,
    currentQuantity: line.current_quantity,
    isGiftCard: line.gift_card,
    product: reference("Product", line.product_id),
    variant: reference("ProductVariant", line.variant_id),
    originalUnitPriceSet: money(line.price_set),
    discountedUnitPriceAfterAllDiscountsSet: money(unitAfterDiscounts(line)),
    customAttributes: attributes(line.properties),
  };
  return fields;
}

/** The journey has one visit: the sandbox's sessions begin and end with the page that led to the order. */
function journey(order: AdminOrder, shopDomain: string): object {
  const landing = order.landing_site == null ? null : new URL(order.landing_site, `https://${shopDomain}`);
  const utm = (name: string) => landing?.searchParams.get(`utm_${name}`) ?? null;
  const parameters = {
    source: utm("source"),
    medium: utm("medium"),
    campaign: utm("campaign"),
    content: utm("content"),
    term: utm("term"),
  };
  const visit = {
    id: order.admin_graphql_api_id.replace("/Order/", "/CustomerVisit/"),
    landingPage: landing?.href ?? null,
    referrerUrl: order.referring_site ?? null,
    source: utm("source") ?? "direct",
    occurredAt: order.created_at,
    utmParameters: utm("source") === null ? null : parameters,
  };
  return {
    ready: true,
    firstVisit: landing === null ? null : visit,
    lastVisit: landing === null ? null : visit,
  };
}

function customer(order: AdminOrder): object | null {
  if (order.customer == null) return null;
  return {
    id: order.customer.admin_graphql_api_id,
    email: order.customer.email ?? null,
    phone: order.customer.phone ?? null,
    firstName: order.customer.first_name ?? null,
    lastName: order.customer.last_name ?? null,
  };
}

const moneyFields = (order: AdminOrder) => ({
  currencyCode: order.currency,
  presentmentCurrencyCode: order.presentment_currency,
  totalPriceSet: money(order.total_price_set),
  currentTotalPriceSet: money(order.current_total_price_set),
  subtotalPriceSet: money(order.subtotal_price_set),
  totalShippingPriceSet: money(order.total_shipping_price_set),
  totalTaxSet: money(order.total_tax_set),
  totalDiscountsSet: money(order.total_discounts_set),
  discountCodes: order.discount_codes.map(({ code }) => code),
  taxesIncluded: order.taxes_included,
});

const whenAndWhere = (order: AdminOrder) => ({
  createdAt: order.created_at,
  updatedAt: order.updated_at,
  processedAt: order.processed_at,
  cancelledAt: order.cancelled_at ?? null,
  closedAt: order.closed_at ?? null,
  sourceName: order.source_name ?? null,
  cartToken: order.cart_token ?? null,
  checkoutToken: order.checkout_token ?? null,
  clientIp: order.browser_ip ?? null,
  statusPageUrl: order.order_status_url,
});

const people = (order: AdminOrder) => ({
  email: order.email ?? null,
  phone: order.phone ?? null,
  customer: customer(order),
  billingAddress: address(order.billing_address),
  shippingAddress: address(order.shipping_address),
});

/** The `Order` the Admin API answers; a field that is not here is refused loudly by the executor. */
export function orderNode(order: AdminOrder, shopDomain: string): Node {
  const identity = {
    id: order.admin_graphql_api_id,
    legacyResourceId: String(order.id),
    name: order.name,
    number: order.order_number,
    test: order.test,
    confirmed: order.confirmed,
    note: order.note ?? null,
    tags: order.tags === "" ? [] : order.tags.split(", "),
    displayFinancialStatus: order.financial_status.toUpperCase(),
  };
  return {
    ...identity,
    ...moneyFields(order),
    ...whenAndWhere(order),
    ...people(order),
    customAttributes: attributes(order.note_attributes),
    customerJourneySummary: journey(order, shopDomain),
    lineItems: (page: PageArguments) => connection(order.line_items.map(lineItem), page),
  } as Node;
}
