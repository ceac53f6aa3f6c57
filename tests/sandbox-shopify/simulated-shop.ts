/** A shop on a clock that is turned by hand: orders, webhooks and the Admin API without a socket. */
import type { OrderDraft } from "../../sandbox/orders/draft.ts";
import { OrderStore } from "../../sandbox/orders/order-store.ts";
import { countries } from "../../sandbox/orders/places.ts";
import type { Message, PostResult } from "../../sandbox/orders/post.ts";
import { overFourHours } from "../../sandbox/orders/retry-pace.ts";
import { SimulatedTime } from "../../sandbox/orders/schedule.ts";
import { topics, type Paths } from "../../sandbox/orders/topics.ts";
import { totalsOf } from "../../sandbox/orders/totals.ts";
import { WebhookSender, type WebhookSenderOptions } from "../../sandbox/orders/webhook-sender.ts";
import { Platform } from "../../sandbox/shopify/platform.ts";
import { products } from "../../sandbox/storefront/catalogue.ts";

export const SHOP = "quillwood.myshopify.com";
export const START = Date.UTC(2026, 10, 20, 12);
export const SCOPES = [
  "read_orders",
  "read_products",
  "read_customers",
  "write_pixels",
  "read_customer_events",
];

/** Every topic there is, so that a test can leave some out. */
export const everyPath: Paths = Object.fromEntries(topics.map((topic) => [topic, `/webhooks/${topic}`]));

/** Numbers that repeat: each a fixed step further, modulo 1. */
export function steps(step: number): () => number {
  let at = 0;
  return () => (at = (at + step) % 1);
}

/** A buyer's finished checkout. */
export function draft(changes: Partial<OrderDraft> = {}): OrderDraft {
  const [country] = countries;
  if (country === undefined) throw new Error("no country");
  const lines = products.slice(0, 2).flatMap((product) => {
    const [variant] = product.variants;
    return variant === undefined ? [] : [{ product, variant, quantity: 2, properties: { _engraving: "AB" } }];
  });
  return {
    checkoutToken: "c0ffee",
    cartToken: "ca51",
    totals: totalsOf(lines, country, "WELCOME10"),
    attributes: { ttclid: "E.C.P.abc" },
    note: undefined,
    discountCode: "WELCOME10",
    buyer: {
      ...{ email: "wren@buyer.example", firstName: "Wren", lastName: "Adler", phone: "+13035550177" },
      ...{ address1: "12 Test Street", address2: undefined, city: "Boulder", province: "CO", zip: "80301" },
      country,
    },
    browser: {
      ...{ userAgent: "UA", acceptLanguage: "en", ip: "24.48.0.1", referringSite: undefined },
      landingSite: "/?ttclid=E.C.P.abc&utm_source=tiktok",
    },
    payment: "card",
    locale: "en",
    ...changes,
  };
}

/** An answer of the Admin API. */
export interface Answer {
  status: number;
  data: Record<string, unknown> | null | undefined;
  errors: { message: string; path?: unknown; extensions: Record<string, unknown> }[] | undefined;
  extensions: { cost: Record<string, unknown> } | undefined;
  text: string;
}

/** What reached the app, in the order it came. */
export interface Arrival {
  at: number;
  topic: string;
  message: Message;
  body: Record<string, unknown>;
}

export function openSimulatedShop(options: Partial<WebhookSenderOptions> = {}, domain = SHOP) {
  const time = new SimulatedTime(START);
  const arrivals: Arrival[] = [];
  let serial = 0;
  const answers: PostResult[] = [];
  const webhooks = new WebhookSender({
    ...{ shop: domain, apiSecret: "secret", apiVersion: "2026-10", target: "https://app.example" },
    ...{ paths: everyPath, now: time.now, uuid: () => `id-${(serial += 1)}`, schedule: time },
    retryDelay: overFourHours,
    deliver: (message) => {
      const body = JSON.parse(message.body.toString()) as Record<string, unknown>;
      arrivals.push({ at: time.now(), topic: message.headers["X-Shopify-Topic"] ?? "", message, body });
      return Promise.resolve(answers.shift() ?? { kind: "answered", status: 200 });
    },
    ...options,
  });
  const token = (digits: number) => String((serial += 1)).padStart(digits, "0");
  const orders = new OrderStore({ storefrontUrl: `https://${domain}`, webhooks, now: time.now, token });
  const platform = new Platform({ apiKey: "key", apiSecret: "secret", schedule: time });
  const identity = { domain, handle: "quillwood", name: "Quillwood" };
  const shop = platform.open({ shop: identity, scopes: SCOPES, orders: orders.index, webhooks });
  orders.approvals = shop.state.approvals;
  let accessToken = shop.state.tokens.issue(SCOPES);
  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
    const response = await platform.fetch(`https://${domain}/admin/api/2026-10/graphql.json`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-shopify-access-token": accessToken },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const parsed = (text.startsWith("{") ? JSON.parse(text) : {}) as Partial<Answer>;
    return {
      data: undefined,
      errors: undefined,
      extensions: undefined,
      ...parsed,
      status: response.status,
      text,
    };
  };
  return {
    ...{ time, arrivals, answers, webhooks, orders, platform, shop, ask },
    useToken: (next: string) => {
      accessToken = next;
    },
  };
}

export type SimulatedShop = ReturnType<typeof openSimulatedShop>;
