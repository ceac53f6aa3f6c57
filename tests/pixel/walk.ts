import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import type { WebPixelOptions } from "../../sandbox/pixels/web-pixels.ts";
import type { Storefront } from "../../sandbox/storefront/storefront.ts";
import { openShop } from "../sandbox-storefront/shop.ts";
import { CLICK_ID } from "./events.ts";
import { Recorder } from "./recorder.ts";
import { EXTENSION } from "./shopper.ts";

const patience = { timeout: 10_000 };

/** How a walk differs from the ordinary: a shop that has the pixel, in a region that must ask. */
export interface Circumstances {
  /** Scripts that every page runs before its own. */
  before?: string;
  settings?: WebPixelOptions["settings"];
  /** Changes the shop before anyone comes. */
  shop?: (shop: Storefront) => void;
}

/** One shopper in the sandbox's shop, with the pixel in a real worker and the recorder behind it. */
export class Walk {
  readonly page: Page;
  readonly shop: Storefront;
  readonly recorder: Recorder;

  private constructor(page: Page, shop: Storefront, recorder: Recorder) {
    this.page = page;
    this.shop = shop;
    this.recorder = recorder;
  }

  /** Takes a walk, and fails when a page complained or asked anyone but the shop and the recorder. */
  static async take(
    browser: Browser,
    story: (walk: Walk) => Promise<void>,
    { before, settings, shop: prepare }: Circumstances = {},
  ): Promise<void> {
    const recorder = await Recorder.start();
    const ours = () => ({ endpoint: recorder.endpoint, token: "ingest-token-of-this-shop" });
    const opened = await openShop({ webPixel: { extensionRoot: EXTENSION, settings: settings ?? ours } });
    opened.shop.embed.enabled = false;
    prepare?.(opened.shop);
    const context = await browser.newContext();
    if (before !== undefined) await context.addInitScript(before);
    try {
      const walk = new Walk(await context.newPage(), opened.shop, recorder);
      const complaints = walk.#listen(context);
      await story(walk);
      expect(complaints).toEqual([]);
    } finally {
      await context.close();
      await opened.close();
      await recorder.close();
    }
  }

  /** Opens a path of the shop. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.shop.url + path);
  }

  /** Comes from the ad; the path may have a query already. */
  land(path = "/products/ridge-flannel-shirt?utm_source=tiktok"): Promise<void> {
    return this.open(`${path}&ttclid=${CLICK_ID}`);
  }

  press(name: string): Promise<void> {
    return this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Answers the banner, and waits until the answer is known. */
  async answer(choice: "Accept" | "Decline"): Promise<void> {
    await this.press(choice);
    await this.page.getByRole("dialog", { name: "Your privacy" }).waitFor({ state: "hidden" });
  }

  /** Buys the product of this page, through the cart or without it. */
  async buy(way: "cart" | "now" = "cart"): Promise<void> {
    if (way === "now") await this.press("Buy it now");
    else {
      await this.press("Add to cart");
      await this.press("Check out");
    }
    await this.pay();
  }

  /** Pays once the pixel, where there is one, has told of the checkout: shoppers are slower than scripts. */
  async pay(): Promise<void> {
    // The page that was left would answer too, and then be gone.
    await this.page.getByRole("button", { name: "Pay now" }).waitFor();
    if (await this.runsPixel()) await this.heard(1);
    await this.press("Pay now");
    await this.page.getByRole("heading", { name: /Thank you/ }).waitFor();
  }

  /** Waits until this many hints have arrived. */
  async heard(count: number): Promise<void> {
    await expect.poll(() => this.recorder.requests.length, patience).toBeGreaterThanOrEqual(count);
  }

  /** Waits until the pixel has kept this page's click. */
  async kept(): Promise<void> {
    await expect.poll(async () => (await this.traces())["_tt_pixel_click"], patience).toContain(CLICK_ID);
  }

  /** What the pixel has stored, in either storage. */
  traces(): Promise<Record<string, string>> {
    return this.page.evaluate(`
      Object.fromEntries(Object.entries({ ...localStorage, ...sessionStorage })
        .filter(([key]) => key.startsWith("_tt_pixel")))`);
  }

  /** Whether this page runs a pixel, asked when Shopify's script has had its say. */
  async runsPixel(): Promise<boolean> {
    await this.page.evaluate(`new Promise((done) => {
      if (!window.Shopify?.loadFeatures) return done();
      Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], () => setTimeout(done, 50));
    })`);
    return this.page.workers().length > 0;
  }

  #listen(context: BrowserContext): string[] {
    const complaints: string[] = [];
    this.page.on("pageerror", (error) => complaints.push(error.message));
    // Where a worker's errors go. What the browser itself says of a failed download is no error of a script.
    this.page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !text.startsWith("Failed to load resource")) complaints.push(text);
    });
    context.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(this.shop.url) && url !== this.recorder.endpoint) complaints.push(url);
    });
    return complaints;
  }
}
