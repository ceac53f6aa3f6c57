import { describe, expect, test } from "vitest";
import { REFUSED } from "./shop.ts";
import { CLICK_ID, stage } from "./visitor.ts";

const on = stage();

describe("a cart write that fails", () => {
  test.each([429, 500, 503])("with %i is tried once more, and then left in peace", async (status) => {
    on.shop.answers.push(status);
    await on.visitor.land();
    await on.visitor.open("/cart");
    expect(on.shop.requests).toHaveLength(2);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
  });

  test("because the network does is tried once more", async () => {
    let failures = 1;
    await on.visitor.page.route("**/cart/update.js", (route) =>
      failures-- > 0 ? route.abort() : route.continue(),
    );
    await on.visitor.land();
    expect(on.shop.requests).toHaveLength(1);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
  });

  test("twice is not tried again on this page, but on the next", async () => {
    on.shop.answers.push(500, 500);
    await on.visitor.land();
    await on.visitor.settle();
    expect(on.shop.requests).toHaveLength(2);
    await on.visitor.open("/cart");
    await on.visitor.open("/cart");
    expect(on.shop.requests).toHaveLength(3);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
    expect(on.shop.attributes.get("_tt_page")).toBe(`${on.shop.url}/products/shirt`);
  });

  test("with 422 is silent", async () => {
    on.shop.answers.push(422, 422);
    await on.visitor.land();
    expect(on.shop.requests).toHaveLength(2);
  });

  test("is not repeated on the next page for a visitor who has withdrawn by then", async () => {
    on.shop.answers.push(500, 500);
    await on.visitor.land();
    on.shop.consent = REFUSED;
    await on.visitor.open("/cart");
    expect((await on.visitor.traces()).stored).toEqual({});
    expect(JSON.stringify(on.shop.cartWrites.slice(2))).not.toContain(CLICK_ID);
  });

  test("waits a few seconds before its retry", async () => {
    on.shop.answers.push(429);
    await on.visitor.page.goto(`${on.shop.url}/?ttclid=${CLICK_ID}`);
    await on.visitor.page.clock.runFor(1000);
    await on.visitor.page.evaluate("fetch('/ping')");
    await on.visitor.page.clock.runFor(1500);
    await on.visitor.page.evaluate("fetch('/ping')");
    expect(on.shop.requests).toHaveLength(1);
    await on.visitor.settle();
    expect(on.shop.requests).toHaveLength(2);
  });
});

test("a write into a cart that exists outlives the page that started it", async () => {
  on.shop.items = 1;
  on.shop.answers.push("hold");
  await on.visitor.land();
  await on.visitor.page.goto("about:blank");
  on.shop.answerHeld();
  await expect.poll(() => on.shop.requests[0]?.answered, { timeout: 5000 }).toBe(true);
});

test("a write that would make a cart ends with its page, and the next page writes", async () => {
  on.shop.answers.push("hold");
  await on.visitor.land();
  await on.visitor.open("/cart");
  expect(on.shop.requests).toHaveLength(2);
  expect(on.shop.attributes.get("_tt_page")).toBe(`${on.shop.url}/products/shirt`);
});

test("a page left before its write leaves the write to the next page", async () => {
  await on.visitor.page.route("**/cart.js", () => undefined);
  await on.visitor.page.goto(`${on.shop.url}/?ttclid=${CLICK_ID}`);
  await on.visitor.page.waitForFunction("localStorage._ttclid");
  await on.visitor.page.unroute("**/cart.js");
  await on.visitor.open("/cart");
  expect(on.shop.requests).toHaveLength(1);
  expect(on.shop.attributes.get("_tt_page")).toBe(`${on.shop.url}/`);
});

test("add to cart goes through at once, unchanged, while a cart write hangs", async () => {
  on.shop.answers.push("hold");
  await on.visitor.land();
  const startedAt = performance.now();
  await on.visitor.page.getByRole("button", { name: "Add to cart" }).click();
  await on.visitor.page.getByRole("heading", { name: "Added" }).waitFor();
  expect(performance.now() - startedAt).toBeLessThan(2000);
  expect(on.shop.requests[1]).toMatchObject({ method: "POST", path: "/cart/add", body: "id=42" });
  expect(on.shop.requests[0]?.answered).toBe(false);
  on.shop.answerHeld();
});
