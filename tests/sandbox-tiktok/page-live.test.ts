import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import { batch, purchase, send, start } from "./sender.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

test("an open page shows what arrives, keeps open what the reader opened, and runs nothing a sender wrote", async () => {
  const tiktok = await start();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => complaints.push(message.text()));
  await send(tiktok, batch());
  await page.goto(tiktok.url);
  await page.getByText("order_1001").first().click();
  await expect.poll(() => page.locator("details[open]").count()).toBe(1);

  await send(tiktok, batch([purchase({ event_id: "<img src=x onerror=document.title='run'>" })]));
  await page.locator("details").nth(1).waitFor();
  expect(await page.locator("details[open] summary").innerText()).toContain("order_1001");
  expect(await page.locator("img").count()).toBe(0);
  expect(await page.title()).toBe("TikTok Events API (sandbox)");
  expect(complaints).toEqual([]);
  await page.close();
});
