/** Takes the pictures of docs/screenshots: the real app in the admin, with a shop that has sold for four weeks. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { DAY } from "../app/platform/clock.ts";
import { DEFAULT_ALERTS } from "../app/alerts/alert-settings.ts";
import { launchBrowser } from "../sandbox/browser.ts";
import { SHOP } from "../sandbox/world.ts";
import { OPERATOR_PASSWORD, startStage, until, type Stage } from "./screenshots/stage.ts";
import { trade } from "./screenshots/trade.ts";

const FOLDER = new URL("../docs/screenshots/", import.meta.url).pathname;
const SIZE = { width: 1280, height: 900 };

/** Which page of the app each picture shows. */
const pagesOf = (orderId: string): Record<string, string> => ({
  ...{ home: "/app", orders: "/app/orders", receipt: `/app/orders/${orderId}`, coverage: "/app/coverage" },
  ...{ alerts: "/app/alerts", connection: "/app/connection", settings: "/app/settings" },
  senders: "/app/senders",
});

/** What the merchant of the pictures has set up. */
async function setUp({ app }: Stage): Promise<void> {
  await app.alerts.settings.save({
    ...{ shop: SHOP, document: DEFAULT_ALERTS, by: "merchant" },
    ...{ recipients: ["team@northpine.example"], webhookUrl: "https://hooks.northpine.example/throughline" },
  });
}

/** The first visit finds out what is missing; what it sets going is waited for. */
async function firstVisit(page: Page, { app, shopify }: Stage): Promise<void> {
  await open(page, `${shopify.adminUrl}/app/senders`);
  const since = Date.now();
  await app.coverage.sweeps.request(SHOP, since);
  app.chores.wake();
  await until("the comparison with Shopify's list", async () => {
    const standing = await app.coverage.sweeps.standing(SHOP);
    return (standing?.endedAt ?? 0) >= since;
  });
  await app.coverage.book.recount(SHOP);
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto(`${address}?locale=en`);
  await page.frameLocator("#app-frame").getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: "disabled" });
  process.stdout.write(`${name}.png\n`);
}

async function takeAll(browser: Browser, stage: Stage, orderId: string): Promise<void> {
  const page = await browser.newPage({ viewport: SIZE });
  await firstVisit(page, stage);
  for (const [name, path] of Object.entries(pagesOf(orderId))) {
    // Home's chart stands below the first screen.
    await page.setViewportSize({ ...SIZE, height: name === "home" ? 1500 : SIZE.height });
    await open(page, stage.shopify.adminUrl + path);
    await take(page, name);
  }
  await page.goto(`${stage.url}/operator/sign-in`);
  await page.locator("input[type=password]").fill(OPERATOR_PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/operator$/);
  await take(page, "operator");
  await page.close();
}

await mkdir(FOLDER, { recursive: true });
const stage = await startStage(28 * DAY);
try {
  const orderId = await trade(stage);
  await setUp(stage);
  const browser = await launchBrowser();
  await takeAll(browser, stage, orderId).finally(() => browser.close());
} finally {
  await stage.stop();
}
