import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import type { ShopifyOrder } from "../../sandbox/orders/order.ts";
import { CLICK_ID, Shopper } from "./shopper.ts";
import { CELLS, expected, mayCapture, PATHS, writesAllowed } from "./table.ts";
import type { Cell, Expected } from "./table.ts";
import { buyByCart, WALKS } from "./walks.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const words = (what: Expected) =>
  what.carrier === "none" ? `nothing, because ${what.because}` : `the click in one ${what.carrier}`;

function attributesOf(order: ShopifyOrder): Record<string, string> {
  return Object.fromEntries(order.note_attributes.map(({ name, value }) => [name, value]));
}

const propertiesOf = (order: ShopifyOrder) => order.line_items.flatMap(({ properties }) => properties);

function checkOrder(order: ShopifyOrder, what: Expected): void {
  switch (what.carrier) {
    case "attribute":
      expect(attributesOf(order)).toMatchObject({ ttclid: CLICK_ID, _tt_consent: "granted" });
      expect(attributesOf(order)["_tt_utm"]).toBe("utm_source=tiktok&utm_campaign=spring");
      expect(propertiesOf(order)).toEqual([]);
      break;
    case "property":
      expect(attributesOf(order)).toEqual({});
      expect(order.line_items).toHaveLength(1);
      expect(propertiesOf(order)).toEqual([{ name: "_ttclid", value: CLICK_ID }]);
      break;
    case "none":
      expect(JSON.stringify([order.note_attributes, order.line_items])).not.toContain(CLICK_ID);
      expect(Object.keys(attributesOf(order)).filter((name) => name.startsWith("_tt"))).toEqual([]);
  }
  // Where the others start from, whatever happens to these two.
  expect(order.landing_site).toContain(`ttclid=${CLICK_ID}`);
}

async function checkTraces(shopper: Shopper, { consent }: Cell): Promise<void> {
  const ours = shopper.requests.filter((request) => request.endsWith("/cart/update.js?"));
  if (!mayCapture(consent)) expect(ours).toEqual([]);
  if (!mayCapture(consent) || consent === "withdrawn") {
    const traces = await shopper.traces();
    expect(traces).not.toContain(CLICK_ID);
    expect(traces).not.toContain("_ttclid");
  }
}

// A cell takes about two seconds on an idle machine, and much longer on one that does other things too.
describe.concurrent.each(PATHS)("%s", { timeout: 120_000 }, (path) => {
  const cells = CELLS.filter((cell) => cell.path === path);
  test.each(cells.map((cell) => ({ ...cell, carries: words(expected(cell)) })))(
    "$consent, $storage: the order carries $carries",
    async (cell) => {
      const shopper = await Shopper.enter(browser, cell);
      try {
        checkOrder(await WALKS[path](shopper), expected(cell));
        expect(shopper.writes.length).toBeLessThanOrEqual(writesAllowed(cell));
        await checkTraces(shopper, cell);
        expect(shopper.complaints).toEqual([]);
      } finally {
        await shopper.leave();
      }
    },
  );
});

test(
  "the check can fail: with the app embed off, nothing reaches the order",
  { timeout: 120_000 },
  async () => {
    const shopper = await Shopper.enter(browser, { consent: "no banner region", storage: "storage works" });
    shopper.shop.embed.enabled = false;
    await shopper.open(`/products/ridge-flannel-shirt?ttclid=${CLICK_ID}`);
    const order = await buyByCart(shopper);
    await shopper.leave();
    expect(() => {
      checkOrder(order, { carrier: "attribute" });
    }).toThrow();
    checkOrder(order, { carrier: "none", because: "there is no script" });
  },
);

test("the table has 108 cells", () => {
  expect(CELLS).toHaveLength(108);
});
