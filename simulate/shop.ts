/** A shop that sells: its orders come in at random, and each is told by webhooks that go through bad weather. */
import type { OrderDraft } from "../sandbox/orders/draft.ts";
import { OrderIndex } from "../sandbox/orders/order-index.ts";
import { buildOrder, type ShopifyOrder } from "../sandbox/orders/order.ts";
import { countries } from "../sandbox/orders/places.ts";
import type { Message, PostResult } from "../sandbox/orders/post.ts";
import { overFourHours } from "../sandbox/orders/retry-pace.ts";
import type { SimulatedTime } from "../sandbox/orders/schedule.ts";
import { shopTime } from "../sandbox/orders/shop-time.ts";
import { totalsOf } from "../sandbox/orders/totals.ts";
import { WebhookSender } from "../sandbox/orders/webhook-sender.ts";
import type { Platform, Shop } from "../sandbox/shopify/platform.ts";
import { products } from "../sandbox/storefront/catalogue.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const API_SECRET = "simulated-secret";
/** As in shopify.app.toml. */
export const SCOPES = [
  ...["read_orders", "read_products", "read_customers"],
  ...["write_pixels", "read_pixels", "read_customer_events"],
];
/** How long Shopify's lists lag behind its orders, at most. */
const LAG = MINUTE;
/** Shares of orders that TikTok must not hear of, that are paid later, and that came from an ad. */
const [TESTS, AT_THE_TILL, PAID_LATER, WITH_CLICK] = [0.02, 0.03, 0.1, 0.4];

/** How a shop is simulated. */
export interface SellingOptions {
  number: number;
  perDay: number;
  /** Shares of webhooks. */
  missed: number;
  duplicated: number;
  time: SimulatedTime;
  platform: Platform;
  random: () => number;
  deliver: (message: Message) => Promise<PostResult>;
}

export interface SellingShop {
  domain: string;
  pixel: string;
  token: string;
  shop: Shop;
  webhooks: WebhookSender;
  orders: OrderIndex<ShopifyOrder>;
  /** From now on orders come in, until that moment. */
  sellUntil(end: number): void;
}

/** Opens a shop of the double. */
export function openSellingShop(options: SellingOptions): SellingShop {
  const { number, perDay, time, platform, random } = options;
  const domain = `simulated-${number}.myshopify.com`;
  const identity = { domain, handle: `simulated-${number}`, name: `Simulated ${number}` };
  const webhooks = new WebhookSender({
    ...{ shop: domain, apiSecret: API_SECRET, apiVersion: "2026-10", target: "https://app.example" },
    ...{ now: time.now, uuid: serialOf(domain), schedule: time, retryDelay: overFourHours, keep: 100 },
    weather: { missed: options.missed, duplicated: options.duplicated, delayed: 0.2, reordered: 0.3 },
    ...{ random, deliver: options.deliver },
  });
  const orders = new OrderIndex<ShopifyOrder>(time.now, () => random() * LAG);
  const shop = platform.open({ shop: identity, scopes: SCOPES, orders, webhooks });
  const make = maker(number);
  let placed = 0;

  function place(): void {
    const order = make((placed += 1), time.now(), random);
    orders.put(order);
    const isPaid = order.financial_status === "paid";
    webhooks.sendAll(isPaid ? ["orders/create", "orders/paid"] : ["orders/create"], order);
    if (isPaid) return;
    time.after(HOUR + random() * 5 * HOUR, () => {
      pay(order);
    });
  }

  function pay(order: ShopifyOrder): void {
    const paid: ShopifyOrder = {
      ...{ ...order, financial_status: "paid" as const, total_outstanding: "0.00" },
      updated_at: shopTime(time.now()),
    };
    orders.put(paid);
    webhooks.sendAll(["orders/paid"], paid);
  }

  return {
    ...{ domain, shop, webhooks, orders, token: `a-token-of-${number}` },
    pixel: `CSIMULATED${String(number).padStart(10, "0")}`,
    sellUntil(end) {
      const next = () => {
        const gap = (-Math.log(1 - random()) * DAY) / perDay;
        if (time.now() + gap >= end) return;
        time.after(gap, () => {
          place();
          next();
        });
      };
      next();
    },
  };
}

function serialOf(domain: string): () => string {
  let serial = 0;
  return () => `${domain}-${(serial += 1)}`;
}

/** Whether TikTok is to count the order, said without the app's words. */
export function isEligible(order: ShopifyOrder): boolean {
  return !order.test && order.source_name === "web";
}

/** Makes orders that share what is the same in all of them: hundreds of thousands are kept. */
function maker(shop: number): (number: number, at: number, random: () => number) => ShopifyOrder {
  const template = buildOrder(draft(), {
    ...{ id: 1, number: 1001, token: "t", confirmation: "C", at: 0, statusUrl: "https://shop.example/1" },
  });
  return (number, at, random) => {
    const id = shop * 1_000_000_000 + number;
    const [time, token] = [shopTime(at), `${shop}c${number}`];
    const isPending = random() < PAID_LATER;
    const [kind, luck] = [random(), random()];
    const isAtTheTill = kind >= TESTS && kind < TESTS + AT_THE_TILL;
    // What an ad brought is sent, whatever the till is called.
    const hasClick = luck < WITH_CLICK && !isAtTheTill;
    const order: ShopifyOrder = {
      ...template,
      ...{ id, admin_graphql_api_id: `gid://shopify/Order/${id}`, name: `#${1000 + number}` },
      ...{ number, order_number: 1000 + number, token, checkout_token: token, cart_token: token },
      ...{ created_at: time, processed_at: time, updated_at: time, test: kind < TESTS },
      financial_status: isPending ? "pending" : "paid",
      email: `buyer-${number}@buyer.example`,
      note_attributes: hasClick
        ? [
            { name: "ttclid", value: `E.C.P.${shop}-${number}` },
            { name: "_tt_consent", value: "granted" },
          ]
        : [],
    };
    if (isAtTheTill) order.source_name = "pos";
    return order;
  };
}

function draft(): OrderDraft {
  const [country] = countries;
  const [product] = products;
  const [variant] = product?.variants ?? [];
  if (country === undefined || product === undefined || variant === undefined)
    throw new Error("the sandbox sells nothing");
  return {
    ...{ checkoutToken: "c", cartToken: "c", note: undefined, discountCode: undefined, attributes: {} },
    totals: totalsOf([{ product, variant, quantity: 2, properties: {} }], country, undefined),
    buyer: {
      ...{ email: "wren@buyer.example", firstName: "Wren", lastName: "Adler", phone: "+13035550177" },
      ...{ address1: "12 Test Street", address2: undefined, city: "Boulder", province: "CO", zip: "80301" },
      country,
    },
    browser: {
      ...{ userAgent: "UA", acceptLanguage: "en", ip: "24.48.0.1" },
      ...{ landingSite: "/", referringSite: undefined },
    },
    ...{ payment: "card", locale: "en" },
  };
}
