import { describe, expect, test } from "vitest";
import { CLICK_ID } from "../matrix/shopper.ts";
import { postJson } from "../matrix/walks.ts";
import { sandboxStage } from "./sandbox-shop.ts";

const on = sandboxStage();
const setAttributes = (attributes: Record<string, string>) => postJson("/cart/update.js", { attributes });

/** Our requests to the cart: reads and writes. */
const reads = () => on.shopper.requests.filter((request) => /^GET .*\/cart\.js$/.test(request)).length;

describe("attributes of others", () => {
  test("on a theme that writes its own on every page: one write for the click, and both stay", async () => {
    await on.shopper.land("/", "&_theme=notes");
    for (const path of ["/", "/cart", "/products/cairn-beanie"]) {
      await on.shopper.open(path);
      await on.shopper.idle();
    }
    await expect.poll(async () => (await on.shopper.cart()).attributes["Last page"]).toContain("beanie");
    expect((await on.shopper.cart()).attributes["ttclid"]).toBe(CLICK_ID);
    expect(on.shopper.writes).toHaveLength(1);
  });

  test("put in the place of ours by updateCart stay when ours come back", async () => {
    await on.shopper.land();
    await on.shopper.runScript(
      `await Shopify.actions.updateCart({ attributes: [{ key: "Gift", value: "yes" }] });`,
    );
    await on.shopper.captured();
    expect((await on.shopper.cart()).attributes).toMatchObject({ Gift: "yes", _tt_consent: "granted" });
    expect(on.shopper.writes).toHaveLength(2);
  });

  test("changed by a script that keeps ours cost a read and no write", async () => {
    await on.shopper.land();
    const { attributes } = await on.shopper.cart();
    const before = reads();
    const all = [{ key: "Gift", value: "yes" }].concat(
      Object.entries(attributes).map(([key, value]) => ({ key, value })),
    );
    await on.shopper.runScript(`await Shopify.actions.updateCart({ attributes: ${JSON.stringify(all)} });`);
    await expect.poll(reads).toBe(before + 1);
    await on.shopper.idle();
    expect(on.shopper.requests.filter((request) => request.endsWith("/cart/update.js?"))).toHaveLength(1);
  });
});

test("a script that takes the click out again and again is answered three times on a page, and once on the next", async () => {
  await on.shopper.land();
  for (let round = 0; round < 6; round++) {
    const before = reads();
    await on.shopper.runScript(setAttributes({ ttclid: "" }));
    await expect.poll(reads).toBe(before + 1);
    await on.shopper.idle();
  }
  expect(on.shopper.writes).toHaveLength(3);
  await on.shopper.open("/products/cairn-beanie");
  await on.shopper.captured();
  expect(on.shopper.writes).toHaveLength(4);
});

test("a tab with an older click does not bring it back", async () => {
  await on.shopper.land();
  const tab = await on.shopper.newTab();
  await tab.clock.install({ time: Date.now() + 60_000 });
  await tab.goto(`${on.shopper.shop.url}/?ttclid=newer`);
  await expect.poll(async () => (await on.shopper.cart()).attributes["ttclid"]).toBe("newer");
  await on.shopper.runScript(setAttributes({ ttclid: "" }));
  await expect.poll(async () => (await on.shopper.cart()).attributes["ttclid"]).toBe("newer");
  expect(on.shopper.writes).toHaveLength(1);
  expect(JSON.stringify((await on.shopper.traces()).local)).not.toContain(CLICK_ID);
});
