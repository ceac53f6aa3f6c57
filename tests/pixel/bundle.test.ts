import { describe, expect, test } from "vitest";
import {
  checkoutCompleted,
  checkoutStarted,
  CLICK_ID,
  landed,
  pageViewed,
  TOKEN,
  USER_AGENT,
  VISIT,
} from "./events.ts";
import { BUNDLE, SETTINGS, Shopper } from "./shopper.ts";

const SECONDS = VISIT / 1000;
const DAY_MS = 86_400_000;

describe("the built pixel", () => {
  test("is a few kilobytes, far from Shopify's limit of 128 kB", () => {
    expect(Buffer.byteLength(BUNDLE)).toBeLessThan(8 * 1024);
  });

  test("holds no address: it posts where its settings say", () => {
    expect(BUNDLE).not.toMatch(/https?:\/\/(?!\$)/);
  });

  test("listens to the page, the checkout, the order and the consent, and to nothing else", () => {
    expect(new Shopper().open().subscriptions.sort()).toEqual([
      "checkout_completed",
      "checkout_started",
      "page_viewed",
      "visitorConsentCollected",
    ]);
  });
});

describe("a click", () => {
  test("is kept with its time, under one name, and nothing is sent", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(landed());
    expect([...shopper.local]).toEqual([["_tt_pixel_click", `${SECONDS} ${CLICK_ID}`]]);
    expect([...shopper.session]).toEqual([]);
    expect(shopper.requests).toEqual([]);
  });

  test("is not there on a page without one: nothing is stored", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(pageViewed("/products/shirt?utm_source=tiktok"));
    expect([...shopper.local, ...shopper.session]).toEqual([]);
  });

  test("gives way to a newer one", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(landed("first"));
    await shopper.open().happens(landed("second", VISIT + 60_000));
    shopper.now += 60_000;
    await shopper.open().happens(checkoutStarted());
    expect(shopper.hints).toMatchObject([{ ttclid: "second", clicked: SECONDS + 60 }]);
  });

  test("does not give way to an older one that is replayed late", async () => {
    const shopper = new Shopper();
    shopper.now += 60_000;
    await shopper.open().happens(landed("newer", VISIT + 30_000));
    await shopper.open().happens(landed("older", VISIT));
    await shopper.open().happens(checkoutStarted());
    expect(shopper.hints).toMatchObject([{ ttclid: "newer" }]);
  });

  test("does not grow younger when its page is loaded again", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(landed());
    shopper.now += DAY_MS;
    await shopper.open().happens(landed(CLICK_ID, shopper.now), checkoutStarted());
    expect(shopper.hints).toMatchObject([{ clicked: SECONDS }]);
  });

  test("is gone from its own page too once another tab has cleared it", async () => {
    const shopper = new Shopper();
    const page = shopper.open();
    await page.happens(landed());
    shopper.local.clear();
    await page.happens(checkoutStarted());
    expect(shopper.hints[0]).not.toHaveProperty("ttclid");
  });

  test("is used for 30 days", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(landed());
    await shopper.pass(30 * DAY_MS - 1000);
    await shopper.open().happens(checkoutStarted());
    await shopper.pass(1000);
    await shopper.open().happens(checkoutStarted("another-checkout"));
    expect(shopper.hints.map((hint) => hint.ttclid)).toEqual([CLICK_ID, undefined]);
  });

  test.each([
    ["text that is not ours", "nonsense"],
    ["a click id that breaks the rule", `${SECONDS} two words`],
    ["a time to come", `${SECONDS + 10} ${CLICK_ID}`],
  ])("is not read from %s in its storage entry", async (_what, entry) => {
    const shopper = new Shopper();
    shopper.local.set("_tt_pixel_click", entry);
    await shopper.open().happens(checkoutStarted());
    expect(shopper.hints).toMatchObject([{ event: "checkout_started" }]);
    expect(shopper.hints[0]).not.toHaveProperty("ttclid");
  });
});

describe("a hint", () => {
  test("of an entered checkout says all there is to say", async () => {
    const shopper = new Shopper();
    shopper.cookies.set("_ttp", "2YtPxJm6mEYBqvGQm4bW0Fq2QxN");
    await shopper.open().happens(landed());
    shopper.now += 90_500;
    const event = checkoutStarted();
    await shopper.open().happens(event);
    expect(shopper.hints).toEqual([
      {
        v: 1,
        token: SETTINGS.token,
        event: "checkout_started",
        id: event.id,
        checkout: TOKEN,
        ttclid: CLICK_ID,
        clicked: SECONDS,
        ttp: "2YtPxJm6mEYBqvGQm4bW0Fq2QxN",
        page: `https://northpine.example/checkouts/cn/${TOKEN}`,
        ua: USER_AGENT,
        at: SECONDS + 90,
      },
    ]);
  });

  test("of a completed checkout names the order too, and the page without its query", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(checkoutCompleted());
    expect(shopper.hints).toMatchObject([
      { event: "checkout_completed", checkout: TOKEN, order: "6278078300337" },
    ]);
    expect(shopper.hints[0]?.page).toBe(`https://northpine.example/checkouts/cn/${TOKEN}/thank-you`);
  });

  test("is also sent without a click: it says that marketing and sale of data were allowed", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(checkoutStarted(), checkoutCompleted());
    expect(shopper.hints.map(({ event }) => event)).toEqual(["checkout_started", "checkout_completed"]);
    for (const field of ["ttclid", "clicked", "ttp"]) expect(shopper.hints[0]).not.toHaveProperty(field);
  });

  test("finds the click of its own page", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(landed(), checkoutStarted());
    expect(shopper.hints).toMatchObject([{ ttclid: CLICK_ID }]);
  });

  test("is a simple request that outlives the page", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(checkoutStarted());
    expect(shopper.requests).toMatchObject([
      {
        url: SETTINGS.endpoint,
        init: { method: "POST", keepalive: true, headers: { "Content-Type": "text/plain" } },
      },
    ]);
  });

  test("is not sent when the event names no checkout", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(checkoutStarted(null), checkoutCompleted("1001", null));
    expect(shopper.requests).toEqual([]);
  });
});

describe("a checkout entered again", () => {
  test("is told once per page", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(checkoutStarted(), checkoutStarted(), checkoutStarted());
    expect(shopper.hints).toHaveLength(1);
  });

  test("is told once per tab", async () => {
    const shopper = new Shopper();
    for (const token of [TOKEN, "another", TOKEN, "another"]) {
      await shopper.open().happens(checkoutStarted(token));
    }
    expect(shopper.hints.map(({ checkout }) => checkout)).toEqual([TOKEN, "another"]);
  });

  test("with another click is told again", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(checkoutStarted());
    await shopper.open().happens(landed());
    await shopper.open().happens(checkoutStarted());
    await shopper.open().happens(checkoutStarted());
    expect(shopper.hints.map(({ ttclid }) => ttclid)).toEqual([undefined, CLICK_ID]);
  });

  test("is told again when the app never accepted it", async () => {
    const shopper = new Shopper();
    shopper.replies.push(500, 500);
    await shopper.open().happens(checkoutStarted());
    await shopper.pass(10_000);
    await shopper.open().happens(checkoutStarted());
    expect(shopper.requests).toHaveLength(3);
  });

  test("does not keep the order from being told", async () => {
    const shopper = new Shopper();
    await shopper.open().happens(checkoutStarted());
    await shopper.open().happens(checkoutCompleted());
    await shopper.open().happens(checkoutCompleted());
    expect(shopper.hints.map(({ event }) => event)).toEqual(["checkout_started", "checkout_completed"]);
  });
});
