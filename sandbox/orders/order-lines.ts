import type { Country } from "./places.ts";
import type { LineTotals, Totals } from "./totals.ts";
import { amount, moneySet } from "./money.ts";
import type { OrderDraft, OrderIdentity } from "./draft.ts";

/** A name and a value, as `note_attributes` and line-item `properties` are written. */
export interface NameValue {
  name: string;
  value: string;
}

/** A record as Shopify's list of names and values. */
export function nameValues(record: Record<string, string>): NameValue[] {
  return Object.entries(record).map(([name, value]) => ({ name, value }));
}

/** One tax, as it appears on the order, on its lines and on shipping; empty when nothing is taxed. */
export function taxLines(cents: number, country: Country) {
  if (cents === 0) return [];
  return [
    {
      channel_liable: false,
      price: amount(cents),
      price_set: moneySet(cents),
      rate: country.taxRate,
      title: country.taxTitle,
    },
  ];
}

function discountAllocations(cents: number) {
  if (cents === 0) return [];
  return [{ amount: amount(cents), amount_set: moneySet(cents), discount_application_index: 0 }];
}

/** Line ids follow the order's id, so that no two lines of a sandbox share one. */
function lineId(orderId: number, index: number): number {
  return orderId * 10 + index;
}

function lineItem({ line, discount, tax }: LineTotals, id: number, country: Country) {
  const { product, variant, quantity } = line;
  const variantTitle = product.variants.length > 1 ? variant.title : null;
  return {
    id,
    admin_graphql_api_id: `gid://shopify/LineItem/${id}`,
    attributed_staffs: [],
    current_quantity: quantity,
    fulfillable_quantity: quantity,
    fulfillment_service: "manual",
    fulfillment_status: null,
    gift_card: false,
    grams: variant.grams,
    name: variantTitle === null ? product.title : `${product.title} - ${variantTitle}`,
    price: amount(variant.price),
    price_set: moneySet(variant.price),
    product_exists: true,
    product_id: product.id,
    properties: nameValues(line.properties),
    quantity,
    requires_shipping: true,
    sales_line_item_group_id: null,
    sku: variant.sku,
    taxable: true,
    title: product.title,
    // A code's discount is in discount_allocations; total_discount counts line-level discounts only.
    total_discount: amount(0),
    total_discount_set: moneySet(0),
    variant_id: variant.id,
    variant_inventory_management: "shopify",
    variant_title: variantTitle,
    vendor: "Northpine",
    tax_lines: taxLines(tax, country),
    duties: [],
    discount_allocations: discountAllocations(discount),
  };
}

/** The order's `line_items`. */
export function lineItems(draft: OrderDraft, identity: OrderIdentity) {
  return draft.totals.lines.map((line, index) =>
    lineItem(line, lineId(identity.id, index), draft.buyer.country),
  );
}

/** The order's one shipping line. */
export function shippingLines(totals: Totals, country: Country, orderId: number) {
  return [
    {
      id: lineId(orderId, 9),
      carrier_identifier: null,
      code: country.shippingTitle,
      current_discounted_price_set: moneySet(totals.shipping),
      discounted_price: amount(totals.shipping),
      discounted_price_set: moneySet(totals.shipping),
      is_removed: false,
      phone: null,
      price: amount(totals.shipping),
      price_set: moneySet(totals.shipping),
      requested_fulfillment_service_id: null,
      source: "shopify",
      title: country.shippingTitle,
      tax_lines: [],
      discount_allocations: [],
    },
  ];
}

/** The order's `discount_codes` and `discount_applications`. */
export function discounts({ discountCode, totals }: OrderDraft) {
  if (discountCode === undefined) return { discount_codes: [], discount_applications: [] };
  const percent = ((totals.discount / totals.merchandise) * 100).toFixed(1);
  return {
    discount_codes: [{ code: discountCode, amount: amount(totals.discount), type: "percentage" }],
    discount_applications: [
      {
        target_type: "line_item",
        type: "discount_code",
        value: percent,
        value_type: "percentage",
        allocation_method: "across",
        target_selection: "all",
        code: discountCode,
      },
    ],
  };
}
