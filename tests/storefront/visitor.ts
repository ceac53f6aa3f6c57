import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import { Shop, type Consent } from "./shop.ts";

/** A click id as TikTok makes them. */
export const CLICK_ID = "E.C.P.CrkBAaBcD3fG-hIj_kLmN0pQr5tUvWxYz";

const DAY_MS = 86_400_000;

/** One person with a fresh browser profile in one shop. */
export class Visitor {
  readonly page: Page;
  /** Everything that went wrong where the shop's owner would see it, and requests to anyone but the shop. */
  readonly complaints: string[] = [];
  readonly #shop: Shop;
  readonly #context: BrowserContext;

  private constructor(shop: Shop, context: BrowserContext, page: Page) {
    this.#shop = shop;
    this.#context = context;
    this.page = page;
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      this.#hear(message.type(), message.text());
    });
    page.on("request", (request) => {
      if (!request.url().startsWith(shop.url)) this.complaints.push(`request to ${request.url()}`);
    });
  }

  /** Enters the shop. Page time can be moved with `settle` and `days`. */
  static async enter(browser: Browser, shop: Shop): Promise<Visitor> {
    const context = await browser.newContext();
    await context.clock.install();
    return new Visitor(shop, context, await context.newPage());
  }

  /** Opens a path of the shop and lets everything the script might do happen. */
  async open(path: string): Promise<void> {
    await this.page.goto(this.#shop.url + path);
    await this.settle();
  }

  /** Lands on the shop from an ad: the query value is taken as it is, so encode it yourself. */
  land(clickId: string = CLICK_ID, query = ""): Promise<void> {
    return this.open(`/products/shirt?ttclid=${clickId}${query}`);
  }

  /** Lets twenty seconds of page time pass, and every request sent meanwhile reach the shop. */
  async settle(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      await this.page.clock.runFor(10_000);
      await this.page.evaluate("fetch('/ping')");
    }
  }

  /** Lets days pass between two page views. */
  async days(count: number): Promise<void> {
    await this.page.clock.fastForward(count * DAY_MS);
  }

  /** Answers the consent banner, on this page and for the pages to come; then lets things happen. */
  async answerBanner(consent: Consent): Promise<void> {
    await this.page.evaluate(this.#banner(consent));
    await this.settle();
  }

  /** The same with a banner that reloads the page right after. */
  async answerReloadingBanner(consent: Consent): Promise<void> {
    await Promise.all([
      this.page.waitForEvent("load"),
      this.page.evaluate(`${this.#banner(consent)} location.reload();`),
    ]);
    await this.settle();
  }

  /** What a banner does: it has loaded the API, hands the answer to it, and the API tells the page. */
  #banner(consent: Consent): string {
    this.#shop.consent = consent;
    const detail = { marketingAllowed: consent.marketing, saleOfDataAllowed: consent.saleOfData };
    return `
      window.loadPrivacy();
      window.consent = ${JSON.stringify(consent)};
      document.dispatchEvent(
        new CustomEvent("visitorConsentCollected", { detail: ${JSON.stringify(detail)} }));`;
  }

  /** The features this page asked Shopify for. */
  features(): Promise<{ name: string; version: string }[]> {
    return this.page.evaluate("window.features");
  }

  /** Everything in the shop's local and session storage, and its cookies as pages see them. */
  traces(): Promise<{ stored: Record<string, string>; session: number; cookies: string }> {
    return this.page.evaluate(
      "({ stored: { ...localStorage }, session: sessionStorage.length, cookies: document.cookie })",
    );
  }

  /** Sets a cookie of the shop. */
  async cookie(name: string, value: string): Promise<void> {
    await this.#context.addCookies([{ name, value, url: this.#shop.url }]);
  }

  leave(): Promise<void> {
    return this.#context.close();
  }

  #hear(type: string, text: string): void {
    // The browser itself reports failed requests; scripts cannot help that.
    if (type === "error" && text.startsWith("Failed to load resource")) return;
    this.complaints.push(`${type}: ${text}`);
  }
}

/** A shop and a visitor, new for every test of the file. Fails a test whose page complained. */
export function stage(): { shop: Shop; visitor: Visitor; browser: Browser } {
  const current = {} as { shop: Shop; visitor: Visitor; browser: Browser };
  beforeAll(async () => {
    current.browser = await launchBrowser();
  });
  beforeEach(async () => {
    current.shop = await Shop.start();
    current.visitor = await Visitor.enter(current.browser, current.shop);
  });
  afterEach(async () => {
    const complaints = current.visitor.complaints;
    await current.visitor.leave();
    await current.shop.close();
    expect(complaints).toEqual([]);
  });
  afterAll(() => current.browser.close());
  return current;
}
