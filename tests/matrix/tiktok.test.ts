import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import { startLine } from "./line.ts";
import { CLICK_ID, Shopper } from "./shopper.ts";
import { CELLS, notAllowed, PATHS, type Cell } from "./table.ts";
import { WALKS } from "./walks.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The verdicts that differ for the server, on every path; the other cells differ in the shop only, and are told apart in matrix.test.ts. */
function differs({ consent, storage }: Cell): boolean {
  if (consent === "given") return true;
  return storage === "storage works" && (consent === "refused" || consent === "withdrawn");
}

/** What the click came by. */
function carrierOf({ path, storage }: Cell): string {
  if (path.startsWith("Buy it now")) return storage === "storage works" ? "web_pixel" : "line_item";
  const lost = path === "cart permalink" || (path === "second visit" && storage === "storage throws");
  if (!lost) return "cart_attribute";
  // Without storage the pixel has forgotten the click too, but it still records the consent, and so the landing page counts.
  return storage === "storage works" ? "web_pixel" : "landing_site";
}

// Cells of matrix.test.ts, with the web pixel, the app and TikTok behind the shop: whatever carrier it takes.
describe.each(PATHS)("%s, seen from TikTok", (path) => {
  const cells = CELLS.filter((cell) => cell.path === path && differs(cell)).map((cell) => {
    const because = notAllowed(cell.consent);
    return {
      ...cell,
      outcome: because === undefined ? "the click arrives" : `no click arrives, because ${because}`,
    };
  });

  test.each(cells)("$consent, $storage: $outcome", async (cell) => {
    const line = await startLine();
    const shopper = await Shopper.enter(browser, cell, line.shop);
    try {
      const { id } = await WALKS[path](shopper);
      const { clickIds, carrier } = await line.accepted(id);
      expect(clickIds).toHaveLength(1);
      expect(clickIds[0] === CLICK_ID).toBe(notAllowed(cell.consent) === undefined);
      if (clickIds[0] === CLICK_ID) expect(carrier).toBe(carrierOf(cell));
      expect(line.counted().every((count) => count === 1)).toBe(true);
    } finally {
      await shopper.leave();
      await line.close();
    }
  });
});
