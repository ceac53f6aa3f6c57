import { describe, expect, it } from "vitest";
import { CARRIERS } from "../../app/attribution/attribution.ts";
import type { OrderRecord } from "../../app/shops/shop-records.server.ts";
import type { TikTokEvent } from "../../app/tiktok/event.ts";
import type { ReducedOrder } from "../../app/tiktok/reduced-order.ts";
import { carrierWords, verdictWords } from "../../app/ui/attribution/carrier-words.ts";
import { consentWords } from "../../app/ui/attribution/consent-words.ts";
import { readAttribution } from "../../app/ui/orders/order-facts.ts";
import { clickHop } from "../../app/ui/receipt/click-hop.ts";
import { eventFields } from "../../app/ui/receipt/event-fields.ts";
import { hintsHop } from "../../app/ui/receipt/hints-hop.ts";
import { receiptView } from "../../app/ui/receipt/receipt-view.ts";
import { claim, clickId, delivery, facts, formats, hint, NOON, order, routed } from "./records.ts";

const { t } = formats;
const VERDICTS = [
  "chosen",
  "agrees",
  "older",
  "outside_window",
  "no_recorded_consent",
  "click_test",
] as const;
const verdicts = VERDICTS.map((verdict) => verdictWords(verdict, t));

const MINUTE = 60_000;
const DAY = 86_400_000;

const hopOf = (record: OrderRecord) => clickHop(record, JSON.parse(record.facts) as ReducedOrder, formats);
const factOf = (record: OrderRecord, label: string) =>
  hopOf(record).facts.find((one) => one.label === label)?.value;

describe("the words about carriers", () => {
  it("are sentences, and their names differ", () => {
    const carriers = CARRIERS.map((carrier) => carrierWords(carrier, t));
    for (const { came } of carriers) expect(came).toMatch(/^[A-Z].*\.$/);
    expect(new Set(carriers.map(({ name }) => name)).size).toBe(CARRIERS.length);
    for (const { meaning } of verdicts) expect(meaning).toMatch(/^[A-Z].*\.$/);
    expect(new Set(verdicts.map(({ label }) => label)).size).toBe(verdicts.length);
  });

  it("call nothing but the chosen click a success", () => {
    expect(verdicts.filter(({ tone }) => tone === "success")).toHaveLength(1);
  });
});

describe("the click id's hop before the order is routed", () => {
  it("shows what the cart says", () => {
    const hop = hopOf(order([]));
    expect(hop).toMatchObject({ title: "Click id found", tone: "success" });
    expect(hop.facts.map(({ value }) => value.replace(/\s/g, " "))).toEqual([
      clickId(),
      "1 hr",
      "https://northpine.example/products/shirt",
      "tiktok",
      "2kV3c0",
      "Granted: marketing and sharing of data",
    ]);
  });

  it.each([
    ["macro", "placeholder"],
    ["too_long", "1,024"],
    ["control_characters", "unprintable"],
    [undefined, "no click id"],
  ] as const)("says why there is none (%s)", (refusal, words) => {
    const hop = hopOf(order([], facts({ click: refusal === undefined ? {} : { refusal } })));
    expect(hop.tone).toBe("attention");
    expect(hop.sentence).toContain(words);
  });
});

describe("the click id's hop of a routed order", () => {
  it.each(CARRIERS)("says how %s delivered it, and how old it was", (carrier) => {
    const record = routed([claim(carrier, "E.C.P.1", 5 * MINUTE)]);
    expect(hopOf(record)).toMatchObject({ title: "Click id found", sentence: carrierWords(carrier, t).came });
    expect(factOf(record, "Carrier")).toBe(carrierWords(carrier, t).name);
    expect(factOf(record, "Before the purchase")?.replace(/\s/g, " ")).toBe("5 min");
    expect(hopOf(record)).not.toHaveProperty("claims");
  });

  it("names the carriers that said nothing; the customer journey only when it was asked", () => {
    const claims = [claim("line_item", "E.C.P.1")];
    expect(factOf(routed(claims), "Nothing from")).toBe("Cart, Web pixel, and Landing page address");
    const asked = routed(claims, facts(), { journeyAskedAt: new Date(NOON) });
    expect(factOf(asked, "Nothing from")).toContain("Customer journey");
  });

  it("shows every carrier's word, and a disagreement at once", () => {
    const hop = hopOf(
      routed([
        claim("cart_attribute", "E.C.P.OLD", 3 * DAY),
        claim("web_pixel", "E.C.P.NEW", MINUTE),
        claim("landing_site", "E.C.P.NEW"),
        claim("customer_journey", "E.C.P.ANCIENT", 40 * DAY),
      ]),
    );
    expect(hop.badge).toEqual({ label: "Carriers disagree", tone: "attention" });
    expect(hop.claims?.map(({ carrier, verdict, clickId }) => [carrier, verdict.label, clickId])).toEqual([
      ["Cart", "Another click", "E.C.P.OLD"],
      ["Web pixel", "Used", undefined],
      ["Landing page address", "Agrees", undefined],
      ["Customer journey", "Outside your click window", "E.C.P.ANCIENT"],
    ]);
  });

  it("has no badge when the carriers agree", () => {
    const hop = hopOf(
      routed([claim("cart_attribute", "E.C.P.1", MINUTE), claim("web_pixel", "E.C.P.1", MINUTE)]),
    );
    expect(hop).not.toHaveProperty("badge");
    expect(hop.claims).toHaveLength(2);
  });

  it.each([
    ["your own click test", [claim("cart_attribute", "throughline-test-1", MINUTE)], {}],
    ["within your click window", [claim("cart_attribute", "E.C.P.1", 29 * DAY)], {}],
    ["recorded consent", [claim("landing_site", "E.C.P.1")], { click: {} }],
    ["placeholder", [], { click: { refusal: "macro" as const } }],
    ["placeholder", [], { click: {}, landingMacro: true }],
    ["1,024", [], { click: { refusal: "too_long" as const } }],
    ["did not agree", [], { click: { consent: "refused" as const } }],
    ["one is needed", [], { click: {}, user: { country: "de" } }],
    ["draft order", [], { click: {}, source: "shopify_draft_order" }],
    ["did not come from a TikTok ad", [], { click: {} }],
  ])("says why there is none: %s", (words, claims, changes) => {
    const hop = hopOf(routed(claims, facts(changes)));
    expect(hop).toMatchObject({ title: "No click id", tone: "attention" });
    expect(hop.sentence).toContain(words);
    expect(hop.claims).toHaveLength(claims.length);
  });
});

