import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseClickId } from "../../app/attribution/click-id.ts";
import type { Buyer } from "../../app/orders/buyer.ts";
import { readValues } from "../../app/orders/value.ts";
import { readLines } from "../../app/orders/lines.ts";
import { parseAmount, toNumber } from "../../app/orders/money.ts";
import * as keys from "../../app/tiktok/match-keys.ts";

const HASH_OF_NOTHING = hash("sha256", "");
const sha = (text: string) => hash("sha256", text);

interface Vector {
  id: string;
  kind: "hash" | "passthrough" | "ttclid_capture" | "value";
  field?: string;
  input:
    | string
    | { page_url?: string; page_referrer?: string | null; price?: string; quantity?: string; value?: string };
  normalized?: string;
  expected: unknown;
  provenance: string;
}

const VECTORS = JSON.parse(readFileSync(new URL("vectors/match-keys.json", import.meta.url), "utf8")) as {
  cases: Vector[];
};
const ofKind = (...kinds: string[]) => VECTORS.cases.filter(({ kind }) => kinds.includes(kind));

const KEY_OF: Record<string, (input: string) => string | undefined> = {
  email: keys.emailKey,
  // A number without a country code is from the order's country.
  phone: (input) => keys.phoneKey(input, "US"),
  external_id: keys.externalIdKey,
  zip_code: keys.postcodeKey,
};

describe("the vectors of independent senders", () => {
  it.each(ofKind("hash", "passthrough"))(
    "$id: $field of $input",
    ({ field, input, expected, normalized }) => {
      expect(KEY_OF[field ?? ""]?.(input as string)).toBe(expected ?? undefined);
      if (normalized !== undefined) expect(expected).toBe(sha(normalized));
    },
  );

  it.each(ofKind("value"))("$id: text becomes numbers", ({ input, expected }) => {
    const { price, quantity, value } = input as { price: string; quantity: string; value: string };
    const [line] = readLines([{ price, quantity }], readValues({ total_price: value, currency: "USD" }));
    const total = parseAmount(value);
    expect({
      price: line?.unitPrice.shop,
      quantity: line?.quantity,
      value: total && toNumber(total, "USD"),
    }).toEqual(expected);
  });

  // What the capture reads from a URL is the storefront script's to test; the value itself must survive the server unchanged.
  it.each(ofKind("ttclid_capture").filter(({ expected }) => expected !== null))(
    "$id: the click id is kept",
    ({ expected }) => {
      expect(parseClickId(String(expected))).toEqual({ ok: true, clickId: expected });
    },
  );

  it("say where they come from", () => {
    expect(VECTORS.cases.every(({ provenance }) => provenance.length > 10)).toBe(true);
  });
});

describe("places", () => {
  it.each([
    ["München", "münchen"],
    ["New York", "newyork"],
    ["MU\u0308NCHEN", "münchen"],
    ["東京", "東京"],
    [" Saint-Denis ", "saint-denis"],
  ])("the city %j is sent as %j", (raw, expected) => {
    expect(keys.cityKey(raw)).toBe(expected);
  });

  it.each([
    ["CA", "ca"],
    [" JP-13 ", "jp-13"],
    ["New South Wales", undefined],
    ["", undefined],
    ["東京都", undefined],
  ])("the state %j is sent as %j", (raw, expected) => {
    expect(keys.stateKey(raw)).toBe(expected);
  });

  it.each([
    ["US", "us"],
    [" gb", "gb"],
    ["USA", undefined],
    ["", undefined],
    ["1A", undefined],
  ])("the country %j is sent as %j", (raw, expected) => {
    expect(keys.countryKey(raw)).toBe(expected);
  });

  it.each([
    ["SW1A 1AA", "sw1a1aa"],
    ["12345-6789", "12345-6789"],
    [" K2H 7A8", "k2h7a8"],
  ])("the postcode %j is hashed as %j", (raw, normalised) => {
    expect(keys.postcodeKey(raw)).toBe(sha(normalised));
  });
});

describe("e-mail", () => {
  it.each(["", " ", "no address", "a @b.example", "@", "a@"])("%j is nobody's", (raw) => {
    expect(keys.emailKey(raw)).toBeUndefined();
  });

  it("that was hashed already is not hashed again, only written in lower case", () => {
    expect(keys.emailKey(` ${sha("a@b.example").toUpperCase()} `)).toBe(sha("a@b.example"));
  });
});

