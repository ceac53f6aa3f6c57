import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CLICK_ID_MAX_LENGTH,
  clickIdInUrl,
  hasPlaceholder,
  parseClickId,
} from "../../app/attribution/click-id.ts";

const CLICK_ID = "E.C.P.CrkBAaBcD3fG-hIj_kLmN0pQr5tUvWxYz";

const KEPT = [
  ["as TikTok makes them", CLICK_ID],
  ["with the case it came in", "aBcDeF"],
  ["with percent signs, not decoded again", "E.C.P.a%2Bb%20c%"],
  ["with a plus", "a+b"],
  ["with an unknown prefix", "Z.9.whatever"],
  ["of one character", "1"],
  ["of exactly 1,024 characters", "x".repeat(1024)],
  ["that merely mentions a macro", "E.C.P.__CLICKID__x"],
  ["with letters of any script", "クリック"],
  ["that begins and ends with underscores like no placeholder does", "__E.C.P__"],
];

describe("a click id", () => {
  it.each(KEPT)("is kept verbatim %s", (_what, value) => {
    expect(parseClickId(value)).toEqual({ ok: true, clickId: value });
  });

  it.each([
    ["nothing", undefined, "empty"],
    ["an empty value", "", "empty"],
    ["blanks", "   ", "empty"],
    ["1,025 characters", "x".repeat(1025), "too_long"],
    ["a million characters", "x".repeat(1_000_000), "too_long"],
    ["a NUL", `${CLICK_ID}\u0000`, "control_characters"],
    ["a line break", `a\nb`, "control_characters"],
    ["a tab", `a\tb`, "control_characters"],
    ["DEL", `a\u007f`, "control_characters"],
    ["a C1 control character", `a\u0085b`, "control_characters"],
    ["a line separator", `a\u2028b`, "control_characters"],
    ["a paragraph separator", `a\u2029b`, "control_characters"],
    ["TikTok's macro, not filled in", "__CLICKID__", "macro"],
    ["the same in lower case", "__clickid__", "macro"],
    ["its short form", "_CLICKID_", "macro"],
    ["the same with something stuck to it", "__CLICKID__?utm_source=tiktok", "macro"],
    ["another macro of TikTok's", "__CAMPAIGN_ID__", "macro"],
    ["a macro that TikTok does not have", "__X1__", "macro"],
    ["a template placeholder", "{{clickid}}", "macro"],
    ["an encoded placeholder", "%7Bclickid%7D", "macro"],
  ])("is not made of %s", (_what, value, refusal) => {
    expect(parseClickId(value)).toEqual({ ok: false, refusal });
  });

  it("is either refused or exactly what came, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 1100 }), (value) => {
        const result = parseClickId(value);
        if (result.ok) expect(result.clickId).toBe(value);
        else expect(result.refusal).toMatch(/^(empty|too_long|control_characters|macro)$/);
      }),
    );
    expect(CLICK_ID_MAX_LENGTH).toBe(1024);
  });
});

describe("a click id in an address", () => {
  it.each<[string | undefined, string | undefined, boolean]>([
    ["/?ttclid=E.C.P.1", "E.C.P.1", false],
    ["https://northpine.example/shirt?a=b&ttclid=__CLICKID__", undefined, true],
    ["/?ttclid=%5F%5FCLICKID%5F%5F", undefined, true],
    ["/?ttclid=__CAMPAIGN_ID__&utm_id=__CAMPAIGN_ID__", undefined, true],
    ["/?utm_campaign=__CAMPAIGN_NAME__&ttclid=E.C.P.1", "E.C.P.1", false],
    ["/?ttclid=__CLICKID__&ttclid=E.C.P.1", "E.C.P.1", true],
    ["/?ttclid=E.C.P.1&ttclid=E.C.P.2", "E.C.P.1", false],
    ["/?ttclid=", undefined, false],
    ["/__CLICKID__?xttclid=__CLICKID__", undefined, false],
    [undefined, undefined, false],
  ])("of %s is %s, and that it has a placeholder is %s", (url, clickId, placeholder) => {
    expect(clickIdInUrl(url)).toBe(clickId);
    expect(hasPlaceholder(url)).toBe(placeholder);
  });
});