describe("the decision's hop", () => {
  it.each([
    ...(["consent_recorded", "consent_not_needed_here", "consent_refused"] as const),
    ...(["consent_not_recorded", "consent_needed_here"] as const),
  ])("gives the ground %s in words", (ground) => {
    const record = routed([], facts(), { consent: JSON.stringify({ allowed: true, ground }) });
    const decision = receiptView(record, { connected: true }, formats).sections[0]?.hops[0];
    expect(decision?.facts).toContainEqual({ label: "Consent", value: consentWords(ground, t) });
  });

  it("says nothing of consent where none was stored", () => {
    const decision = receiptView(order(), { connected: true }, formats).sections[0]?.hops[0];
    expect(decision?.facts.map(({ label }) => label)).toEqual(["Pixel"]);
  });
});

describe("the browser's reports", () => {
  const hintsOf = (...hints: OrderRecord["hints"]) =>
    hintsHop(routed([], facts(), { hints, routedAt: new Date(NOON + 500) }), formats)?.hints;

  it("are no hop when there are none", () => {
    expect(hintsHop(routed([]), formats)).toBeUndefined();
  });

  it("tell event, time and whether they had a click id", () => {
    const views = hintsOf(hint({ clickId: "E.C.P.1" }), hint({ event: "checkout_completed" }));
    expect(views?.map(({ title, sentence }) => [title, sentence])).toEqual([
      ["Checkout opened", "With a click id."],
      ["Checkout completed", "Without a click id."],
    ]);
    expect(views?.[0]?.at.iso).toBe("2026-11-22T18:00:00.000Z");
  });

  it("that came too late are recorded, and say that nothing is sent again", () => {
    const [late] = hintsOf(hint({ receivedAt: new Date(NOON + 501) })) ?? [];
    expect(late?.sentence).toContain("nothing is sent again");
    const [onTime] = hintsOf(hint({ receivedAt: new Date(NOON + 500) })) ?? [];
    expect(onTime?.sentence).not.toContain("sent again");
  });
});

describe("the reasons of what a browser left", () => {
  const event = {
    ...(JSON.parse(delivery().event) as TikTokEvent),
    user: { ttclid: "E.C.P.1", ttp: "2kV3c0", user_agent: "Mozilla/5.0" },
  };
  const reasonsOf = (record: OrderRecord) => {
    const attribution = readAttribution(record.attribution);
    const origin = { order: JSON.parse(record.facts) as ReducedOrder, formats };
    const groups = eventFields(event, { ...origin, ...(attribution === undefined ? {} : { attribution }) });
    return Object.fromEntries(
      groups.flatMap(({ fields }) => fields).map(({ name, reason }) => [name, reason]),
    );
  };

  it.each(CARRIERS)("name %s as where the click id came from", (carrier) => {
    expect(reasonsOf(routed([claim(carrier, "E.C.P.1", MINUTE)]))["ttclid"]).toBe(
      t(`receipt.field.ttclid.${carrier}`),
    );
  });

  it("tell what the cart and Shopify knew from what the web pixel reported", () => {
    const known = reasonsOf(routed([]));
    const reported = reasonsOf(routed([], facts({ click: { consent: "granted" }, user: {} })));
    expect([known["ttp"], reported["ttp"]]).toEqual([
      expect.stringContaining("with the cart"),
      expect.stringContaining("web pixel"),
    ]);
    expect([known["user_agent"], reported["user_agent"]]).toEqual([
      expect.stringContaining("Shopify"),
      expect.stringContaining("web pixel"),
    ]);
    expect([known["url"], reported["url"]]).toEqual([
      expect.stringContaining("with the cart"),
      expect.stringContaining("is not known"),
    ]);
  });
});

describe("the receipt's summary", () => {
  it("says which carrier brought the click id", () => {
    const value = (record: OrderRecord) =>
      receiptView(record, { connected: true }, formats).summary[1]?.value;
    expect(value(routed([claim("line_item", "E.C.P.1")]))).toBe("Yes, from a line item");
    expect(value(routed([]))).toBe("No");
    expect(value(order([]))).toBe("Yes");
  });
});
