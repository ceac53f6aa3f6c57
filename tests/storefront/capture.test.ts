import { describe, expect, test } from "vitest";
import { ATTRIBUTE, readCapturedClick } from "../../app/attribution/attributes.ts";
import { CLICK_ID, stage } from "./visitor.ts";

const on = stage();
const unixNow = () => Date.now() / 1000;

describe("a landing with a click id", () => {
  test("writes the contract's attributes, all of them and no others, in one request", async () => {
    await on.visitor.cookie("_ttp", "2Xk_ttp-value");
    await on.visitor.land(CLICK_ID, "&utm_source=tiktok&size=m&utm_campaign=spring%20sale#reviews");

    expect(on.shop.cartWrites).toHaveLength(1);
    const written = on.shop.cartWrites[0] ?? {};
    expect(Object.keys(written).sort()).toEqual(Object.values(ATTRIBUTE).sort());
    expect(written).toMatchObject({
      ttclid: CLICK_ID,
      _ttp: "2Xk_ttp-value",
      _tt_page: `${on.shop.url}/products/shirt`,
      _tt_utm: "utm_source=tiktok&utm_campaign=spring%20sale",
      _tt_consent: "granted",
    });
    expect(written["_tt_time"]).toMatch(/^\d{10}$/);
    expect(Math.abs(Number(written["_tt_time"]) - unixNow())).toBeLessThan(60);
  });

  test("says what the server reads", async () => {
    await on.visitor.land(CLICK_ID, "&utm_source=tiktok&utm_term=caf%C3%A9+au+lait");
    const click = readCapturedClick(on.shop.attributes);
    expect(click).toEqual({
      clickId: CLICK_ID,
      landingPage: `${on.shop.url}/products/shirt`,
      utm: { utm_source: "tiktok", utm_term: "café au lait" },
      consent: "granted",
      capturedAt: Number(on.shop.attributes.get("_tt_time")) * 1000,
    });
  });

  test("leaves no attribute for what is not there", async () => {
    await on.visitor.land();
    expect([...on.shop.attributes.keys()].sort()).toEqual(["_tt_consent", "_tt_page", "_tt_time", "ttclid"]);
  });

  test("reads and posts the cart under the root of the visitor's locale", async () => {
    await on.visitor.open(`/fr-ca/products/shirt?ttclid=${CLICK_ID}`);
    expect(on.shop.requests).toMatchObject([{ method: "POST", path: "/fr-ca/cart/update.js" }]);
    expect(on.shop.requests[0]?.contentType).toMatch(/^multipart\/form-data; /);
    expect(on.shop.reads).toEqual(["/fr-ca/cart.js"]);
  });

  test("carries the id decoded once and otherwise as it is, plus signs too", async () => {
    await on.visitor.land("E.C.P+a%2Bb%252Fc%3Dd%26e%3Ff%22%3E%3Cb%3E");
    expect(on.shop.attributes.get("ttclid")).toBe('E.C.P+a+b%2Fc=d&e?f"><b>');
  });

  test("bounds the UTM part, so that it cannot cost the click id", async () => {
    await on.visitor.land(CLICK_ID, `&utm_content=${"x".repeat(5000)}`);
    expect(on.shop.attributes.get("_tt_utm")).toHaveLength(1024);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
  });

  test("finds the click id behind a second question mark, which hand-made ad links have", async () => {
    await on.visitor.open(`/?utm_source=tiktok?ttclid=${CLICK_ID}`);
    expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
    expect(on.shop.attributes.get("_tt_utm")).toBe("utm_source=tiktok");
  });
});

describe("after the click is in the cart", () => {
  test("further pages read the cart once and write nothing", async () => {
    await on.visitor.land();
    await on.visitor.open("/collections/all");
    await on.visitor.open("/pages/about");
    expect(on.shop.requests).toHaveLength(1);
    expect(on.shop.reads).toHaveLength(3);
  });

  test("opening the landing page again writes nothing", async () => {
    await on.visitor.land();
    await on.visitor.land();
    await on.visitor.page.reload();
    await on.visitor.settle();
    expect(on.shop.requests).toHaveLength(1);
  });

  test("opening the landing page again does not make the click younger", async () => {
    await on.visitor.land();
    const { stored } = await on.visitor.traces();
    await on.visitor.days(29);
    await on.visitor.land();
    expect((await on.visitor.traces()).stored).toEqual(stored);
  });

  test("a new click replaces the old one, and takes the old one's UTM parameters with it", async () => {
    await on.visitor.land("first", "&utm_source=tiktok");
    await on.visitor.land("second");
    expect(on.shop.cartWrites.map((written) => written["ttclid"])).toEqual(["first", "second"]);
    expect(on.shop.attributes.get("ttclid")).toBe("second");
    expect(on.shop.attributes.has("_tt_utm")).toBe(false);
    expect(JSON.stringify(await on.visitor.traces())).not.toContain("first");
  });

  test("attributes of others stay as they are", async () => {
    on.shop.attributes.set("gift_note", "For Ada");
    await on.visitor.land();
    expect(on.shop.attributes.get("gift_note")).toBe("For Ada");
  });

  test("the click is kept 30 days", async () => {
    await on.visitor.land();
    await on.visitor.days(29.9);
    await on.visitor.open("/");
    expect(Object.keys((await on.visitor.traces()).stored)).toEqual(["_ttclid"]);
  });

  test("and removed at the first page view after them", async () => {
    await on.visitor.land();
    await on.visitor.days(30.1);
    await on.visitor.open("/");
    expect((await on.visitor.traces()).stored).toEqual({});
    expect(on.shop.requests).toHaveLength(1);
  });
});

test("a theme that includes the script twice gets one write", async () => {
  on.shop.copies = 2;
  await on.visitor.land();
  expect(on.shop.requests).toHaveLength(1);
  expect(await on.visitor.features()).toHaveLength(1);
});

test("a storage entry that is not ours does not stop a new click", async () => {
  await on.visitor.open("/");
  await on.visitor.page.evaluate("localStorage.setItem('_ttclid', '5')");
  await on.visitor.land();
  expect(on.shop.attributes.get("ttclid")).toBe(CLICK_ID);
});
