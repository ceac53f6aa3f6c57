import { describe, expect, test } from "vitest";
import {
  claimsOf,
  recordedConsent,
  type CarrierSources,
  type KeptHint,
} from "../../app/attribution/claims.ts";
import { clickIdInUrl, type ClickId } from "../../app/attribution/click-id.ts";

const id = (text: string) => text as ClickId;
const NOTHING: CarrierSources = {
  cart: {},
  lineItemClickId: undefined,
  landingClickId: undefined,
  hints: [],
  journey: [],
};
const hint = (changes: Partial<KeptHint>): KeptHint => ({
  ...{
    event: "checkout_started",
    receivedAt: 5,
    clickId: null,
    clickedAt: null,
    ttp: null,
    page: null,
    userAgent: null,
  },
  ...changes,
});

describe("what the carriers claim", () => {
  test("is nothing when none has a click id", () => {
    expect(
      claimsOf({
        ...NOTHING,
        hints: [hint({})],
        journey: [{ landingPage: "https://x.example/", occurredAt: 1 }],
      }),
    ).toEqual([]);
  });

  test("is one claim for each carrier", () => {
    const claims = claimsOf({
      cart: { clickId: id("a"), capturedAt: 1 },
      lineItemClickId: id("b"),
      landingClickId: id("c"),
      hints: [hint({ clickId: id("d"), clickedAt: 4 })],
      journey: [{ landingPage: "https://x.example/?ttclid=e", occurredAt: 5 }],
    });
    expect(claims).toEqual([
      { carrier: "cart_attribute", clickId: "a", clickedAt: 1 },
      { carrier: "line_item", clickId: "b" },
      { carrier: "web_pixel", clickId: "d", clickedAt: 4 },
      { carrier: "landing_site", clickId: "c" },
      { carrier: "customer_journey", clickId: "e", clickedAt: 5 },
    ]);
  });

  test("names a click once when two hints repeat it, at its newest time", () => {
    const hints = [
      hint({ clickId: id("d"), clickedAt: 4 }),
      hint({ clickId: id("d"), clickedAt: 9 }),
      hint({ clickId: id("d") }),
    ];
    expect(claimsOf({ ...NOTHING, hints })).toEqual([{ carrier: "web_pixel", clickId: "d", clickedAt: 9 }]);
  });
});

describe("the recorded consent", () => {
  test.each<[string, Partial<CarrierSources>, "granted" | "refused" | undefined]>([
    ["nothing at all", {}, undefined],
    ["the script's own verdict", { cart: { consent: "granted" } }, "granted"],
    ["a refusal, whatever else there is", { cart: { consent: "refused" }, hints: [hint({})] }, "refused"],
    [
      "a click in the cart without the script's verdict, which another script wrote",
      { cart: { clickId: id("a") } },
      undefined,
    ],
    ["a click on a line item, likewise", { lineItemClickId: id("a") }, "granted"],
    ["a hint, which Shopify lets through only after consent", { hints: [hint({})] }, "granted"],
    ["a landing page, which Shopify keeps unasked", { landingClickId: id("a") }, undefined],
    [
      "a journey, likewise",
      { journey: [{ landingPage: "https://x.example/?ttclid=e", occurredAt: 5 }] },
      undefined,
    ],
  ])("is read from %s", (_what, sources, verdict) => {
    expect(recordedConsent({ ...NOTHING, ...sources })).toBe(verdict);
  });
});

describe("a click id in an address", () => {
  test.each([
    ["/products/shirt?utm_source=x&ttclid=E.C.P.a-b_c", "E.C.P.a-b_c"],
    ["https://x.example/?ttclid=a%2Bb", "a+b"],
    ["/?ttclid=a+b", "a+b"],
    ["/?utm_source=x?ttclid=second", "second"],
    ["/?ttclid=first&ttclid=second", "first"],
    ["/?ttclid=a#frag", "a"],
    ["/?ttclid=", undefined],
    ["/?ttclid=__CLICKID__", undefined],
    ["/?ttclid=%E0%A4%A", undefined],
    ["/?xttclid=a", undefined],
    [undefined, undefined],
  ])("of %s is %s", (url, expected) => {
    expect(clickIdInUrl(url)).toBe(expected);
  });
});
