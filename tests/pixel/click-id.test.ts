import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseClickId } from "../../app/attribution/click-id.ts";
import { KEPT, LEFT_ALONE } from "../attribution/landing-queries.ts";
import { clickIdIn } from "../../extensions/conversion-pixel/src/click.ts";

describe("a click id the pixel keeps", () => {
  test.each(KEPT)("%s", (_what, search, expected) => {
    expect(clickIdIn(search)).toBe(expected);
  });
});

describe("a click id the pixel leaves alone", () => {
  test.each(LEFT_ALONE)("%s", (_what, search) => {
    expect(clickIdIn(search)).toBeUndefined();
  });
});

describe("the pixel and the server", () => {
  const visible = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
  const shared = visible.filter((character) => !"%{}".includes(character));
  const foundIn = (clickId: string) => clickIdIn(`?ttclid=${encodeURIComponent(clickId)}`);

  test("agree on every click id of URL-safe text", () => {
    const clickId = fc.string({ unit: fc.constantFrom(...shared), maxLength: 1100, size: "max" });
    fc.assert(
      fc.property(clickId, (value) => {
        expect(foundIn(value)).toBe(parseClickId(value).ok ? value : undefined);
      }),
      {
        examples: [
          ["__CLICKID__"],
          ["_CLICKID_"],
          ["__CAMPAIGN_ID__"],
          ["__proto__"],
          ["__1__"],
          ["_CLICKIDS"],
          ["a".repeat(1024)],
          ["a".repeat(1025)],
        ],
        numRuns: 200,
      },
    );
  });

  test("the pixel keeps nothing that the server refuses", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (value) => {
        const result = foundIn(value.replace(/[\ud800-\udfff]/g, ""));
        if (result !== undefined) expect(parseClickId(result).ok).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
