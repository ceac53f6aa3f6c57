import { readFileSync } from "node:fs";
import { compileFunction } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseClickId } from "../../app/attribution/click-id.ts";
import { ASSET } from "../../scripts/build-storefront.mjs";

const WORLD = [
  "addEventListener",
  "document",
  "fetch",
  "localStorage",
  "location",
  "PerformanceObserver",
  "self",
  "setTimeout",
  "Shopify",
];
const run = compileFunction(readFileSync(ASSET, "utf8"), WORLD) as (...world: unknown[]) => void;
const nothing = () => undefined;
const allowed = () => true;

class Observer {
  observe = nothing;
}

/** What the shipped script keeps of a landing with this query, for a visitor who allows everything. */
function kept(search: string): string | undefined {
  const document = { cookie: "", createElement: () => ({}) };
  const localStorage: Record<string, string> = {};
  const location = { search, href: `https://shop.example/${search}` };
  const shopify = {
    loadFeatures: (_features: unknown, loaded: () => void) => {
      loaded();
    },
    customerPrivacy: { marketingAllowed: allowed, saleOfDataAllowed: allowed },
  };
  const offline = () => Promise.reject(new Error("offline"));
  run(nothing, document, offline, localStorage, location, Observer, {}, nothing, shopify);
  const stored = localStorage["_ttclid"];
  if (stored === undefined) return undefined;
  return (JSON.parse(stored) as Record<string, string>)["ttclid"];
}

const keptOf = (clickId: string) => kept(`?ttclid=${encodeURIComponent(clickId)}`);

describe("a click id the script keeps", () => {
  test.each([
    ["an ordinary one", "?ttclid=E.C.P.aBcDeF-_0", "E.C.P.aBcDeF-_0"],
    ["one among other parameters", "?a=1&ttclid=abc&b=2", "abc"],
    ["a plus sign as it is", "?ttclid=a+b", "a+b"],
    ["percent-encoded characters, decoded once", "?ttclid=a%2Bb%2Fc%3Dd%26e%3Ff", "a+b/c=d&e?f"],
    ["a percent sign that was encoded itself", "?ttclid=a%252Bb", "a%2Bb"],
    ["1,024 characters", `?ttclid=${"x".repeat(1024)}`, "x".repeat(1024)],
    ["the first of two", "?ttclid=first&ttclid=second", "first"],
    ["one that only contains the macro's name", "?ttclid=E.C.P.__CLICKID__", "E.C.P.__CLICKID__"],
  ])("%s", (_what, search, expected) => {
    expect(kept(search)).toBe(expected);
  });
});

describe("a click id the script leaves alone", () => {
  test.each([
    ["none", ""],
    ["empty", "?ttclid="],
    ["without a value", "?ttclid"],
    ["another parameter that ends alike", "?xttclid=abc"],
    ["in capitals", "?TTCLID=abc"],
    ["blank", "?ttclid=%20"],
    ["1,025 characters", `?ttclid=${"x".repeat(1025)}`],
    ["a line feed", "?ttclid=a%0Ab"],
    ["a null character", "?ttclid=a%00b"],
    ["a delete character", "?ttclid=a%7Fb"],
    ["a C1 control character", "?ttclid=a%C2%85b"],
    ["TikTok's macro, not filled in", "?ttclid=__CLICKID__"],
    ["the macro in its older form", "?ttclid=_CLICKID_"],
    ["the macro in lower case", "?ttclid=__clickid__"],
    ["a template placeholder", "?ttclid={{clickid}}"],
    ["an encoded template placeholder", "?ttclid=%7B%7Bclickid%7D%7D"],
    ["broken percent-encoding", "?ttclid=100%"],
    ["bytes that are not UTF-8", "?ttclid=%FF"],
  ])("%s", (_what, search) => {
    expect(kept(search)).toBeUndefined();
  });
});

describe("the script and the server", () => {
  const visible = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
  const shared = visible.filter((character) => !"%{}".includes(character));

  test("agree on every click id of URL-safe text", () => {
    const clickId = fc.string({ unit: fc.constantFrom(...shared), maxLength: 1100, size: "max" });
    fc.assert(
      fc.property(clickId, (value) => {
        expect(keptOf(value)).toBe(parseClickId(value).ok ? value : undefined);
      }),
      { examples: [["__CLICKID__"], ["_CLICKID_"], ["a".repeat(1024)], ["a".repeat(1025)]], numRuns: 200 },
    );
  });

  test("the script keeps nothing that the server refuses", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (value) => {
        const result = keptOf(value.replace(/[\ud800-\udfff]/g, ""));
        if (result !== undefined) expect(parseClickId(result).ok).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
