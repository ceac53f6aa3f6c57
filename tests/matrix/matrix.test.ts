import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import type { ShopifyOrder } from "../../sandbox/orders/order.ts";
import { CLICK_ID, Shopper } from "./shopper.ts";
import { CELLS, expected, mayCapture, PATHS, writesAllowed } from "./table.ts";
import type { Cell, Expected } from "./table.ts";
import { WALKS } from "./walks.ts";

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
  // Carriers 3 and 4 start from here, whatever happens to the first two.
  expect(order.landing_site).toContain("?");
}

async function checkTraces(shopper: Shopper, { consent }: Cell): Promise<void> {
  const ours = shopper.requests.filter((request) => request.endsWith("/cart/update.js?"));
  if (!mayCapture(consent)) {
    expect(ours).toEqual([]);
    expect(shopper.requests.filter((request) => /^GET .*\/cart\.js$/.test(request)).length).toBeLessThan(9);
  }
  if (!mayCapture(consent) || consent === "withdrawn") {
    await shopper.open("/");
    const traces = await shopper.traces();
    expect(traces).not.toContain(CLICK_ID);
    expect(traces).not.toContain("_ttclid");
  }
}

describe.concurrent.each(PATHS)("%s", (path) => {
  const cells = CELLS.filter((cell) => cell.path === path);
  test.each(cells.map((cell) => ({ ...cell, carries: words(expected(cell)) })))(
    "$consent, $storage: the order carries $carries",
    async (cell) => {
      const shopper = await Shopper.enter(browser, cell.consent, cell.storage);
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

test("the table has 108 cells", () => {
  expect(CELLS).toHaveLength(108);
});
