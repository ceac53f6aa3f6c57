import { describe, expect, it } from "vitest";
import { isTestClickId, storefrontLink, testClickId } from "../../app/shops/click-test.ts";
import type { HintRecord } from "../../app/shops/shop-records.server.ts";
import { clickTestView } from "../../app/ui/click-test/click-test-view.ts";
import { formats, hint } from "./records.ts";

const SHOP = "northpine.myshopify.com";
const ID = testClickId("0e4b8a62-95a3-4a66-93b8-2f3f1f8f5a10");

const viewOf = (hints: HintRecord[], started = true) =>
  clickTestView({ clickId: ID, link: "https://northpine.example/", started, hints, shop: null }, formats);
const statesOf = (...hints: HintRecord[]) => viewOf(hints).steps.map(({ key, state }) => `${key} ${state}`);
const checkout = (carried: string | null) => hint({ clickId: ID, carried });

describe("a test's click id", () => {
  it("is one that the page knows again, and nothing else is", () => {
    expect(isTestClickId(ID)).toBe(true);
    for (const other of [
      null,
      "",
      "E.C.P.1",
      "throughline-test-",
      `${ID}"`,
      `${ID} x`,
      `x${ID}`,
      ID.toUpperCase(),
    ])
      expect(isTestClickId(other)).toBe(false);
  });

  it("is brought into the shop as an ad would bring it", () => {
    expect(storefrontLink(SHOP, null, ID)).toBe(`https://${SHOP}/?ttclid=${ID}`);
    expect(storefrontLink(SHOP, "https://northpine.example", ID)).toBe(
      `https://northpine.example/?ttclid=${ID}`,
    );
    expect(storefrontLink(SHOP, "http://localhost:4401/?a=1", ID)).toBe(
      `http://localhost:4401/?a=1&ttclid=${ID}`,
    );
  });
});

describe("a click test", () => {
  it("waits for nothing before the shop was opened", () => {
    expect(viewOf([], false)).toMatchObject({ steps: [], complete: false });
  });

  it("waits for everything, then ticks what browsers report", () => {
    expect(statesOf()).toEqual([
      "page waiting",
      "checkout waiting",
      "cart waiting",
      "line waiting",
      "pixel waiting",
    ]);
    const page = hint({ event: "page_viewed", clickId: ID });
    expect(statesOf(page)[0]).toBe("page done");
    expect(statesOf(page, checkout('["cart"]'))).toEqual([
      "page done",
      "checkout done",
      "cart done",
      "line absent",
      "pixel done",
    ]);
  });

  it("is complete when every carrier delivered, over however many checkouts", () => {
    expect(viewOf([checkout('["cart"]')]).complete).toBe(false);
    expect(viewOf([checkout('["cart"]'), checkout('["line"]')]).complete).toBe(true);
    expect(viewOf([checkout('["cart","line"]')]).complete).toBe(true);
  });

  it.each([null, "[]", '["elsewhere"]', '"cart"'])("ticks neither cart nor line item for %j", (carried) => {
    expect(statesOf(checkout(carried)).slice(2, 4)).toEqual(["cart absent", "line absent"]);
  });

  it("says of every step what to do when it does not come", () => {
    for (const steps of [viewOf([]).steps, viewOf([checkout(null)]).steps])
      for (const { title, detail } of steps) {
        expect(title).not.toMatch(/\.$/);
        expect(detail).toMatch(/^[A-Z].*\.$/);
      }
  });
});
