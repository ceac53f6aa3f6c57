import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameKey } from "../../app/tiktok/match-keys.ts";

const sha = (text: string) => hash("sha256", text);

describe("names", () => {
  it.each([
    ["  Zoë ", "zoë"],
    ["ZOE\u0308", "zoë"],
    ["O'Brien-Smith", "obriensmith"],
    ["D’Arcy", "darcy"],
    ["Jean  Luc\tMarie", "jean luc marie"],
    ["山田", "山田"],
    ["Ñandú", "ñandú"],
    ["İpek", "i\u0307pek"],
    ["IŞIK", "işik"],
    ["Straße", "straße"],
    ["ΣΊΣΥΦΟΣ", "σίσυφος"],
    ["नमिता", "नमिता"],
    ["𝒳", "𝒳"],
    ["Ann (VIP)!", "ann vip"],
  ])("%j are hashed as %j", (raw, normalised) => {
    expect(nameKey(raw)).toBe(sha(normalised));
  });

  it.each(["", " ", "...", "—", "©", "\n"])("%j are nobody's", (raw) => {
    expect(nameKey(raw)).toBeUndefined();
  });

  it("of one Latin word are spelled like any other", () => {
    const letter = fc.integer({ min: 0x41, max: 0xff }).map((code) => String.fromCharCode(code));
    const word = fc.array(letter, { minLength: 1, maxLength: 8 }).map((letters) => letters.join(""));
    fc.assert(
      fc.property(word, (name) => {
        // With a comma it is no plain word, and the comma is not part of a name.
        expect(nameKey(name)).toBe(nameKey(`${name},`));
      }),
      { numRuns: 2000 },
    );
  });
});
