import type { CheckoutLineItem } from "@shopify/web-pixels-extension";
import { describe, expect, test } from "vitest";
import { readHint as readOnServer } from "../../app/attribution/hint.ts";
import {
  bodyOf,
  hintOf,
  markOf,
  orderId,
  testHintOf,
  type CheckoutEvent,
  type Hint,
} from "../../extensions/conversion-pixel/src/hint.ts";
import { readHint } from "./contract.ts";
import { checkoutCompleted, checkoutStarted, CLICK_ID, landed, TOKEN, VISIT } from "./events.ts";

const at = VISIT / 1000;
const circumstances = { token: "t", at, ttp: "", click: undefined };

/** A hint that surely exists. */
function hint(event: CheckoutEvent = checkoutCompleted(), ttclid: string = CLICK_ID): Hint {
  const made = hintOf(event, { ...circumstances, ttp: "p", click: { ttclid, clicked: at - 60 } });
  if (!made) throw new Error("no hint");
  return made;
}

describe("an order id", () => {
  test.each([
    ["digits", "6278078300337", "6278078300337"],
    ["a number", 6278078300337, "6278078300337"],
    ["an order's global id", "gid://shopify/Order/6278078300337", "6278078300337"],
    ["an order identity's global id", "gid://shopify/OrderIdentity/6278078300337", "6278078300337"],
    ["a global id with a key", "gid://shopify/Order/6278078300337?key=a1b2c3", "6278078300337"],
    ["more digits than a number holds", "820982911946154508", "820982911946154508"],
  ])("is the digits of %s", (_what, id, expected) => {
    expect(orderId(id)).toBe(expected);
  });

  test.each([
    ["nothing", null],
    ["no field", undefined],
    ["empty text", ""],
    ["a name", "#1001"],
    ["another kind of address", "https://shop.example/orders/1001"],
    ["digits that end in text", "1001abc"],
  ])("is not found in %s", (_what, id) => {
    expect(orderId(id)).toBeUndefined();
  });
});

describe("a hint", () => {
  test("of an order with an unreadable id is still of its checkout", () => {
    const made = hintOf(checkoutCompleted("#1001"), circumstances);
    expect(made).toMatchObject({ checkout: TOKEN, order: undefined });
  });

  test.each([null, ""])("is not made of an event without a checkout token: %j", (token) => {
    expect(hintOf(checkoutStarted(token), circumstances)).toBeUndefined();
    expect(hintOf(checkoutCompleted("1001", token), circumstances)).toBeUndefined();
  });

  test("of an entered checkout never names an order", () => {
    const event = checkoutStarted();
    event.data.checkout.order = { id: "1001", customer: null };
    expect(hintOf(event, circumstances)).toMatchObject({ order: undefined });
  });
});

describe("where a checkout carries the click", () => {
  const click = { ttclid: CLICK_ID, clicked: at - 60 };
  const attribute = (key: string, value: string) => ({ key, value });
  const withCarriers = (cart: string, line: string) => {
    const event = checkoutStarted();
    event.data.checkout.attributes = [attribute("ttclid", cart)];
    event.data.checkout.lineItems = [
      { properties: [attribute("_ttclid", line)] } as unknown as CheckoutLineItem,
    ];
    return hintOf(event, { ...circumstances, click })?.carried;
  };

  test.each([
    [CLICK_ID, "", ["cart"]],
    ["", CLICK_ID, ["line"]],
    [CLICK_ID, CLICK_ID, ["cart", "line"]],
    ["another", "another", undefined],
  ])("cart %j and line %j: %j", (cart, line, carried) => {
    expect(withCarriers(cart, line)).toEqual(carried);
  });

  test("is nowhere when there is no click, or Shopify lists nothing", () => {
    const event = checkoutStarted();
    event.data.checkout.attributes = [attribute("ttclid", "")];
    expect(hintOf(event, circumstances)?.carried).toBeUndefined();
    Object.assign(event.data.checkout, { attributes: undefined });
    expect(hintOf(event, { ...circumstances, click })?.carried).toBeUndefined();
  });
});

describe("a page", () => {
  const seen = (ttclid: string) =>
    testHintOf(landed(ttclid), { ...circumstances, click: { ttclid, clicked: at } });

  test("opened by the merchant's click test makes a hint that the server reads", () => {
    const made = seen("throughline-test-1");
    expect(made).toMatchObject({ event: "page_viewed", ttclid: "throughline-test-1", checkout: undefined });
    expect(readOnServer(bodyOf(made as Hint))?.hint).toMatchObject({
      event: "page_viewed",
      clickId: "throughline-test-1",
    });
  });

  test("opened by anybody else makes none", () => {
    expect(seen(CLICK_ID)).toBeUndefined();
    expect(testHintOf(landed(), circumstances)).toBeUndefined();
  });
});

describe("a body", () => {
  test("leaves out what is absent", () => {
    const made = hintOf(checkoutStarted(), circumstances);
    expect(Object.keys(readHint(bodyOf(made as Hint))).sort()).toEqual(
      ["at", "checkout", "event", "id", "page", "token", "ua", "v"].sort(),
    );
  });

  test("keeps everything while it fits, the longest click id among it", () => {
    const longest = "x".repeat(1024);
    expect(readHint(bodyOf(hint(checkoutCompleted(), longest)))).toMatchObject({ ttclid: longest, ttp: "p" });
  });

  test.each([
    ["the page", ["page"], { page: `https://shop.example/${"p".repeat(4000)}` }],
    ["the page and the user agent", ["page", "ua"], { ua: "u".repeat(5000) }],
    ["a user agent of many bytes", ["page", "ua"], { ua: "ü".repeat(2200) }],
    ["the page, the user agent and the cookie", ["page", "ua", "ttp"], { ttp: "c".repeat(5000) }],
  ])("of more than 4,096 bytes leaves out %s", (_what, missing, long) => {
    const whole = hint();
    const read = readHint(bodyOf({ ...whole, ...long }));
    const expected = Object.entries(whole).filter(([name]) => !missing.includes(name));
    expect(read).toEqual(Object.fromEntries(expected));
  });
});

describe("the server", () => {
  test("reads from a body what the pixel meant", () => {
    const made = hint();
    expect(readOnServer(bodyOf(made))).toEqual({
      token: made.token,
      hint: {
        eventId: made.id,
        event: "checkout_completed",
        checkoutToken: TOKEN,
        orderId: made.order,
        clickId: CLICK_ID,
        clickedAt: (at - 60) * 1000,
        ttp: "p",
        // The page of a checkout has its token in its address.
        page: "https://northpine.example/",
        userAgent: made.ua,
      },
    });
  });
});

describe("two hints are one", () => {
  test("when event, checkout and click are the same", () => {
    const [first, second] = [checkoutStarted(), checkoutStarted()];
    expect(first.id).not.toBe(second.id);
    expect(markOf(hint(first))).toBe(markOf(hint(second)));
  });

  test.each([
    ["the event", hint(checkoutStarted())],
    ["the checkout", hint(checkoutCompleted("1", "another"))],
    ["the click", hint(checkoutCompleted(), "another")],
  ])("but not when %s is another", (_what, other) => {
    expect(markOf(other)).not.toBe(markOf(hint()));
  });
});
