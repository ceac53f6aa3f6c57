import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Storefront } from "../../sandbox/storefront/storefront.ts";
import { launchBrowser } from "../../sandbox/browser.ts";
import { fixtureExtension, openShop } from "./shop.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const patience = { timeout: 10_000 };
const CLICK = "E.C.P.walk_2026-abc%2B~";

const ourExtension = join(import.meta.dirname, "../../extensions/click-capture");

/** Runs `story` on a fresh page and a fresh shop; fails on any error or any request that leaves the shop. */
async function visit(
  story: (page: Page, opened: Awaited<ReturnType<typeof openShop>>) => Promise<void>,
  { gpc = false, extensionRoot = fixtureExtension } = {},
) {
  const opened = await openShop({ extensionRoot });
  const context = await browser.newContext();
  if (gpc)
    await context.addInitScript("Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })");
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(opened.shop.url)) wrong.push(request.url());
  });
  try {
    await story(page, opened);
    expect(wrong).toEqual([]);
  } finally {
    await context.close();
    await opened.close();
  }
}

const landing = ({ url }: Storefront, more = "") => `${url}/?ttclid=${CLICK}${more}`;
const press = (page: Page, name: string) => page.getByRole("button", { name }).click();
const banner = (page: Page) => page.getByRole("dialog", { name: "Your privacy" });

type Verdicts = { marketing: boolean; saleOfData: boolean; shown: boolean };

/** What the Customer Privacy API says on this page, or "missing" when it does not load. */
function verdicts(page: Page): Promise<Verdicts | "missing"> {
  return page.evaluate<Verdicts | "missing">(`new Promise((resolve) => {
    if (!Shopify.loadFeatures) return resolve("missing");
    Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], (error) => {
      const privacy = Shopify.customerPrivacy;
      resolve(error ? "missing" : {
        marketing: privacy.marketingAllowed(),
        saleOfData: privacy.saleOfDataAllowed(),
        shown: privacy.shouldShowBanner(),
      });
    });
  })`);
}

describe("a shopper in a real browser", () => {
  test("comes from the ad, accepts, buys by plain clicks, and the order carries what our extension wrote", async () => {
    await visit(
      async (page, { shop, journal }) => {
        await page.goto(landing(shop, "&utm_source=tiktok&utm_campaign=spring"));
        await press(page, "Accept");
        await expect
          .poll(() => journal.hops.some((hop) => hop.name === "attributes_written"), patience)
          .toBe(true);
        await page.getByRole("link", { name: /Ridge Flannel Shirt/ }).click();
        await page.getByText("M", { exact: true }).click();
        await press(page, "Add to cart");
        await expect.poll(() => page.getByRole("link", { name: "Cart" }).innerText(), patience).toBe("Cart1");
        await press(page, "Check out");
        await page.getByLabel("Email").fill("grace@example.com");
        await press(page, "Pay now");
        await page.getByRole("heading", { name: "Thank you, Maya!" }).waitFor();

        const [order] = shop.orders.all();
        const written = Object.fromEntries(
          order?.note_attributes.map(({ name, value }) => [name, value]) ?? [],
        );
        expect(written).toEqual({
          ttclid: decodeURIComponent(CLICK),
          _tt_page: `${shop.url}/`,
          _tt_utm: "utm_source=tiktok&utm_campaign=spring",
          _tt_consent: "granted",
          _tt_time: expect.stringMatching(/^\d{10}$/) as string,
        });
        expect(order?.email).toBe("grace@example.com");
        expect(order?.line_items[0]?.variant_title).toBe("M");
        expect(order?.landing_site).toBe(`/?ttclid=${CLICK}&utm_source=tiktok&utm_campaign=spring`);
        await shop.webhooks.idle();
        const names = new Set(journal.hops.map((hop) => hop.name));
        const line = [
          "page_opened",
          "consent_given",
          "attributes_written",
          "order_placed",
          "webhook_sent",
          "webhook_answered",
        ];
        expect([...names]).toEqual(line);
      },
      { extensionRoot: ourExtension },
    );
  });

  test("declines: nothing is allowed and no attribute is written", async () => {
    await visit(async (page, { shop, journal }) => {
      await page.goto(landing(shop));
      await press(page, "Decline");
      await banner(page).waitFor({ state: "hidden" });
      expect(await verdicts(page)).toEqual({ marketing: false, saleOfData: false, shown: false });
      await page.reload();
      await press(page, "Cookie preferences");
      expect(journal.hops.map((hop) => hop.name)).toEqual(["page_opened", "consent_refused", "page_opened"]);
    });
  });

  test("changes the answer later by the link in the footer", async () => {
    await visit(async (page, { shop }) => {
      await page.goto(shop.url);
      await press(page, "Accept");
      await banner(page).waitFor({ state: "hidden" });
      expect(await verdicts(page)).toMatchObject({ marketing: true, saleOfData: true });
      await press(page, "Cookie preferences");
      const detail = page.evaluate(`new Promise((resolve) =>
        document.addEventListener("visitorConsentCollected", (event) => resolve(event.detail)))`);
      await press(page, "Decline");
      expect(await detail).toMatchObject({
        marketingAllowed: false,
        saleOfDataAllowed: false,
        analyticsAllowed: false,
      });
      expect(await verdicts(page)).toMatchObject({ marketing: false, saleOfData: false });
    });
  });

  test("pays by Buy it now in the French shop with cash on delivery", async () => {
    await visit(async (page, { shop }) => {
      await page.goto(`${shop.url}/fr-ca/products/cairn-beanie?_region=us`);
      await press(page, "Buy it now");
      await page.getByLabel("Country").selectOption("Canada");
      await page.getByText("$14.00").waitFor();
      await page.getByLabel("Cash on delivery").check();
      await press(page, "Complete order");
      await page.getByText("You pay").waitFor();
      expect(shop.orders.all()[0]).toMatchObject({ financial_status: "pending", customer_locale: "fr-CA" });
    });
  });
});

