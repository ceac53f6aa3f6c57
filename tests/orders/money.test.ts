import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  currencyExponent,
  dividedBy,
  parseAmount,
  parseCurrency,
  subtract,
  sum,
  times,
  toNumber,
  ZERO,
} from "../../app/orders/money.ts";

function amount(written: unknown) {
  const parsed = parseAmount(written);
  if (parsed === undefined) throw new Error(`${String(written)} is no amount`);
  return parsed;
}

describe("an amount", () => {
  it.each([
    ["54.00", "USD", 54],
    ["0.00", "USD", 0],
    ["0.1", "USD", 0.1],
    ["404.95", "USD", 404.95],
    ["1234.5", "JPY", 1235],
    ["1234", "JPY", 1234],
    ["12.3456", "KWD", 12.346],
    ["1.2345", "CLF", 1.2345],
    ["2.005", "EUR", 2.01],
    ["2.0049999", "EUR", 2],
    ["-2.005", "EUR", -2.01],
    ["-0.001", "EUR", 0],
    ["12345.67", "HUF", 12_345.67],
    ["150000.50", "IDR", 150_000.5],
    ["99.99", "XQQ", 99.99],
    ["899999999999.99", "USD", 899_999_999_999.99],
    [" 7.50 ", "USD", 7.5],
    [19.99, "USD", 19.99],
    ["1.99999999", "USD", 2],
  ])("of %j %s is the number %d", (written, currency, expected) => {
    expect(Object.is(toNumber(amount(written), currency), expected)).toBe(true);
  });

  it.each<unknown>([
    "",
    " ",
    "abc",
    "1,50",
    "1.5.0",
    "1e3",
    "0x10",
    "--1",
    "+1",
    ".5",
    "5.",
    "$5",
    "1234567890123456",
    "1000000000000",
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e-7,
    null,
    undefined,
    {},
    [],
    true,
  ])("is not read from %j", (junk) => {
    expect(parseAmount(junk)).toBeUndefined();
  });

  it("comes out as it went in, whatever the cents", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => {
        const written = `${cents < 0 ? "-" : ""}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, "0")}`;
        expect(toNumber(amount(written), "USD") + 0).toBe(Number(written) + 0);
      }),
    );
  });

  it("adds and divides without binary dust", () => {
    expect(toNumber(sum([amount("0.1"), amount("0.2")]), "USD")).toBe(0.3);
    expect(toNumber(subtract(amount("0.3"), amount("0.1")), "USD")).toBe(0.2);
    expect(toNumber(times(amount("0.07"), 3) ?? ZERO, "USD")).toBe(0.21);
    expect(toNumber(dividedBy(amount("10"), 3), "USD")).toBe(3.33);
    expect(toNumber(dividedBy(amount("20"), 3), "USD")).toBe(6.67);
  });
});

describe("a currency", () => {
  it.each([
    ["usd", "USD"],
    [" EUR ", "EUR"],
    ["", undefined],
    ["US", undefined],
    ["USDT", undefined],
    ["U5D", undefined],
    ["NAN", undefined],
    [null, undefined],
    [840, undefined],
  ])("is read from %j as %j", (value, expected) => {
    expect(parseCurrency(value)).toBe(expected);
  });

  it.each([
    ["JPY", 0],
    ["KRW", 0],
    ["VND", 0],
    ["ISK", 0],
    ["USD", 2],
    ["HUF", 2],
    ["IDR", 2],
    ["TWD", 2],
    ["KWD", 3],
    ["TND", 3],
    ["CLF", 4],
    ["XQQ", 2],
  ])("%s has ISO 4217's %d decimals, not those of daily use", (currency, decimals) => {
    expect(currencyExponent(currency)).toBe(decimals);
  });
});
