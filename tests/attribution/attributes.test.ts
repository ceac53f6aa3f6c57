import { existsSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ATTRIBUTE, publicPage, readCapturedClick } from "../../app/attribution/attributes.ts";

const WHOLE = {
  ttclid: "E.C.P.abc-DEF_123",
  _ttp: "2abcDEF.tt.1",
  _tt_page: "https://northpine.example/products/shirt",
  _tt_utm: "utm_source=tiktok&utm_campaign=spring%20sale",
  _tt_consent: "granted",
  _tt_time: "1795348800",
};

const read = (attributes: Record<string, string>) => readCapturedClick(new Map(Object.entries(attributes)));

describe("what the storefront wrote into the cart", () => {
  it("is read whole", () => {
    expect(read(WHOLE)).toEqual({
      clickId: WHOLE.ttclid,
      ttp: WHOLE._ttp,
      landingPage: WHOLE._tt_page,
      utm: { utm_source: "tiktok", utm_campaign: "spring sale" },
      consent: "granted",
      capturedAt: 1_795_348_800_000,
    });
  });

  it("is nothing for an order without attributes, or with other apps' attributes", () => {
    expect(read({})).toEqual({});
    expect(read({ gift_note: "hi", TTCLID: "x", __proto__: "x" })).toEqual({});
  });

  it("may be blanked by the storefront, which is how a refusal removes it", () => {
    expect(read(Object.fromEntries(Object.keys(WHOLE).map((name) => [name, ""])))).toEqual({});
  });

  it.each([
    ["a click id that is too long", { ttclid: "x".repeat(1025) }, { refusal: "too_long" }],
    ["a click id with a control character", { ttclid: "a\nb" }, { refusal: "control_characters" }],
    ["a macro", { ttclid: "__CLICKID__" }, { refusal: "macro" }],
    ["a cookie with spaces", { _ttp: "a b" }, {}],
    ["a cookie with a line break", { _ttp: "a\nb" }, {}],
    ["a cookie of absurd length", { _ttp: "x".repeat(3000) }, {}],
    ["a page that is no URL", { _tt_page: "/products/shirt" }, {}],
    ["a page that is a script", { _tt_page: "javascript:alert(1)" }, {}],
    [
      "a page with a query, a hash and a password",
      { _tt_page: "https://u:p@x.example/a?key=1#b" },
      { landingPage: "https://x.example/a" },
    ],
    ["a query without UTM parameters", { _tt_utm: "token=1&utm=2" }, {}],
    ["a consent nobody defined", { _tt_consent: "maybe" }, {}],
    ["a refusal", { _tt_consent: "refused" }, { consent: "refused" }],
    ["a time in milliseconds", { _tt_time: "1795348800000" }, {}],
    ["a time that is a word", { _tt_time: "now" }, {}],
    ["a negative time", { _tt_time: "-1795348800" }, {}],
  ])("loses only the broken value when it holds %s", (_what, broken, expected) => {
    expect(read(broken)).toEqual(expected);
    const mended = read({ ...WHOLE, ttclid: "", ...broken });
    expect(mended).toMatchObject(expected);
    expect(Object.keys(mended).length).toBeGreaterThanOrEqual(4);
  });

  it("never throws, and never holds an empty string", () => {
    const names = fc.constantFrom(...Object.values(ATTRIBUTE));
    const anything = fc.oneof(fc.string({ unit: "binary" }), fc.webUrl({ withQueryParameters: true }));
    fc.assert(
      fc.property(fc.dictionary(names, anything), (attributes) => {
        expect(Object.values(read(attributes))).not.toContain("");
      }),
    );
  });
});

describe("a page", () => {
  it("is its origin and path", () => {
    expect(publicPage("https://Shop.Example:443/Päth?x=1#y")).toBe("https://shop.example/P%C3%A4th");
    expect(publicPage("http://localhost:4001/")).toBe("http://localhost:4001/");
    expect(publicPage("android-app://com.zhiliaoapp.musically")).toBeUndefined();
    expect(publicPage(undefined)).toBeUndefined();
  });

  it.each([
    "/checkouts/cn/Z2NwLXVzLWVhc3Qx/information",
    "/fr-ca/checkouts/c/abc",
    "/548380009/orders/b1946ac92492d2347c6235b4d2611184",
    "/orders/b1946ac92492d2347c6235b4d2611184/authenticate",
    "/account/activate/77/secret",
    "/cart/c/Z2NwLXVzLWVhc3Qx",
    "/wallets/checkouts/secret.json",
  ])("never name a page of one shopper: %s", (path) => {
    expect(publicPage(`https://shop.example${path}?key=secret`)).toBe("https://shop.example/");
  });

  it.each([
    "/collections/accounts",
    "/products/checkout-tape",
    "/cart",
    "/pages/orders-and-returns",
    "/fr-ca",
  ])("keep a page that anybody may see: %s", (path) => {
    expect(publicPage(`https://user:pw@shop.example${path}`)).toBe(`https://shop.example${path}`);
  });

  it("have no private part without a page", () => {
    expect(publicPage("not a page")).toBeUndefined();
  });
});

const CONTRACT = new URL("../../docs/attributes.md", import.meta.url);

describe.runIf(existsSync(CONTRACT))("docs/attributes.md", () => {
  it("names the same attributes in each of its tables, and no other", () => {
    const tables = readFileSync(CONTRACT, "utf8")
      .split(/^\| -+ \|.*$/m)
      .slice(1);
    const named = tables.map((table) => [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name));
    const attributes = named.filter((names) => names.includes(ATTRIBUTE.clickId));
    expect(attributes.length).toBeGreaterThan(0);
    for (const names of attributes) expect(names.sort()).toEqual(Object.values(ATTRIBUTE).sort());
  });
});
