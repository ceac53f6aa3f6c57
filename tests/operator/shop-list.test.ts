import { describe, expect, it } from "vitest";
import { LIST_PAGE, listShops, readPlace, totalsOf, writePlace } from "../../app/operator/shop-list.ts";
import { troublesOf, TROUBLES, type ShopStanding, type SurveyedShop } from "../../app/operator/standing.ts";
import { MINUTE } from "../../app/platform/clock.ts";
import { NOW, standing } from "./standings.ts";

const shop = (changes: Partial<ShopStanding> = {}): SurveyedShop => {
  const all = standing(changes);
  return { ...all, troubles: troublesOf(all, NOW) };
};
const names = (shops: readonly { shop: string }[]) => shops.map((one) => one.shop);

describe("the troubles of a shop", () => {
  it.each<[string, Partial<ShopStanding>]>([
    ["token_refused", { adminProblem: "token_refused" }],
    ["shut", { adminProblem: "shut" }],
    ["pixel_paused", { pausedPixels: 1 }],
    ["late", { oldestPendingAt: NOW - 11 * MINUTE }],
    ["late", { oldestLeasedAt: NOW - 11 * MINUTE }],
    ["late", { oldestOrderAt: NOW - 11 * MINUTE, waitingOrders: 1 }],
    ["refused", { refused: 1 }],
    ["coverage", { eligible: 100, accepted: 94 }],
    ["held", { held: 1 }],
    ["unreadable", { unreadable: 1 }],
    ["unconnected", { pixels: 0, waitingOrders: 3, oldestOrderAt: 1 }],
    ["no_web_pixel", { webPixel: false }],
  ])("%s: %j", (trouble, changes) => {
    expect(shop(changes).troubles).toEqual([trouble]);
  });

  it.each<[string, Partial<ShopStanding>]>([
    ["a shop in which all goes well", {}],
    ["what waits for its next try, or for the merchant", { oldestRetryingAt: 1, oldestPausedAt: 1 }],
    ["a share of too few orders", { eligible: 19, accepted: 0 }],
    ["a shop that has left", { uninstalledAt: 5, adminProblem: "shut", held: 3 }],
  ])("are none for %s", (_what, changes) => {
    expect(shop(changes).troubles).toEqual([]);
  });
});

describe("the list of shops", () => {
  it("begins with the worst trouble, then more troubles, then the alphabet; who left comes last", () => {
    const shops = [
      shop({ shop: "left", uninstalledAt: 1 }),
      shop({ shop: "b-well" }),
      shop({ shop: "a-well" }),
      shop({ shop: "minor", webPixel: false, held: 1, unreadable: 1 }),
      shop({ shop: "worse", pausedPixels: 1 }),
      shop({ shop: "worst", adminProblem: "token_refused" }),
      shop({ shop: "worse-and-more", pausedPixels: 1, held: 1 }),
    ];
    expect(names(listShops(shops, { search: "" }).shops)).toEqual([
      ...["worst", "worse-and-more", "worse", "minor", "a-well", "b-well", "left"],
    ]);
    expect(TROUBLES[0]).toBe("token_refused");
  });

  it("is found by a part of the address or the name, whatever its case", () => {
    const shops = [
      shop({ shop: "north.example", name: "Nordkiefer" }),
      shop({ shop: "south.example", name: null }),
    ];
    expect(names(listShops(shops, { search: " NORTH " }).shops)).toEqual(["north.example"]);
    expect(names(listShops(shops, { search: "kiefer" }).shops)).toEqual(["north.example"]);
    expect(listShops(shops, { search: "west" })).toEqual({ shops: [], found: 0 });
  });

  it("shows every shop once over its pages, also when places are written into addresses", () => {
    const shops = Array.from({ length: 3 * LIST_PAGE + 2 }, (_, index) =>
      shop({ shop: `shop-${index}.example`, held: index % 3 }),
    );
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const part = listShops(shops, { search: "", after: readPlace(after) });
      expect(part.found).toBe(shops.length);
      seen.push(...names(part.shops));
      after = part.next === undefined ? null : writePlace(part.next);
    } while (after !== null);
    expect(seen).toHaveLength(shops.length);
    expect(new Set(seen).size).toBe(shops.length);
  });

  it.each([null, "", "x y", "1", "1 ", "-1 a", "1 A", "1 a b"])("knows no place %j", (text) => {
    expect(readPlace(text)).toBeUndefined();
  });
});

describe("the totals", () => {
  it("sum up the shops that are installed", () => {
    expect(
      totalsOf([
        shop({ eligible: 30, accepted: 30, paused: 4, oldestPausedAt: 7 }),
        shop({ eligible: 10, accepted: 9, pending: 2, oldestPendingAt: 9, held: 1 }),
        shop({ uninstalledAt: 1, eligible: 5, pending: 5, oldestPendingAt: 1 }),
      ]),
    ).toEqual({
      ...{ installed: 2, left: 1, inTrouble: 1, waiting: 6, oldestWaitingAt: 7, eligible: 40, accepted: 39 },
    });
  });

  it("are zeros of no shop", () => {
    expect(totalsOf([])).toMatchObject({ installed: 0, waiting: 0, oldestWaitingAt: undefined });
  });
});
