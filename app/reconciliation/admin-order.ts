import type { CustomerJourney } from "../attribution/claims.ts";
import { id, instant, type JsonObject } from "../orders/json.ts";
import { readParsedOrder, type Order } from "../orders/order.ts";
import type {
  AddressNode,
  AttributeNodes,
  LineNode,
  ListedOrderNode,
  MoneyNode,
  OrderNode,
  ShippingLineNode,
} from "./admin-order-node.ts";

/** An order as the Admin API tells it. */
export interface FoundOrder {
  order: Order;
  /** What Shopify knows of the visits before it; undefined until Shopify has gathered that. */
  journey: CustomerJourney | undefined;
}

/** What hangs below an order. */
export interface OrderParts {
  lines: readonly LineNode[];
  shippingLines: readonly ShippingLineNode[];
}

/** One order of the short list: enough to tell whether it is known, and whether it counts. Times are milliseconds since the epoch. */
export interface ListedOrder {
  /** Digits of Shopify's order id. */
  id: string;
  placedAt: number | undefined;
  updatedAt: number | undefined;
  test: boolean;
  cancelled: boolean;
  /** In the webhooks' spelling, e.g. `partially_refunded`. */
  financialStatus: string | undefined;
  /** Shopify's `source_name`. */
  source: string | undefined;
}

/** Reads a line of the short list; undefined for an id that is none. */
export function listedOrder(node: ListedOrderNode): ListedOrder | undefined {
  const orderId = id(node.id);
  if (orderId === undefined) return undefined;
  return {
    id: orderId,
    placedAt: instant(node.processedAt) ?? instant(node.createdAt),
    updatedAt: instant(node.updatedAt),
    test: node.test,
    cancelled: node.cancelledAt !== null,
    financialStatus: node.displayFinancialStatus?.toLowerCase(),
    source: node.sourceName ?? undefined,
  };
}

/**
 * The order, read by the same reader as a webhook's body: what the Admin API says is put into the webhooks' words first, so that both come to one order.
 * `shopUrl` is where shoppers find the shop. Undefined for an id that is none.
 */
export function fromAdmin(
  node: OrderNode,
  parts: OrderParts,
  shopUrl: string | undefined,
): FoundOrder | undefined {
  const read = readParsedOrder({ ...orderWords(node), ...partWords(parts), order_status_url: shopUrl });
  return read.ok ? { order: read.order, journey: journeyOf(node) } : undefined;
}

function orderWords(node: OrderNode): JsonObject {
  return {
    admin_graphql_api_id: node.id,
    name: node.name,
    created_at: node.createdAt,
    updated_at: node.updatedAt,
    processed_at: node.processedAt,
    cancelled_at: node.cancelledAt,
    test: node.test,
    source_name: node.sourceName,
    financial_status: node.displayFinancialStatus?.toLowerCase(),
    landing_site: pathOf(node.landingPageUrl),
    referring_site: node.referrerUrl,
    checkout_token: node.checkoutToken,
    browser_ip: node.clientIp,
    customer_locale: node.customerLocale,
    tags: node.tags,
    payment_gateway_names: node.paymentGatewayNames,
    note_attributes: pairs(node.customAttributes),
    taxes_included: node.taxesIncluded,
    total_price_set: moneySet(node.totalPriceSet),
    subtotal_price_set: moneySet(node.subtotalPriceSet),
    total_tax_set: moneySet(node.totalTaxSet),
    ...buyerWords(node),
  };
}

function buyerWords({ email, phone, billingAddress, shippingAddress, customer }: OrderNode): JsonObject {
  return {
    ...{ email, phone },
    billing_address: addressWords(billingAddress),
    shipping_address: addressWords(shippingAddress),
    customer: customer && {
      admin_graphql_api_id: customer.id,
      email: customer.defaultEmailAddress?.emailAddress,
      phone: customer.defaultPhoneNumber?.phoneNumber,
      first_name: customer.firstName,
      last_name: customer.lastName,
      default_address: addressWords(customer.defaultAddress),
    },
  };
}

function addressWords(given: AddressNode): JsonObject | null {
  return (
    given && {
      first_name: given.firstName,
      last_name: given.lastName,
      city: given.city,
      province_code: given.provinceCode,
      zip: given.zip,
      country_code: given.countryCodeV2,
      phone: given.phone,
    }
  );
}

function partWords({ lines, shippingLines }: OrderParts): JsonObject {
  return {
    shipping_lines: shippingLines.map((line) => ({
      discounted_price_set: moneySet(line.discountedPriceSet),
      tax_lines: line.taxLines.map((tax) => ({ price_set: moneySet(tax.priceSet) })),
    })),
    line_items: lines.map((line) => ({
      admin_graphql_api_id: line.id,
      ...{ title: line.title, name: line.name, sku: line.sku, vendor: line.vendor, quantity: line.quantity },
      product_id: line.product?.id,
      variant_id: line.variant?.id,
      properties: pairs(line.customAttributes),
      price_set: moneySet(line.originalUnitPriceSet),
      discount_allocations: line.discountAllocations.map((one) => ({
        amount_set: moneySet(one.allocatedAmountSet),
      })),
    })),
  };
}

function pairs(given: AttributeNodes): JsonObject[] {
  return given.map(({ key, value }) => ({ name: key, value }));
}

function moneySet(given: MoneyNode | null): JsonObject | undefined {
  if (given === null) return undefined;
  const words = ({ amount, currencyCode }: MoneyNode["shopMoney"]) => ({
    amount,
    currency_code: currencyCode,
  });
  return { shop_money: words(given.shopMoney), presentment_money: words(given.presentmentMoney) };
}

/** Path and query as they are written; the Admin API puts the shop's address before them. */
function pathOf(url: string | null): string | undefined {
  return url?.replace(/^https?:\/\/[^/?#]*/i, "");
}

function journeyOf({ customerJourneySummary: summary }: OrderNode): CustomerJourney | undefined {
  if (summary?.ready !== true) return undefined;
  const visits = [summary.firstVisit, summary.lastVisit].flatMap((one) => {
    const occurredAt = instant(one?.occurredAt);
    return one?.landingPage == null || occurredAt === undefined
      ? []
      : [{ landingPage: one.landingPage, occurredAt }];
  });
  const before = summary.customerOrderIndex;
  return before === null ? { visits } : { visits, customer: before > 0 ? "returning" : "new" };
}
