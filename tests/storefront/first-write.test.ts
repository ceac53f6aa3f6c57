import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ASSET } from "../../scripts/build-storefront.mjs";
import { FLANNEL_S } from "../sandbox-storefront/shop.ts";
import { CLICK_ID } from "../matrix/shopper.ts";
import { sandboxStage } from "./sandbox-shop.ts";

const on = sandboxStage();
const LANDING = `/products/ridge-flannel-shirt?ttclid=${CLICK_ID}`;

/** Makes the shop slow with the script's first write: it waits from when it has come in to when it is released. */
function holdFirstWrite(): { held: () => boolean; release: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let held = false;
  on.before = async ({ path, url }) => {
    if (held || path !== "/cart/update.js" || !url.href.endsWith("?")) return;
    held = true;
    await promise;
  };
  return {
    held: () => held,
    release: () => {
      resolve(undefined);
    },
  };
}

/** Lands, presses Add to cart while the write hangs, and lets the write go on after the item is in the cart. */
async function addDuringFirstWrite(): Promise<void> {
  const write = holdFirstWrite();
  await on.shopper.open(`${LANDING}&_theme=drawer`);
  await expect.poll(write.held).toBe(true);
  await on.shopper.press("Add to cart");
  await on.shopper.page.getByRole("link", { name: "Check out" }).waitFor();
  write.release();
}

test("an add to cart during the first write keeps its item, and the click follows", async () => {
  await addDuringFirstWrite();
  await on.shopper.captured();
  const cart = await on.shopper.cart();
  expect(cart.items.map((item) => item.variant_id)).toEqual([FLANNEL_S]);
  expect(on.shopper.writes).toHaveLength(1);
});

test("the check can fail: without giving the write up, the item is lost", async () => {
  const careless = readFileSync(ASSET, "utf8").replace(".abort()", ".signal");
  await on.shopper.page.route("**/click-capture.js", (route) =>
    route.fulfill({ contentType: "text/javascript", body: careless }),
  );
  await addDuringFirstWrite();
  await expect.poll(async () => (await on.shopper.cart()).attributes["ttclid"]).toBe(CLICK_ID);
  expect((await on.shopper.cart()).items).toEqual([]);
});

test("a write into a cart that exists is not given up", async () => {
  await on.shopper.open("/products/cairn-beanie");
  await on.shopper.press("Add to cart");
  await on.shopper.page.waitForURL("**/cart");
  const write = holdFirstWrite();
  await on.shopper.open(`${LANDING}&_theme=drawer`);
  await expect.poll(write.held).toBe(true);
  await on.shopper.press("Add to cart");
  write.release();
  await on.shopper.captured();
  expect((await on.shopper.cart()).items).toHaveLength(2);
  expect(on.shopper.writes).toHaveLength(1);
});

test("a page rendered ahead does nothing until the shopper is on it", async () => {
  await on.shopper.page.addInitScript(
    "window.ahead = true; Object.defineProperty(document, 'prerendering', { get: () => window.ahead });",
  );
  await on.shopper.open(LANDING);
  await on.shopper.idle();
  expect(JSON.stringify((await on.shopper.traces()).local)).not.toContain(CLICK_ID);
  expect(on.shopper.requests.filter((request) => /cart/.test(request.split("?")[0] ?? ""))).toEqual([]);
  await on.shopper.page.evaluate(
    "window.ahead = false; document.dispatchEvent(new Event('prerenderingchange'))",
  );
  await on.shopper.captured();
  expect(on.shopper.writes).toHaveLength(1);
});
