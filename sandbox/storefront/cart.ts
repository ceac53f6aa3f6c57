import { variantById } from "./catalogue.ts";
import type { Line } from "../orders/totals.ts";

/** A line of a cart with the key that names it. */
export interface CartLine extends Line {
  /** Variant id and a digest of the properties: lines that agree in both are one line. */
  key: string;
}

/** One visitor's cart. */
export interface Cart {
  /** With its `?key=`, as Shopify's cart cookie has it. */
  token: string;
  note: string | undefined;
  attributes: Map<string, string>;
  lines: CartLine[];
}

/** Something to put into a cart. */
export interface NewItem {
  id: number;
  quantity: number;
  properties: Record<string, string>;
}

/** Why the cart refused; `description` is for the buyer. */
export interface CartError {
  status: 404 | 422;
  message: string;
  description: string;
}

/** An empty cart under this token. */
export function emptyCart(token: string): Cart {
  return { token, note: undefined, attributes: new Map(), lines: [] };
}

/** A line for this item, or why there can be none. */
export function lineFor(item: NewItem, digest: (text: string) => string): CartLine | CartError {
  const found = variantById(item.id);
  if (!found) return { status: 422, message: "Cart Error", description: "Cannot find variant" };
  const { product, variant } = found;
  if (!variant.available) {
    const name = `${product.title} - ${variant.title}`;
    return { status: 422, message: "Cart Error", description: `The product '${name}' is already sold out.` };
  }
  const properties = item.properties;
  const key = `${variant.id}:${digest(JSON.stringify(Object.entries(properties).sort()))}`;
  return { product, variant, quantity: item.quantity, properties, key };
}

/** Puts a line into the cart, merged with the line it equals; returns the line as it is in the cart now. */
export function addLine(cart: Cart, line: CartLine): CartLine {
  const same = cart.lines.find((candidate) => candidate.key === line.key);
  if (same) {
    same.quantity += line.quantity;
    return same;
  }
  // Newest first, as Shopify lists a cart.
  cart.lines.unshift(line);
  return line;
}

/** The line with this key, or the first one with this variant id. */
export function findLine(cart: Cart, keyOrVariantId: string): CartLine | undefined {
  return cart.lines.find((line) => line.key === keyOrVariantId || String(line.variant.id) === keyOrVariantId);
}

/** Sets a line's quantity; 0 removes it. */
export function setQuantity(cart: Cart, line: CartLine, quantity: number): void {
  line.quantity = quantity;
  if (quantity <= 0) cart.lines = cart.lines.filter((candidate) => candidate !== line);
}

/** Merges attributes key by key: an empty or null value clears its key, keys not named stay. */
export function mergeAttributes(cart: Cart, attributes: Record<string, string | null>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === "") cart.attributes.delete(name);
    else cart.attributes.set(name, value);
  }
}

/** Attributes that Liquid and the Ajax API may see: a leading "__" keeps one to the server. */
export function visibleAttributes(cart: Cart): Record<string, string> {
  return Object.fromEntries([...cart.attributes].filter(([name]) => !name.startsWith("__")));
}

/** What the lines cost together, in cents. */
export function subtotal(cart: Cart): number {
  return cart.lines.reduce((cents, line) => cents + line.variant.price * line.quantity, 0);
}

/** How many things are in the cart. */
export function itemCount(cart: Cart): number {
  return cart.lines.reduce((count, line) => count + line.quantity, 0);
}

/** The shop's carts, by token. */
export class CartStore {
  readonly #carts = new Map<string, Cart>();
  readonly #token: (digits: number) => string;

  constructor(token: (digits: number) => string) {
    this.#token = token;
  }

  /** The cart this cookie names, if it is known. */
  find(token: string | undefined): Cart | undefined {
    return token === undefined ? undefined : this.#carts.get(token);
  }

  /** An empty cart that nobody keeps yet. */
  fresh(): Cart {
    return emptyCart(`${this.#token(32)}?key=${this.#token(32)}`);
  }

  /** Keeps the cart from now on. */
  keep(cart: Cart): void {
    this.#carts.set(cart.token, cart);
  }

  /** Forgets a cart that became an order. */
  drop(token: string): void {
    this.#carts.delete(token);
  }
}
