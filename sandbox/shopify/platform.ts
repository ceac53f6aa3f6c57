/** Shopify's API for any number of shops: tokens, Admin GraphQL, results of bulk operations. Without a server: by a call, or by a `fetch`. */
import { RealTime, type Schedule } from "../orders/schedule.ts";
import type { WebhookSender } from "../orders/webhook-sender.ts";
import { answerTokenRequest } from "./access/token-endpoint.ts";
import type { AdminOrder } from "./graphql/admin-order.ts";
import { adminGraphql } from "./graphql/endpoint.ts";
import { json, text, type Answer } from "./http.ts";
import { listedOrders, type OrderSource } from "./order-source.ts";
import { ShopLife } from "./shop-life.ts";
import { ShopState, type EmbedSwitch, type ShopIdentity, type Standing } from "./shop-state.ts";

/** The app as Shopify knows it. */
export interface PlatformOptions {
  apiKey: string;
  apiSecret: string;
  /** When things happen; by this machine's clock by default. */
  schedule?: Schedule;
  /** Where results of bulk operations are fetched; a `fetch` of the platform takes any host. */
  origin?: () => string;
}

/** A shop to open. */
export interface ShopOptions {
  shop: ShopIdentity;
  /** The scopes a merchant grants at installation, as in shopify.app.toml. */
  scopes: readonly string[];
  /** The shop's orders: an index, or a list that is sorted for every question. None by default. */
  orders?: OrderSource | (() => readonly AdminOrder[]);
  /** The switch of the theme's app embed, shared with the storefront; its own by default. */
  embed?: EmbedSwitch;
  /** Sends what the app is told; without it nothing is. */
  webhooks?: WebhookSender;
}

/** An open shop: its state to look at and to set, and what can befall it. */
export interface Shop {
  state: ShopState;
  life: ShopLife;
  webhooks: WebhookSender | undefined;
}

/** One request to Shopify's API. */
export interface ApiRequest {
  method: string;
  path: string;
  /** A header's value, "" where it is absent. */
  header: (name: string) => string;
  body: string;
}

interface OpenShop extends Shop {
  graphql: ReturnType<typeof adminGraphql>;
}

/** Seen for 402 and 403 of the Admin API; the same words for 423, and from the token endpoint, are a guess. */
const unavailable = (status: number): Answer => json(status, { errors: "Unavailable Shop" });

const REFUSALS: Record<Standing, Answer | undefined> = {
  open: undefined,
  frozen: unavailable(402),
  forbidden: unavailable(403),
  locked: unavailable(423),
  down: text(503, "Service Unavailable", "text/plain"),
};

/** Shopify, as far as an app's server sees it. */
export class Platform {
  readonly #options: PlatformOptions;
  readonly #schedule: Schedule;
  readonly #shops = new Map<string, OpenShop>();

  constructor(options: PlatformOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? new RealTime();
  }

  /** Opens a shop that has the app. */
  open(options: ShopOptions): Shop {
    const { apiKey, apiSecret, origin = () => "https://storage.shopify.invalid" } = this.#options;
    const { shop, scopes, orders = () => [], embed = { enabled: false }, webhooks } = options;
    const now = () => this.#schedule.now();
    const state = new ShopState({
      ...{ shop, apiKey, apiSecret, scopes, embed, origin },
      orders: typeof orders === "function" ? listedOrders(orders, now) : orders,
      schedule: this.#schedule,
      tell: (topic, payload) => webhooks?.sendAll([topic], payload),
    });
    const life = new ShopLife(state, this.#schedule, webhooks);
    const opened = { state, life, webhooks, graphql: adminGraphql(state) };
    this.#shops.set(shop.domain, opened);
    return opened;
  }

  /** The shop with that domain; the first one opened without. */
  shop(domain?: string): Shop | undefined {
    return this.#find(domain ?? "");
  }

  /** Answers a request to the API; undefined for addresses that are not its own. */
  answer(request: ApiRequest): Answer | undefined {
    const { method, path } = request;
    if (method === "GET") return this.#download(path);
    if (method !== "POST" || !path.startsWith("/admin/")) return undefined;
    // The app's fetch names the shop it meant in this header; a request without it means the first.
    const domain = request.header("x-forwarded-host");
    const shop = this.#find(domain);
    if (shop === undefined) return json(404, { errors: "Not Found" });
    const refusal = REFUSALS[shop.state.standing];
    if (refusal !== undefined) return refusal;
    if (path === "/admin/oauth/access_token")
      return answerTokenRequest(
        shop.state,
        request.body,
        request.header("content-type"),
        this.#schedule.now(),
      );
    return shop.graphql(path, request.header("x-shopify-access-token"), request.body);
  }

  /** A fetch that reaches the platform without a socket; the shop is the address's host, whatever the header says. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const header = (name: string): string =>
      name === "x-forwarded-host" && this.#shops.has(url.hostname)
        ? url.hostname
        : (request.headers.get(name) ?? "");
    const body = request.method === "GET" ? "" : await request.text();
    const answer = this.answer({ method: request.method, path: url.pathname, header, body });
    const { status, headers = {}, body: answered } = answer ?? text(404, "Not Found", "text/plain");
    return new Response(answered, { status, headers });
  };

  #find(domain: string): OpenShop | undefined {
    return domain === "" ? [...this.#shops.values()][0] : this.#shops.get(domain);
  }

  #download(path: string): Answer | undefined {
    if (!path.startsWith("/bulk-results/")) return undefined;
    for (const { state } of this.#shops.values()) {
      const answer = state.bulk.download(path);
      if (answer !== undefined) return answer;
    }
    // What the store of results answers to an address that has expired is a guess.
    return text(403, "<Error><Code>AccessDenied</Code></Error>", "application/xml");
  }
}
