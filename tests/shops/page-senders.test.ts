import { describe, expect, it } from "vitest";
import { productPath, readContainer, readPage } from "../../app/shops/page-senders.ts";
import { pastedScript, PRODUCT_LINK, tagManager, webPixelList } from "./storefront-pages.ts";

const OURS = "CP51D1BC77UELKMMT7LG";
const OTHER = "D0GM8L3C77UA6FH9BJ80";
const sendersIn = (html: string, connected: string[] = [OURS]) => readPage(html, connected).senders;

describe("a storefront page", () => {
  it("shows the pixel of TikTok's own app in Shopify's list of web pixels", () => {
    expect(sendersIn(webPixelList(OURS))).toEqual([{ kind: "tiktok_app", code: OURS }]);
    expect(sendersIn(webPixelList(OTHER))).toEqual([{ kind: "tiktok_app", code: OTHER }]);
    expect(sendersIn(webPixelList(OURS), [])).toEqual([{ kind: "tiktok_app", code: OURS }]);
  });

  it.each([
    ["pasted into the theme", pastedScript(OTHER)],
    ["with other quotes and spaces", `ttq . load ( "${OTHER}" )`],
    [
      "as an address",
      `<script src="https://analytics.tiktok.com/i18n/pixel/events.js?sdkid=${OTHER}&lib=ttq">`,
    ],
    ["in an attribute", `src="https://analytics.tiktok.com/i18n/pixel/events.js?lib=ttq&amp;sdkid=${OTHER}"`],
    [
      "in Shopify's list of scripts",
      `var urls = ["https:\\/\\/analytics.tiktok.com\\/i18n\\/pixel\\/sdk.js?sdkid=${OTHER}\\u0026shop=a.myshopify.com"];`,
    ],
  ])("shows TikTok's script %s", (_, html) => {
    expect(sendersIn(html)).toEqual([{ kind: "page", code: OTHER }]);
  });

  it("shows our pixel's code whatever surrounds it, and another app's settings for TikTok", () => {
    expect(sendersIn(`<div data-x='{"p":"${OURS}"}'>`)).toEqual([{ kind: "page", code: OURS }]);
    const list = JSON.stringify([
      { type: "APP", apiClientId: 77, configuration: JSON.stringify({ tiktokPixelId: OTHER }) },
    ]);
    expect(sendersIn(`"webPixelsConfigList":${list}`)).toEqual([{ kind: "app_pixel", code: OTHER }]);
  });

  it("names custom pixels, and takes one that is called after TikTok for a sender", () => {
    expect(readPage(webPixelList(OTHER), []).customPixels).toEqual(["Google Ads Conversion"]);
    expect(sendersIn(webPixelList(OTHER, "Tik Tok purchase"))).toContainEqual({ kind: "custom_pixel" });
  });

  it.each([
    ["nothing", ""],
    ["a link to TikTok", `<a href="https://www.tiktok.com/@northpine">TikTok</a>`],
    ["the word", "ttq.loader('nothing') and tiktok"],
    ["a list that breaks off", `webPixelsConfigList: [{"id":"1","configuration":"{\\"pixelCode`],
    ["a list that is none", `webPixelsConfigList: [oops]`],
    ["a list of nothing", `webPixelsConfigList: [null, 1]`],
  ])("that has %s shows none", (_, html) => {
    expect(sendersIn(html)).toEqual([]);
  });

  it("is read in a moment, however long", () => {
    const long = `webPixelsConfigList: [${`{"a":"[[[\\"`.repeat(200_000)}${"ttq.load(".repeat(50_000)}`;
    const before = performance.now();
    expect(sendersIn(long)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it("leads to a product and to a tag manager", () => {
    expect(productPath(PRODUCT_LINK)).toBe("/collections/all/products/fjell-merino-tee");
    expect(productPath(`<a href='https://a.example/de/products/hemd'>`)).toBe("/de/products/hemd");
    expect(productPath("<a href='/pages/products'>")).toBeUndefined();
    expect(readPage(tagManager("GTM-ABC123"), []).containers).toEqual(["GTM-ABC123"]);
  });
});

describe("a tag manager's container", () => {
  it("shows TikTok's script and TikTok's tag", () => {
    const html = `"vtp_html":"\\u003Cscript\\u003Ettq.load(\\"${OTHER}\\");"`;
    expect(readContainer(html, [])).toEqual([{ kind: "tag_manager", code: OTHER }]);
    const tag = `{"function":"__cvt_1","vtp_pixel_code":"${OURS}","x":"analytics.tiktok.com"}`;
    expect(readContainer(tag, [])).toEqual([{ kind: "tag_manager", code: OURS }]);
    expect(readContainer(`"vtp_pixelId":"${OTHER}"`, [])).toEqual([]);
  });
});
