import type { Journal } from "../journal.ts";
import type { OrderDraft } from "./draft.ts";
import { amount } from "./money.ts";
import { buildOrder, SHOP_ID } from "./order.ts";
import type { ShopifyOrder } from "./order.ts";
import { shopTime } from "./shop-time.ts";
import type { WebhookSender } from "./webhook-sender.ts";

/** What the store needs from outside. */
export interface OrderStoreOptions {
  /** Origin of the storefront, for order status links. */
  storefrontUrl: string;
  webhooks: WebhookSender;
  journal: Journal;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A fresh random token of this many hex digits. */
  token: (digits: number) => string;
}

// Orders outlive the sandbox's process in the app's database, so ids follow the clock and never start over.
const FIRST_ORDER_ID = 5_600_000_000_000;
const EPOCH_OF_IDS = Date.UTC(2026, 0, 1);

/** The shop's orders: placing and paying one tells the app by webhook, as Shopify does. */
export class OrderStore {
  readonly #orders: ShopifyOrder[] = [];
  readonly #options: OrderStoreOptions;
  #lastId = 0;

  constructor(options: OrderStoreOptions) {
    this.#options = options;
  }

  /** Every order, oldest first. */
  all(): ShopifyOrder[] {
    return [...this.#orders];
  }

  /** The order with this id, if it was placed here. */
  find(id: number): ShopifyOrder | undefined {
    return this.#orders.find((order) => order.id === id);
  }

  /** Places an order and sends orders/create, and orders/paid too when it is paid already. */
  place(draft: OrderDraft): ShopifyOrder {
    const order = buildOrder(draft, this.#identity());
    this.#orders.push(order);
    const total = `${order.total_price} ${order.currency}`;
    this.#options.journal.record("order_placed", `Order ${order.name} placed, ${total}`, {
      order: structuredClone(order),
    });
    const eventId = this.#options.webhooks.newEventId();
    this.#options.webhooks.send("orders/create", order, eventId);
    // Both topics come from one event and carry its id: a receiver that deduplicates on the id alone loses one.
    if (order.financial_status === "paid") this.#options.webhooks.send("orders/paid", order, eventId);
    return order;
  }

  /** Marks a pending order as paid and sends orders/paid; a paid order stays as it is. Throws for an unknown id. */
  markPaid(id: number): ShopifyOrder {
    const order = this.find(id);
    if (!order) throw new Error(`There is no order ${id}`);
    if (order.financial_status === "paid") return order;
    order.financial_status = "paid";
    order.total_outstanding = amount(0);
    order.updated_at = shopTime(this.#options.now());
    this.#options.webhooks.send("orders/paid", order);
    return order;
  }

  #identity() {
    const { now, token, storefrontUrl } = this.#options;
    const at = now();
    const id = Math.max(FIRST_ORDER_ID + at - EPOCH_OF_IDS, this.#lastId + 1);
    this.#lastId = id;
    const orderToken = token(32);
    const statusUrl = `${storefrontUrl}/${SHOP_ID}/orders/${orderToken}/authenticate?key=${token(32)}`;
    const confirmation = token(9).toUpperCase();
    return { id, number: 1001 + this.#orders.length, token: orderToken, confirmation, at, statusUrl };
  }
}
