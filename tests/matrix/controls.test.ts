/** The checks can fail: each breaks the line in one place and sees the cell go red. */
import { expect, test } from "vitest";
import { checkOrder, checkRequests, checkTikTok, checkTraces } from "./checks.ts";
import { INGEST_TOKEN } from "./line.ts";
import { CLICK_ID, Shopper } from "./shopper.ts";
import { Theatre, type Stage } from "./stage.ts";
import type { Cell } from "./table.ts";
import { buyByCart, WALKS } from "./walks.ts";

const theatre = Theatre.open();

const cell = (path: Cell["path"], consent: Cell["consent"]): Cell => ({
  ...{ path, consent },
  storage: "storage works",
});

async function visit(stage: Stage, of: Cell, story: (shopper: Shopper) => Promise<void>): Promise<void> {
  const shopper = await Shopper.enter(theatre.browser, stage, of);
  try {
    await story(shopper);
  } finally {
    await shopper.leave();
  }
}

test("with the app embed off, the click is missing on the order", async () => {
  const given = cell("cart", "no banner region");
  const stage = await theatre.stage(given.consent);
  stage.shop.embed.enabled = false;
  await visit(stage, given, async (shopper) => {
    await shopper.open(`/products/ridge-flannel-shirt?ttclid=${CLICK_ID}`);
    const order = await buyByCart(shopper);
    expect(() => {
      checkOrder(order, given);
    }).toThrow();
    // A permalink's order has none either.
    checkOrder(order, cell("cart permalink", "no banner region"));
  });
  stage.shop.embed.enabled = true;
});

test("with the web pixel off, the click of a cart permalink does not arrive", async () => {
  const given = cell("cart permalink", "given");
  const stage = await theatre.stage(given.consent, false);
  await visit(stage, given, async (shopper) => {
    const order = await WALKS["cart permalink"](shopper);
    checkOrder(order, given);
    await expect(checkTikTok(stage, order, given)).rejects.toThrow();
  });
});

test("a refusal that nobody respects shows on the order, in the browser, at /collect and at TikTok", async () => {
  const given = cell("cart", "given");
  const refused = cell("cart", "refused");
  const stage = await theatre.stage(given.consent);
  await visit(stage, given, async (shopper) => {
    const order = await WALKS.cart(shopper);
    expect(() => {
      checkOrder(order, refused);
    }).toThrow();
    expect(() => {
      checkRequests(shopper, refused);
    }).toThrow();
    const traces = await shopper.traces();
    expect(() => {
      checkTraces(traces, refused);
    }).toThrow();
    await expect(checkTikTok(stage, order, refused)).rejects.toThrow();
    await checkTikTok(stage, order, given);
  });
});

test("a consent that was never given lets TikTok have the click that Shopify kept", async () => {
  const refused = cell("cart", "refused");
  const stage = await theatre.stage(refused.consent);
  await visit(stage, refused, async (shopper) => {
    await shopper.land();
    await shopper.press("Add to cart");
    await shopper.press("Check out");
    const hint = {
      v: 1,
      token: INGEST_TOKEN,
      event: "checkout_started",
      id: "forged",
      checkout: await shopper.checkout(),
    };
    const answer = await fetch(`${stage.line.url}/collect`, {
      method: "POST",
      body: JSON.stringify({ ...hint, at: Math.floor(Date.now() / 1000) }),
    });
    expect(answer.status).toBe(202);
    const order = await shopper.pay();
    checkOrder(order, refused);
    await expect(checkTikTok(stage, order, refused)).rejects.toThrow();
    checkRequests(shopper, refused);
  });
});
