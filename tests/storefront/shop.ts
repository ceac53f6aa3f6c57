import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

const ASSET = new URL("../../extensions/click-capture/assets/click-capture.js", import.meta.url);

/** What the visitor allows, as Shopify's Customer Privacy API would say it. */
export interface Consent {
  marketing: boolean;
  saleOfData: boolean;
}

export const GRANTED: Consent = { marketing: true, saleOfData: true };
export const REFUSED: Consent = { marketing: false, saleOfData: false };

/** How the Customer Privacy API is there: it loads, it fails, it never answers, or `Shopify` has no loadFeatures. */
export type PrivacyApi = "loads" | "fails" | "never answers" | "missing";

/** One request that reached the shop and was not a page, a script or a ping. */
export interface ShopRequest {
  method: string;
  path: string;
  contentType: string | undefined;
  body: string;
  /** Whether the answer left before the visitor hung up. */
  answered: boolean;
}

/** How the next cart write is answered: a status, or not at all until `Shop.answerHeld`. */
export type CartAnswer = number | "hold";

/** A shop on loopback for one visitor: pages with the shipped script, and a cart that remembers. */
export class Shop {
  consent: Consent = GRANTED;
  privacyApi: PrivacyApi = "loads";
  /** How often the theme includes our script. */
  copies = 1;
  readonly requests: ShopRequest[] = [];
  /** The paths at which the cart was read. */
  readonly reads: string[] = [];
  /** How many things are in the cart, as cart.js says it. */
  items = 0;
  /** The cart's attributes after every write so far, merged as Shopify does: an empty value removes the key. */
  readonly attributes = new Map<string, string>();
  /** Answers to the next cart writes, first one first; 200 when there are none left. */
  readonly answers: CartAnswer[] = [];
  readonly #held: ((status: number) => void)[] = [];
  readonly #server = createServer((request, response) => void this.#handle(request, response));

  /** Starts on a free loopback port. */
  static async start(): Promise<Shop> {
    const shop = new Shop();
    await new Promise<void>((listening) => shop.#server.listen(0, "127.0.0.1", listening));
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The bodies of all cart writes, oldest first. */
  get cartWrites(): Record<string, string>[] {
    return this.requests
      .filter((request) => request.path.endsWith("/cart/update.js"))
      .map((request) => attributesIn(request.body));
  }

  /** Answers every held cart write with 200. */
  answerHeld(): void {
    for (const finish of this.#held.splice(0)) finish(200);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((closed) => {
      this.#server.close(() => {
        closed();
      });
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? "/", this.url).pathname;
    if (request.method === "GET") this.#serve(path, response);
    else await this.#record(path, request, response);
  }

  #serve(path: string, response: ServerResponse): void {
    if (path === "/click-capture.js") send(response, 200, "text/javascript", readFileSync(ASSET));
    else if (path === "/load-feature.js")
      send(response, 200, "text/javascript", loadFeature(this.privacyApi));
    else if (path.endsWith("/cart.js")) this.#read(path, response);
    else if (path === "/ping" || path === "/favicon.ico") send(response, 204, "text/plain", "");
    else send(response, 200, "text/html", this.#page(path));
  }

  #read(path: string, response: ServerResponse): void {
    this.reads.push(path);
    send(response, 200, "application/json", this.#cart());
  }

  /** What cart.js says, and every write that was taken. */
  #cart(): string {
    return JSON.stringify({ attributes: Object.fromEntries(this.attributes), item_count: this.items });
  }

  async #record(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const recorded: ShopRequest = {
      method: request.method ?? "",
      path,
      contentType: request.headers["content-type"],
      body: await text(request),
      answered: false,
    };
    this.requests.push(recorded);
    response.on("finish", () => (recorded.answered = true));
    if (path.endsWith("/cart/update.js")) this.#answer(recorded, response);
    else send(response, 200, "text/html", "<h1>Added</h1>");
  }

  #answer(write: ShopRequest, response: ServerResponse): void {
    const answer = this.answers.shift() ?? 200;
    const finish = (status: number) => {
      if (status === 200) this.#merge(write.body);
      send(response, status, "application/json", status === 200 ? this.#cart() : JSON.stringify({ status }));
    };
    if (answer === "hold") this.#held.push(finish);
    else finish(answer);
  }

  #merge(body: string): void {
    for (const [name, value] of Object.entries(attributesIn(body))) {
      if (value === "") this.attributes.delete(name);
      else this.attributes.set(name, value);
    }
  }

  #page(path: string): string {
    const root = /^\/[a-z]{2}-[a-z]{2}\//.exec(path)?.[0] ?? "/";
    return `<!doctype html><title>Shop</title>
      <script>
        window.Shopify = { routes: { root: ${JSON.stringify(root)} } };
        window.features = [];
        window.consent = ${JSON.stringify(this.consent)};
      </script>
      <script src="/load-feature.js" defer></script>
      ${'<script src="/click-capture.js" defer></script>'.repeat(this.copies)}
      <form action="/cart/add" method="post">
        <input type="hidden" name="id" value="42">
        <button>Add to cart</button>
      </form>`;
  }
}

/** The `attributes[…]` fields of a multipart form, as Chromium writes one. */
function attributesIn(form: string): Record<string, string> {
  const fields = form.matchAll(/name="attributes\[(\w+)\]"\r\n\r\n(.*?)\r\n--/gs);
  return Object.fromEntries(Array.from(fields, ([, name = "", value = ""]) => [name, value]));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { "Content-Type": type }).end(body);
}

/** Shopify's deferred script: defines loadFeatures, which brings the Customer Privacy API a moment later. */
function loadFeature(api: PrivacyApi): string {
  if (api === "missing") return "";
  return `
    window.loadPrivacy = () => {
      Shopify.customerPrivacy = {
        marketingAllowed: () => window.consent.marketing,
        saleOfDataAllowed: () => window.consent.saleOfData,
      };
    };
    Shopify.loadFeatures = (features, callback) => {
      window.features.push(...features);
      if (${api === "never answers"}) return;
      Promise.resolve().then(() => {
        if (${api === "fails"}) return callback(new Error("could not load"));
        window.loadPrivacy();
        callback();
      });
    };`;
}
