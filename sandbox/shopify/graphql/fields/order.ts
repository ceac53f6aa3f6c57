/** The Admin API's `Order`, answered field by field from the very object its webhooks are made of. */
import type { AdminDiscountApplication, AdminOrder } from "../admin-order.ts";
import { connection, type PageArguments } from "../connection.ts";
import type { FieldTables, Fields } from "./asked.ts";
import { outstandingOf, receivedOf, refundedOf, transactionsOf, type RefundOf } from "./payments.ts";
import { addressed } from "./people.ts";
import { moneyFrom, utc, utcOrNull } from "./values.ts";

type OrderFields = Fields<AdminOrder, PageArguments>;

const identity: OrderFields = {
  id: (order) => order.admin_graphql_api_id,
  legacyResourceId: (order) => String(order.id),
  name: (order) => order.name,
  number: (order) => order.order_number,
  confirmationNumber: (order) => order.confirmation_number ?? null,
  createdAt: (order) => utc(order.created_at),
  updatedAt: (order) => utc(order.updated_at),
  processedAt: (order) => utc(order.processed_at),
  cancelledAt: (order) => utcOrNull(order.cancelled_at),
  cancelReason: (order) => order.cancel_reason?.toUpperCase() ?? null,
  closedAt: (order) => utcOrNull(order.closed_at),
  closed: (order) => order.closed_at != null,
  test: (order) => order.test,
  confirmed: (order) => order.confirmed,
  edited: (order) => order.line_items.some((line) => line.current_quantity !== line.quantity),
  note: (order) => order.note ?? null,
  poNumber: (order) => order.po_number ?? null,
  tags: (order) => (order.tags === "" ? [] : order.tags.split(", ")),
  customAttributes: (order) => order.note_attributes,
};

const states: OrderFields = {
  displayFinancialStatus: (order) => order.financial_status.toUpperCase(),
  displayFulfillmentStatus: (order) => order.fulfillment_status?.toUpperCase() ?? "UNFULFILLED",
  fullyPaid: (order) => order.financial_status === "paid",
  unpaid: (order) => order.financial_status === "pending",
  returnStatus: () => "NO_RETURN",
  paymentGatewayNames: (order) => order.payment_gateway_names ?? [],
  transactions: (order, { first }) => transactionsOf(order, first),
  refunds: (order, { first }) =>
    (order.refunds ?? []).slice(0, first ?? undefined).map((refund): RefundOf => ({ order, refund })),
};

const money: OrderFields = {
  currencyCode: (order) => order.currency,
  presentmentCurrencyCode: (order) => order.presentment_currency,
  totalPriceSet: (order) => order.total_price_set,
  originalTotalPriceSet: (order) => order.total_price_set,
  currentTotalPriceSet: (order) => order.current_total_price_set,
  subtotalPriceSet: (order) => order.subtotal_price_set,
  currentSubtotalPriceSet: (order) => order.current_subtotal_price_set,
  totalShippingPriceSet: (order) => order.total_shipping_price_set,
  currentShippingPriceSet: (order) => order.current_shipping_price_set,
  totalTaxSet: (order) => order.total_tax_set,
  currentTotalTaxSet: (order) => order.current_total_tax_set,
  totalDiscountsSet: (order) => order.total_discounts_set,
  currentTotalDiscountsSet: (order) => order.current_total_discounts_set,
  totalRefundedSet: refundedOf,
  totalReceivedSet: receivedOf,
  totalOutstandingSet: outstandingOf,
  netPaymentSet: (order) =>
    moneyFrom(
      order.total_price_set,
      (side) => Number(receivedOf(order)[side].amount) - Number(refundedOf(order)[side].amount),
    ),
  taxesIncluded: (order) => order.taxes_included,
  taxExempt: (order) => order.tax_exempt ?? false,
  dutiesIncluded: (order) => order.duties_included ?? false,
  estimatedTaxes: (order) => order.estimated_taxes ?? false,
  taxLines: (order) => order.tax_lines ?? [],
  currentTaxLines: (order) => order.tax_lines ?? [],
  discountCode: (order) => order.discount_codes[0]?.code ?? null,
  discountCodes: (order) => order.discount_codes.map(({ code }) => code),
};

