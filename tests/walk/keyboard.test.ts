import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashPassword } from "../../app/operator/password.server.ts";
import { launchBrowser } from "../../sandbox/browser.ts";
import { PIXEL, SHOP, startAppWorld, TOKEN, type AppWorld } from "../admin/app-world.ts";
import { change } from "../platform/temporary-database.ts";
import { keyboardOf, type Keyboard } from "./keyboard.ts";
import { sitDown, type Visitor } from "./visitor.ts";

const PASSWORD = "a password that nobody guesses";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A world with a merchant at its keyboard. */
async function start(): Promise<{
  world: AppWorld;
  visitor: Visitor;
  keys: Keyboard;
  stop(): Promise<void>;
}> {
  const world = await startAppWorld({ operatorPasswordHash: await hashPassword(PASSWORD) });
  const visitor = await sitDown(browser, world);
  const stop = async () => {
    await visitor.close();
    await world.close();
  };
  return { world, visitor, keys: keyboardOf(visitor.page), stop };
}

describe("with a keyboard alone", () => {
  it("a merchant goes from a fresh install to the receipt of the first counted purchase", async () => {
    const { world, visitor, keys, stop } = await start();
    try {
      const { page } = visitor;
      world.shopify.state.embed.enabled = true;
      const app = page.frameLocator("#app-frame");
      const button = (name: string | RegExp) => app.getByRole("button", { name });
      await visitor.open("/app");
      await keys.press(app.getByRole("link", { name: "Connect TikTok" }));

      await app.getByRole("heading", { level: 1, name: "TikTok connection" }).waitFor();
      await keys.type(app.getByLabel("Pixel code"), PIXEL);
      await keys.type(app.getByLabel("Access token"), TOKEN);
      await keys.type(app.getByLabel("Test event code"), "TEST1");
      // Enter saves a form from any of its fields, as everywhere.
      await page.keyboard.press("Enter");
      await app.getByText("A token is saved.").waitFor();
      await keys.press(button("Send test event"));
      await app.getByText("TikTok accepted the test event").waitFor();
      await keys.press(button("Turn test mode off"));
      await app.getByText("Test mode is on").waitFor({ state: "detached" });

      await keys.press(page.getByRole("link", { name: "Other senders" }));
      await keys.press(button("Check the storefront"));
      await app.getByText("Not checked yet.").waitFor({ state: "detached" });
      await keys.tick(app.getByLabel("I do not use TikTok's app"));
      await keys.press(button("Save the answer"));
      await app.getByText("Nothing else reports purchases to your pixel").waitFor();

      await world.order(8001);
      await keys.press(page.getByRole("link", { name: "Throughline" }));
      await app.getByText("All is well.").waitFor();
      await keys.press(app.getByRole("link", { name: "#8001" }));
      await app.getByRole("heading", { name: "TikTok counts 1 purchase" }).waitFor();
      expect(visitor.complaints).toEqual([]);
    } finally {
      await stop();
    }
  });

  it("a merchant chooses orders, looks at what sending them again would do, and is back where it began", async () => {
    const { world, visitor, keys, stop } = await start();
    try {
      await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
      await world.order(8001);
      await world.order(8002);
      const app = visitor.page.frameLocator("#app-frame");
      for (const width of [1280, 320]) {
        await visitor.page.setViewportSize({ width, height: 900 });
        await visitor.open("/app/orders");
        const one = app.getByRole("checkbox", { name: /Select.* #?8001/ }).first();
        await keys.tick(width === 320 ? one : app.getByRole("checkbox").nth(1));
        await keys.press(app.getByRole("button", { name: "Send again" }));
        const dialog = app.getByRole("dialog");
        await dialog.getByText("None of these purchases can be sent again.").waitFor();
        await visitor.page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
        await visitor.frame().waitForFunction(() => document.activeElement?.textContent === "Send again");
      }
    } finally {
      await stop();
    }
  });

  it("a merchant sets up alerts, and adds a rule to the settings", async () => {
    const { world, visitor, keys, stop } = await start();
    try {
      const { page } = visitor;
      const app = page.frameLocator("#app-frame");
      await visitor.open("/app/alerts");
      await keys.type(
        app.getByLabel("Address", { exact: true }),
        "https://hooks.northpine.example/throughline",
      );
      await keys.press(page.getByRole("button", { name: "Save" }));
      await expect.poll(() => world.app.alerts.settings.read(SHOP), { timeout: 20_000 }).toBeDefined();

      await visitor.open("/app/settings");
      await keys.type(app.getByLabel("Leave out orders tagged", { exact: true }), "wholesale");
      await page.keyboard.press("Enter");
      await keys.press(page.getByRole("button", { name: "Save" }));
      await expect
        .poll(async () => (await world.app.recordsOf(SHOP).settings()).orders.skipOrderTags, {
          timeout: 20_000,
        })
        .toEqual(["wholesale"]);
    } finally {
      await stop();
    }
  });

  it("an operator signs in, opens a shop and signs out", async () => {
    const { world, visitor, keys, stop } = await start();
    try {
      await change(world.app.database, "INSERT INTO shop (domain, installed_at) VALUES (@shop, 1)", {
        shop: "b.myshopify.com",
      });
      const { page } = visitor;
      await page.goto(`${world.url}/operator/sign-in`);
      await keys.type(page.getByLabel("Password"), PASSWORD);
      await keys.press(page.getByRole("button", { name: "Sign in" }));
      await page.waitForURL(/\/operator$/);
      await keys.press(page.getByRole("link", { name: "b.myshopify.com" }));
      await page.waitForURL(/\/operator\/shops\//);
      await page.getByText("No pixel connected").waitFor();
      await keys.press(page.getByRole("button", { name: "Sign out" }));
      await page.waitForURL(/\/operator\/sign-in/);
    } finally {
      await stop();
    }
  });
});
