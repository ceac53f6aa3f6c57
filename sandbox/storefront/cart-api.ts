import type { Journal } from "../journal.ts";
import { json, seeOther, withCookie } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { addLine, findLine, lineFor, mergeAttributes, setQuantity } from "./cart.ts";
import type { Cart, CartError, CartLine, CartStore, NewItem } from "./cart.ts";
import { readAdditions, readChange, readUpdate } from "./cart-fields.ts";
import type { CartChange, CartUpdate } from "./cart-fields.ts";
import { cartJson, lineJson } from "./cart-json.ts";
import type { Visit } from "./visit.ts";

/** What the cart's endpoints need from outside. */
export interface CartApiOptions {
  carts: CartStore;
  journal: Journal;
  /** A short stable digest of a text. */
  digest: (text: string) => string;
}

const FOURTEEN_DAYS = 14 * 86_400;

/** The visitor's cart, or an empty one that is kept at its first write. */
export function cartOf(visit: Visit, carts: CartStore): Cart {
  return carts.find(visit.cookies.get("cart")) ?? carts.fresh();
}

/** The answer with the cookie of this cart, which is kept from now on. */
export function keepCart(answer: Answer, cart: Cart, carts: CartStore): Answer {
  carts.keep(cart);
  return withCookie(answer, { name: "cart", value: cart.token, maxAge: FOURTEEN_DAYS });
}

function isError(line: CartLine | CartError): line is CartError {
  return "status" in line;
}

/** Adds all items or none: the first that cannot be added is the error. */
function addAll(cart: Cart, items: NewItem[], digest: CartApiOptions["digest"]): CartLine[] | CartError {
  const lines = items.map((item) => lineFor(item, digest));
  const error = lines.find(isError);
  if (error) return error;
  return lines.filter((line): line is CartLine => !isError(line)).map((line) => addLine(cart, line));
}

function applyQuantities(cart: Cart, updates: CartUpdate["updates"]): void {
  const lines = [...cart.lines];
  for (const [name, quantity] of Object.entries(updates ?? {})) {
    const line = Array.isArray(updates) ? lines[Number(name)] : (findLine(cart, name) ?? lines[Number(name)]);
    if (line) setQuantity(cart, line, quantity);
  }
}

/** Leaves a hop in the journal for attributes just written. */
export function recordAttributes(cart: Cart, written: Record<string, string | null>, journal: Journal): void {
  const set = Object.keys(written).filter((name) => cart.attributes.has(name));
  const summary =
    set.length > 0
      ? `Cart attributes written: ${set.join(", ")}`
      : `Cart attributes cleared: ${Object.keys(written).join(", ")}`;
  journal.record("attributes_written", summary, {
    cart: cart.token,
    written,
    attributes: Object.fromEntries(cart.attributes),
  });
}

/** Applies quantities, attributes and note to a cart; attributes leave a hop in the journal. */
export function applyUpdate(cart: Cart, update: CartUpdate, journal: Journal): void {
  applyQuantities(cart, update.updates);
  if (update.note !== undefined) cart.note = update.note === "" ? undefined : (update.note ?? undefined);
  const attributes = update.attributes ?? {};
  if (Object.keys(attributes).length === 0) return;
  mergeAttributes(cart, attributes);
  recordAttributes(cart, attributes, journal);
}

async function add(visit: Visit, { carts, digest }: CartApiOptions): Promise<Answer> {
  const cart = cartOf(visit, carts);
  const { items, single } = readAdditions(await visit.fields());
  const added = addAll(cart, items, digest);
  if (!Array.isArray(added)) return json(added, added.status);
  const shown = added.map((line) => lineJson(line, visit.root));
  return keepCart(json(single ? shown[0] : { items: shown }), cart, carts);
}

async function update(visit: Visit, { carts, journal }: CartApiOptions): Promise<Answer> {
  const cart = cartOf(visit, carts);
  applyUpdate(cart, readUpdate(await visit.fields()), journal);
  return keepCart(json(cartJson(cart, visit.root)), cart, carts);
}

// By key or variant id, else by position counted from 1.
function namedLine(cart: Cart, { id, line }: CartChange): CartLine | undefined {
  return id === undefined ? cart.lines[(line ?? 0) - 1] : findLine(cart, id);
}

async function change(visit: Visit, { carts }: CartApiOptions): Promise<Answer> {
  const cart = cartOf(visit, carts);
  const wanted = readChange(await visit.fields());
  const line = namedLine(cart, wanted);
  if (!line) {
    const description = "no valid id or line parameter";
    return json({ status: 400, message: "Bad Request", description }, 400);
  }
  setQuantity(cart, line, wanted.quantity);
  return keepCart(json(cartJson(cart, visit.root)), cart, carts);
}

// Whether Shopify keeps attributes and note here is not established; the sandbox plays the harder case for the app.
function clear(visit: Visit, { carts }: CartApiOptions): Answer {
  const cart = cartOf(visit, carts);
  cart.lines = [];
  cart.attributes.clear();
  cart.note = undefined;
  return keepCart(json(cartJson(cart, visit.root)), cart, carts);
}

async function addByForm(visit: Visit, { carts, digest }: CartApiOptions): Promise<Answer> {
  const cart = cartOf(visit, carts);
  const added = addAll(cart, readAdditions(await visit.fields()).items, digest);
  if (!Array.isArray(added))
    return { status: added.status, type: "text/plain; charset=utf-8", body: added.description };
  return keepCart(seeOther(`${visit.root}cart`), cart, carts);
}

async function updateByForm(visit: Visit, { carts, journal }: CartApiOptions): Promise<Answer> {
  const cart = cartOf(visit, carts);
  const fields = await visit.fields();
  applyUpdate(cart, readUpdate(fields), journal);
  const next = "checkout" in fields ? "checkout" : "cart";
  return keepCart(seeOther(`${visit.root}${next}`), cart, carts);
}

// Themes remove a line with this link; Shopify answers a GET here too.
function changeByLink(visit: Visit, { carts }: CartApiOptions): Answer {
  const cart = cartOf(visit, carts);
  const wanted = readChange(Object.fromEntries(visit.url.searchParams));
  const line = namedLine(cart, wanted);
  if (line) setQuantity(cart, line, wanted.quantity);
  return seeOther(`${visit.root}cart`);
}

/** Answers the Ajax cart API and the cart's form posts; undefined for any other request. */
export async function cartApi(visit: Visit, options: CartApiOptions): Promise<Answer | undefined> {
  switch (`${visit.method} ${visit.path}`) {
    case "GET /cart.js":
    case "GET /cart.json":
      return json(cartJson(cartOf(visit, options.carts), visit.root));
    case "POST /cart/add.js":
      return add(visit, options);
    case "POST /cart/update.js":
      return update(visit, options);
    case "POST /cart/change.js":
      return change(visit, options);
    case "POST /cart/clear.js":
      return clear(visit, options);
    case "GET /cart/change":
      return changeByLink(visit, options);
    case "POST /cart/add":
      return addByForm(visit, options);
    case "POST /cart":
      return updateByForm(visit, options);
    default:
      return undefined;
  }
}
