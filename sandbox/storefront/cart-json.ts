import { CURRENCY } from "./catalogue.ts";
import { itemCount, subtotal, visibleAttributes } from "./cart.ts";
import type { Cart, CartLine } from "./cart.ts";

function image(line: CartLine) {
  const url = `/cdn/shop/files/${line.product.handle}.svg`;
  return { aspect_ratio: 1, alt: line.product.title, height: 800, url, width: 800 };
}

function prices(line: CartLine) {
  const { price } = line.variant;
  const linePrice = price * line.quantity;
  return {
    price,
    original_price: price,
    presentment_price: price / 100,
    discounted_price: price,
    final_price: price,
    line_price: linePrice,
    original_line_price: linePrice,
    final_line_price: linePrice,
    total_discount: 0,
    discounts: [],
    line_level_discount_allocations: [],
    line_level_total_discount: 0,
  };
}

/** A cart line as the Ajax API shows it; prices in cents. */
export function lineJson(line: CartLine, root: string) {
  const { product, variant } = line;
  const onlyOne = product.variants.length === 1;
  return {
    id: variant.id,
    properties: line.properties,
    quantity: line.quantity,
    variant_id: variant.id,
    key: line.key,
    title: onlyOne ? product.title : `${product.title} - ${variant.title}`,
    ...prices(line),
    sku: variant.sku,
    grams: variant.grams,
    vendor: "Northpine",
    taxable: true,
    product_id: product.id,
    product_has_only_default_variant: onlyOne,
    gift_card: false,
    url: `${root}products/${product.handle}?variant=${variant.id}`,
    featured_image: image(line),
    image: image(line).url,
    handle: product.handle,
    requires_shipping: true,
    product_type: product.type,
    product_title: product.title,
    product_description: product.description,
    variant_title: onlyOne ? null : variant.title,
    variant_options: [variant.title],
    options_with_values: [{ name: product.option, value: variant.title }],
  };
}

/** A cart as the Ajax API shows it; prices in cents, private attributes left out. */
export function cartJson(cart: Cart, root: string) {
  const total = subtotal(cart);
  return {
    token: cart.token,
    note: cart.note ?? null,
    attributes: visibleAttributes(cart),
    original_total_price: total,
    total_price: total,
    total_discount: 0,
    total_weight: cart.lines.reduce((grams, line) => grams + line.variant.grams * line.quantity, 0),
    item_count: itemCount(cart),
    items: cart.lines.map((line) => lineJson(line, root)),
    requires_shipping: cart.lines.length > 0,
    currency: CURRENCY,
    items_subtotal_price: total,
    cart_level_discount_applications: [],
    discount_codes: [],
  };
}
