import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import type { TikTokDouble } from "../../sandbox/tiktok/tiktok.ts";
import { PIXEL, batch, purchase, send, start } from "./sender.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** The control page in a browser. A complaint of the browser fails the test. */
async function withControls(walk: (page: Page, tiktok: TikTokDouble) => Promise<void>) {
  const tiktok = await start();
  const page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  // A command that is refused is an answer like any other.
  page.on("console", (message) => {
    if (!message.text().includes("400 (Bad Request)")) complaints.push(message.text());
  });
  await page.goto(`${tiktok.url}/control`);
  await walk(page, tiktok);
  expect(complaints).toEqual([]);
  await page.close();
}

const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const now = (page: Page) => page.locator("#state");
const codeOf = async (tiktok: TikTokDouble, id = "order_1001") =>
  (await send(tiktok, batch([purchase({ event_id: id })]))).code;

describe("a person at the control page", () => {
  test("spoils the next requests, sees them used up, and can stop the rest", async () => {
    await withControls(async (page, tiktok) => {
      const next = section(page, "The next requests");
      await next.getByLabel("How many").fill("3");
      await next
        .getByLabel("What TikTok does")
        .selectOption({ label: "Answers 40105, the token was revoked; nothing counts" });
      await next.getByRole("button", { name: "Add" }).click();
      await now(page).getByText("Next 3 requests: Answers 40105").waitFor();
      expect(await codeOf(tiktok)).toBe(40105);
      await now(page).getByText("Next 2 requests: Answers 40105").waitFor();
      await page.getByRole("button", { name: "Stop all faults" }).click();
      await now(page).getByText("TikTok works as usual.").waitFor();
      expect(await codeOf(tiktok)).toBe(0);
    });
  });

  test("has requests fail at random, and is told when the rates make no sense", async () => {
    await withControls(async (page, tiktok) => {
      const random = section(page, "At random");
      await random.getByText("What happens how often").click();
      const rate = (fault: string) => random.getByLabel(fault, { exact: true });
      await rate("Answers 50000, internal server error; nothing counts").fill("60");
      await rate("Answers 50002, service error; nothing counts").fill("60");
      await random.getByRole("button", { name: "Start" }).click();
      await page.getByRole("alert").getByText("the rates are more than 1 together").waitFor();
      await rate("Answers 50002, service error; nothing counts").fill("40");
      await random.getByRole("button", { name: "Start" }).click();
      await now(page).getByText("At random so far, with seed 1: 0 of 0 requests.").waitFor();
      await now(page).getByText("40 % of requests: Answers 50002").waitFor();
      expect(await page.getByRole("alert").count()).toBe(0);
      expect([50000, 50002]).toContain(await codeOf(tiktok));
    });
  });

  test("throttles and revokes a pixel, and mends it", async () => {
    await withControls(async (page, tiktok) => {
      const pixel = page.locator(`form[data-pixel=${PIXEL}]`);
      await pixel.getByLabel("Speed").selectOption("throttled, 40132");
      await pixel.getByRole("button", { name: "Apply" }).click();
      await now(page).getByText(`Pixel ${PIXEL} is throttled.`).waitFor();
      expect(await codeOf(tiktok)).toBe(40132);
      await pixel.getByLabel("Token").selectOption("the token expired");
      await pixel.getByLabel("Speed").selectOption("as usual");
      await pixel.getByRole("button", { name: "Apply" }).click();
      await now(page).getByText(`Pixel ${PIXEL}: the token expired.`).waitFor();
      await expect.poll(() => codeOf(tiktok), { timeout: 10_000 }).toBe(40102);
    });
  });

  test("sets the speed, the clock and what nobody knows", async () => {
    await withControls(async (page, tiktok) => {
      const speed = section(page, "Speed");
      await speed.getByLabel("Requests a second").fill("");
      await speed.getByLabel("For one pixel").fill("2");
      await speed.getByRole("button", { name: "Apply" }).click();
      await now(page).getByText("Requests a second: no limit.").waitFor();
      const habits = section(page, "What nobody knows of TikTok");
      await habits.getByLabel("Event ids").fill("bad, worse ");
      await habits.getByLabel("A copy that").selectOption("40050, received before");
      await habits.getByRole("button", { name: "Apply" }).click();
      await now(page).getByText("Every batch with event worse is refused.").waitFor();
      expect(tiktok.state().rules).toMatchObject({
        requestsPerSecond: null,
        pixelRequestsPerSecond: 2,
        copiesCode: 40050,
      });
      expect([await codeOf(tiktok), await codeOf(tiktok), await codeOf(tiktok, "bad")]).toEqual([
        0, 40050, 40132,
      ]);
      await page.getByRole("button", { name: "49 hours on" }).click();
      await now(page).getByText("TikTok's clock is 49 h ahead.").waitFor();
      expect([await codeOf(tiktok, "worse"), await codeOf(tiktok)]).toEqual([40002, 0]);
      expect(tiktok.purchases()).toMatchObject([{ counted: 2 }]);
    });
  });
});
