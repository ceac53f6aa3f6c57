import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkoutCompleted, checkoutStarted, CLICK_ID, landed } from "./events.ts";
import { SETTINGS, Shopper, type Reply } from "./shopper.ts";

// A rejection nobody handles would show in the shop's error reports.
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => {
  process.on("unhandledRejection", note);
});
afterEach(() => {
  process.off("unhandledRejection", note);
  expect(unhandled.splice(0)).toEqual([]);
});

describe("an app that does not accept", () => {
  const RETRIED: Reply[] = [500, 503, 429, "network error"];
  test.each(RETRIED)("is asked once more after two seconds: %s", async (reply) => {
    const shopper = new Shopper();
    shopper.replies.push(reply, reply);
    await shopper.open().happens(checkoutStarted());
    await shopper.pass(60_000);
    const [first, second] = shopper.requests;
    expect(shopper.requests).toHaveLength(2);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(2000);
    expect(second?.init.body).toBe(first?.init.body);
  });

  test.each([400, 401, 413])("is not asked again, since its answer would be the same: %s", async (reply) => {
    const shopper = new Shopper();
    shopper.replies.push(reply);
    await shopper.open().happens(checkoutStarted());
    await shopper.pass(60_000);
    expect(shopper.requests).toHaveLength(1);
  });

  test.each([401, 500])("is told again when the checkout is entered again: %s", async (reply) => {
    const shopper = new Shopper();
    shopper.usualReply = reply;
    const events = [checkoutStarted(), checkoutStarted(), checkoutStarted()] as const;
    const page = shopper.open();
    await page.happens(events[0]);
    await shopper.pass(60_000);
    await page.happens(events[1]);
    await shopper.pass(60_000);
    await shopper.open().happens(events[2]);
    const told = new Set(shopper.hints.map(({ id }) => id));
    expect([...told]).toEqual(events.map(({ id }) => id));
  });

  test("and then does is not asked a third time", async () => {
    const shopper = new Shopper();
    shopper.replies.push(500);
    const page = shopper.open();
    await page.happens(checkoutStarted());
    await shopper.pass(60_000);
    await page.happens(checkoutStarted());
    expect(shopper.requests).toHaveLength(2);
  });

  test("and hangs neither holds up the order's hint nor hangs the retry", async () => {
    const shopper = new Shopper();
    shopper.replies.push("silence", 202, 202);
    const page = shopper.open();
    await page.happens(checkoutStarted());
    await page.happens(checkoutCompleted());
    expect(shopper.hints.map(({ event }) => event)).toEqual(["checkout_started", "checkout_completed"]);
    await shopper.pass(60_000);
    expect(shopper.hints.map(({ event }) => event).at(-1)).toBe("checkout_started");
    expect(shopper.requests).toHaveLength(3);
  });
});

describe("a browser without storage", () => {
  test("still tells of a checkout, with the click of its own page", async () => {
    const shopper = new Shopper();
    shopper.storageWorks = false;
    await shopper.open().happens(landed(), checkoutStarted());
    expect(shopper.hints).toMatchObject([{ ttclid: CLICK_ID }]);
  });

  test("tells of a checkout without the click of an earlier page", async () => {
    const shopper = new Shopper();
    shopper.storageWorks = false;
    await shopper.open().happens(landed());
    await shopper.open().happens(checkoutStarted());
    expect(shopper.hints).toHaveLength(1);
    expect(shopper.hints[0]).not.toHaveProperty("ttclid");
  });

  test("tells once per page", async () => {
    const shopper = new Shopper();
    shopper.storageWorks = false;
    await shopper.open().happens(checkoutStarted(), checkoutStarted());
    expect(shopper.requests).toHaveLength(1);
  });
});

describe("an interface that is not whole", () => {
  test.each([
    ["no settings", { settings: {} }],
    ["settings without a token", { settings: { endpoint: SETTINGS.endpoint } }],
    ["settings without an address", { settings: { token: SETTINGS.token, endpoint: "" } }],
    ["settings that are not there", { settings: undefined }],
    ["no consent to listen to", { customerPrivacy: undefined }],
    ["no snapshot of the page", { init: undefined }],
    ["no storage", { browser: undefined }],
  ])("stops the pixel quietly: %s", async (_what, overrides) => {
    const shopper = new Shopper();
    await shopper.open(overrides).happens(landed(), checkoutStarted(), checkoutCompleted());
    expect(shopper.requests).toEqual([]);
    expect([...shopper.local, ...shopper.session]).toEqual([]);
  });

  test("without cookies sends what it has", async () => {
    const shopper = new Shopper();
    const { localStorage, sessionStorage } = shopper.browser;
    await shopper.open({ browser: { localStorage, sessionStorage } }).happens(landed(), checkoutStarted());
    expect(shopper.hints).toMatchObject([{ ttclid: CLICK_ID }]);
  });

  test("with an event it cannot read goes on to the next", async () => {
    const shopper = new Shopper();
    await shopper.open().happens({ name: "page_viewed" }, { name: "checkout_started" }, checkoutCompleted());
    expect(shopper.hints).toMatchObject([{ event: "checkout_completed" }]);
  });
});
