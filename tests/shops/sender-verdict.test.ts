import { describe, expect, it } from "vitest";
import type { PageSender } from "../../app/shops/page-senders.ts";
import {
  isLookedAt,
  senderVerdict,
  type PageState,
  type SenderAnswer,
} from "../../app/shops/sender-verdict.ts";

const OURS = "CP51D1BC77UELKMMT7LG";
const verdict = (senders: PageSender[] | undefined, answer?: SenderAnswer) =>
  senderVerdict({ findings: senders && { pages: [], senders, customPixels: [] }, answer }, [
    OURS,
    "CANOTHERPIXEL0000000",
  ]);

describe("the verdict about other senders", () => {
  it("is open until the merchant has said what no scan can see", () => {
    expect(verdict(undefined)).toBe("open");
    expect(verdict([])).toBe("open");
    expect(verdict([], "unsure")).toBe("open");
    for (const answer of ["no_app", "sharing_off", "other_pixel", "same_id"] as const)
      expect(verdict([], answer)).toBe("clear");
  });

  it("is open until the storefront was looked at, whatever the merchant says", () => {
    for (const answer of ["no_app", "sharing_off", "other_pixel", "same_id"] as const)
      expect(verdict(undefined, answer)).toBe("open");
  });

  it("is double when TikTok's app sends to one of our pixels, whatever the merchant says", () => {
    for (const answer of [undefined, "no_app", "sharing_off", "same_id"] as const)
      expect(verdict([{ kind: "tiktok_app", code: OURS }], answer)).toBe("double");
    expect(verdict(undefined, "same_pixel")).toBe("double");
  });

  it("is clear without an answer when TikTok's app is seen to send elsewhere", () => {
    expect(verdict([{ kind: "tiktok_app", code: "COTHER00000000000000" }])).toBe("clear");
    expect(verdict([{ kind: "tiktok_app" }])).toBe("possible");
  });

  it("is possible when a script names our pixel or none, until the merchant says that it sends the same ids", () => {
    for (const kind of ["page", "tag_manager", "app_pixel"] as const) {
      expect(verdict([{ kind, code: OURS }], "no_app")).toBe("possible");
      expect(verdict([{ kind, code: OURS }], "same_id")).toBe("clear");
      expect(verdict([{ kind, code: "COTHER00000000000000" }], "no_app")).toBe("clear");
    }
    expect(verdict([{ kind: "custom_pixel" }], "no_app")).toBe("possible");
  });
});

describe("a storefront", () => {
  it.each<[boolean, PageState[]]>([
    [true, ["not_reached", "read"]],
    [true, ["password"]],
    [false, ["not_reached", "not_found"]],
    [false, []],
  ])("was looked at: %s, when its pages were %s", (expected, states) => {
    const pages = states.map((state) => ({ page: "home" as const, state }));
    expect(isLookedAt({ pages, senders: [], customPixels: [] })).toBe(expected);
  });

  it("was not looked at before the first scan", () => {
    expect(isLookedAt(undefined)).toBe(false);
  });
});
