import { describe, expect, test } from "vitest";
import { GRANTED } from "./shop.ts";
import { CLICK_ID, stage } from "./visitor.ts";

const on = stage();

/** Neither Shopify nor the shop was asked anything, and nothing was left behind. */
async function expectNoWork(): Promise<void> {
  expect(on.shop.requests).toEqual([]);
  expect(await on.visitor.features()).toEqual([]);
  expect(await on.visitor.traces()).toEqual({ stored: {}, session: 0, cookies: "" });
}

describe("no work at all", () => {
  test("on a page without a click id", async () => {
    await on.visitor.open("/products/shirt?utm_source=tiktok");
    await on.visitor.answerBanner(GRANTED);
    await expectNoWork();
  });

  test("for what cannot be a click id", async () => {
    const { page } = on.visitor;
    for (const value of ["__CLICKID__", "%7B%7Bclickid%7D%7D", "x".repeat(1025), "a%0Ab", "100%", ""]) {
      await page.goto(`${on.shop.url}/products/shirt?ttclid=${value}`);
      await expectNoWork();
    }
    await on.visitor.settle();
    await expectNoWork();
  });
});

describe("storage that throws", () => {
  const block = `Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("Access is denied for this document.", "SecurityError"); } })`;
  const full = `Object.defineProperty(window, "localStorage", {
    value: new Proxy({}, { set() { throw new DOMException("full", "QuotaExceededError"); } }) })`;

  test.each([
    ["on every access", block],
    ["when it is written", full],
  ])("%s does not keep the click from the cart", async (_when, script) => {
    await on.visitor.page.addInitScript(script);
    await on.visitor.land();
    expect(on.shop.requests).toHaveLength(1);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
  });

  test("costs nothing on pages without a click id", async () => {
    await on.visitor.page.addInitScript(block);
    await on.visitor.open("/");
    expect(on.shop.requests).toEqual([]);
    expect(await on.visitor.features()).toEqual([]);
  });

  test("does not keep a withdrawal from the cart", async () => {
    await on.visitor.page.addInitScript(block);
    await on.visitor.land();
    await on.visitor.answerBanner({ marketing: false, saleOfData: false });
    expect([...on.shop.attributes.keys()]).toEqual([]);
  });
});

test("the page's own globals and prototypes are left as they were, but for one mark", async () => {
  const globals = `JSON.stringify([
    Object.getOwnPropertyNames(window).sort(),
    [fetch, XMLHttpRequest.prototype.open, history.pushState, HTMLFormElement.prototype.submit].map(String),
  ])`;
  on.shop.copies = 0;
  await on.visitor.open("/");
  const before = JSON.parse(await on.visitor.page.evaluate<string>(globals)) as [string[], string[]];
  on.shop.copies = 1;
  await on.visitor.land();
  const after = JSON.parse(await on.visitor.page.evaluate<string>(globals)) as [string[], string[]];
  expect(after[0].filter((name) => !before[0].includes(name))).toEqual(["_ttclid"]);
  expect(after[1]).toEqual(before[1]);
});

test("the click is the only thing stored, and no cookie is set", async () => {
  await on.visitor.land();
  const { stored, session, cookies } = await on.visitor.traces();
  expect(Object.keys(stored)).toEqual(["_ttclid"]);
  expect([session, cookies]).toEqual([0, ""]);
});
