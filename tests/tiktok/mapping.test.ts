import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { settingsSchema } from "../../app/shops/settings.ts";
import { mapBody, type Mapped } from "../../app/tiktok/mapping.ts";
import { line, order, PLACED_AT } from "../orders/examples.ts";

type SettingsInput = z.input<typeof settingsSchema>;

/** The order of the examples came from a click, with consent, to a shop in Britain. */
function map(changes: Record<string, unknown> = {}, settings: SettingsInput = {}, testMode = false): Mapped {
  return mapBody(JSON.stringify(order(changes)), settingsSchema.parse(settings), {
    ...{ now: PLACED_AT, receivedAt: PLACED_AT, shopCountry: "GB", testMode },
  });
}

function eventOf(...args: Parameters<typeof map>) {
  const mapped = map(...args);
  if (mapped.kind !== "event") throw new Error(JSON.stringify(mapped));
  return mapped.event;
}

const contentIds = (...args: Parameters<typeof map>) =>
  eventOf(...args).properties?.contents.map(
    ({ content_id, content_type }) => `${content_type} ${content_id}`,
  );

describe("the settings of the event", () => {
  it("name it", () => {
    expect(eventOf().event).toBe("Purchase");
    expect(eventOf({}, { event: { name: "CompletePayment" } }).event).toBe("CompletePayment");
  });

  it("choose value and prices together, in one currency", () => {
    const both = (shop: string, presentment: string) => ({
      shop_money: { amount: shop, currency_code: "GBP" },
      presentment_money: { amount: presentment, currency_code: "EUR" },
    });
    const changes = {
      total_price_set: both("54.00", "63.18"),
      subtotal_price_set: both("50.00", "58.50"),
      line_items: [line({ price_set: both("27.00", "31.59") })],
    };
    expect(eventOf(changes, { event: { currency: "presentment" } }).properties).toMatchObject({
      ...{ value: 63.18, currency: "EUR", contents: [{ price: 31.59 }] },
    });
    expect(
      eventOf(changes, { event: { currency: "presentment", value: "subtotal" } }).properties,
    ).toMatchObject({
      ...{ value: 58.5, currency: "EUR" },
    });
    expect(eventOf(changes).properties).toMatchObject({
      value: 54,
      currency: "GBP",
      contents: [{ price: 27 }],
    });
  });

  it.each<[SettingsInput["event"], string[]]>([
    [{ contentId: "variant" }, ["product 41", "product 51", "product SOCK", "product_group 70"]],
    [{ contentId: "product" }, ["product_group 40", "product_group 50", "product SOCK", "product_group 70"]],
    [{ contentId: "sku" }, ["product SHIRT-M", "product 51", "product SOCK", "product_group 70"]],
    [
      { contentId: "template" },
      ["product shopify_GB_40_41", "product shopify_GB_50_51", "product SOCK", "product_group 70"],
    ],
    [
      { contentId: "template", contentIdTemplate: "p{product_id}" },
      ["product_group p40", "product_group p50", "product SOCK", "product_group p70"],
    ],
  ])("choose the content id: %j", (event, expected) => {
    const line_items = [
      line(),
      line({ product_id: 50, variant_id: 51, sku: null }),
      line({ product_id: null, variant_id: null, sku: "SOCK" }),
      line({ product_id: 70, variant_id: null, sku: null }),
      line({ product_id: null, variant_id: null, sku: null, title: "Tip" }),
    ];
    expect(contentIds({ line_items }, { event })).toEqual(expected);
  });

  it("say what kind of contents there are", () => {
    const product = { event: { contentId: "product" } } as const;
    expect(eventOf({}, product).properties?.content_type).toBe("product_group");
    expect(eventOf({ line_items: [] }, product).properties?.content_type).toBe("product");
    expect(eventOf().properties?.content_type).toBe("product");
  });

  it("ask for limited processing where a US state's law lets people opt out and nobody said yes", () => {
    const from = (province_code: string) => ({
      ...{ note_attributes: [], billing_address: { country_code: "US", province_code } },
    });
    expect(eventOf(from("CA")).limited_data_use).toBe(true);
    expect(eventOf(from("NY"))).not.toHaveProperty("limited_data_use");
    expect(eventOf({ billing_address: { country_code: "US", province_code: "CA" } })).not.toHaveProperty(
      "limited_data_use",
    );
    expect(eventOf(from("CA"), { consent: { limitedDataUse: "never" } })).not.toHaveProperty(
      "limited_data_use",
    );
    expect(eventOf({}, { consent: { limitedDataUse: "always" } }).limited_data_use).toBe(true);
  });
});

