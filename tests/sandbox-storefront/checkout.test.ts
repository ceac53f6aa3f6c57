import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ShopifyOrder } from "../../sandbox/orders/order.ts";
import { BEANIE, FLANNEL_S, openShop, TEE_M, Visitor } from "./shop.ts";

let opened: Awaited<ReturnType<typeof openShop>>;
let visitor: Visitor;

beforeAll(async () => {
  opened = await openShop();
});
afterAll(() => opened.close());
beforeEach(() => {
  visitor = new Visitor(opened.shop.url);
});

const buyer = {
  email: "ada@example.com",
  first_name: "Ada",
  last_name: "Byron",
  address1: "12 Rue Test",
  city: "Boulder",
  province: "CO",
  zip: "80301",
  country: "US",
  phone: "+13035550177",
  payment: "card",
  action: "pay",
};

const form = (changes: Record<string, string> = {}) => new URLSearchParams({ ...buyer, ...changes });

async function checkoutPath(from = "/checkout"): Promise<string> {
  return (await visitor.get(from)).headers.get("location") ?? "";
}

async function pay(path: string, changes: Record<string, string> = {}): Promise<ShopifyOrder> {
  const before = opened.shop.orders.all().length;
  const response = await visitor.post(path, form(changes));
  expect(response.headers.get("location")).toBe(`${path}/thank-you`);
  const placed = opened.shop.orders.all().slice(before);
  expect(placed).toHaveLength(1);
  return placed[0] as ShopifyOrder;
}

const noteAttributes = (order: ShopifyOrder) =>
  Object.fromEntries(order.note_attributes.map(({ name, value }) => [name, value]));

describe("a checkout from the cart", () => {
  test("carries attributes, private ones too, note and both tokens to the order", async () => {
    await visitor.postJson("/cart/add.js", { id: TEE_M, quantity: 2 });
    await visitor.postJson("/cart/update.js", {
      attributes: { ttclid: "E.C.P.abc", __p: "1" },
      note: "Ring twice",
    });
    const { token } = await visitor.cart();
    const path = await checkoutPath();
    const order = await pay(path);
    expect(noteAttributes(order)).toEqual({ ttclid: "E.C.P.abc", __p: "1" });
    expect(order).toMatchObject({
      note: "Ring twice",
      cart_token: token.split("?")[0],
      financial_status: "paid",
    });
    expect(path).toBe(`/checkouts/${order.checkout_token}`);
  });

  test("keeps the attributes it began with", async () => {
    await visitor.postJson("/cart/add.js", { id: TEE_M });
    const path = await checkoutPath();
    await visitor.postJson("/cart/update.js", { attributes: { ttclid: "late" } });
    expect(noteAttributes(await pay(path))).toEqual({});
  });

  test("ends the cart, and a second submit places nothing", async () => {
    await visitor.postJson("/cart/add.js", { id: TEE_M });
    const path = await checkoutPath();
    await pay(path);
    expect((await visitor.cart()).item_count).toBe(0);
    const count = opened.shop.orders.all().length;
    const again = await visitor.post(path, form());
    expect(again.headers.get("location")).toBe(`${path}/thank-you`);
    expect(opened.shop.orders.all()).toHaveLength(count);
  });

  test("is refused without anything in the cart", async () => {
    expect(await checkoutPath()).toBe("/cart");
  });

  test("names each thing that is wrong and places nothing", async () => {
    await visitor.postJson("/cart/add.js", { id: TEE_M });
    const count = opened.shop.orders.all().length;
    const path = await checkoutPath();
    const wrong = form({ email: "ada", city: "", zip: " ", discount: "NOPE", first_name: '"><script>' });
    const response = await visitor.post(path, wrong);
    const page = await response.text();
    expect(response.status).toBe(422);
    const errors = [
      "Enter a valid email",
      "Enter a city",
      "Enter a postal code",
      "Enter a valid discount code",
    ];
    for (const text of errors) expect(page).toContain(text);
    expect(page).not.toContain('"><script>');
    expect(opened.shop.orders.all()).toHaveLength(count);
  });

  test("shows the totals of the chosen country and code before it is paid", async () => {
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    const path = await checkoutPath();
    const page = await visitor.post(path, form({ action: "refresh", country: "DE", discount: "welcome10" }));
    const text = await page.text();
    // 29.50 - 2.95 = 26.55; shipping 14.00; 19 % of 26.55 = 5.04
    for (const money of ["−$2.95", "$14.00", "$5.04", "$45.59"]) expect(text).toContain(money);
  });
});

