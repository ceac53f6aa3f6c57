import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvents } from "../../sandbox/tiktok/schema.ts";
import { settingsSchema, type Settings } from "../../app/shops/settings.ts";
import { mapBody, type Mapped } from "../../app/tiktok/mapping.ts";
import { order, PLACED_AT, shopifysExample, type Json } from "../orders/examples.ts";

const NOW = PLACED_AT;

/** The same number of runs everywhere, more where somebody asks: `FUZZ_RUNS=100000 npx vitest run tests/tiktok/any-order.test.ts`. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 400);

/** What JSON can put where something else is expected. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(
    "",
    " ",
    "n/a",
    "0000",
    "NaN",
    "Infinity",
    "undefined",
    "null",
    "-1",
    "1e400",
    1e300,
    -0,
    2 ** 60,
  ),
  fc.constantFrom<unknown>(
    [],
    {},
    [null],
    "gid://shopify/Order/1",
    "\u0000",
    "\ud800",
    "İ",
    "٣",
    "9".repeat(40),
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.emailAddress(),
  fc.webUrl({ withQueryParameters: true }),
);

/** Puts `value` at a place of a copy of `json` that the numbers in `turns` lead to. */
function replaced(json: unknown, turns: readonly number[], value: unknown): unknown {
  const [turn, ...others] = turns;
  if (turn === undefined || typeof json !== "object" || json === null) return value;
  const keys = Object.keys(json);
  const key = keys[turn % Math.max(keys.length, 1)];
  if (key === undefined) return value;
  const inner = replaced((json as Json)[key], others, value);
  return Array.isArray(json) ? json.with(Number(key), inner) : { ...json, [key]: inner };
}

const change = fc.tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), junk);
const base = fc.constantFrom<Json>(order(), shopifysExample("orders/create"), shopifysExample("orders/paid"));
const mutated = fc
  .tuple(base, fc.array(change, { maxLength: 12 }))
  .map(([json, changes]) =>
    changes.reduce<unknown>((changed, [turns, value]) => replaced(changed, turns, value), json),
  );
/** An order that is not refused for what it is, so that most of the runs end in an event. */
const sendable = mutated.map((json) =>
  typeof json === "object" && json !== null && !Array.isArray(json)
    ? { ...json, id: 5001, test: false, cancelled_at: null, processed_at: "2026-11-22T12:00:00Z" }
    : json,
);
const body = fc.oneof(
  { weight: 8, arbitrary: sendable.map((json) => JSON.stringify(json)) },
  { weight: 2, arbitrary: mutated.map((json) => JSON.stringify(json)) },
  { weight: 1, arbitrary: fc.jsonValue().map((json) => JSON.stringify(json)) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

const names = fc.array(fc.constantFrom("vip", "Wholesale", "visa", "bogus", "web"), { maxLength: 2 });
const settings: fc.Arbitrary<Settings> = fc
  .record({
    consent: fc.record({
      policy: fc.constantFrom("regional", "strict"),
      limitedDataUse: fc.constantFrom("us_states", "always", "never"),
    }),
    attribution: fc.record({ windowDays: fc.constantFrom(1, 7, 14, 28) }),
    event: fc.record({
      ...{
        name: fc.constantFrom("Purchase", "CompletePayment"),
        trigger: fc.constantFrom("created", "paid"),
      },
      value: fc.constantFrom("total", "total_without_shipping", "total_without_tax", "subtotal"),
      ...{ currency: fc.constantFrom("shop", "presentment") },
      contentId: fc.constantFrom("variant", "product", "sku", "template"),
      contentIdTemplate: fc.constantFrom(
        "{sku}",
        "shopify_{country}_{product_id}_{variant_id}",
        "p{product_id}",
      ),
    }),
    orders: fc.record({
      channels: fc.record({
        pos: fc.boolean(),
        draft: fc.boolean(),
        renewal: fc.boolean(),
        otherApps: fc.boolean(),
      }),
      ...{ skipOrderTags: names, skipCustomerTags: names, skipGateways: names, requireClickId: fc.boolean() },
      customers: fc.constantFrom("all", "new", "returning"),
    }),
    pixelRules: fc.oneof(
      fc.constant([]),
      fc.constantFrom("GB", "US").map((country) => [{ pixel: "CANYPIXEL00000000001", countries: [country] }]),
    ),
  })
  .map((document) => settingsSchema.parse(document));

function map(text: string, policy: Settings): Mapped {
  const context = { now: NOW, receivedAt: NOW, shopCountry: "US", testMode: false };
  return mapBody(text, policy, context);
}

/** Everything that an event may say, as text. */
function leaves(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return Object.values(value).flatMap(leaves);
}

describe("for any body and any settings", () => {
  it("the mapper gives an event that TikTok's double accepts, or a reason", () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(body, settings, (text, policy) => {
        const mapped = map(text, policy);
        kinds.add(mapped.kind);
        if (mapped.kind !== "event") {
          expect(mapped.reason).toMatch(/^[a-z_]+$/);
          return;
        }
        // As it goes over the wire.
        const sent = JSON.parse(JSON.stringify(mapped.event)) as unknown;
        expect(readEvents([sent], NOW / 1000)).toMatchObject({ kind: "ok" });
      }),
      { numRuns },
    );
    // The property would hold for a mapper that refuses everything.
    expect([...kinds].toSorted()).toEqual(["event", "skipped", "unreadable", "waiting"]);
  });

  it("an event says nothing that is no value: no NaN, no empty text, no `undefined`, no raw e-mail, no numeric id", () => {
    fc.assert(
      fc.property(sendable, settings, (json, policy) => {
        const mapped = map(JSON.stringify(json), policy);
        if (mapped.kind !== "event") return;
        const { user, properties, event_id } = mapped.event;
        for (const leaf of leaves(mapped.event)) {
          if (typeof leaf === "number") expect(Number.isFinite(leaf)).toBe(true);
          else expect(leaf).not.toBe("");
        }
        const keys = JSON.stringify({
          ...user,
          user_agent: undefined,
          ttclid: undefined,
          ttp: undefined,
          city: undefined,
        });
        expect(keys).not.toContain("@");
        const ids = [
          event_id,
          properties?.order_id,
          ...(properties?.contents.map((one) => one.content_id) ?? []),
        ];
        for (const one of ids) expect(typeof one).toBe("string");
      }),
      { numRuns },
    );
  });

  it("the same order and settings make the same event", () => {
    fc.assert(
      fc.property(body, settings, (text, policy) => {
        expect(map(text, policy)).toEqual(map(text, policy));
      }),
      { numRuns: numRuns / 4 },
    );
  });
});
