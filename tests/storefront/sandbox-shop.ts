import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import type { Visit } from "../../sandbox/storefront/visit.ts";
import { Shopper } from "../matrix/shopper.ts";
import { noteWrite, type CartWrite } from "../matrix/stage.ts";
import { openShop } from "../sandbox-storefront/shop.ts";

const EXTENSION = new URL("../../extensions/click-capture", import.meta.url).pathname;

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
  let closeShop: () => Promise<void>;
  beforeEach(async () => {
    current.before = undefined;
    const cartWrites: CartWrite[] = [];
    const opened = await openShop({
      extensionRoot: EXTENSION,
      before: async (visit) => {
        await current.before?.(visit);
        await noteWrite(visit, cartWrites);
      },
    });
    closeShop = opened.close;
    const scene = { shop: opened.shop, cartWrites, webPixel: undefined };
    const circumstances = { consent: "given", storage: "storage works" } as const;
    current.shopper = await Shopper.enter(browser, scene, circumstances);
  });
  afterEach(async () => {
    const { complaints } = current.shopper;
    await current.shopper.leave();
    await closeShop();
    expect(complaints).toEqual([]);
  });
  afterAll(() => browser.close());
  return current;
}
