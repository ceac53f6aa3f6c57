import type { ShopifyOrder } from "../orders/order.ts";
import type { Line, Totals } from "../orders/totals.ts";
import { productView } from "./theme.ts";

/** The order summary beside the checkout as its template sees it; amounts in cents. */
export function summary(lines: Line[], totals: Totals, root: string) {
  const items = lines.map((line) => ({
    product: productView(line.product, root),
    variant_title: line.product.variants.length === 1 ? "" : line.variant.title,
    quantity: line.quantity,
    line_price: line.variant.price * line.quantity,
  }));
  const { merchandise, discount, shipping, tax, total } = totals;
  return { items, merchandise, discount, shipping, tax, total };
}

/** An order as the thank-you page sees it. */
export function orderView(order: ShopifyOrder) {
  const { name, email, financial_status, confirmation_number, shipping_address } = order;
  return { name, email, paid: financial_status === "paid", confirmation_number, address: shipping_address };
}
