import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { id, instant, objects, parseJson, text } from "../../app/orders/json.ts";

const SAFE_OBJECTS = fc.object({
  values: [
    fc.string(),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
  ],
});

describe("parsing JSON", () => {
  it("keeps every digit of an integer beyond 2^53", () => {
    expect(parseJson('{"id": 820982911946154508, "n": [9007199254740993, -9007199254740993]}')).toEqual({
      id: "820982911946154508",
      n: ["9007199254740993", "-9007199254740993"],
    });
  });

  it("finds a long integer wherever it stands in the text", () => {
    for (let before = 0; before < 40; before++) {
      const written = `{"${"x".repeat(before)}": [1234567890123456, 7, 12345678901234567]}`;
      expect(Object.values(parseJson(written) as object)).toEqual([
        [1234567890123456, 7, "12345678901234567"],
      ]);
    }
    expect(parseJson("[ 12345678901234567 ]")).toEqual(["12345678901234567"]);
    expect(parseJson('{"a":\n-123456789012345678}')).toEqual({ a: "-123456789012345678" });
  });

  it("leaves every other number a number", () => {
    const numbers = "[9007199254740991, 0.1234567890123456789, 1e21, 12345678901234567e0, -0, 42]";
    expect(parseJson(numbers)).toEqual(JSON.parse(numbers));
  });

  it("does not touch digits inside a string", () => {
    expect(parseJson('{"note": "820982911946154508", "ttclid": "1234567890123456789"}')).toEqual({
      note: "820982911946154508",
      ttclid: "1234567890123456789",
    });
  });

  it("agrees with JSON.parse wherever nothing is lost", () => {
    fc.assert(
      fc.property(SAFE_OBJECTS, (object) => {
        const written = JSON.stringify({ object, digits: "1234567890123456" });
        expect(parseJson(written)).toEqual(JSON.parse(written));
      }),
    );
  });

  it.each(["", "{", "nonsense", "\ufeff{}", "{'a':1}"])("throws on %j", (written) => {
    expect(() => parseJson(written)).toThrow(SyntaxError);
  });
});

describe("an id", () => {
  it.each<[unknown, string | undefined]>([
    [5001, "5001"],
    ["5001", "5001"],
    ["gid://shopify/Order/820982911946154508", "820982911946154508"],
    ["gid://shopify/Cart/12?key=abc", "12"],
    ["gid://other/Order/12", undefined],
    ["gid://shopify/Order/", undefined],
    ["12a", undefined],
    [1.5, undefined],
    [-3, undefined],
    [1e21, undefined],
    [Number.NaN, undefined],
    ["123456789012345678901", undefined],
    ["", undefined],
    [null, undefined],
    [{}, undefined],
    [true, undefined],
  ])("of %j is %j", (value, expected) => {
    expect(id(value)).toBe(expected);
  });
});

describe("text", () => {
  it.each<[unknown, string | undefined]>([
    [" a b ", "a b"],
    ["two\nlines\tand\u0000more", "two lines and more"],
    [12, "12"],
    [0, "0"],
    ["", undefined],
    [" \n ", undefined],
    [null, undefined],
    [undefined, undefined],
    [["a"], undefined],
    [false, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])("of %j is %j", (value, expected) => {
    expect(text(value)).toBe(expected);
  });
});

describe("an instant", () => {
  it.each<[unknown, number | undefined]>([
    ["2026-11-22T12:00:00Z", Date.UTC(2026, 10, 22, 12)],
    ["2021-12-31T19:00:00-05:00", Date.UTC(2022, 0, 1)],
    ["2026-11-22", undefined],
    ["yesterday", undefined],
    ["2026-13-40T99:00:00Z", undefined],
    [1_795_348_800, undefined],
    [null, undefined],
  ])("of %j is %j", (value, expected) => {
    expect(instant(value)).toBe(expected);
  });
});

it("takes only the objects out of a list", () => {
  expect(objects([{ a: 1 }, null, "x", [], 3, { b: 2 }])).toEqual([{ a: 1 }, { b: 2 }]);
  expect(objects({ 0: {} })).toEqual([]);
  expect(objects(null)).toEqual([]);
});
