import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import { Shopper } from "../matrix/shopper.ts";

/** A shop with real carts and a shopper who accepted everything earlier, new for every test. Fails a test whose page complained. */
export function sandboxStage(): { shopper: Shopper } {
  const current = {} as { shopper: Shopper };
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    current.shopper = await Shopper.enter(browser, { consent: "given", storage: "storage works" });
  });
  afterEach(async () => {
    const { complaints } = current.shopper;
    await current.shopper.leave();
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser.close());
  return current;
}
