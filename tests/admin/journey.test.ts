import type { Browser, FrameLocator, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LandingWorld } from "../../app/attribution/landing-page.server.ts";
import { launchBrowser } from "../../sandbox/browser.ts";
import { PIXEL, ROUTES, SHOP, startAppWorld, TOKEN, type AppWorld } from "./app-world.ts";

let world: AppWorld;
let browser: Browser;
let page: Page;
let app: FrameLocator;
let complaints: string[];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Fonts and the preloaded script of Shopify's own network are not there in a test. */
const UNREACHABLE = /ERR_NAME_NOT_RESOLVED|ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|preload/;

/** No name leads anywhere. */
const NO_INTERNET: LandingWorld = {
  resolve: () => Promise.reject(new Error("no such name")),
  isAllowed: () => false,
  ports: new Set(["443"]),
};

beforeEach(async () => {
  complaints = [];
  world = await startAppWorld({ landing: NO_INTERNET });
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !UNREACHABLE.test(message.text())) complaints.push(message.text());
  });
  app = page.frameLocator("#app-frame");
  return async () => {
    await page.close();
    await world.close();
  };
});

const open = async (path: string, title: string) => {
  await page.goto(world.shopify.adminUrl + path);
  await app.getByRole("heading", { level: 1, name: title }).waitFor();
};
const button = (name: string | RegExp) => app.getByRole("button", { name });

