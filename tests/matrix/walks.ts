import type { ShopifyOrder } from "../../sandbox/orders/order.ts";
import { BEANIE, FLANNEL_S } from "../sandbox-storefront/shop.ts";
import type { Shopper } from "./shopper.ts";
import { FOREIGN_CLICK, type Path } from "./table.ts";

/** The order goes to the country (ISO 3166-1), or to the United States. */
type Walk = (shopper: Shopper, country?: string) => Promise<ShopifyOrder>;

/** A script that posts JSON to the shop and reads the answer, as shops' scripts do: a browser counts a request as over then. */
export const postJson = (path: string, body: unknown) =>
  `await (await fetch("${path}", { method: "POST", headers: { "content-type": "application/json" },
    body: ${JSON.stringify(JSON.stringify(body))} })).json();`;

const addBeanie = postJson("/cart/add.js", { id: BEANIE });

/** Adds the product of this page, checks out from the cart page, and pays. */
export const buyByCart: Walk = async (shopper, country) => {
  await shopper.press("Add to cart");
  await shopper.press("Check out");
  return shopper.pay(country);
};

async function buyNow(shopper: Shopper): Promise<ShopifyOrder> {
  await shopper.press("Buy it now");
  return shopper.pay();
}

async function land(shopper: Shopper, root?: string, query?: string): Promise<void> {
  await shopper.land(root, query);
  await shopper.perhapsWithdraw();
}

const secondVisit: Walk = async (shopper) => {
  await shopper.land();
  await buyByCart(shopper);
  await shopper.comeBack();
  await shopper.perhapsWithdraw();
  return buyByCart(shopper);
};

const cartCleared: Walk = async (shopper) => {
  await land(shopper);
  await shopper.runScript(addBeanie);
  await shopper.runScript(postJson("/cart/clear.js", {}));
  await shopper.captured();
  return buyByCart(shopper);
};

const overwritten: Walk = async (shopper) => {
  await land(shopper);
  await shopper.runScript(
    `await Shopify.actions.updateCart({ attributes: [{ key: "Gift", value: "yes" }] });`,
  );
  await shopper.captured();
  await shopper.runScript(postJson("/cart/update.js", { attributes: { ttclid: FOREIGN_CLICK } }));
  await shopper.captured();
  return buyByCart(shopper);
};

const drawer: Walk = async (shopper) => {
  await land(shopper, "/", "&_theme=drawer");
  await shopper.press("Add to cart");
  await shopper.page.getByRole("link", { name: "Check out" }).click();
  return shopper.pay();
};

/** What the shopper does on each path, from the ad to the order that the cell is about. */
export const WALKS: Record<Path, Walk> = {
  cart: async (shopper, country) => {
    await land(shopper);
    return buyByCart(shopper, country);
  },
  "Buy it now with an empty cart": async (shopper) => {
    await land(shopper);
    return buyNow(shopper);
  },
  "Buy it now with a full cart": async (shopper) => {
    await land(shopper);
    await shopper.runScript(addBeanie);
    return buyNow(shopper);
  },
  "cart permalink": async (shopper) => {
    await land(shopper);
    await shopper.open(`/cart/${FLANNEL_S}:1`);
    return shopper.pay();
  },
  "second visit": secondVisit,
  "locale root": async (shopper) => {
    await land(shopper, "/fr-ca/");
    return buyByCart(shopper);
  },
  "cart cleared": cartCleared,
  "attributes overwritten by another script": overwritten,
  "theme with an Ajax drawer": drawer,
};