describe("a checkout of its own", () => {
  test("Buy it now takes the item and its properties, not the cart or its attributes", async () => {
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    await visitor.postJson("/cart/update.js", { attributes: { ttclid: "E.C.P.abc" } });
    const line = {
      merchandiseId: `gid://shopify/ProductVariant/${FLANNEL_S}`,
      quantity: 1,
      attributes: [{ key: "_ttclid", value: "E.C.P.abc" }],
    };
    const response = await visitor.postJson("/api/unstable/graphql.json?operation_name=cartCreate", {
      variables: { input: { lines: [line] } },
    });
    const answer = (await response.json()) as { data: { cartCreate: { cart: { checkoutUrl: string } } } };
    const order = await pay(answer.data.cartCreate.cart.checkoutUrl);
    expect(order.note_attributes).toEqual([]);
    expect(order.cart_token).toBeNull();
    expect(order.line_items.map((line) => [line.variant_id, line.properties])).toEqual([
      [FLANNEL_S, [{ name: "_ttclid", value: "E.C.P.abc" }]],
    ]);
    expect((await visitor.cart()).item_count).toBe(1);
  });

  test("a cart permalink brings its own attributes", async () => {
    const path = await checkoutPath(`/cart/${TEE_M}:2,${BEANIE}:1?attributes[ttclid]=E.C.P.link`);
    const order = await pay(path);
    expect(noteAttributes(order)).toEqual({ ttclid: "E.C.P.link" });
    expect(order.line_items.map((line) => line.quantity)).toEqual([2, 1]);
  });
});

describe("what the order knows of the session", () => {
  test("is the first page with its query, where it came from, and the browser", async () => {
    const browser = { "user-agent": "A Browser/1.0", "accept-language": "en-GB" };
    await visitor.get("/fr-ca/?ttclid=E.C.P.abc", { ...browser, referer: "https://www.tiktok.com/" });
    await visitor.get(`/products/cairn-beanie`, { ...browser, referer: opened.shop.url });
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    const path = await checkoutPath("/fr-ca/checkout");
    await visitor.post(path, form(), browser);
    expect(opened.shop.orders.all().at(-1)).toMatchObject({
      landing_site: "/fr-ca/?ttclid=E.C.P.abc",
      referring_site: "https://www.tiktok.com/",
      customer_locale: "fr-CA",
      browser_ip: "24.48.0.1",
      client_details: { user_agent: "A Browser/1.0", accept_language: "en-GB", browser_ip: "24.48.0.1" },
    });
  });
});

describe("after the purchase", () => {
  test("the thank-you page and the order's status link show it, the link only with its key", async () => {
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    const path = await checkoutPath();
    const order = await pay(path);
    expect(await (await visitor.get(`${path}/thank-you`)).text()).toContain(
      `Order ${order.name} is confirmed`,
    );
    const { pathname, search } = new URL(order.order_status_url);
    expect((await visitor.get(pathname + search)).headers.get("location")).toBe(`${path}/thank-you`);
    expect((await visitor.get(pathname)).status).toBe(404);
  });

  test("the thank-you page of an unpaid checkout leads back to it", async () => {
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    const path = await checkoutPath();
    expect((await visitor.get(`${path}/thank-you`)).headers.get("location")).toBe(path);
  });
});
