import type { Browser, FrameLocator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import { verifySessionToken } from "../../sandbox/shopify/access/session-token.ts";
import { startWorld, type ShopWorld } from "./shop-world.ts";
import { startTinyApp, type TinyApp } from "./tiny-app.ts";

let browser: Browser;
let app: TinyApp;
let world: ShopWorld;
let page: Page;
let frame: FrameLocator;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

beforeEach(async () => {
  app = await startTinyApp();
  world = await startWorld({ appUrl: app.url });
  app.bridge.url = world.double.url;
  page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(world.double.adminUrl);
  frame = page.frameLocator("#app-frame");
  await frame.getByRole("heading").waitFor();
});

afterEach(async () => {
  await page.close();
  await world.close();
  await app.close();
});

/** Runs code inside the app's frame. */
async function inApp<Result>(code: string): Promise<Result> {
  const inner = page.frames().find((candidate) => candidate.url().startsWith(app.url));
  if (inner === undefined) throw new Error("the app is not framed");
  return inner.evaluate(code);
}

function verdictOn(authorization: string | undefined) {
  const token = authorization?.replace("Bearer ", "") ?? "";
  return verifySessionToken(token, world.double.state.audience, Date.now());
}

describe("the framed app", () => {
  it("is opened with shop, host and a valid token", async () => {
    const src = new URL((await page.locator("#app-frame").getAttribute("src")) ?? "");
    expect(src.origin + src.pathname).toBe(`${app.url}/app`);
    expect(Object.fromEntries(src.searchParams)).toMatchObject({
      embedded: "1",
      shop: "quillwood.myshopify.com",
      locale: "en",
    });
    expect(atob(src.searchParams.get("host") ?? "")).toBe("admin.shopify.com/store/quillwood");
    expect(verdictOn(src.searchParams.get("id_token") ?? "")).toMatchObject({ valid: true });
  });

  it("sends a valid bearer token with every fetch to itself, a new one each time", async () => {
    await inApp(`fetch("/data").then(() => fetch("/data", { method: "POST", body: "x" })).then(() => 1)`);
    expect(app.asked.map(({ requestedWith }) => requestedWith)).toEqual(["XMLHttpRequest", "XMLHttpRequest"]);
    expect(app.asked.map(({ authorization }) => verdictOn(authorization))).toMatchObject([
      { valid: true },
      { valid: true },
    ]);
    expect(app.asked[0]?.authorization).not.toBe(app.asked[1]?.authorization);
  });

  it("keeps an Authorization the app set itself", async () => {
    await inApp(`fetch("/data", { headers: { Authorization: "Basic own" } }).then(() => 1)`);
    expect(app.asked).toMatchObject([{ authorization: "Basic own" }]);
  });

  it("sends no token to another origin", async () => {
    // The double answers no preflight, so a request that carried Authorization would fail.
    const url = JSON.stringify(`${world.double.url}/app-extensions`);
    expect(await inApp(`fetch(${url}).then((response) => response.status)`)).toBe(200);
  });

  it("asks once more, with a new token, when the app says the token was too old", async () => {
    app.refuseNext();
    expect(await inApp(`fetch("/data", { method: "POST", body: "x" }).then((r) => r.status)`)).toBe(200);
    expect(app.asked).toHaveLength(2);
  });

  it("comes back from the bounce page with a fresh token", async () => {
    const target = encodeURIComponent(`${app.url}/app/settings?embedded=1&shop=quillwood.myshopify.com`);
    await inApp(`location.assign("/auth/session-token?shopify-reload=${target}")`);
    await frame.getByRole("heading", { name: "/app/settings" }).waitFor();
    const token = await inApp<string>(`new URLSearchParams(location.search).get("id_token")`);
    expect(verdictOn(token)).toMatchObject({ valid: true });
  });

  it("learns whether its theme extension is on", async () => {
    const status = `shopify.app.extensions().then(([extension]) => extension.activations[0].status)`;
    expect(await inApp(status)).toBe("available");
    world.double.state.embed.enabled = true;
    expect(await inApp(status)).toBe("active");
  });

  it("has no resource picker: what the stand-in lacks is undefined", async () => {
    expect(await inApp("typeof shopify.resourcePicker")).toBe("undefined");
    expect(await inApp("shopify.config.apiKey")).toBe("0f1e2d3c4b5a69788796a5b4c3d2e1f0");
  });
});

describe("the admin around it", () => {
  it("shows the app's toasts, and an error as one", async () => {
    await inApp(`shopify.toast.show("Settings saved")`);
    await inApp(`shopify.toast.show("TikTok refused", { isError: true })`);
    await page.getByRole("status").getByText("Settings saved").waitFor();
    expect(await page.locator(".toast.error").textContent()).toContain("TikTok refused");
    await page.getByRole("button", { name: "Dismiss" }).first().click();
    expect(await page.locator(".toast").count()).toBe(1);
  });

  it("offers to save a changed form, and submits it", async () => {
    const bar = page.getByRole("region", { name: "Unsaved changes" });
    expect(await bar.isVisible()).toBe(false);
    await frame.getByLabel("Pixel code").fill("NEW");
    await bar.getByRole("button", { name: "Save" }).click();
    await frame.locator("#saved", { hasText: "NEW" }).waitFor();
    await bar.waitFor({ state: "hidden" });
  });

  it("discards a changed form after asking", async () => {
    await frame.getByLabel("Pixel code").fill("NEW");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.getByRole("button", { name: "Stay" }).click();
    expect(await frame.getByLabel("Pixel code").inputValue()).toBe("NEW");
    await page.getByRole("button", { name: "Discard", exact: true }).click();
    await page.getByRole("button", { name: "Discard changes" }).click();
    await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
    expect(await frame.getByLabel("Pixel code").inputValue()).toBe("OLD");
  });

  it("presses the buttons of the app's own save bar", async () => {
    await inApp(`shopify.saveBar.show("own")`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("region", { name: "Unsaved changes" }).waitFor({ state: "hidden" });
    expect(await inApp(`document.getElementById("own").showing`)).toBe(false);
  });

  it("lists the app's pages in the navigation and follows them inside the app", async () => {
    expect(await page.locator("#app-nav a").allTextContents()).toEqual(["Settings", "Deliveries"]);
    await page.getByRole("link", { name: "Settings" }).click();
    await frame.getByRole("heading", { name: "/app/settings" }).waitFor();
    await page.waitForURL(`${world.double.adminUrl}/app/settings`);
    expect(await page.locator('#app-nav a[aria-current="page"]').textContent()).toBe("Settings");
    await page.reload();
    await frame.getByRole("heading", { name: "/app/settings" }).waitFor();
  });

  it("asks before leaving a page with unsaved changes", async () => {
    await frame.getByLabel("Pixel code").fill("NEW");
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Stay" }).click();
    expect(page.url()).toBe(world.double.adminUrl);
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("button", { name: "Leave page" }).click();
    await frame.getByRole("heading", { name: "/app/settings" }).waitFor();
  });

  it("shows the app's title and presses its buttons", async () => {
    await page.locator("#app-title", { hasText: "Overview" }).waitFor();
    await page.getByRole("button", { name: "Send test event" }).click();
    await frame.locator("#pressed", { hasText: "sent" }).waitFor();
  });

  it("opens admin links of the app in the admin, as far as the theme's switch", async () => {
    await frame.getByText("Activate in the theme").click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("on", { exact: true }).waitFor();
    expect(world.double.state.embed.enabled).toBe(true);
  });

  it("opens addresses of the admin that the app opens by script", async () => {
    await inApp(`void open("shopify://admin/orders", "_top")`);
    await page.waitForURL(`${world.double.url}/store/quillwood/orders`);
  });

  it("lets the app wait until the person agrees to leave", async () => {
    await frame.getByLabel("Pixel code").fill("NEW");
    await inApp(`void shopify.saveBar.leaveConfirmation().then(() => { pressed.textContent = "left"; })`);
    await page.getByRole("button", { name: "Leave page" }).click();
    await frame.locator("#pressed", { hasText: "left" }).waitFor();
  });

  it("shows a modal with the app's content and buttons", async () => {
    await inApp(`document.body.insertAdjacentHTML("beforeend", '<ui-modal id="ask"><p>Send it?</p>' +
      '<ui-title-bar title="Test event"><button onclick="shopify.modal.hide(&quot;ask&quot;)">Send</button></ui-title-bar></ui-modal>')`);
    await inApp(`shopify.modal.show("ask")`);
    const dialog = frame.getByRole("dialog");
    await dialog.getByText("Send it?").waitFor();
    await dialog.getByRole("button", { name: "Send" }).click();
    await dialog.waitFor({ state: "hidden" });
    expect(await page.locator("#app-title").textContent()).toBe("Overview");
  });

  it("ignores messages from anyone but the app", async () => {
    await page.evaluate(
      `postMessage({ sandboxAdmin: 1, message: { type: "save-bar", visible: true } }, "*")`,
    );
    await inApp(`shopify.toast.show("after")`);
    await page.getByRole("status").getByText("after").waitFor();
    expect(await page.getByRole("region", { name: "Unsaved changes" }).isVisible()).toBe(false);
  });
});

describe("an app opened outside the admin", () => {
  it("is sent back into it", async () => {
    const host = btoa("admin.shopify.com/store/quillwood");
    await page.goto(`${app.url}/app/settings?embedded=1&shop=quillwood.myshopify.com&host=${host}`);
    await page.waitForURL(`${world.double.url}/store/quillwood/apps/**`);
    await frame.getByRole("heading", { name: "/app/settings" }).waitFor();
  });
});
