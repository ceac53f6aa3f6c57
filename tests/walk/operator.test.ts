import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LANGUAGES } from "../../app/locales/language.ts";
import { hashPassword } from "../../app/operator/password.server.ts";
import { DEFAULT_SETTINGS } from "../../app/shops/settings.ts";
import { launchBrowser } from "../../sandbox/browser.ts";
import { SHOP, type AppWorld } from "../admin/app-world.ts";
import { OTHER_SHOP, startMarkedWorld } from "../admin/marked-world.ts";
import { change } from "../platform/temporary-database.ts";
import { barriersIn, NARROW, overflowIn, WIDE } from "./visitor.ts";

const PASSWORD = "a password that nobody guesses";
/** As long as a shop's address can be. */
const LONG_SHOP = `${"a-shop-with-a-long-name-".repeat(2)}which-goes-on.myshopify.com`;
const PAGES = [
  ...["/operator", "/operator?search=nothing-like-it", "/operator/door", "/operator/nothing-here"],
  ...[SHOP, OTHER_SHOP, LONG_SHOP, "nobody.example"].map((shop) => `/operator/shops/${shop}`),
  ...["", `?one=${SHOP}&other=nobody.example`, `?one=${SHOP}&other=${OTHER_SHOP}`].map(
    (query) => `/operator/compare${query}`,
  ),
];

let browser: Browser;
let world: AppWorld;
beforeAll(async () => {
  const operatorPasswordHash = await hashPassword(PASSWORD);
  [browser, world] = await Promise.all([launchBrowser(), startMarkedWorld({ operatorPasswordHash })]);
  for (const shop of [OTHER_SHOP, LONG_SHOP]) {
    const sql = "INSERT INTO shop (domain, installed_at, uninstalled_at) VALUES (@shop, 1, @left)";
    await change(world.app.database, sql, { shop, left: shop === LONG_SHOP ? Date.now() : null });
  }
  const orders = {
    ...DEFAULT_SETTINGS.orders,
    requireClickId: true,
    skipOrderTags: ["a-tag-that-is-rather-long"],
  };
  const settings = { ...DEFAULT_SETTINGS, orders };
  await world.app.settings.save({ shop: OTHER_SHOP, settings, revision: 0, source: "command" });
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

/** Looks at what is there now, wide and narrow. */
async function expectNobodyKeptOut(page: Page): Promise<void> {
  expect(await page.locator("h1").count()).toBe(1);
  expect(await page.title()).toMatch(/Throughline/);
  expect(await page.locator("[data-owned]").count()).toBe(0);
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    expect(await barriersIn(page.mainFrame())).toEqual([]);
    expect(await overflowIn(page.mainFrame())).toEqual([]);
  }
}

async function submit(page: Page, password: string): Promise<void> {
  await page.locator("#password:focus").fill(password);
  await page.keyboard.press("Enter");
}

describe.each(LANGUAGES)("the operator's view in %s", (language) => {
  it("keeps nobody out, from the door through every page and out again", async () => {
    const context = await browser.newContext({ locale: language });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    await page.goto(`${world.url}/operator`);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await expectNobodyKeptOut(page);
    await submit(page, "not the password of the operator");
    await page.getByRole("alert").waitFor();
    await expectNobodyKeptOut(page);
    // The pass is for https; browsers take localhost for as safe.
    await submit(page, PASSWORD);
    await page.locator("nav [aria-current=page]").waitFor();
    for (const path of PAGES) {
      await page.goto(world.url + path);
      expect(new URL(page.url()).pathname).toBe(path.split("?")[0]);
      await expectNobodyKeptOut(page);
    }
    await page.locator("header button").click();
    await page.locator("#password").waitFor();
    await page.goto(`${world.url}/operator`);
    expect(new URL(page.url()).pathname).toBe("/operator/sign-in");
    expect(complaints.filter((line) => !/status of (?:401|404)/.test(line))).toEqual([]);
    await context.close();
  });
});
