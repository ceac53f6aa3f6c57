import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import { CLICK_ID } from "./events.ts";
import { Walk, type Circumstances } from "./walk.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const walk = (story: (walk: Walk) => Promise<void>, circumstances?: Circumstances) =>
  Walk.take(browser, story, circumstances);

const SHIRT = "/products/ridge-flannel-shirt";
const GPC = "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })";
const NO_STORAGE = `for (const method of ["getItem", "setItem", "removeItem"])
  Storage.prototype[method] = () => { throw new DOMException("denied", "SecurityError"); };`;
const NOBODY_ASKED: Circumstances = { shop: (shop) => (shop.privacy.region = "us") };

describe("a shopper who accepts", () => {
  test("is known at checkout and on the thank-you page by the click of the ad", async () => {
    await walk(async (shopper) => {
      await shopper.land();
      await shopper.answer("Accept");
      await shopper.kept();
      await shopper.buy();
      await shopper.heard(2);

      const [order] = shopper.shop.orders.all();
      const [started, completed] = shopper.recorder.hints;
      expect(started).toMatchObject({ event: "checkout_started", ttclid: CLICK_ID });
      expect(started?.order).toBeUndefined();
      expect(completed).toMatchObject({
        event: "checkout_completed",
        ttclid: CLICK_ID,
        order: String(order?.id),
        checkout: order?.checkout_token,
      });
      expect(started?.checkout).toBe(completed?.checkout);
      expect(completed?.page).toBe(
        `${shopper.shop.url}/checkouts/${String(order?.checkout_token)}/thank-you`,
      );
      expect(shopper.recorder.requests).toMatchObject([
        { method: "POST", origin: shopper.shop.url, contentType: "text/plain" },
        { method: "POST", origin: shopper.shop.url, contentType: "text/plain" },
      ]);
    });
  });

  test("is known after Buy it now, whose order has no cart attributes", async () => {
    await walk(async (shopper) => {
      await shopper.land();
      await shopper.answer("Accept");
      await shopper.kept();
      await shopper.buy("now");
      await shopper.heard(2);
      const [order] = shopper.shop.orders.all();
      expect(order?.note_attributes).toEqual([]);
      expect(shopper.recorder.hints.at(-1)).toMatchObject({ order: String(order?.id), ttclid: CLICK_ID });
    });
  });

  test("is known after a cart permalink, under a locale root", async () => {
    await walk(async (shopper) => {
      await shopper.land(`/fr-ca${SHIRT}?a=1`);
      await shopper.answer("Accept");
      await shopper.kept();
      await shopper.open("/fr-ca/cart/45210330000100:1");
      await shopper.pay();
      await shopper.heard(2);
      expect(shopper.recorder.hints.map(({ ttclid }) => ttclid)).toEqual([CLICK_ID, CLICK_ID]);
    });
  });

  test("later than the landing page allows, and only the checkout is told: no click was kept", async () => {
    await walk(async (shopper) => {
      await shopper.land();
      await shopper.open(SHIRT);
      await shopper.answer("Accept");
      await shopper.buy();
      await shopper.heard(2);
      for (const hint of shopper.recorder.hints) expect(hint).not.toHaveProperty("ttclid");
    });
  });

  test("brings TikTok's cookie along", async () => {
    await walk(async (shopper) => {
      await shopper.open(SHIRT);
      await shopper.page.evaluate("document.cookie = '_ttp=2YtPxJm6mEYBqvGQm4bW0Fq2QxN; path=/'");
      await shopper.answer("Accept");
      await shopper.buy();
      await shopper.heard(2);
      expect(shopper.recorder.hints).toMatchObject([
        { ttp: "2YtPxJm6mEYBqvGQm4bW0Fq2QxN" },
        { ttp: "2YtPxJm6mEYBqvGQm4bW0Fq2QxN" },
      ]);
    });
  });

  test("and enters the checkout three times is told of once, as is the order", async () => {
    await walk(async (shopper) => {
      await shopper.land();
      await shopper.answer("Accept");
      await shopper.kept();
      await shopper.press("Add to cart");
      await shopper.press("Check out");
      await shopper.heard(1);
      await expect.poll(async () => Object.keys(await shopper.traces())).toContain("_tt_pixel_sent");
      await shopper.page.reload();
      expect(await shopper.runsPixel()).toBe(true);
      await shopper.page.reload();
      await shopper.pay();
      await shopper.heard(2);
      await shopper.page.reload();
      expect(await shopper.runsPixel()).toBe(true);
      const told = shopper.recorder.hints.map(({ event }) => event);
      expect(told).toEqual(["checkout_started", "checkout_completed"]);
    });
  });

  test("runs the pixel in a worker without a page", async () => {
    await walk(async (shopper) => {
      await shopper.open(SHIRT);
      await shopper.answer("Accept");
      await expect.poll(() => shopper.page.workers().length).toBe(1);
      const [worker] = shopper.page.workers();
      const seen = "[typeof document, typeof localStorage, typeof window].join()";
      expect(await worker?.evaluate(seen)).toBe("undefined,undefined,undefined");
    });
  });
});

