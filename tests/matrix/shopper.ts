import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import type { Hop } from "../../sandbox/journal.ts";
import type { ShopifyOrder } from "../../sandbox/orders/order.ts";
import { openShop } from "../sandbox-storefront/shop.ts";
import type { Consent, Storage } from "./table.ts";

/** A click id as TikTok makes them; nothing else in a shop looks like it. */
export const CLICK_ID = "E.C.P.matrix-CrkBAaBcD3fG_hIjK";

const EXTENSION = join(import.meta.dirname, "../../extensions/click-capture");
const patience = { timeout: 10_000 };

const BLOCK_STORAGE = `Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); } })`;

type OpenShop = Awaited<ReturnType<typeof openShop>>;

/** One person with a browser profile of their own in a shop of their own. */
export class Shopper {
  readonly page: Page;
  /** Every request to the shop, as "METHOD URL". */
  readonly requests: string[] = [];
  /** What a shop's owner or the shopper would notice. */
  readonly complaints: string[] = [];
  readonly #opened: OpenShop;
  readonly #context: BrowserContext;
  readonly #consent: Consent;

  private constructor(opened: OpenShop, context: BrowserContext, page: Page, consent: Consent) {
    this.#opened = opened;
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
  static async enter(browser: Browser, consent: Consent, storage: Storage): Promise<Shopper> {
    const opened = await openShop({ extensionRoot: EXTENSION });
    opened.shop.privacy.region = consent === "no banner region" ? "us" : "eu";
    opened.shop.privacy.privacyApi = consent === "API missing" ? "absent" : "loads";
    const context = await browser.newContext();
    if (storage === "storage throws") await context.addInitScript(BLOCK_STORAGE);
    const shopper = new Shopper(opened, context, await context.newPage(), consent);
    if (consent === "given" || consent === "withdrawn") {
      await shopper.open("/");
      await shopper.press("Accept");
      await shopper.page.getByRole("dialog", { name: "Your privacy" }).waitFor({ state: "hidden" });
    }
    return shopper;
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

  /** Waits until the cart holds the click, where consent allows that. */
  async captured(): Promise<void> {
    if (this.#consent === "refused" || this.#consent === "API missing") return this.idle();
    await expect.poll(() => this.#attributes()?.["ttclid"], patience).toBe(CLICK_ID);
  }

  /** Changes their mind, where this is that shopper, and waits until the click is out of the cart. */
  async perhapsWithdraw(): Promise<void> {
    if (this.#consent !== "withdrawn") return;
    await this.press("Cookie preferences");
    await this.answer("Decline");
    await expect.poll(() => this.#attributes()?.["ttclid"], patience).toBeUndefined();
    await this.idle();
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.#opened.shop.url + path);
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

  /** Runs another app's script in the page. */
  async runScript(script: string): Promise<void> {
    await this.page.evaluate(`(async () => { ${script} })()`);
    await this.idle();
  }

  /** Pays on the checkout page and returns the order. */
  async pay(): Promise<ShopifyOrder> {
    await this.press("Pay now");
    await this.page.getByRole("heading", { name: /^Thank you/ }).waitFor();
    return this.#opened.shop.orders.all().at(-1) as ShopifyOrder;
  }

  /** Cart writes by our script that carry the click. */
  get writes(): Hop[] {
    return this.#opened.journal.hops.filter(
      ({ name, detail }) =>
        name === "attributes_written" && (detail["written"] as Record<string, string>)["ttclid"] === CLICK_ID,
    );
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

  #attributes(): Record<string, string> | undefined {
    const last = this.#opened.journal.hops.findLast(({ name }) => name === "attributes_written");
    return last?.detail["attributes"] as Record<string, string> | undefined;
  }
}
