import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import type { ShopifyOrder } from "../../sandbox/orders/order.ts";
import type { Storefront } from "../../sandbox/storefront/storefront.ts";
import type { CartJson } from "../sandbox-storefront/shop.ts";
import { eventually, PATIENCE_MS } from "./eventually.ts";
import type { Collected } from "./line.ts";
import type { CartWrite, Scene } from "./stage.ts";
import { mayCapture, type Cell } from "./table.ts";

/** A click id as TikTok makes them; nothing else in a shop looks like it. */
export const CLICK_ID = "E.C.P.matrix-CrkBAaBcD3fG_hIjK";
/** TikTok's own cookie, which its pixel has left on every shopper. */
export const TTP = "2YtPxJm6mEYBqvGQm4bW0Fq2QxN";

const BLOCK_STORAGE = `for (const area of ["localStorage", "sessionStorage"]) Object.defineProperty(window, area, {
  get() { throw new DOMException("Access is denied for this document.", "SecurityError"); } })`;

/** What a browser remembers of the shop, by name. */
export interface Traces {
  local: Record<string, string>;
  session: Record<string, string>;
  databases: string[];
  cookies: Record<string, string>;
}

type Circumstances = Pick<Cell, "consent" | "storage">;

let shoppers = 0;

/** One person with a browser profile of their own. */
export class Shopper {
  readonly page: Page;
  /** Every request by this shopper's first page, as "METHOD URL". */
  readonly requests: string[] = [];
  /** What a shop's owner or the shopper would notice. */
  readonly complaints: string[] = [];
  /** Every order, the one the cell is about last. */
  readonly orders: ShopifyOrder[] = [];
  /** What had been sent when the shopper withdrew. */
  #before = { writes: 0, collected: 0 };
  readonly #cell: Circumstances;
  readonly #scene: Scene;
  readonly #context: BrowserContext;
  readonly #userAgent: string;
  #allows: boolean;

  private constructor(
    scene: Scene,
    cell: Circumstances,
    browser: { context: BrowserContext; page: Page; name: string },
  ) {
    this.#scene = scene;
    this.#cell = cell;
    this.#context = browser.context;
    this.page = browser.page;
    this.#userAgent = browser.name;
    this.#allows = mayCapture(cell.consent);
    this.#listen();
  }

