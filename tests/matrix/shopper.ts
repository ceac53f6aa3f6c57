import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import type { Hop } from "../../sandbox/journal.ts";
import type { ShopifyOrder } from "../../sandbox/orders/order.ts";
import type { StorefrontOptions } from "../../sandbox/storefront/storefront.ts";
import type { Storefront } from "../../sandbox/storefront/storefront.ts";
import { openShop } from "../sandbox-storefront/shop.ts";
import type { CartJson } from "../sandbox-storefront/shop.ts";
import { mayCapture } from "./table.ts";
import type { Cell, Consent } from "./table.ts";

/** A click id as TikTok makes them; nothing else in a shop looks like it. */
export const CLICK_ID = "E.C.P.matrix-CrkBAaBcD3fG_hIjK";

const EXTENSION = join(import.meta.dirname, "../../extensions/click-capture");
const patience = { timeout: 30_000, interval: 25 };

const BLOCK_STORAGE = `Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); } })`;

const BUYER = {
  email: "ada@example.com",
  first_name: "Ada",
  last_name: "Palm",
  address1: "1 Elm Street",
  city: "Denver",
  zip: "80202",
  country: "US",
  action: "pay",
};

type OpenShop = Awaited<ReturnType<typeof openShop>>;

/** One person with a browser profile of their own in a shop of their own. */
export class Shopper {
  readonly page: Page;
  /** Every request to the shop, as "METHOD URL". */
  readonly requests: string[] = [];
  /** What a shop's owner or the shopper would notice. */
  readonly complaints: string[] = [];
  /** Switches of the shop: its app embed, its region. */
  readonly shop: Storefront;
  readonly #opened: OpenShop;
  readonly #context: BrowserContext;
  readonly #consent: Consent;
  #withdrawn = false;
  #hasPixel = false;

  private constructor(opened: OpenShop, context: BrowserContext, page: Page, consent: Consent) {
    this.#opened = opened;
    this.shop = opened.shop;
    this.#context = context;
    this.#consent = consent;
    this.page = page;
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("request", (request) => {
      this.requests.push(`${request.method()} ${request.url()}`);
      if (!request.url().startsWith(opened.shop.url)) this.complaints.push(`request to ${request.url()}`);
    });
  }

  /** Comes to the shop for the first time, before any ad: who has given consent has done so here. */
  static async enter(
    browser: Browser,
    { consent, storage }: Pick<Cell, "consent" | "storage">,
    changes: Partial<StorefrontOptions> = {},
  ): Promise<Shopper> {
    const opened = await openShop({ extensionRoot: EXTENSION, ...changes });
    opened.shop.privacy.region = consent === "no banner region" ? "us" : "eu";
    opened.shop.privacy.privacyApi = consent === "API missing" ? "absent" : "loads";
    const context = await browser.newContext();
    context.setDefaultTimeout(30_000);
    // Looks are not what is tested here, and painting is most of the time.
    await context.route(/\.(svg|css)$/, (route) => route.abort());
    if (storage === "storage throws") await context.addInitScript(BLOCK_STORAGE);
    const shopper = new Shopper(opened, context, await context.newPage(), consent);
    shopper.#hasPixel = changes.webPixel !== undefined;
    if (consent === "given" || consent === "withdrawn") await shopper.#acceptedEarlier();
    return shopper;
  }

  async #acceptedEarlier(): Promise<void> {
    const all = { analytics: true, marketing: true, preferences: true, sale_of_data: true };
    const answer = await this.#context.request.post(`${this.#opened.shop.url}/sandbox/consent`, {
      data: all,
    });
    expect(answer.ok()).toBe(true);
  }

  /** Lands on a product page from the ad, answers the banner, and waits until the script has done what it may do. */
  async land(root = "/", query = ""): Promise<void> {
    await this.open(
      `${root}products/ridge-flannel-shirt?ttclid=${CLICK_ID}&utm_source=tiktok&utm_campaign=spring${query}`,
    );
    if (this.#consent === "refused") await this.answer("Decline");
    if (this.#consent === "given late") await this.answer("Accept");
    await this.captured();
  }

  /** Waits until the cart holds the click, where the shopper allows that now. */
  async captured(): Promise<void> {
    if (!mayCapture(this.#consent) || this.#withdrawn) return this.idle();
    await expect.poll(() => this.#clickInCart(), patience).toBe(CLICK_ID);
  }

  /** Changes their mind, if this is that shopper, and waits until the click is out of the cart. */
  async perhapsWithdraw(): Promise<void> {
    if (this.#consent !== "withdrawn") return;
    await this.press("Cookie preferences");
    this.#withdrawn = true;
    await this.answer("Decline");
    await expect.poll(() => this.#clickInCart(), patience).toBeUndefined();
    await this.idle();
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.#opened.shop.url + path, { waitUntil: "domcontentloaded" });
  }

  press(name: string): Promise<void> {
    return this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Answers the banner and waits until the shop knows. */
  async answer(choice: "Accept" | "Decline"): Promise<void> {
    const known = this.page.waitForResponse("**/sandbox/consent");
    await this.press(choice);
    await known;
    await this.page.getByRole("dialog", { name: "Your privacy" }).waitFor({ state: "hidden" });
  }

  /** Lets the page's running requests end, and those they lead to. */
  async idle(): Promise<void> {
    for (let round = 0; round < 3; round++) await this.page.evaluate("fetch('/sandbox/ping').then(() => {})");
  }

  /** Runs another script in the page. */
  async runScript(script: string): Promise<void> {
    await this.page.evaluate(`(async () => { ${script} })()`);
    await this.idle();
  }

  /** Pays for the checkout this page has come to, and returns the order. */
  async pay(): Promise<ShopifyOrder> {
    await this.page.waitForURL(/\/checkouts\/\w+$/, { waitUntil: "domcontentloaded" });
    const before = this.#opened.shop.orders.all().length;
    await this.#payForm();
    const placed = this.#opened.shop.orders.all().slice(before);
    expect(placed).toHaveLength(1);
    return placed[0] as ShopifyOrder;
  }

  /** Sends the form past the page, which is faster; where a web pixel runs, the page has to come to its end. */
  async #payForm(): Promise<void> {
    if (!this.#hasPixel) {
      const form = JSON.stringify(BUYER);
      await this.page.evaluate(
        `fetch(location, { method: "POST", body: new URLSearchParams(${form}), redirect: "manual" }).then(() => {})`,
      );
      return;
    }
    await this.press("Pay now");
    await this.page.getByRole("heading", { name: /^Thank you/ }).waitFor();
  }

  /** Cart writes by our script that carry the click. */
  get writes(): Hop[] {
    return this.#opened.journal.hops.filter(
      ({ name, detail }) =>
        name === "attributes_written" && (detail["written"] as Record<string, string>)["ttclid"] === CLICK_ID,
    );
  }

  /** The cart as cart.js shows it to this page. */
  cart(): Promise<CartJson> {
    return this.page.evaluate<CartJson>("fetch('/cart.js').then((response) => response.json())");
  }

  /** Another tab of the same browser, which is not watched. */
  newTab(): Promise<Page> {
    return this.#context.newPage();
  }

  /** What pages of the shop can read of this visitor: local storage where it works, and cookies. */
  traces(): Promise<string> {
    return this.page.evaluate(`(() => {
      try { return JSON.stringify({ ...localStorage }) + document.cookie; } catch { return document.cookie; }
    })()`);
  }

  async leave(): Promise<void> {
    await this.#context.close();
    await this.#opened.close();
  }

  async #clickInCart(): Promise<string | undefined> {
    return (await this.cart()).attributes["ttclid"];
  }
}
