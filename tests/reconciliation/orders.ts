/** Orders of every kind, in the webhooks' shape: made by the sandbox's shop, then changed in the ways a real shop's differ. */
import fc from "fast-check";
import type { OrderDraft } from "../../sandbox/orders/draft.ts";
import * as happens from "../../sandbox/orders/order-changes.ts";
import { moneySet } from "../../sandbox/orders/money.ts";
import { buildOrder, type ShopifyOrder } from "../../sandbox/orders/order.ts";
import { countries } from "../../sandbox/orders/places.ts";
import { totalsOf, type Line } from "../../sandbox/orders/totals.ts";
import { products } from "../../sandbox/storefront/catalogue.ts";
import type { AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";

/** Where the shop is found. */
export const SHOP_URL = "https://quillwood.example";
/** When the first order is placed. */
export const START = Date.UTC(2026, 10, 20, 12);

/** A webhook's body as it is parsed. */
export type Body = Record<string, unknown>;
type Change = (order: ShopifyOrder) => void;

const CLICK_ID = "E.C.P.CrkBAaBcD3fG-hIj_kLmN0pQr5tUvWxYz";

const line: fc.Arbitrary<Line> = fc
  .record({
    index: fc.nat(products.length - 1),
    quantity: fc.integer({ min: 1, max: 4 }),
    properties: fc.constantFrom<Record<string, string>>({}, { _ttclid: CLICK_ID, Engraving: "A & B" }),
  })
  .map(({ index, quantity, properties }) => {
    const product = products[index] as (typeof products)[number];
    return { product, variant: product.variants[0] as Line["variant"], quantity, properties };
  });

const text = fc.constantFrom("Robin", "Zoë", "O'Neil", " Ada ", "山田");

const buyer: fc.Arbitrary<OrderDraft["buyer"]> = fc.record({
  email: fc.constantFrom("Wren@Buyer.example", "a+b@gmail.com", "zoe@buyer.example"),
  ...{ firstName: text, lastName: text, city: text },
  address1: fc.constant("1 Main Street"),
  address2: fc.constantFrom(undefined, "Flat 2"),
  province: fc.constantFrom("CA", "California", "ON", "", "Somewhere"),
  zip: fc.constantFrom("90210", "SW1Y 4LB", "00000", "n/a"),
  country: fc.constantFrom(...countries),
  phone: fc.constantFrom(undefined, "+1 415 555 0132", "020 7946 0018", "n/a"),
});

const draft: fc.Arbitrary<OrderDraft> = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 8 }),
    discountCode: fc.constantFrom(undefined, "WELCOME10"),
    checkoutToken: fc.stringMatching(/^[0-9a-f]{32}$/),
    cartToken: fc.constantFrom(undefined, "c1-token"),
    attributes: fc.constantFrom<Record<string, string>>(
      {},
      { ttclid: CLICK_ID, _ttp: "2abcDEF", _tt_consent: "granted", _tt_time: "1795348000" },
      { "gift note": " for you\n", ttclid: "__CLICKID__" },
    ),
    note: fc.constantFrom(undefined, "Ring twice"),
    ...{ buyer, payment: fc.constantFrom("card" as const, "cash_on_delivery" as const) },
    locale: fc.constantFrom("en", "en-CA", "pt-BR", "zh-Hant-TW"),
    browser: fc.record({
      userAgent: fc.constantFrom(undefined, "Mozilla/5.0 (X11; Linux x86_64)"),
      acceptLanguage: fc.constantFrom(undefined, "en"),
      ip: fc.constantFrom("24.48.0.1", "10.0.0.1", "2001:db8::1"),
      landingSite: fc.constantFrom(
        undefined,
        "/",
        `/products/shirt?utm_source=tiktok&ttclid=${CLICK_ID}`,
        "/?ttclid=__CLICKID__&x=%7B1%7D",
        `/?x=1?ttclid=${CLICK_ID}#a`,
      ),
      referringSite: fc.constantFrom(
        undefined,
        "https://www.tiktok.com/@northpine?lang=en",
        "android-app://x",
      ),
    }),
  })
  .map(({ lines, ...others }) => ({
    ...others,
    totals: totalsOf(lines, others.buyer.country, others.discountCode),
  }));

const firstLine = (order: ShopifyOrder) => order.line_items[0] as ShopifyOrder["line_items"][number];
const set = (order: ShopifyOrder, changes: Body): void => void Object.assign(order, changes);