  /** Comes to the shop for the first time, before any ad: who has given consent has done so here. */
  static async enter(browser: Browser, scene: Scene, cell: Circumstances): Promise<Shopper> {
    const name = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Shopper/${++shoppers}`;
    const context = await browser.newContext({ userAgent: name });
    context.setDefaultTimeout(PATIENCE_MS);
    await context.addCookies([{ name: "_ttp", value: TTP, url: scene.shop.url }]);
    if (cell.storage === "storage throws") await context.addInitScript(BLOCK_STORAGE);
    const shopper = new Shopper(scene, cell, { context, page: await context.newPage(), name });
    if (cell.consent === "given" || cell.consent === "withdrawn") await shopper.#acceptedEarlier();
    return shopper;
  }

  async #acceptedEarlier(): Promise<void> {
    const all = { analytics: true, marketing: true, preferences: true, sale_of_data: true };
    const url = `${this.#scene.shop.url}/sandbox/consent`;
    expect((await this.#context.request.post(url, { data: all })).ok()).toBe(true);
  }

  #listen(): void {
    const { shop, webPixel } = this.#scene;
    this.page.on("request", (request) => this.requests.push(`${request.method()} ${request.url()}`));
    this.page.on("pageerror", (error) => this.complaints.push(error.message));
    // Where a worker's errors go. What the browser itself says of a failed download is no error of a script.
    this.page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !text.startsWith("Failed to load resource"))
        this.complaints.push(text);
    });
    this.#context.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(shop.url) && url !== `${webPixel?.url}/collect`)
        this.complaints.push(`request to ${url}`);
    });
  }

  /** Lands on a product page from the ad, answers the banner, and waits until the scripts have done what they may do. */
  async land(root = "/", query = ""): Promise<void> {
    await this.open(
      `${root}products/ridge-flannel-shirt?ttclid=${CLICK_ID}&utm_source=tiktok&utm_campaign=spring${query}`,
    );
    if (this.#cell.consent === "refused") await this.answer("Decline");
    if (this.#cell.consent === "given late") await this.answer("Accept");
    await this.captured();
  }

  /** Waits until the cart and the web pixel hold the click, where the shopper allows that now. */
  async captured(): Promise<void> {
    if (!this.#allows) return this.idle();
    await eventually(async () => {
      expect((await this.cart()).attributes["ttclid"]).toBe(CLICK_ID);
    });
    if (!this.#scene.webPixel || this.#cell.storage === "storage throws") return;
    await eventually(async () => {
      expect((await this.traces()).local["_tt_pixel_click"]).toContain(CLICK_ID);
    });
  }

  /** Comes back later: only what the browser stored knows of the click. */
  async comeBack(): Promise<void> {
    await this.open("/products/cairn-beanie");
    if (this.#cell.storage === "storage throws") await this.idle();
    else await this.captured();
  }

  /** Changes their mind, if this is that shopper, and waits until nothing is left. */
  async perhapsWithdraw(): Promise<void> {
    if (this.#cell.consent !== "withdrawn") return;
    await this.press("Cookie preferences");
    this.#allows = false;
    await this.answer("Decline");
    await eventually(async () => {
      const { local, session } = await this.traces();
      expect({ ...local, ...session, ...(await this.cart()).attributes }).toEqual({});
    });
    await this.idle();
    this.#before = { writes: this.#writes().length, collected: this.#collected().length };
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.#scene.shop.url + path, { waitUntil: "domcontentloaded" });
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

  /** Waits for the checkout's page and returns the checkout's token. */
  async checkout(): Promise<string> {
    await this.page.waitForURL(/\/checkouts\/\w+$/, { waitUntil: "domcontentloaded" });
    return new URL(this.page.url()).pathname.split("/").at(-1) ?? "";
  }

  /** Pays for the checkout this page has come to, and returns the order. A web pixel that runs is faster than a shopper. */
  async pay(country?: string): Promise<ShopifyOrder> {
    const token = await this.checkout();
    const webPixel = this.#allows ? this.#scene.webPixel : undefined;
    await webPixel?.heard(token, "checkout_started");
    if (country !== undefined) {
      await this.page.getByLabel("Country").selectOption(country);
      await this.page.getByText("$14.00", { exact: true }).waitFor();
    }
    await this.press("Pay now");
    await this.page.getByRole("heading", { name: /^Thank you/ }).waitFor();
    await webPixel?.heard(token, "checkout_completed");
    const placed = this.#scene.shop.orders.all().filter((order) => order.checkout_token === token);
    expect(placed).toHaveLength(1);
    this.orders.push(...placed);
    return placed[0] as ShopifyOrder;
  }

  /** The shop this shopper is in. */
  get shop(): Storefront {
    return this.#scene.shop;
  }

  /** Cart writes by our script that carry the click. */
  get writes(): CartWrite[] {
    return this.#writes().filter(({ attributes }) => attributes["ttclid"] === CLICK_ID);
  }

  /** Every cart write by our script; of a shopper who withdrew, those since. */
  get cartWrites(): CartWrite[] {
    return this.#writes().slice(this.#before.writes);
  }

  #writes(): CartWrite[] {
    return this.#scene.cartWrites.filter(({ shopper, ours }) => ours && shopper === this.#userAgent);
  }

  /** Requests to /collect by anything in this browser; of a shopper who withdrew, those since. */
  get collected(): Collected[] {
    return this.#collected().slice(this.#before.collected);
  }

  #collected(): Collected[] {
    return this.#scene.webPixel?.collectedFrom(this.#userAgent) ?? [];
  }

  /** Another tab of the same browser. */
  newTab(): Promise<Page> {
    return this.#context.newPage();
  }

  /** The cart as cart.js shows it to this page. */
  cart(): Promise<CartJson> {
    return this.page.evaluate<CartJson>("fetch('/cart.js').then((response) => response.json())");
  }

  /** What this browser remembers of the shop; of storage, what pages can read. */
  async traces(): Promise<Traces> {
    const stored = await this.page.evaluate<Omit<Traces, "cookies">>(`(async () => {
      const all = (area) => { try { return { ...window[area] }; } catch { return {}; } };
      const databases = (await indexedDB.databases()).map(({ name }) => name);
      return { local: all("localStorage"), session: all("sessionStorage"), databases };
    })()`);
    const cookies = (await this.#context.cookies()).map(({ name, value }) => [name, value]);
    return { ...stored, cookies: Object.fromEntries(cookies) as Record<string, string> };
  }

  async leave(): Promise<void> {
    await this.#context.close();
  }
}
