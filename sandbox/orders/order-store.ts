import type { Journal } from "../journal.ts";
import type { OrderDraft } from "./draft.ts";
import { newCustomerId } from "./order-buyer.ts";
import { allApproved, asApproved, type Approvals } from "./approvals.ts";
import * as changes from "./order-changes.ts";
import { OrderIndex } from "./order-index.ts";
import { buildOrder, SHOP_ID } from "./order.ts";
import type { ShopifyOrder } from "./order.ts";
import { shopTime } from "./shop-time.ts";
import type { Topic } from "./topics.ts";
import type { WebhookSender } from "./webhook-sender.ts";

/** What the store needs from outside. */
export interface OrderStoreOptions {
  /** Origin of the storefront, for order status links. */
  storefrontUrl: string;
  webhooks: WebhookSender;
  /** Told of every order placed. */
  journal?: Journal;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A fresh random token of this many hex digits. */
  token: (digits: number) => string;
}

// Orders outlive the sandbox's process in the app's database, so ids follow the clock and never start over.
const FIRST_ORDER_ID = 5_600_000_000_000;
const EPOCH_OF_IDS = Date.UTC(2026, 0, 1);

/** The shop's orders: what happens to one is told by webhook, as Shopify does, and shows in the Admin API. */
export class OrderStore {
  /** The same orders as the Admin API finds them; its lag can be set. */
  readonly index: OrderIndex<ShopifyOrder>;
  /** What the app's webhooks may show of customers. */
  approvals: Approvals = { ...allApproved };
  readonly #orders: ShopifyOrder[] = [];
  readonly #customers = new Map<string, number>();
  readonly #options: OrderStoreOptions;
  #lastId = 0;

  constructor(options: OrderStoreOptions) {
    this.#options = options;
    this.index = new OrderIndex(options.now);
  }

  /** Every order, oldest first. */
  all(): ShopifyOrder[] {
    return [...this.#orders];
  }

  /** The order with this id, if it was placed here. */
  find(id: number): ShopifyOrder | undefined {
    return this.index.find(`gid://shopify/Order/${id}`);
  }

  /** Places an order and sends orders/create, and orders/paid too when it is paid already. */
  place(draft: OrderDraft): ShopifyOrder {
    const order = buildOrder(draft, this.#identity(draft.buyer.email));
    this.#orders.push(order);
    this.index.put(order);
    const { journal } = this.#options;
    journal?.record("order_placed", `Order ${order.name} placed, ${order.total_price} ${order.currency}`, {
      order: structuredClone(order),
    });
    this.#tell(
      order.financial_status === "paid" ? ["orders/create", "orders/paid"] : ["orders/create"],
      order,
    );
    return order;
  }

  /** Marks a pending order as paid; any other order stays as it is. Throws for an unknown id, as the other changes do. */
  markPaid(id: number): ShopifyOrder {
    const order = this.#known(id);
    if (order.financial_status !== "pending") return order;
    changes.pay(order);
    return this.#changed(order, "orders/paid");
  }

  /** Cancels an order; what was paid is given back. A cancelled order stays as it is. */
  cancel(id: number, reason = "customer"): ShopifyOrder {
    const order = this.#known(id);
    if (order.cancelled_at !== null) return order;
    const refund = changes.cancel(order, reason, this.#options.now());
    this.#changed(order, "orders/cancelled");
    if (refund) this.#options.webhooks.sendAll(["refunds/create"], refund);
    return order;
  }

  /** Gives back so many cents, or all that is left. */
  refund(id: number, cents = Infinity): ShopifyOrder {
    const order = this.#known(id);
    const refund = changes.refund(order, cents, this.#options.now());
    this.#changed(order);
    this.#options.webhooks.sendAll(["refunds/create"], refund);
    return order;
  }

  /** The merchant edits how many of a line the order is for. orders/edited carries the edit; here it carries the order (a guess that no one reads). */
  edit(id: number, lineId: number, quantity: number): ShopifyOrder {
    const order = this.#known(id);
    changes.edit(order, lineId, quantity);
    return this.#changed(order, "orders/edited");
  }

  /** The merchant writes a note: the least that moves `updated_at`. */
  annotate(id: number, note: string): ShopifyOrder {
    const order = this.#known(id);
    order.note = note;
    return this.#changed(order);
  }

  #known(id: number): ShopifyOrder {
    const order = this.find(id);
    if (!order) throw new Error(`There is no order ${id}`);
    return order;
  }

  #changed(order: ShopifyOrder, ...topics: Topic[]): ShopifyOrder {
    order.updated_at = shopTime(this.#options.now());
    this.index.put(order);
    this.#tell([...topics, "orders/updated"], order);
    return order;
  }

  /** Without any approval for customer data an app cannot subscribe to orders at all. */
  #tell(topics: readonly Topic[], order: ShopifyOrder): void {
    if (this.approvals.customerData)
      this.#options.webhooks.sendAll(topics, asApproved(order, this.approvals));
  }

  #identity(email: string) {
    const { now, token, storefrontUrl } = this.#options;
    const at = now();
    const id = Math.max(FIRST_ORDER_ID + at - EPOCH_OF_IDS, this.#lastId + 1);
    this.#lastId = id;
    const customerId = this.#customers.get(email) ?? newCustomerId(id);
    this.#customers.set(email, customerId);
    const orderToken = token(32);
    const statusUrl = `${storefrontUrl}/${SHOP_ID}/orders/${orderToken}/authenticate?key=${token(32)}`;
    const confirmation = token(9).toUpperCase();
    const number = 1001 + this.#orders.length;
    return { id, customerId, number, token: orderToken, confirmation, at, statusUrl };
  }
}