/** Nobody was at a browser. */
const noBrowser = {
  ...{ client_details: null, browser_ip: null, landing_site: null, referring_site: null },
  ...{ cart_token: null, checkout_token: null },
};
const noBuyer = {
  customer: null,
  billing_address: null,
  shipping_address: null,
  email: null,
  contact_email: null,
};

/** What may be true of an order besides what was bought. */
const KINDS: Record<string, Change> = {
  tip: (order) => {
    const tip = {
      ...structuredClone(firstLine(order)),
      id: order.id * 10 + 8,
      title: "Tip",
      name: "Tip",
      sku: null,
    };
    set(order, {
      line_items: [...order.line_items, { ...tip, ...{ product_id: null, variant_id: null, vendor: null } }],
    });
  },
  "gift card": (order) =>
    void Object.assign(firstLine(order), { gift_card: true, requires_shipping: false, sku: "" }),
  pos: (order) => {
    set(order, { ...noBrowser, ...noBuyer, source_name: "pos", shipping_lines: [] });
  },
  draft: (order) => {
    set(order, { ...noBrowser, source_name: "shopify_draft_order" });
  },
  "another app": (order) => {
    set(order, { source_name: "4555321345", payment_gateway_names: ["Cash on Delivery (COD)", "gift_card"] });
  },
  guest: (order) => {
    set(order, { customer: null });
  },
  phone: (order) => {
    set(order, { phone: "+14155550132", email: null, contact_email: null });
  },
  "known customer": (order) => {
    // A guest's order has none.
    const { customer: known } = order as AdminOrder;
    const customer = known && { ...known, phone: "+14155550199" };
    set(order, { customer, billing_address: null, shipping_address: null });
  },
  "shipped apart": (order) => {
    const [first] = order.shipping_lines;
    if (first === undefined) return;
    const apart = {
      ...first,
      id: first.id + 10,
      discounted_price: "1.50",
      discounted_price_set: moneySet(150),
    };
    set(order, { shipping_lines: [first, apart, { ...first, id: first.id + 20, is_removed: true }] });
  },
  "shipping taxed": (order) => {
    set(order, {
      shipping_lines: order.shipping_lines.map((one) => ({
        ...one,
        tax_lines: structuredClone(order.tax_lines),
      })),
    });
  },
  "taxes included": (order) => {
    set(order, { taxes_included: true });
  },
  tags: (order) => {
    set(order, { tags: "VIP, Wholesale Buyer" });
  },
  test: (order) => {
    set(order, { test: true });
  },
  paid: happens.pay,
  edited: (order) => {
    happens.edit(order, firstLine(order).id, 0);
  },
  "part refunded": (order) => void happens.refund(order, 100, START + 1000),
  cancelled: (order) => void happens.cancel(order, "customer", START + 2000),
  "buyer's currency": (order) => {
    set(order, { presentment_currency: "JPY", ...(inYen(order) as object) });
  },
};

/** Every `…_set` with the buyer's side in another currency of another number of decimals. */
function inYen(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inYen);
  if ("shop_money" in value) {
    const { amount } = value.shop_money as { amount: string };
    const yen = String(Math.round(Number(amount) * 150));
    return { shop_money: value.shop_money, presentment_money: { amount: yen, currency_code: "JPY" } };
  }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inYen(part)]));
}

/** Names of all kinds, for a test that wants one of each. */
export const KIND_NAMES = Object.keys(KINDS);

/** Order number `number` of the given kinds. */
export function orderOf(given: OrderDraft, kinds: readonly string[], number: number): ShopifyOrder {
  const id = 5_600_000_000_000 + number;
  const order = buildOrder(given, {
    ...{ id, number: 1000 + number, token: "t", confirmation: "C", at: START + number * 60_000 },
    statusUrl: `${SHOP_URL}/1/orders/t/authenticate?key=k`,
  });
  // Fields may have been changed to other types than the sandbox's shop makes: that is what these orders are for.
  const changed = structuredClone(order);
  for (const kind of kinds) KINDS[kind]?.(changed);
  return changed;
}

/** Up to six orders of any kind. */
export const someOrders: fc.Arbitrary<ShopifyOrder[]> = fc
  .array(fc.tuple(draft, fc.subarray(KIND_NAMES, { maxLength: 5 })), { minLength: 1, maxLength: 6 })
  .map((given) => given.map(([one, kinds], index) => orderOf(one, kinds, index + 1)));

/** One plain order, the same every time. */
export function plainOrder(number: number, changes: Partial<AdminOrder> = {}): AdminOrder {
  const [given] = fc.sample(draft, { numRuns: 1, seed: 7 });
  return { ...orderOf(given as OrderDraft, ["paid"], number), ...changes };
}