describe("a shopper whom nobody has to ask", () => {
  test("is known without a banner", async () => {
    await walk(async (shopper) => {
      await shopper.land();
      await shopper.kept();
      await shopper.buy();
      await shopper.heard(2);
      expect(shopper.recorder.hints).toMatchObject([{ ttclid: CLICK_ID }, { ttclid: CLICK_ID }]);
    }, NOBODY_ASKED);
  });

  test("is still told of when the browser has no storage, without the click of an earlier page", async () => {
    await walk(
      async (shopper) => {
        await shopper.land();
        await shopper.buy();
        await shopper.heard(2);
        for (const hint of shopper.recorder.hints) expect(hint).not.toHaveProperty("ttclid");
      },
      { ...NOBODY_ASKED, before: NO_STORAGE },
    );
  });
});

describe("nothing is sent and nothing is stored", () => {
  /** Buys without an answer to the banner, or after this one. */
  const buys = (choice?: "Decline") => async (shopper: Walk) => {
    await shopper.land();
    if (choice) await shopper.answer(choice);
    expect(await shopper.runsPixel()).toBe(false);
    expect(await shopper.traces()).toEqual({});
    await shopper.press("Add to cart");
    await shopper.press("Check out");
    await shopper.pay();
    expect(await shopper.runsPixel()).toBe(false);
    expect(await shopper.traces()).toEqual({});
    expect(shopper.recorder.requests).toEqual([]);
  };

  test("when the shopper declines", () => walk(buys("Decline")));
  test("while the shopper has not answered", () => walk(buys()));
  test("under Global Privacy Control", () => walk(buys(), { ...NOBODY_ASKED, before: GPC }));
  test.each(["fails", "absent"] as const)("when the Customer Privacy API %s", async (privacyApi) => {
    await walk(buys(), { shop: (shop) => Object.assign(shop.privacy, { region: "us", privacyApi }) });
  });
  test("while the app has not activated its pixel", () =>
    walk(buys(), { ...NOBODY_ASKED, settings: () => undefined }));
});

describe("a shopper who withdraws", () => {
  const withdraw = async (shopper: Walk) => {
    await shopper.press("Cookie preferences");
    await shopper.answer("Decline");
    await expect.poll(() => shopper.traces()).toEqual({});
  };

  test("on a page of the store is forgotten, and not told of at checkout", async () => {
    await walk(async (shopper) => {
      await shopper.land();
      await shopper.answer("Accept");
      await shopper.kept();
      await withdraw(shopper);
      await shopper.buy();
      expect(await shopper.runsPixel()).toBe(false);
      expect(shopper.recorder.requests).toEqual([]);
    });
  });

  test("and allows it again on the landing page is known again", async () => {
    await walk(async (shopper) => {
      await shopper.land();
      await shopper.answer("Accept");
      await shopper.kept();
      await withdraw(shopper);
      await shopper.press("Cookie preferences");
      await shopper.answer("Accept");
      await shopper.kept();
    });
  });

  test("after entering the checkout is not told of on the thank-you page", async () => {
    await walk(async (shopper) => {
      await shopper.land();
      await shopper.answer("Accept");
      await shopper.kept();
      await shopper.press("Add to cart");
      await shopper.press("Check out");
      await shopper.heard(1);
      await shopper.page.evaluate(`new Promise((done) => Shopify.customerPrivacy.setTrackingConsent(
        { analytics: false, marketing: false, preferences: false, sale_of_data: false }, done))`);
      await expect.poll(() => shopper.traces()).toEqual({});
      await shopper.pay();
      expect(await shopper.runsPixel()).toBe(false);
      expect(shopper.recorder.hints.map(({ event }) => event)).toEqual(["checkout_started"]);
    });
  });
});
