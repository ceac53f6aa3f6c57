import { readFileSync } from "node:fs";
import { compileFunction } from "node:vm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseClickId } from "../../app/attribution/click-id.ts";
import { KEPT, LEFT_ALONE } from "../attribution/landing-queries.ts";
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
  test.each(KEPT)("%s", (_what, search, expected) => {
    expect(kept(search)).toBe(expected);
  });
});

describe("a click id the script leaves alone", () => {
  test.each(LEFT_ALONE)("%s", (_what, search) => {
    expect(kept(search)).toBeUndefined();
  });
});

describe("the script and the server", () => {
  const visible = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
  const shared = visible.filter((character) => !"%{}".includes(character));

  // No byte of the script is left for other macros than the click id's: it keeps __CAMPAIGN_ID__, and the server drops it.
  const mayBeKept = (value: string) => {
    const parsed = parseClickId(value);
    return parsed.ok || (parsed.refusal === "macro" && !/^_+clickid/i.test(value));
  };

  test("agree on every click id of URL-safe text", () => {
    const clickId = fc.string({ unit: fc.constantFrom(...shared), maxLength: 1100, size: "max" });
    fc.assert(
      fc.property(clickId, (value) => {
        expect(keptOf(value)).toBe(mayBeKept(value) ? value : undefined);
      }),
      {
        examples: [
          ["__CLICKID__"],
          ["_CLICKID_"],
          ["__CAMPAIGN_ID__"],
          ["a".repeat(1024)],
          ["a".repeat(1025)],
        ],
        numRuns: 200,
      },
    );
  });

  test("the script keeps nothing else that the server refuses", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (value) => {
        const result = keptOf(value.replace(/[\ud800-\udfff]/g, ""));
        if (result !== undefined) expect(mayBeKept(result)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
