import { z } from "zod";
import type { Journal } from "../journal.ts";
import { json } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { keepCart, recordAttributes } from "./cart-api.ts";
import type { CartStore, NewItem } from "./cart.ts";
import type { CheckoutPages } from "./checkout-pages.ts";
import { BadRequest } from "./visit.ts";
import type { Visit } from "./visit.ts";

/** What the two mutations need from outside. */
export interface StorefrontApiOptions {
  carts: CartStore;
  checkouts: CheckoutPages;
  journal: Journal;
}

const attributes = z.array(z.object({ key: z.string(), value: z.string() })).default([]);

const line = z.object({
  merchandiseId: z.string().regex(/^gid:\/\/shopify\/ProductVariant\/\d+$/),
  quantity: z.number().int().min(1).default(1),
  attributes,
});

const cartCreate = z.object({ input: z.object({ lines: z.array(line).min(1) }) });
const cartAttributesUpdate = z.object({ attributes });

async function variables<T>(visit: Visit, schema: z.ZodType<T>): Promise<T> {
  const result = schema.safeParse((await visit.fields())["variables"]);
  if (!result.success) throw new BadRequest(z.prettifyError(result.error));
  return result.data;
}

const record = (pairs: z.infer<typeof attributes>) =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]));

// A dynamic checkout button's cart is not the visitor's: nothing but what the button sent reaches its order.
async function createCart(visit: Visit, checkouts: CheckoutPages): Promise<Answer> {
  const { input } = await variables(visit, cartCreate);
  const items = input.lines.map((each): NewItem => ({
    id: Number(each.merchandiseId.split("/").at(-1)),
    quantity: each.quantity,
    properties: record(each.attributes),
  }));
  const begun = checkouts.beginWith(visit, items);
  if (typeof begun === "string")
    return json({ data: { cartCreate: { cart: { checkoutUrl: begun }, userErrors: [] } } });
  const userErrors = [{ code: "INVALID", message: begun.description }];
  return json({ data: { cartCreate: { cart: null, userErrors } } });
}

// The given set replaces the whole of the old one; keys left out are gone.
async function replaceAttributes(visit: Visit, { carts, journal }: StorefrontApiOptions): Promise<Answer> {
  const given = record((await variables(visit, cartAttributesUpdate)).attributes);
  const cart = carts.find(visit.cookies.get("cart")) ?? carts.fresh();
  cart.attributes = new Map(Object.entries(given));
  recordAttributes(cart, given, journal);
  return keepCart(json({ data: { cartAttributesUpdate: { cart: {}, userErrors: [] } } }), cart, carts);
}

/** Answers the two Storefront API mutations a theme's pages send, told apart by `operation_name`; undefined for any other request. */
export async function storefrontApi(
  visit: Visit,
  options: StorefrontApiOptions,
): Promise<Answer | undefined> {
  if (`${visit.method} ${visit.path}` !== "POST /api/unstable/graphql.json") return undefined;
  switch (visit.url.searchParams.get("operation_name")) {
    case "cartCreate":
      return createCart(visit, options.checkouts);
    case "cartAttributesUpdate":
      return replaceAttributes(visit, options);
    case null:
    default:
      return undefined;
  }
}
