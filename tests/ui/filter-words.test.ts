import { describe, expect, it } from "vitest";
import { translateFor } from "../../app/locales/server-texts.ts";
import { appliedFilters, sortOf, sortValue } from "../../app/ui/orders/filter-words.ts";
import { readQuery } from "../../app/ui/orders/order-query.ts";

const choices = {
  states: [
    { value: "held", label: "Held" },
    { value: "refused", label: "Refused" },
  ],
  reasons: [],
  carriers: [],
  pixels: [],
} as const;

const chips = (address: string, language = "en") =>
  appliedFilters(
    {
      query: readQuery(new URLSearchParams(address)),
      choices: { ...choices, states: [...choices.states] },
    } as never,
    translateFor(language),
    language,
  ).map(({ label }) => label);

describe("the filters that are set", () => {
  it("are named with what was chosen", () => {
    expect(chips("state=held,refused")).toEqual(["State: Held, Refused"]);
    expect(chips("")).toEqual([]);
  });

  it.each([
    ["from=2026-11-01&to=2026-11-20", "en", "Placed: Nov 1, 2026 to Nov 20, 2026"],
    ["from=2026-11-01", "en", "Placed: From Nov 1, 2026"],
    ["to=2026-11-20", "de", "Aufgegeben: Bis 20.11.2026"],
  ])("write the days of %s in the reader's language", (address, language, label) => {
    expect(chips(address, language)).toEqual([label]);
  });
});

describe("a sorting", () => {
  it("is read as it is written, and another word is the usual one", () => {
    expect(sortOf(sortValue({ by: "received", newestFirst: false }))).toEqual({
      by: "received",
      newestFirst: false,
    });
    expect(sortOf("by name")).toEqual({ by: "placed", newestFirst: true });
  });
});
