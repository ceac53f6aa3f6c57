/** What befalls an installation, with the webhooks that tell the app of it. */
import type { Schedule } from "../orders/schedule.ts";
import type { Topic } from "../orders/topics.ts";
import type { WebhookSender } from "../orders/webhook-sender.ts";
import type { AdminOrder } from "./graphql/admin-order.ts";
import type { ShopState } from "./shop-state.ts";

const DAY = 86_400_000;

/** When Shopify sends the compliance webhooks, in milliseconds. */
export interface CompliancePace {
  /** After an uninstall; not at all when the app is installed again by then. */
  shopRedact: number;
  /** After the request, or this long after the last order, whichever is later. */
  customerRedact: number;
  customerRedactAfterOrder: number;
}

/** Shopify's: 48 hours, ten days, sixty days. */
const shopifysPace: Readonly<CompliancePace> = {
  shopRedact: 2 * DAY,
  customerRedact: 10 * DAY,
  customerRedactAfterOrder: 60 * DAY,
};

/** One shop's installation over time. */
export class ShopLife {
  readonly pace: CompliancePace = { ...shopifysPace };
  readonly #state: ShopState;
  readonly #webhooks: WebhookSender | undefined;
  readonly #schedule: Schedule;
  #takeBackRedaction: (() => void) | undefined;
  #requests = 0;

  constructor(state: ShopState, schedule: Schedule, webhooks: WebhookSender | undefined) {
    this.#state = state;
    this.#schedule = schedule;
    this.#webhooks = webhooks;
  }

  /** The merchant removes the app: its tokens are dead at once, app/uninstalled goes out, shop/redact follows. */
  uninstall(): void {
    const state = this.#state;
    state.uninstall();
    if (this.#webhooks) this.#webhooks.isInstalled = false;
    this.#tell("app/uninstalled", shopPayload(state));
    this.#takeBackRedaction = this.#schedule.after(this.pace.shopRedact, () => {
      this.#tell("shop/redact", this.#shop());
    });
  }

  /** The merchant installs the app again, granting those scopes. */
  reinstall(scopes?: readonly string[]): void {
    this.#takeBackRedaction?.();
    this.#takeBackRedaction = undefined;
    this.#state.install(scopes);
    if (this.#webhooks) this.#webhooks.isInstalled = true;
  }

  /** The merchant grants these scopes from now on; one taken back is gone at once. */
  grant(scopes: readonly string[]): void {
    const previous = this.#state.scopes;
    this.#state.scopes = [...scopes];
    const updated_at = new Date(this.#state.now()).toISOString();
    const shop_id = this.#state.shopGid;
    this.#tell("app/scopes_update", { id: 1, shop_id, previous, current: this.#state.scopes, updated_at });
  }

  /** A customer asks what is known of them: customers/data_request goes out at once. */
  requestData(customerGid: string): void {
    const orders = this.#ordersOf(customerGid);
    this.#tell("customers/data_request", {
      ...this.#customer(orders),
      orders_requested: orders.map(({ id }) => id),
      data_request: { id: ++this.#requests },
    });
  }

  /** The merchant asks that a customer be forgotten: customers/redact goes out when Shopify's time has come. */
  redactCustomer(customerGid: string): void {
    const orders = this.#ordersOf(customerGid);
    const { customerRedact, customerRedactAfterOrder } = this.pace;
    const now = this.#state.now();
    const last = Math.max(-Infinity, ...orders.map(({ created_at }) => Date.parse(created_at)));
    const due = Math.max(now + customerRedact, last + customerRedactAfterOrder);
    const payload = { ...this.#customer(orders), orders_to_redact: orders.map(({ id }) => id) };
    this.#schedule.after(due - now, () => {
      this.#tell("customers/redact", payload);
    });
  }

  #tell(topic: Topic, payload: object): void {
    this.#webhooks?.sendAll([topic], payload);
  }

  #shop() {
    const shop_id = Number(this.#state.shopGid.split("/").at(-1));
    return { shop_id, shop_domain: this.#state.shop.domain };
  }

  #ordersOf(customerGid: string): AdminOrder[] {
    const all = [...this.#state.orders.walk({ sortKey: "ID" })];
    return all
      .map(({ order }) => order)
      .filter(({ customer }) => customer?.admin_graphql_api_id === customerGid);
  }

  #customer(orders: readonly AdminOrder[]) {
    const customer = orders.at(-1)?.customer;
    if (customer == null) throw new RangeError("the shop has no order of that customer");
    const { admin_graphql_api_id, email = null, phone = null } = customer;
    const id = Number(admin_graphql_api_id.split("/").at(-1));
    return { ...this.#shop(), customer: { id, email, phone } };
  }
}

/** The part of app/uninstalled's payload, which is the shop, that the sandbox knows. */
function shopPayload({ shop, shopGid, user }: ShopState): object {
  return {
    id: Number(shopGid.split("/").at(-1)),
    name: shop.name,
    email: user.email,
    customer_email: user.email,
    domain: shop.domain,
    myshopify_domain: shop.domain,
    country: "US",
    country_code: "US",
    currency: "USD",
    iana_timezone: "America/Phoenix",
    primary_locale: "en",
  };
}
