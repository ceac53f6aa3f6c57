/** What can happen to an order after it was placed. Each changes the order in place; telling of it is the store's business. */
import { amount, cents, moneySet } from "./money.ts";
import type { FinancialStatus, ShopifyOrder } from "./order.ts";
import { buildRefund, type Refund } from "./refund.ts";
import { shopTime } from "./shop-time.ts";

const total = (order: ShopifyOrder): number => cents(order.total_price);

const refunded = (order: ShopifyOrder): number =>
  order.refunds
    .flatMap(({ transactions }) => transactions)
    .reduce((sum, transaction) => sum + cents(transaction.amount), 0);

/** Nothing more is owed. */
export function pay(order: ShopifyOrder): void {
  order.financial_status = "paid";
  order.total_outstanding = amount(0);
}

/** Gives money back, at most what is left of the total; the original total stays what it was. */
export function refund(order: ShopifyOrder, wanted: number, at: number): Refund {
  const given = Math.min(wanted, total(order) - refunded(order));
  const gateway = order.payment_gateway_names[0] ?? "manual";
  const made = buildRefund({ orderId: order.id, index: order.refunds.length, cents: given, at, gateway });
  order.refunds.push(made);
  const left = Math.max(0, cents(order.current_total_price) - given);
  order.current_total_price = amount(left);
  order.current_total_price_set = moneySet(left);
  const isWhole = refunded(order) >= total(order);
  order.financial_status = isWhole ? "refunded" : "partially_refunded";
  return made;
}

const owesNothing: readonly FinancialStatus[] = ["refunded", "voided"];

/** Cancels: what was paid is given back, what was not paid is no longer owed. Answers the refund, if it came to one. */
export function cancel(order: ShopifyOrder, reason: string, at: number): Refund | undefined {
  order.cancelled_at = shopTime(at);
  order.cancel_reason = reason;
  for (const line of order.line_items) line.current_quantity = 0;
  if (owesNothing.includes(order.financial_status)) return undefined;
  if (order.financial_status !== "pending") return refund(order, total(order), at);
  order.financial_status = "voided";
  order.total_outstanding = amount(0);
  order.current_total_price = amount(0);
  order.current_total_price_set = moneySet(0);
  return undefined;
}

/** The merchant edits how many of a line the order is for; the current prices follow, the original ones stay. */
export function edit(order: ShopifyOrder, lineId: number, quantity: number): void {
  const line = order.line_items.find(({ id }) => id === lineId);
  if (line === undefined) throw new Error(`Order ${order.name} has no line ${lineId}`);
  const discount = line.discount_allocations.reduce((sum, part) => sum + cents(part.amount), 0);
  const tax = line.tax_lines.reduce((sum, part) => sum + cents(part.price), 0);
  const perPiece = (amountOfLine: number): number => Math.round(amountOfLine / line.quantity);
  const change = quantity - line.current_quantity;
  const net = change * (cents(line.price) - perPiece(discount));
  line.current_quantity = quantity;
  line.fulfillable_quantity = quantity;
  addToCurrent(order, "subtotal_price", net);
  addToCurrent(order, "total_tax", change * perPiece(tax));
  addToCurrent(order, "total_discounts", change * perPiece(discount));
  addToCurrent(order, "total_price", net + change * perPiece(tax));
}

type CurrentPrice = "subtotal_price" | "total_tax" | "total_discounts" | "total_price";

function addToCurrent(order: ShopifyOrder, price: CurrentPrice, change: number): void {
  const now = Math.max(0, cents(order[`current_${price}`]) + change);
  order[`current_${price}`] = amount(now);
  order[`current_${price}_set`] = moneySet(now);
}
