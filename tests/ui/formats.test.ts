import { describe, expect, it } from "vitest";
import { createFormats } from "../../app/ui/formats.server.ts";
import { requestLocale } from "../../app/ui/request-locale.ts";
import { NOON } from "./records.ts";

/** ICU sets narrow no-break spaces where a reader sees a space. */
const spaced = (text: string | undefined) => text?.replace(/\s/g, " ");

describe("formats", () => {
  it("tell a moment in the shop's time zone and the reader's language", () => {
    expect(spaced(createFormats("en", "Europe/Berlin").moment(NOON).text)).toBe("Nov 22, 2026, 7:00:00 PM");
    expect(spaced(createFormats("de", "America/Los_Angeles").moment(NOON).text)).toBe("22.11.2026, 10:00:00");
    expect(createFormats("en", "Europe/Berlin").moment(NOON).iso).toBe("2026-11-22T18:00:00.000Z");
  });

  it.each([undefined, "Mars/Olympus", ""])("fall back to UTC for the zone %j", (zone) => {
    expect(createFormats("en", zone).timeZone).toBe("UTC");
  });

  it("give money the decimals of its currency, and nothing without a value or a currency", () => {
    const { money } = createFormats("en", "UTC");
    expect([money(128.5, "USD"), money(1500, "JPY"), money(1.5, "KWD")].map(spaced)).toEqual([
      "$128.50",
      "¥1,500",
      "KWD 1.500",
    ]);
    expect(money(0, "USD")).toBe("$0.00");
    expect(money(undefined, "USD")).toBeUndefined();
    expect(money(1, undefined)).toBeUndefined();
  });

  it.each([
    [0, "0 ms"],
    [182, "182 ms"],
    [1234, "1.2 sec"],
    [61_000, "1 min"],
    [3_600_000, "1 hr"],
    [47 * 3_600_000, "47 hr"],
    [3 * 86_400_000, "3 days"],
    [-5, "0 ms"],
  ])("tell %i milliseconds as %s", (ms, text) => {
    expect(spaced(createFormats("en", "UTC").duration(ms))).toBe(text);
  });
});

describe("the reader's language", () => {
  const asked = (url: string, language?: string) =>
    requestLocale(
      new Request(`https://app.example${url}`, language ? { headers: { "accept-language": language } } : {}),
    );

  it("is the one Shopify names, else the browser's first, else English", () => {
    expect(asked("/app?locale=de", "fr")).toBe("de");
    expect(asked("/app", "pt-BR,pt;q=0.9")).toBe("pt-BR");
    expect(asked("/app")).toBe("en");
  });

  it.each(["not a locale", "*", "<script>", "%00"])("is English for %j", (tag) => {
    expect(asked("/app", tag)).toBe("en");
  });
});
