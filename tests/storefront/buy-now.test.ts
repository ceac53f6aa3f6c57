import { describe, expect, test } from "vitest";
import { CLICK_ID } from "../matrix/shopper.ts";
import { sandboxStage } from "./sandbox-shop.ts";

const on = sandboxStage();

/** The names and values of the product form's properties, as any script of the page sees them. */
const formProperties = () =>
  on.shopper.page.evaluate<string[]>(
    `[...document.querySelectorAll("form [name^=properties]")].map((field) => field.name + "=" + field.value)`,
  );

/** Lets the Buy it now button do nothing with what it reads. */
async function leadNowhere(): Promise<void> {
  await on.shopper.page.route("**/graphql.json?operation_name=cartCreate", () => undefined);
}

describe("the product form", () => {
  test("holds the click id from a press on Buy it now to the next press elsewhere", async () => {
    await leadNowhere();
    await on.shopper.land();
    expect(await formProperties()).toEqual([]);
    await on.shopper.press("Buy it now");
    expect(await formProperties()).toEqual([`properties[_ttclid]=${CLICK_ID}`]);
    await on.shopper.press("Buy it now");
    expect(await formProperties()).toEqual([`properties[_ttclid]=${CLICK_ID}`]);
    await on.shopper.page.getByText("L", { exact: true }).click();
    expect(await formProperties()).toEqual([]);
  });

  test("shows nothing of it", async () => {
    await leadNowhere();
    await on.shopper.land();
    const size = () => on.shopper.page.evaluate<number>("document.querySelector('form').scrollHeight");
    const before = await size();
    await on.shopper.press("Buy it now");
    expect(await size()).toBe(before);
    expect(await on.shopper.page.locator("[name='properties[_ttclid]']").isVisible()).toBe(false);
  });

  test("holds nothing for a shopper who withdrew in another tab", async () => {
    await leadNowhere();
    await on.shopper.land();
    const tab = await on.shopper.newTab();
    await tab.goto(`${on.shopper.shop.url}/`);
    await tab.getByRole("button", { name: "Cookie preferences" }).click();
    const known = tab.waitForResponse("**/sandbox/consent");
    await tab.getByRole("button", { name: "Decline" }).click();
    await known;
    await on.shopper.press("Buy it now");
    expect(await formProperties()).toEqual([]);
  });
});

describe("an ordinary add to cart", () => {
  test.each([
    ["by its button", (): Promise<void> => on.shopper.press("Add to cart")],
    ["by the Enter key", (): Promise<void> => on.shopper.page.getByLabel("Quantity").press("Enter")],
  ])("%s after a Buy it now that led nowhere carries no property and splits no line", async (_how, add) => {
    await leadNowhere();
    await on.shopper.land();
    await on.shopper.press("Add to cart");
    await on.shopper.page.waitForURL("**/cart");
    await on.shopper.open("/products/ridge-flannel-shirt");
    await on.shopper.captured();
    await on.shopper.press("Buy it now");
    await add();
    await on.shopper.page.waitForURL("**/cart");
    const { items } = await on.shopper.cart();
    expect(items.map(({ quantity, properties }) => [quantity, properties])).toEqual([[2, {}]]);
  });
});

test("a press from the keyboard carries the click id too", async () => {
  await on.shopper.land();
  await on.shopper.page.getByRole("button", { name: "Buy it now" }).focus();
  await on.shopper.page.keyboard.press("Enter");
  const order = await on.shopper.pay();
  expect(order.line_items[0]?.properties).toEqual([{ name: "_ttclid", value: CLICK_ID }]);
});

test("a payment button outside of a form breaks nothing", async () => {
  await on.shopper.land();
  await on.shopper.page.evaluate(
    `document.body.insertAdjacentHTML("afterbegin",
      '<div class="shopify-payment-button"><button type="button">Pay elsewhere</button></div>')`,
  );
  await on.shopper.press("Pay elsewhere");
  expect(await formProperties()).toEqual([]);
});