const NOBODY: Buyer = {
  ...{ customerId: undefined, emails: [], phones: [], firstName: undefined, lastName: undefined },
  ...{ city: undefined, state: undefined, postcode: undefined, country: undefined },
};
const NO_DEVICE = { clientIp: undefined, userAgent: undefined, locale: undefined, shopCountry: undefined };

describe("the match keys of an order", () => {
  it("are none for a buyer of whom nothing is known", () => {
    expect(keys.matchKeys(NOBODY, NO_DEVICE)).toEqual({});
  });

  it("are all there for a buyer of whom everything is known", () => {
    const buyer: Buyer = {
      ...{
        customerId: "7001",
        emails: ["n/a", "A@B.example"],
        phones: [{ number: "020 7946 0018", country: "GB" }],
        firstName: "Ada",
        lastName: "Lovelace",
      },
      ...{ city: "London", state: "ENG", postcode: "SW1A 1AA", country: "GB" },
    };
    const device = {
      ...{ clientIp: "24.48.0.1", userAgent: "Mozilla/5.0", locale: "en-GB", shopCountry: "US" },
    };
    expect(keys.matchKeys(buyer, device)).toEqual({
      ...{
        email: sha("a@b.example"),
        phone: sha("+442079460018"),
        external_id: sha("7001"),
        first_name: sha("ada"),
      },
      ...{
        last_name: sha("lovelace"),
        zip_code: sha("sw1a1aa"),
        city: "london",
        state: "eng",
        country: "gb",
      },
      ...{ ip: "24.48.0.1", user_agent: "Mozilla/5.0", locale: "en-GB" },
    });
  });

  it.each(["10.0.0.1", "127.0.0.1", "::1", "not an address"])(
    "leave out the address %s, which is no shopper's",
    (clientIp) => {
      expect(keys.matchKeys(NOBODY, { ...NO_DEVICE, clientIp })).toEqual({});
    },
  );

  it.each([
    ["en", "en"],
    ["en-CA", "en-CA"],
    ["zh-Hant-TW", "zh-Hant-TW"],
    ["es-419", "es-419"],
    ["english", undefined],
    ["en_US", undefined],
    ["x", undefined],
  ])("send the locale %j as %j", (locale, expected) => {
    expect(keys.matchKeys(NOBODY, { ...NO_DEVICE, locale }).locale).toBe(expected);
  });

  it("take a phone number's country from its address, and else from the shop", () => {
    const number = "020 7946 0018";
    const inBritain = { ...NO_DEVICE, shopCountry: "GB" };
    const keysOf = (...phones: Buyer["phones"]) => keys.matchKeys({ ...NOBODY, phones }, inBritain);
    expect(keysOf({ number, country: undefined })).toEqual({ phone: sha("+442079460018") });
    expect(keysOf({ number, country: "IT" })).toEqual({ phone: sha("+3902079460018") });
    expect(keysOf({ number: "n/a", country: "IT" }, { number, country: "GB" })).toEqual({
      phone: sha("+442079460018"),
    });
  });

  it.each(["n/a", "N/A", "N / A", "-", "...", "❤️"])("are none of a filler: %s", (filler) => {
    const buyer = {
      ...NOBODY,
      firstName: filler,
      lastName: filler,
      postcode: filler,
      city: filler,
      state: filler,
    };
    expect(keys.matchKeys(buyer, NO_DEVICE)).toEqual({});
    expect(keys.postcodeKey("0000")).toBeUndefined();
    expect(keys.nameKey("Na")).toBe(sha("na"));
  });

  it("never hold an empty string, undefined, or the hash of nothing, whatever is typed into a checkout", () => {
    const field = fc.option(fc.string({ unit: "binary" }), { nil: undefined });
    const buyers = fc.record<Buyer>({
      ...(Object.fromEntries(Object.keys(NOBODY).map((name) => [name, field])) as Record<
        Exclude<keyof Buyer, "emails" | "phones">,
        typeof field
      >),
      emails: fc.array(fc.string({ unit: "binary" }), { maxLength: 3 }),
      phones: fc.array(fc.record({ number: fc.string({ unit: "binary" }), country: field }), {
        maxLength: 3,
      }),
    });
    const devices = fc.record({
      clientIp: field,
      userAgent: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
      locale: field,
      shopCountry: field,
    });
    fc.assert(
      fc.property(buyers, devices, (buyer, device) => {
        for (const value of Object.values(keys.matchKeys(buyer, device))) {
          expect(value).toBeTypeOf("string");
          expect(value).not.toBe("");
          expect(value).not.toBe(HASH_OF_NOTHING);
        }
      }),
    );
  });
});
