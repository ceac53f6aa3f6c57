import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import { PIXEL, startAppWorld, type AppWorld } from "./app-world.ts";

let world: AppWorld;
let browser: Browser;

beforeAll(async () => {
  const pixels = [{ code: PIXEL, name: "Web pixel" }];
  world = await startAppWorld({ advertisers: [{ id: "7111000000000000001", name: "Northpine", pixels }] });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

it("a merchant connects by TikTok's consent page in another tab, and the first tab notices by itself", async () => {
  const admin = await browser.newContext();
  const page = await admin.newPage();
  const app = page.frameLocator("#app-frame");
  await page.goto(`${world.shopify.adminUrl}/app/connection`);
  const opened = admin.waitForEvent("page");
  await app.getByRole("button", { name: "Connect with TikTok" }).click();
  const tab = await opened;
  await app.getByText("Go on in the tab").waitFor();
  await tab.getByRole("button", { name: "Allow" }).click();
  await tab.frameLocator("#app-frame").getByText("Web pixel").waitFor();
  expect(new URL(tab.url()).searchParams.has("auth_code")).toBe(false);
  await tab.close();
  await app.getByText("Web pixel").click();
  await app.getByRole("button", { name: "Connect this pixel" }).click();
  await app.getByRole("heading", { name: "Disconnect this pixel" }).waitFor();
  expect((await world.app.connections.pixelOf(world.shopify.state.shop.domain))?.code).toBe(PIXEL);
});
