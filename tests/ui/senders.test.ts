import { describe, expect, it } from "vitest";
import { SCANNED_PAGES, type PageState } from "../../app/shops/sender-verdict.ts";
import { createFormats } from "../../app/ui/formats.server.ts";
import { sendersView } from "../../app/ui/senders/senders-view.ts";

/** The page after the merchant said that nothing else sends, with a storefront whose pages answered so. */
function viewOf(state: PageState) {
  const findings = {
    ...{ pages: SCANNED_PAGES.map((page) => ({ page, state })), senders: [], customPixels: [] },
  };
  const check = { checkedAt: 1, findings, answer: "no_app", answeredAt: 1 } as const;
  return sendersView({ check, connected: ["CPIXEL"], eventName: "Purchase" }, createFormats("en", undefined));
}

describe("the page of other senders", () => {
  it("calls it a success when the storefront was read and the merchant says the same", () => {
    expect(viewOf("read")).toMatchObject({ verdict: "clear", tone: "success" });
  });

  it.each(["password", "not_found", "not_reached"] as const)(
    "calls it the merchant's word alone when every page was %s",
    (state) => {
      const { tone, title } = viewOf(state);
      expect([tone, title]).toEqual(["info", "Nothing else reports purchases to your pixel, as you say"]);
    },
  );

  it("says that the orders of before wait where no page could be reached, and not where the shop is behind its password", () => {
    expect(viewOf("not_reached").text).toContain("are not sent by themselves");
    expect(viewOf("password").text).not.toContain("are not sent by themselves");
  });
});
