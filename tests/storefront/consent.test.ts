import { describe, expect, test } from "vitest";
import { GRANTED, REFUSED } from "./shop.ts";
import { CLICK_ID, stage } from "./visitor.ts";

const on = stage();

/** Nothing about the visitor is anywhere: not in storage, not in cookies, not asked of the shop. */
async function expectNoTrace(): Promise<void> {
  expect(await on.visitor.traces()).toEqual({ stored: {}, session: 0, cookies: "" });
  expect(on.shop.requests).toEqual([]);
}

test("consent is asked with Shopify's consent-tracking feature, once", async () => {
  await on.visitor.land();
  expect(await on.visitor.features()).toEqual([{ name: "consent-tracking-api", version: "0.1" }]);
});

describe("nothing is stored or sent", () => {
  test.each([
    ["marketing and sale of data are both refused", REFUSED],
    ["only marketing is allowed, as with Global Privacy Control", { marketing: true, saleOfData: false }],
    ["only sale of data is allowed", { marketing: false, saleOfData: true }],
  ])("when %s", async (_when, consent) => {
    on.shop.consent = consent;
    await on.visitor.land();
    await expectNoTrace();
    await on.visitor.open("/cart");
    await expectNoTrace();
  });

  test.each(["missing", "fails", "never answers"] as const)("when the privacy API %s", async (api) => {
    on.shop.privacyApi = api;
    await on.visitor.land();
    await expectNoTrace();
  });

  test("when the banner is answered with no", async () => {
    on.shop.consent = REFUSED;
    await on.visitor.land();
    await on.visitor.answerBanner(REFUSED);
    await expectNoTrace();
  });

  test("when another script fakes the banner's event", async () => {
    on.shop.consent = REFUSED;
    await on.visitor.land();
    await on.visitor.page.evaluate(`document.dispatchEvent(new CustomEvent("visitorConsentCollected", {
      detail: { marketingAllowed: true, saleOfDataAllowed: true } }))`);
    await on.visitor.settle();
    await expectNoTrace();
  });
});

describe("consent given later on the landing page", () => {
  test("captures the click then, once", async () => {
    on.shop.consent = REFUSED;
    await on.visitor.land(CLICK_ID, "&utm_source=tiktok");
    await on.visitor.answerBanner(GRANTED);
    await on.visitor.answerBanner(GRANTED);
    expect(on.shop.requests).toHaveLength(1);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
    expect(on.shop.attributes.get("_tt_utm")).toBe("utm_source=tiktok");
  });

  test("captures it once when the banner changes its mind at once", async () => {
    on.shop.consent = REFUSED;
    await on.visitor.land();
    await on.visitor.page.evaluate(`
      for (const marketing of [true, true, false, true]) {
        window.consent = { marketing, saleOfData: true };
        document.dispatchEvent(new CustomEvent("visitorConsentCollected"));
      }`);
    await on.visitor.settle();
    const written = on.shop.cartWrites.filter((attributes) => attributes["ttclid"] !== "");
    expect(written).toHaveLength(1);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
  });

  test("reads a _ttp cookie that came with the consent", async () => {
    on.shop.consent = REFUSED;
    await on.visitor.land();
    await on.visitor.cookie("_ttp", "late");
    await on.visitor.answerBanner(GRANTED);
    expect(on.shop.attributes.get("_ttp")).toBe("late");
  });

  test("is too late on the next page, whose URL has no click id", async () => {
    on.shop.consent = REFUSED;
    await on.visitor.land();
    await on.visitor.open("/cart");
    await on.visitor.answerBanner(GRANTED);
    await expectNoTrace();
  });
});

describe("consent withdrawn", () => {
  test.each([
    ["marketing and sale of data", REFUSED],
    ["marketing", { marketing: false, saleOfData: true }],
    ["sale of data", { marketing: true, saleOfData: false }],
  ])("for %s clears storage and the cart's attributes", async (_what, consent) => {
    on.shop.attributes.set("gift_note", "For Ada");
    await on.visitor.cookie("_ttp", "2Xk");
    await on.visitor.land(CLICK_ID, "&utm_source=tiktok");
    await on.visitor.answerBanner(consent);
    expect((await on.visitor.traces()).stored).toEqual({});
    expect(Object.fromEntries(on.shop.attributes)).toEqual({ gift_note: "For Ada" });
    expect(on.shop.requests).toHaveLength(2);
  });

  test("on a later page clears as well", async () => {
    await on.visitor.land();
    await on.visitor.open("/cart");
    await on.visitor.answerBanner(REFUSED);
    expect((await on.visitor.traces()).stored).toEqual({});
    expect([...on.shop.attributes.keys()]).toEqual([]);
  });

  test("through a banner that reloads the page still clears the cart", async () => {
    await on.visitor.land();
    await on.visitor.open("/cart");
    await on.visitor.answerReloadingBanner(REFUSED);
    expect(on.shop.attributes.size).toBe(0);
    expect((await on.visitor.traces()).stored).toEqual({});
  });

  test("while a write is still unanswered: the cart ends up empty", async () => {
    on.shop.answers.push("hold");
    await on.visitor.land();
    await on.visitor.answerBanner(REFUSED);
    on.shop.answerHeld();
    await expect.poll(() => on.shop.cartWrites.length, { timeout: 5000 }).toBe(2);
    await on.visitor.settle();
    expect([...on.shop.attributes.keys()]).toEqual([]);
    expect((await on.visitor.traces()).stored).toEqual({});
  });

  test("and given again on the same page writes the click again", async () => {
    await on.visitor.land();
    await on.visitor.answerBanner(REFUSED);
    await on.visitor.answerBanner(GRANTED);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
    expect(on.shop.requests).toHaveLength(3);
  });

  test("while a write is unanswered, and given again after the answer, writes the click again", async () => {
    on.shop.answers.push("hold");
    await on.visitor.land();
    await on.visitor.answerBanner(REFUSED);
    on.shop.answerHeld();
    await expect.poll(() => on.shop.cartWrites.length, { timeout: 5000 }).toBe(2);
    await on.visitor.answerBanner(GRANTED);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
  });

  test("before a new landing removes the older click too", async () => {
    await on.visitor.cookie("_ttp", "2Xk");
    await on.visitor.land("first", "&utm_source=tiktok");
    on.shop.consent = REFUSED;
    await on.visitor.land("second");
    expect((await on.visitor.traces()).stored).toEqual({});
    expect([...on.shop.attributes.keys()]).toEqual([]);
    expect(JSON.stringify(on.shop.requests)).not.toContain("second");
  });
});
