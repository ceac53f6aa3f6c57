import { describe, expect, test } from "vitest";
import { checkoutCompleted, checkoutStarted, CLICK_ID, landed, TOKEN } from "./events.ts";
import { allowing, initOf, Shopper } from "./shopper.ts";

describe("without permission", () => {
  test.each([
    ["both refused", allowing(false)],
    ["only marketing allowed", allowing(true, false)],
    ["only sale of data allowed", allowing(false, true)],
    ["no verdict", undefined],
  ])("nothing is stored and nothing is sent: %s", async (_what, verdicts) => {
    const shopper = new Shopper();
    const page = shopper.open({ init: initOf(verdicts) });
    await page.happens(landed(), checkoutStarted(), checkoutCompleted());
    expect([...shopper.local, ...shopper.session]).toEqual([]);
    expect(shopper.requests).toEqual([]);
    expect(shopper.cookiesRead).toEqual([]);
  });

  test("what an earlier permission stored is removed", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(landed(), checkoutStarted());
    shopper.open({ init: initOf(allowing(false)) });
    await shopper.pass();
    expect([...shopper.local, ...shopper.session]).toEqual([]);
  });
});

describe("permission given later on the page", () => {
  test("keeps the click this page was opened with, and its time", async () => {
    const shopper = new Shopper();
    const page = shopper.open({ init: initOf(allowing(false)) });
    await page.happens(landed());
    shopper.now += 20_000;
    await page.consents(allowing(true));
    await page.happens(checkoutStarted());
    const [hint] = shopper.hints;
    expect(hint).toMatchObject({ ttclid: CLICK_ID });
    expect((hint?.at ?? 0) - (hint?.clicked ?? 0)).toBe(20);
  });

  test("changes nothing when it was there already", async () => {
    const shopper = new Shopper();
    const page = shopper.open();
    await page.happens(landed());
    const before = [...shopper.local];
    shopper.now += 20_000;
    await page.consents(allowing(true));
    expect([...shopper.local]).toEqual(before);
  });
});

describe("permission withdrawn", () => {
  test.each([
    ["marketing", allowing(false, true)],
    ["sale of data", allowing(true, false)],
  ])("clears what is stored and sends nothing more: %s", async (_what, verdicts) => {
    const shopper = new Shopper();
    const page = shopper.open();
    await page.happens(landed(), checkoutStarted());
    await page.consents(verdicts);
    await page.happens(checkoutCompleted());
    expect([...shopper.local, ...shopper.session]).toEqual([]);
    expect(shopper.hints.map(({ event }) => event)).toEqual(["checkout_started"]);
  });

  test("stops a retry that was waiting", async () => {
    const shopper = new Shopper();
    shopper.replies.push(500);
    const page = shopper.open();
    await page.happens(checkoutStarted());
    await page.consents(allowing(false));
    await shopper.pass(60_000);
    expect(shopper.requests).toHaveLength(1);
  });

  test("stores nothing when the app's answer comes after it", async () => {
    const shopper = new Shopper();
    shopper.replies.push("silence");
    const page = shopper.open();
    await page.happens(landed(), checkoutStarted());
    await page.consents(allowing(false));
    await shopper.answerHeld(202);
    expect([...shopper.local, ...shopper.session]).toEqual([]);
  });

  test("wins over a click that is being kept at that moment", async () => {
    const shopper = new Shopper();
    const page = shopper.open();
    const kept = page.happens(landed());
    await page.consents(allowing(false));
    await kept;
    expect([...shopper.local]).toEqual([]);
  });

  test("and given again: the page's click is kept again, and the checkout is told again", async () => {
    const shopper = new Shopper();
    const page = shopper.open();
    await page.happens(landed(), checkoutStarted());
    await page.consents(allowing(false));
    await page.consents(allowing(true));
    await page.happens(checkoutStarted());
    expect(shopper.hints).toMatchObject([
      { checkout: TOKEN, ttclid: CLICK_ID },
      { checkout: TOKEN, ttclid: CLICK_ID },
    ]);
  });
});
