import { describe, expect, it } from "vitest";
import { languageOf, LANGUAGES } from "../../app/locales/language.ts";
import { translateFor, WORDS } from "../../app/locales/server-texts.ts";

type Tree = string | { readonly [name: string]: Tree };

/** Every text of a catalogue by its path. */
function textsOf(tree: Tree, path = ""): [string, string][] {
  if (typeof tree === "string") return [[path, tree]];
  return Object.entries(tree).flatMap(([name, part]) =>
    textsOf(part, path === "" ? name : `${path}.${name}`),
  );
}

const placesIn = (text: string) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name).sort();
const english = new Map(textsOf(WORDS.en.catalogue));

describe.each(LANGUAGES.filter((language) => language !== "en"))("the catalogue in %s", (language) => {
  const texts = new Map(textsOf(WORDS[language].catalogue));

  it("has every text of the English one, and no other", () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("puts the same values into every text", () => {
    for (const [path, text] of english) {
      // "One order" may be written without the number.
      if (path.endsWith(".one")) continue;
      expect([path, placesIn(texts.get(path) ?? "")]).toEqual([path, placesIn(text)]);
    }
  });
});

describe.each(LANGUAGES)("every text in %s", (language) => {
  it("says something, in one brace style, without markup", () => {
    for (const [path, text] of textsOf(WORDS[language].catalogue)) {
      expect([path, text.trim()]).toEqual([path, text]);
      expect([path, text]).not.toEqual([path, ""]);
      expect(text.replaceAll(/\{\{\w+\}\}/g, "")).not.toMatch(/[{}<>]/);
    }
  });
});

describe("a text", () => {
  it("is chosen by its count, which is written as the language writes numbers", () => {
    expect(translateFor("en")("frame.orders", { count: 1 })).toBe("1 order");
    expect(translateFor("en-GB")("frame.orders", { count: 12_345 })).toBe("12,345 orders");
    expect(translateFor("de-AT")("frame.orders", { count: 12_345 })).toBe("12.345 Bestellungen");
  });

  it("is English where there is no catalogue", () => {
    expect(languageOf("fr-CA")).toBe("en");
    expect(languageOf("")).toBe("en");
    expect(translateFor("fr")("frame.orders", { count: 2 })).toBe("2 orders");
  });
});