describe("the Customer Privacy API's stand-in", () => {
  test("has no verdicts before it is loaded, and says when it is", async () => {
    await visit(async (page, { shop }) => {
      await page.addInitScript(`
        document.addEventListener("DOMContentLoaded", () => { window.before = typeof Shopify.customerPrivacy; });
        document.addEventListener("shopifyCustomerPrivacyApiLoaded", () => { window.loaded = true; });`);
      await page.goto(shop.url);
      await banner(page).waitFor();
      expect(await page.evaluate("[window.before, window.loaded]")).toEqual(["undefined", true]);
    });
  });

  test("is closed until asked in the EU and open without a banner in the US", async () => {
    await visit(async (page, { shop }) => {
      await page.goto(shop.url);
      expect(await verdicts(page)).toEqual({ marketing: false, saleOfData: false, shown: true });
      await page.goto(`${shop.url}/?_region=us`);
      expect(await verdicts(page)).toEqual({ marketing: true, saleOfData: true, shown: false });
      expect(await banner(page).isVisible()).toBe(false);
    });
  });

  test("refuses sale of data under Global Privacy Control, whatever was accepted", async () => {
    await visit(
      async (page, { shop, journal }) => {
        await page.goto(landing(shop, "&_region=us"));
        expect(await verdicts(page)).toMatchObject({ marketing: true, saleOfData: false });
        await page.evaluate(
          "new Promise((done) => Shopify.customerPrivacy.setTrackingConsent({ sale_of_data: true }, done))",
        );
        expect(await verdicts(page)).toMatchObject({ saleOfData: false });
        expect(journal.hops.some((hop) => hop.name === "attributes_written")).toBe(false);
      },
      { gpc: true },
    );
  });

  test.each(["fails", "absent"] as const)("can be missing: %s", async (state) => {
    await visit(async (page, { shop, journal }) => {
      shop.privacy.privacyApi = state;
      await page.goto(`${shop.url}/products/cairn-beanie?_region=us`);
      expect(await verdicts(page)).toBe("missing");
      expect(await banner(page).isVisible()).toBe(false);
      await press(page, "Add to cart");
      await page.getByRole("button", { name: "Check out" }).waitFor();
      expect(journal.hops).toEqual([]);
    });
  });
});