describe("a merchant in the admin", () => {
  it("goes from a fresh install to the receipt of the first counted purchase in thirteen steps", async () => {
    world.shopify.state.embed.enabled = true;
    let steps = 0;
    const click = async (what: Locator) => {
      steps++;
      await what.click();
    };
    const fill = async (label: string, value: string) => {
      steps++;
      await app.getByLabel(label).fill(value);
    };
    await open("", "Home");
    await app.getByText("1 of 6 done").waitFor();
    await click(app.getByRole("link", { name: "Connect TikTok" }));

    await fill("Pixel code", PIXEL);
    await fill("Access token", TOKEN);
    await fill("Test event code", "TEST1");
    await click(page.getByRole("button", { name: "Save" }));
    await app.getByText("A token is saved.").waitFor();

    await click(button("Send test event"));
    await app.getByText("TikTok accepted the test event").waitFor();
    await click(button("Turn test mode off"));
    await app.getByText("Test mode is on").waitFor({ state: "detached" });

    await click(page.getByRole("link", { name: "Other senders" }));
    await click(button("Check the storefront"));
    await app.getByText("Not checked yet.").waitFor({ state: "detached" });
    await click(app.getByText("I do not use TikTok's app"));
    await click(button("Save the answer"));
    await app.getByText("Nothing else reports purchases to your pixel").waitFor();

    await world.order(8001);
    await click(page.getByRole("link", { name: "Throughline" }));
    await app.getByText("All is well.").waitFor();
    await click(app.getByRole("link", { name: "#8001" }));
    await app.getByRole("heading", { name: "TikTok counts 1 purchase" }).waitFor();
    expect(steps).toBe(13);
    await button(/^Show all \d+ fields$/).click();
    await app.getByRole("row", { name: /^email Hashed/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("keeps wrong input, is told what is wrong, and may discard it", async () => {
    await open("/app/connection", "TikTok connection");
    const field = app.getByLabel("Pixel code");
    const before = await field.inputValue();
    await field.fill("not a code!");
    await page.getByRole("button", { name: "Save" }).click();
    await app.getByText("A pixel code has only letters and digits").waitFor();
    expect(await field.inputValue()).toBe("not a code!");
    await page.getByRole("button", { name: "Discard" }).click();
    await app.getByText("A pixel code has only letters and digits").waitFor({ state: "detached" });
    expect(await field.inputValue()).toBe(before);
  });

  it("tries settings on an order before saving them, is told what is wrong, and finds the change in the history", async () => {
    await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
    await world.order(8004);
    await open("/app/settings", "Settings");
    await button("Show the event").click();
    await app.getByText("The same as under the saved settings.").waitFor();
    await app.getByText("CompletePayment", { exact: true }).click();
    await app.getByText("1 field differs from the saved settings.").waitFor();

    await app.getByLabel("Wait for the browser").fill("61");
    await page.getByRole("button", { name: "Save" }).click();
    await app.getByText("Use whole seconds, from 0 to 60.", { exact: true }).waitFor();
    expect(await app.getByLabel("Wait for the browser").inputValue()).toBe("61");
    await app.getByLabel("Wait for the browser").fill("9");
    await app.getByLabel("Leave out orders tagged", { exact: true }).fill("wholesale");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Settings saved").waitFor();
    await app.getByText("Which orders: Leave out orders tagged").waitFor();
    expect(await world.app.recordsOf(SHOP).settings()).toMatchObject({
      event: { name: "CompletePayment" },
      attribution: { hintWaitSeconds: 9 },
      orders: { skipOrderTags: ["wholesale"] },
    });
    expect(complaints).toEqual([]);
  });

  it("keeps own input when somebody else saved meanwhile, and sees theirs", async () => {
    await open("/app/settings", "Settings");
    await app.getByText("Only with recorded consent").click();
    const theirs = JSON.stringify({ event: { trigger: "paid" } });
    await world.post(ROUTES.settings, { revision: "0", document: theirs });
    await page.getByRole("button", { name: "Save" }).click();
    await app.getByText("Somebody else saved other settings meanwhile").waitFor();
    await app.getByRole("radio", { name: "When the order is fully paid", checked: true }).waitFor();
    expect(await app.getByLabel("Only with recorded consent").isChecked()).toBe(true);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Settings saved").waitFor();
    expect(await world.app.recordsOf(SHOP).settings()).toMatchObject({
      consent: { policy: "strict" },
      event: { trigger: "paid" },
    });
    expect(complaints).toEqual([]);
  });

  it("brings settings as a file, and sees what would change before it does", async () => {
    await open("/app/settings", "Settings");
    await button("Import").click();
    await app.getByLabel("Or its text").fill('{"event":{"valeu":"subtotal"}}');
    await button("Compare with your settings").click();
    await app.getByText('Did you mean "value"?').waitFor();
    await app.getByLabel("Or its text").fill('{"event":{"value":"subtotal"}}');
    await button("Compare with your settings").click();
    await app.getByText("1 setting would change").waitFor();
    await button("Apply").click();
    await app.getByText("You, by importing a file").waitFor();
    expect(await world.app.recordsOf(SHOP).settings()).toMatchObject({ event: { value: "subtotal" } });
    expect(complaints).toEqual([]);
  });

  it("is asked before leaving settings that are not saved", async () => {
    await open("/app/settings", "Settings");
    await app.getByText("Only with recorded consent").click();
    await page.getByRole("button", { name: "Save" }).waitFor();
    await page.getByRole("link", { name: "Click test" }).click();
    await page.getByText("Leave page with unsaved changes?").waitFor();
    await page.getByRole("button", { name: "Leave page" }).click();
    await app.getByRole("heading", { level: 1, name: "Click test" }).waitFor();
  });

  it("watches a click test arrive, without reloading the page", async () => {
    await open("/app/click-test", "Click test");
    const shop = app.getByRole("link", { name: /Open the shop/ });
    const clickId = new URL((await shop.getAttribute("href")) ?? "").searchParams.get("ttclid");
    expect(clickId).toMatch(/^throughline-test-/);
    // The shop itself is not on this machine: what counts is that it was opened.
    const [opened] = await Promise.all([page.context().waitForEvent("page"), shop.click()]);
    await opened.close();
    await app.getByText("Agree to the shop's cookie banner").waitFor();
    await world.hint({
      event: "checkout_started",
      checkout: "c",
      carried: ["cart", "line"],
      ttclid: clickId,
    });
    await app.getByRole("heading", { name: "Every carrier delivered the click id" }).waitFor();
    expect(complaints).toEqual([]);
  });

  it("is asked before TikTok is disconnected", async () => {
    await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
    await open("/app/connection", "TikTok connection");
    await button("Disconnect").click();
    const dialog = app.getByRole("dialog");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await world.app.recordsOf(SHOP).pixels()).toHaveLength(1);
    await button("Disconnect").click();
    await dialog.getByRole("button", { name: "Disconnect" }).click();
    await app.getByText("Not connected").waitFor();
    expect(await world.app.recordsOf(SHOP).pixels()).toEqual([]);
  });

  it("reads every page at 320 pixels without scrolling sideways", async () => {
    await world.order(8002);
    await page.setViewportSize({ width: 320, height: 700 });
    for (const [path, title] of [
      ["", "Home"],
      ["/app/connection", "TikTok connection"],
      ["/app/settings", "Settings"],
      ["/app/click-test", "Click test"],
      ["/app/landing-page", "Landing-page check"],
      ["/app/orders/8002", "Order #8002"],
    ] as const) {
      await open(path, title);
      const frame = page.frames().find((one) => one.name() === "app-iframe");
      expect(await frame?.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    }
  });

  it("sees text where an order holds markup", async () => {
    const markup = `<img src=x onerror="document.title='owned'">`;
    await world.order(8003, { name: markup });
    await open("/app/orders/8003", `Order ${markup}`);
    expect(await app.locator("img[src=x]").count()).toBe(0);
  });
});
