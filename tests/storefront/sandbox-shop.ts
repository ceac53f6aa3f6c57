import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import type { Visit } from "../../sandbox/storefront/visit.ts";
import { Shopper } from "../matrix/shopper.ts";

interface Stage {
  shopper: Shopper;
  /** What the shop waits for before it answers a request; nothing unless a test sets it. */
  before: ((visit: Visit) => Promise<void>) | undefined;
}

/** A shop with real carts and a shopper who accepted everything earlier, new for every test. Fails a test whose page complained. */
export function sandboxStage(): Stage {
  const current = {} as Stage;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    current.before = undefined;
    current.shopper = await Shopper.enter(
      browser,
      { consent: "given", storage: "storage works" },
      { before: async (visit) => current.before?.(visit) },
    );
  });
  afterEach(async () => {
    const { complaints } = current.shopper;
    await current.shopper.leave();
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser.close());
  return current;
}
