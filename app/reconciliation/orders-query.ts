/**
 * What is asked of Shopify's Admin API about orders. Sizes are chosen by cost (facts of Shopify's published rules: an object 1 point, a connection 2 and what its
 * `first` asks for): one order in full costs about 70 points, one line of the short list 1.
 */

/** Of an order's lines so many come with the order; the rest of a longer one is asked for by itself (`ORDER_LINES`). */
const LINES_IN_PAGE = 3;
/** An order has one shipping line, or one for each group of lines that travels apart. */
const SHIPPING_LINES = 2;

const MONEY = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }";
const ADDRESS = "{ firstName lastName city provinceCode zip countryCodeV2 phone }";

const LINE = `
  id title name sku vendor quantity
  product { id }
  variant { id }
  customAttributes { key value }
  originalUnitPriceSet ${MONEY}
  discountAllocations { allocatedAmountSet ${MONEY} }`;

const SHIPPING_LINE = `
  id
  discountedPriceSet ${MONEY}
  taxLines { priceSet ${MONEY} }`;

/** All that costs nothing: enough to know an order, and to see whether it counts. */
const SCALARS = `
  id name createdAt updatedAt processedAt cancelledAt test displayFinancialStatus sourceName`;

// Deprecated, and still the only words for what webhooks call landing_site and referring_site: docs/reconciliation.md.
const LANDING = `
  landingPageUrl
  referrerUrl`;

const ORDER = `${SCALARS} ${LANDING}
  checkoutToken clientIp customerLocale email phone tags taxesIncluded paymentGatewayNames
  customAttributes { key value }
  totalPriceSet ${MONEY}
  subtotalPriceSet ${MONEY}
  totalTaxSet ${MONEY}
  billingAddress ${ADDRESS}
  shippingAddress ${ADDRESS}
  customer {
    id firstName lastName
    defaultEmailAddress { emailAddress }
    defaultPhoneNumber { phoneNumber }
    defaultAddress ${ADDRESS}
  }
  customerJourneySummary {
    ready customerOrderIndex
    firstVisit { landingPage occurredAt }
    lastVisit { landingPage occurredAt }
  }`;

const WHOLE_ORDER = `${ORDER}
  shippingLines(first: ${SHIPPING_LINES}, includeRemovals: true) { nodes { ${SHIPPING_LINE} } pageInfo { hasNextPage } }
  lineItems(first: ${LINES_IN_PAGE}) { nodes { ${LINE} } pageInfo { hasNextPage endCursor } }`;

/** A page of orders in full, with where the shop is found. */
export const ORDERS_PAGE = `#graphql
  query OrdersPage($search: String!, $sortKey: OrderSortKeys!, $first: Int!, $after: String) {
    shop { url }
    orders(query: $search, sortKey: $sortKey, first: $first, after: $after) {
      nodes { ${WHOLE_ORDER} }
      pageInfo { hasNextPage endCursor }
    }
  }`;

/** A page of the short list: to compare with what is known. */
export const ORDERS_LIST = `#graphql
  query OrdersList($search: String!, $sortKey: OrderSortKeys!, $first: Int!, $after: String) {
    orders(query: $search, sortKey: $sortKey, first: $first, after: $after) {
      nodes { ${SCALARS} }
      pageInfo { hasNextPage endCursor }
    }
  }`;

/** Orders in full by their ids. */
export const ORDERS_BY_ID = `#graphql
  query OrdersById($ids: [ID!]!) {
    shop { url }
    nodes(ids: $ids) { ... on Order { ${WHOLE_ORDER} } }
  }`;

/** Lines of one long order. */
export const ORDER_LINES = `#graphql
  query OrderLines($id: ID!, $first: Int!, $after: String) {
    order(id: $id) {
      lineItems(first: $first, after: $after) { nodes { ${LINE} } pageInfo { hasNextPage endCursor } }
    }
  }`;

/** Every shipping line of one order that has more than a page of orders brings. */
export const ORDER_SHIPPING = `#graphql
  query OrderShipping($id: ID!) {
    order(id: $id) {
      shippingLines(first: 20, includeRemovals: true) { nodes { ${SHIPPING_LINE} } }
    }
  }`;

/** How many orders there are, counted up to ten thousand. */
export const ORDERS_COUNT = `#graphql
  query OrdersCount($search: String!) {
    ordersCount(query: $search, limit: 10000) { count precision }
  }`;

/** What a bulk operation runs; `SEARCH` stands where the range goes, because a bulk query takes no variables. */
export const BULK_ORDERS = `#graphql
  query BulkOrders {
    orders(query: "SEARCH", sortKey: CREATED_AT) {
      edges { node { ${ORDER}
        shippingLines(includeRemovals: true) { edges { node { ${SHIPPING_LINE} } } }
        lineItems { edges { node { ${LINE} } } }
      } }
    }
  }`;

// Grouped: without it Shopify promises no order of the lines, and an order's own might stand anywhere in the file.
/** Starts a bulk operation. */
export const START_BULK = `#graphql
  mutation StartBulk($query: String!) {
    bulkOperationRunQuery(query: $query, groupObjects: true) {
      bulkOperation { id status }
      userErrors { code message }
    }
  }`;

/** How a bulk operation stands. */
export const BULK_STATE = `#graphql
  query BulkState($id: ID!) {
    bulkOperation(id: $id) { id status errorCode objectCount rootObjectCount url partialDataUrl }
  }`;

/** Stops a bulk operation. */
export const CANCEL_BULK = `#graphql
  mutation CancelBulk($id: ID!) {
    bulkOperationCancel(id: $id) {
      bulkOperation { id status }
      userErrors { message }
    }
  }`;

/** Which time of an order a range is about. */
export type OrderTime = "updated_at" | "created_at" | "processed_at";

/** A range of orders. Milliseconds since the epoch, both ends included; Shopify's times have whole seconds. */
export interface OrderRange {
  by: OrderTime;
  from: number;
  until?: number | undefined;
}

/** Shopify's name for the sort that a range is walked in. */
export const SORT_KEY: Readonly<Record<OrderTime, string>> = {
  updated_at: "UPDATED_AT",
  created_at: "CREATED_AT",
  processed_at: "PROCESSED_AT",
};

/** A range in Shopify's search syntax. */
export function searchOf({ by, from, until }: OrderRange): string {
  const since = `${by}:>='${wholeSeconds(Math.floor(from / 1000))}'`;
  return until === undefined ? since : `${since} AND ${by}:<='${wholeSeconds(Math.floor(until / 1000))}'`;
}

function wholeSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000", "");
}

/** The bulk query of a range. */
export function bulkQueryOf(range: OrderRange): string {
  return BULK_ORDERS.replace("SEARCH", searchOf(range));
}