const sum = (order: AdminOrder, of: "quantity" | "current_quantity"): number =>
  order.line_items.reduce((total, line) => total + line[of], 0);

const lines: OrderFields = {
  lineItems: (order, page, asked) => connection(order.line_items, page, asked),
  subtotalLineItemsQuantity: (order) => sum(order, "quantity"),
  currentSubtotalLineItemsQuantity: (order) => sum(order, "current_quantity"),
  totalWeight: (order) => String(order.total_weight ?? 0),
  requiresShipping: (order) => order.line_items.some((line) => line.requires_shipping !== false),
  shippingLine: (order) => order.shipping_lines?.[0] ?? null,
  shippingLines: (order, page, asked) => connection(order.shipping_lines ?? [], page, asked),
  discountApplications: (order, page, asked) =>
    connection((order.discount_applications ?? []).map(application), page, asked),
};

const people: OrderFields = {
  email: (order) => order.email ?? null,
  phone: (order) => order.phone ?? null,
  customer: (order) => (order.customer == null ? null : { customer: order.customer, order }),
  customerLocale: (order) => order.customer_locale ?? null,
  customerAcceptsMarketing: (order) => order.buyer_accepts_marketing ?? false,
  billingAddress: (order) => addressed(order.billing_address, `${order.id}1`),
  shippingAddress: (order) => addressed(order.shipping_address, `${order.id}2`),
  displayAddress: (order) => addressed(order.shipping_address ?? order.billing_address, `${order.id}2`),
};

/** Shopify's own app that takes the online store's orders. */
const ONLINE_STORE = { id: "gid://shopify/App/580111", name: "Online Store" };

/** That another source's name is its handle is a guess; `web` is the Online Store's. */
const channelOf = (order: AdminOrder) =>
  order.source_name == null
    ? null
    : {
        handle: order.source_name,
        displayName: order.source_name === "web" ? ONLINE_STORE.name : order.source_name,
      };

function channelInformation(order: AdminOrder): object | null {
  const channel = channelOf(order);
  if (channel === null) return null;
  const definition = {
    id: `gid://shopify/ChannelDefinition/${channel.handle}`,
    handle: channel.handle,
    channelName: channel.displayName,
    subChannelName: channel.displayName,
    isMarketplace: false,
  };
  return {
    id: `gid://shopify/ChannelInformation/${order.id}`,
    channelId: `gid://shopify/Channel/${channel.handle}`,
    displayName: channel.displayName,
    channelDefinition: definition,
  };
}

const origin: OrderFields = {
  sourceName: (order) => order.source_name ?? null,
  sourceIdentifier: (order) => order.source_identifier ?? null,
  registeredSourceUrl: (order) => order.source_url ?? null,
  app: ({ app_id }) => {
    if (app_id == null) return null;
    const id = `gid://shopify/App/${app_id}`;
    return { id, name: id === ONLINE_STORE.id ? ONLINE_STORE.name : `App ${app_id}` };
  },
  attribution: channelOf,
  channelInformation,
  cartToken: (order) => order.cart_token ?? null,
  checkoutToken: (order) => order.checkout_token ?? null,
  clientIp: (order) => order.browser_ip ?? null,
  statusPageUrl: (order) => order.order_status_url,
  landingPageUrl: (order, _, { state }) =>
    order.landing_site == null ? null : `https://${state.shop.domain}${order.landing_site}`,
  referrerUrl: (order) => order.referring_site ?? null,
  customerJourneySummary: (order) => order,
};

const application = (given: AdminDiscountApplication, index: number) => ({
  __typename: "DiscountCodeApplication",
  index,
  code: given.code,
  allocationMethod: given.allocation_method.toUpperCase(),
  targetSelection: given.target_selection.toUpperCase(),
  targetType: given.target_type.toUpperCase(),
  value:
    given.value_type === "percentage"
      ? { __typename: "PricingPercentageValue", percentage: Number(given.value) }
      : { __typename: "MoneyV2", amount: given.value, currency_code: "USD" },
});

/** `Order` itself. */
export const orderTables: FieldTables = {
  Order: { ...identity, ...states, ...money, ...lines, ...people, ...origin },
};