describe("an order without a recorded consent", () => {
  it("tells of nothing that a browser left behind, where it may be sent at all", () => {
    const note_attributes = ["ttclid", "_ttp", "_tt_page"].map((name) => ({
      name,
      value: "https://another.example/",
    }));
    const { user, page } = eventOf({ note_attributes, billing_address: { country_code: "US" } });
    expect(user).not.toHaveProperty("ttclid");
    expect(user).not.toHaveProperty("ttp");
    expect(page?.url).toBe("https://northpine.example/");
    expect(user.email).toBeDefined();
  });
});

describe("an order", () => {
  it("waits for its payment where the settings ask for that, and not otherwise", () => {
    const paid = { event: { trigger: "paid" } } as const;
    const waiting = { kind: "waiting", reason: "waiting_for_payment" };
    expect(map({ financial_status: "pending" }, paid)).toEqual(waiting);
    expect(map({ financial_status: "partially_paid" }, paid)).toEqual(waiting);
    expect(map({ financial_status: "pending" }).kind).toBe("event");
    expect(map({}, paid).kind).toBe("event");
    expect(map({ financial_status: "pending", cancelled_at: "2026-11-22T13:00:00Z" }, paid)).toEqual({
      ...{ kind: "skipped", reason: "cancelled" },
    });
  });

  it("goes to the pixels whose rules take it", () => {
    const [british, japanese, tills] = ["CBRITAIN0000", "CJAPAN000000", "CTILL0000000"];
    const pixelRules = [
      { pixel: british, countries: ["gb", "IE"] },
      { pixel: japanese, currencies: ["JPY"] },
      { pixel: tills, channels: ["pos"], countries: ["GB"] },
    ];
    expect(map({}, { pixelRules })).toMatchObject({ kind: "event", pixels: [british] });
    expect(map({ source_name: "pos" }, { pixelRules })).toMatchObject({ pixels: [british, tills] });
    expect(map({}, { pixelRules: pixelRules.slice(1) })).toEqual({ kind: "skipped", reason: "pixel_rule" });
    expect(map()).not.toHaveProperty("pixels");
  });

  it("is a test order only to a pixel that does not count", () => {
    expect(map({ test: true })).toEqual({ kind: "skipped", reason: "test_order" });
    expect(map({ test: true }, {}, true).kind).toBe("event");
  });

  it("that is none is said to be so", () => {
    const context = { now: undefined, receivedAt: 0, shopCountry: undefined, testMode: false };
    expect(mapBody("<html>", settingsSchema.parse({}), context)).toEqual({
      kind: "unreadable",
      reason: "not_json",
    });
  });

  it("is judged at the moment it was placed when no other is given", () => {
    const context = { now: undefined, receivedAt: PLACED_AT * 2, shopCountry: "GB", testMode: false };
    expect(mapBody(JSON.stringify(order()), settingsSchema.parse({}), context).kind).toBe("event");
    const late = { ...context, now: PLACED_AT + 29 * 86_400_000 };
    expect(mapBody(JSON.stringify(order()), settingsSchema.parse({}), late)).toEqual({
      kind: "skipped",
      reason: "too_old",
    });
  });
});
