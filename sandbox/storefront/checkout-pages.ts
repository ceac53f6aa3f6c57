import type { OrderStore } from "../orders/order-store.ts";
import { countries } from "../orders/places.ts";
import { knownDiscountCode } from "../orders/totals.ts";
import type { Line } from "../orders/totals.ts";
import { checkoutCompleted, checkoutEntered } from "../pixels/checkout-payload.ts";
import { seeOther, withCookie } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { lineFor } from "./cart.ts";
import type { CartError, CartStore, NewItem } from "./cart.ts";
import { cartOf } from "./cart-api.ts";
import { buyerOf, check, readForm, testBuyer, totalsFor } from "./checkout.ts";
import type { Checkout, CheckoutForm, FormErrors } from "./checkout.ts";
import { orderView, summary } from "./checkout-views.ts";
import { buyersBrowser } from "./session.ts";
import type { Theme } from "./theme.ts";
import { nest } from "./visit.ts";
import type { Visit } from "./visit.ts";

/** What the checkout needs from outside. */
export interface CheckoutOptions {
  carts: CartStore;
  orders: OrderStore;
  theme: Theme;
  token: (digits: number) => string;
  digest: (text: string) => string;
}

type Start = Pick<Checkout, "lines" | "attributes" | "note" | "cartToken">;

/** The shop's checkouts and their pages. */
export class CheckoutPages {
  readonly #checkouts = new Map<string, Checkout>();
  readonly #options: CheckoutOptions;

  constructor(options: CheckoutOptions) {
    this.#options = options;
  }

  /** Answers everything about checkouts and order status; undefined for any other request. */
  async answer(visit: Visit): Promise<Answer | undefined> {
    const { method, path } = visit;
    if (path === "/checkout") return this.#fromCart(visit);
    const permalink = /^\/cart\/(\d+:\d+(?:,\d+:\d+)*)$/.exec(path)?.[1];
    if (permalink !== undefined) return this.#fromPermalink(visit, permalink);
    const status = /^\/\d+\/orders\/(\w+)\/authenticate$/.exec(path)?.[1];
    if (status !== undefined) return this.#status(visit, status);
    const [, token, step] = /^\/checkouts\/(\w+)(\/thank-you)?$/.exec(path) ?? [];
    const checkout = this.#checkouts.get(token ?? "");
    if (!checkout) return undefined;
    if (step !== undefined) return this.#thankYou(visit, checkout);
    return method === "POST" ? this.#submit(visit, checkout) : this.#page(visit, checkout, testBuyer, {});
  }

  /** Begins a checkout of its own, which leaves the cart and its attributes alone; returns its path, or why there can be none. */
  beginWith(visit: Visit, items: NewItem[], attributes: Record<string, string> = {}): string | CartError {
    const lines: Line[] = [];
    for (const item of items) {
      const line = lineFor(item, this.#options.digest);
      if ("status" in line) return line;
      lines.push(line);
    }
    return this.#begin(visit, { lines, attributes, note: undefined, cartToken: undefined });
  }

  #begin(visit: Visit, start: Start): string {
    const token = this.#options.token(32);
    const locale = visit.root === "/" ? "en" : "fr-CA";
    this.#checkouts.set(token, { ...start, token, locale, placed: undefined });
    return `${visit.root}checkouts/${token}`;
  }

  #fromCart(visit: Visit): Answer {
    const cart = cartOf(visit, this.#options.carts);
    if (cart.lines.length === 0) return seeOther(`${visit.root}cart`);
    const lines = cart.lines.map((line) => ({ ...line }));
    const attributes = Object.fromEntries(cart.attributes);
    return seeOther(this.#begin(visit, { lines, attributes, note: cart.note, cartToken: cart.token }));
  }

  #fromPermalink(visit: Visit, list: string): Answer {
    const items = list.split(",").map((pair) => {
      const [id, quantity] = pair.split(":");
      return { id: Number(id), quantity: Number(quantity), properties: {} };
    });
    const { attributes = {} } = nest(visit.url.searchParams) as { attributes?: Record<string, string> };
    const begun = this.beginWith(visit, items, { ...attributes });
    if (typeof begun === "string") return seeOther(begun);
    return { status: begun.status, type: "text/plain; charset=utf-8", body: begun.description };
  }

  #page(visit: Visit, checkout: Checkout, form: CheckoutForm, errors: FormErrors): Promise<Answer> | Answer {
    if (checkout.placed) return seeOther(`${visit.root}checkouts/${checkout.token}/thank-you`);
    const totals = totalsFor(checkout, form);
    const data = {
      form,
      errors,
      countries,
      summary: summary(checkout.lines, totals, visit.root),
      discount_code: knownDiscountCode(form.discount),
      action: `${visit.root}checkouts/${checkout.token}`,
    };
    return this.#options.theme.checkoutPage({
      template: "checkout",
      root: visit.root,
      title: "Checkout",
      data,
      published: visit.method === "GET" ? checkoutEntered(checkout, totals) : undefined,
    });
  }

  async #submit(visit: Visit, checkout: Checkout): Promise<Answer> {
    const done = seeOther(`${visit.root}checkouts/${checkout.token}/thank-you`);
    if (checkout.placed) return done;
    const form = readForm(await visit.fields());
    const errors = check(form);
    if (Object.keys(errors).length > 0)
      return { ...(await this.#page(visit, checkout, form, errors)), status: 422 };
    if (form.action === "refresh") return this.#page(visit, checkout, form, errors);
    this.#placeOrder(visit, checkout, form);
    if (checkout.cartToken === undefined) return done;
    this.#options.carts.drop(checkout.cartToken);
    return withCookie(done, { name: "cart", value: "", maxAge: 0 });
  }

  #placeOrder(visit: Visit, checkout: Checkout, form: CheckoutForm): void {
    const totals = totalsFor(checkout, form);
    const order = this.#options.orders.place({
      checkoutToken: checkout.token,
      // What follows "?key=" is the visitor's secret; that an order shows the part before it is a guess.
      cartToken: checkout.cartToken?.split("?")[0],
      totals,
      attributes: checkout.attributes,
      note: checkout.note,
      discountCode: knownDiscountCode(form.discount),
      buyer: buyerOf(form),
      browser: buyersBrowser(visit),
      payment: form.payment,
      locale: checkout.locale,
    });
    checkout.placed = { orderId: order.id, totals, published: false };
  }

  #thankYou(visit: Visit, checkout: Checkout): Promise<Answer> | Answer {
    const { placed, lines, token } = checkout;
    const order = placed && this.#options.orders.find(placed.orderId);
    if (!order) return seeOther(`${visit.root}checkouts/${token}`);
    const discount_code = order.discount_codes[0]?.code;
    const data = {
      order: orderView(order),
      summary: summary(lines, placed.totals, visit.root),
      discount_code,
    };
    const title = `Order ${order.name} confirmed`;
    const published = checkoutCompleted(checkout);
    return this.#options.theme.checkoutPage({
      template: "thank-you",
      root: visit.root,
      title,
      data,
      published,
    });
  }

  #status(visit: Visit, orderToken: string): Answer | undefined {
    const order = this.#options.orders.all().find((candidate) => candidate.token === orderToken);
    const checkout = order && this.#checkouts.get(order.checkout_token);
    // The link is a secret: without its key there is nothing to see.
    if (!checkout || new URL(order.order_status_url).search !== visit.url.search) return undefined;
    return seeOther(`/checkouts/${checkout.token}/thank-you`);
  }
}
