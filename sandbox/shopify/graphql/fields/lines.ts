/** `LineItem`, `ShippingLine` and what they are discounted and taxed by. */
import type {
  AdminDiscountAllocation,
  AdminLineItem,
  AdminMoneySet,
  AdminShippingLine,
  AdminTaxLine,
} from "../admin-order.ts";
import type { FieldTables, Fields } from "./asked.ts";
import { moneyFrom } from "./values.ts";

const discountOf = (line: AdminLineItem, side: "shop_money" | "presentment_money"): number =>
  (line.discount_allocations ?? []).reduce((sum, { amount_set }) => sum + Number(amount_set[side].amount), 0);

const unitAfterDiscounts = (line: AdminLineItem): AdminMoneySet =>
  moneyFrom(
    line.price_set,
    (side) => Number(line.price_set[side].amount) - discountOf(line, side) / line.quantity,
  );

const totalOf = (line: AdminLineItem, withDiscounts: boolean): AdminMoneySet =>
  moneyFrom(
    line.price_set,
    (side) =>
      Number(line.price_set[side].amount) * line.quantity - (withDiscounts ? discountOf(line, side) : 0),
  );

const reference = (type: string, id: number | null | undefined) =>
  id == null ? null : { id: `gid://shopify/${type}/${id}`, legacyResourceId: String(id) };

const lineItem: Fields<AdminLineItem, { withCodeDiscounts?: boolean | null }> = {
  id: (line) => line.admin_graphql_api_id,
  title: (line) => line.title,
  name: (line) => line.name,
  sku: (line) => line.sku ?? null,
  vendor: (line) => line.vendor ?? null,
  variantTitle: (line) => line.variant_title ?? null,
  quantity: (line) => line.quantity,
  currentQuantity: (line) => line.current_quantity,
  isGiftCard: (line) => line.gift_card,
  requiresShipping: (line) => line.requires_shipping ?? true,
  taxable: (line) => line.taxable ?? true,
  product: (line) => reference("Product", line.product_id),
  variant: (line) => reference("ProductVariant", line.variant_id),
  originalUnitPriceSet: (line) => line.price_set,
  originalTotalSet: (line) => totalOf(line, false),
  discountedUnitPriceAfterAllDiscountsSet: unitAfterDiscounts,
  // Line-level discounts only, and the sandbox has none; a code's come with the argument.
  discountedTotalSet: (line, { withCodeDiscounts }) => totalOf(line, withCodeDiscounts === true),
  totalDiscountSet: (line) => line.total_discount_set,
  discountAllocations: (line) => line.discount_allocations ?? [],
  taxLines: (line) => line.tax_lines ?? [],
  customAttributes: (line) => line.properties,
};

const shippingLine: Fields<AdminShippingLine> = {
  id: (line) => `gid://shopify/ShippingLine/${line.id}`,
  title: (line) => line.title,
  code: (line) => line.code ?? null,
  source: (line) => line.source ?? null,
  phone: (line) => line.phone ?? null,
  custom: () => false,
  isRemoved: (line) => line.is_removed,
  originalPriceSet: (line) => line.price_set,
  discountedPriceSet: (line) => line.discounted_price_set,
  currentDiscountedPriceSet: (line) => line.discounted_price_set,
  taxLines: (line) => line.tax_lines,
  discountAllocations: (line) => line.discount_allocations,
};

const taxLine: Fields<AdminTaxLine> = {
  title: (tax) => tax.title,
  rate: (tax) => tax.rate,
  ratePercentage: (tax) => Number((tax.rate * 100).toFixed(4)),
  priceSet: (tax) => tax.price_set,
  channelLiable: (tax) => tax.channel_liable ?? null,
};

const discountAllocation: Fields<AdminDiscountAllocation> = {
  allocatedAmountSet: (allocation) => allocation.amount_set,
};

/** The types of an order's lines. */
export const lineTables: FieldTables = {
  LineItem: lineItem,
  ShippingLine: shippingLine,
  TaxLine: taxLine,
  DiscountAllocation: discountAllocation,
};
