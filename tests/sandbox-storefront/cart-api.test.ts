import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BEANIE, FLANNEL_XL_SOLD_OUT, openShop, TEE_M, Visitor } from "./shop.ts";
import type { CartJson } from "./shop.ts";

let opened: Awaited<ReturnType<typeof openShop>>;
let visitor: Visitor;

beforeAll(async () => {
  opened = await openShop();
});
afterAll(() => opened.close());
beforeEach(() => {
  visitor = new Visitor(opened.shop.url);
});

const form = (fields: Record<string, string>) => new URLSearchParams(fields);

describe("a visitor's cart", () => {
  test("does not exist before the first write", async () => {
    const cart = await visitor.cart();
    expect(cart).toMatchObject({ item_count: 0, attributes: {}, items: [], note: null, total_price: 0 });
    expect(visitor.cookies.has("cart")).toBe(false);
  });

  test("is kept in a cookie whose token carries a key", async () => {
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    const cart = await visitor.cart();
    expect(decodeURIComponent(visitor.cookies.get("cart") ?? "")).toBe(cart.token);
    expect(cart.token).toMatch(/^[0-9a-f]{32}\?key=[0-9a-f]{32}$/);
  });

  test("belongs to one visitor only", async () => {
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    expect((await new Visitor(opened.shop.url).cart()).item_count).toBe(0);
  });

  test("is the same cart under a locale's root", async () => {
    await visitor.postJson("/fr-ca/cart/update.js", { attributes: { ttclid: "abc" } });
    expect((await visitor.cart()).attributes).toEqual({ ttclid: "abc" });
  });
});

describe("cart/add.js", () => {
  test("answers one item for one item, prices in cents", async () => {
    const response = await visitor.postJson("/cart/add.js", {
      id: TEE_M,
      quantity: 2,
      properties: { _note: "x" },
    });
    expect(await response.json()).toMatchObject({
      variant_id: TEE_M,
      quantity: 2,
      price: 5400,
      line_price: 10800,
      title: "Fjell Merino Tee - M",
      sku: "NP-FJT-M",
      properties: { _note: "x" },
      url: `/products/fjell-merino-tee?variant=${TEE_M}`,
    });
  });

  test("answers a list for a list, JSON or form", async () => {
    const response = await visitor.postJson("/cart/add.js", {
      items: [{ id: BEANIE }, { id: TEE_M, quantity: 3 }],
    });
    expect(await response.json()).toMatchObject({
      items: [{ variant_id: BEANIE }, { variant_id: TEE_M, quantity: 3 }],
    });
    await visitor.post("/cart/add.js", form({ "items[0][id]": String(BEANIE), "items[0][quantity]": "2" }));
    expect((await visitor.cart()).items.find((item) => item.variant_id === BEANIE)?.quantity).toBe(3);
  });

  test("reads a form sent as multipart", async () => {
    const body = new FormData();
    body.append("id", String(BEANIE));
    body.append("properties[Engraving]", "M & L");
    await visitor.post("/cart/add.js", body);
    expect((await visitor.cart()).items[0]?.properties).toEqual({ Engraving: "M & L" });
  });

  test("merges lines with equal properties and splits those that differ", async () => {
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    await visitor.postJson("/cart/add.js", { id: BEANIE, properties: {} });
    await visitor.postJson("/cart/add.js", { id: BEANIE, properties: { _ttclid: "abc" } });
    expect((await visitor.cart()).items.map((item) => item.quantity)).toEqual([1, 2]);
  });

  test.each([
    ["an unknown variant", 1, "Cannot find variant"],
    [
      "a sold-out variant",
      FLANNEL_XL_SOLD_OUT,
      "The product 'Ridge Flannel Shirt - XL' is already sold out.",
    ],
  ])("refuses %s with 422 and adds nothing of the list", async (_what, id, description) => {
    const response = await visitor.postJson("/cart/add.js", { items: [{ id: BEANIE }, { id }] });
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ status: 422, message: "Cart Error", description });
    expect((await visitor.cart()).item_count).toBe(0);
  });

  test.each([["{not json"], ["[]"], ['{"id":"x"}'], ['{"id":1,"quantity":-1}']])(
    "answers 400 to %s",
    async (body) => {
      const response = await visitor.post("/cart/add.js", body, { "content-type": "application/json" });
      expect(response.status).toBe(400);
    },
  );
});

describe("cart/update.js", () => {
  const write = async (attributes: Record<string, string | null>) => {
    const response = await visitor.postJson("/cart/update.js", { attributes });
    return ((await response.json()) as CartJson).attributes;
  };

  test("merges attributes key by key, also into an empty cart", async () => {
    await write({ gift: "yes", ttclid: "one" });
    expect(await write({ ttclid: "two" })).toEqual({ gift: "yes", ttclid: "two" });
  });

  test("clears the keys that are empty or null", async () => {
    await write({ a: "1", b: "2", c: "3" });
    expect(await write({ a: "", b: null })).toEqual({ c: "3" });
  });

  test("keeps private attributes but does not return them", async () => {
    expect(await write({ __secret: "1", open: "2" })).toEqual({ open: "2" });
    const last = opened.journal.hops.findLast((hop) => hop.name === "attributes_written");
    expect(last?.detail["attributes"]).toEqual({ __secret: "1", open: "2" });
  });

  test("keeps awkward values verbatim, from JSON and from a form", async () => {
    const value = 'E.C.P.%2B+ "q" <b> é 😀';
    expect(await write({ ttclid: value })).toEqual({ ttclid: value });
    await visitor.post(
      "/cart/update.js",
      form({ "attributes[__proto__]": "p", "attributes[ttclid]": `${value}!` }),
    );
    expect((await visitor.cart()).attributes["ttclid"]).toBe(`${value}!`);
  });

  test("leaves a hop with what was written, and none when no attribute was sent", async () => {
    const before = opened.journal.hops.length;
    await visitor.postJson("/cart/update.js", { note: "hello" });
    expect(opened.journal.hops).toHaveLength(before);
    await write({ ttclid: "abc" });
    expect(opened.journal.hops.at(-1)).toMatchObject({
      name: "attributes_written",
      summary: "Cart attributes written: ttclid",
      detail: { written: { ttclid: "abc" } },
    });
    await write({ ttclid: "" });
    expect(opened.journal.hops.at(-1)?.summary).toBe("Cart attributes cleared: ttclid");
  });

  test("sets quantities by key, by variant and by position", async () => {
    await visitor.postJson("/cart/add.js", { items: [{ id: BEANIE }, { id: TEE_M }] });
    await visitor.postJson("/cart/update.js", { updates: { [BEANIE]: 4 } });
    await visitor.postJson("/cart/update.js", { updates: [7] });
    const { items } = await visitor.cart();
    expect(items.map((item) => [item.variant_id, item.quantity])).toEqual([
      [TEE_M, 7],
      [BEANIE, 4],
    ]);
    await visitor.postJson("/cart/update.js", { updates: { [items[0]?.key ?? ""]: 0 } });
    expect((await visitor.cart()).item_count).toBe(4);
  });

  test("answers 400 to attributes that are not a record of texts", async () => {
    expect((await visitor.postJson("/cart/update.js", { attributes: { a: { b: 1 } } })).status).toBe(400);
    expect((await visitor.postJson("/cart/update.js", { attributes: "ttclid" })).status).toBe(400);
  });

  test("answers 400 to a body over 1 MB", async () => {
    expect((await visitor.postJson("/cart/update.js", { note: "x".repeat(1_100_000) })).status).toBe(400);
  });
});

describe("the rest of the cart", () => {
  test("cart/change.js sets a line's quantity and answers 400 without a line", async () => {
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    const changed = await visitor.postJson("/cart/change.js", { line: 1, quantity: 5 });
    expect(await changed.json()).toMatchObject({ item_count: 5 });
    expect((await visitor.postJson("/cart/change.js", { line: 2, quantity: 1 })).status).toBe(400);
    expect((await visitor.postJson("/cart/change.js", { quantity: 1 })).status).toBe(400);
  });

  test("cart/clear.js empties lines and attributes", async () => {
    await visitor.postJson("/cart/add.js", { id: BEANIE });
    await visitor.postJson("/cart/update.js", { attributes: { ttclid: "abc" }, note: "n" });
    await visitor.post("/cart/clear.js", "");
    expect(await visitor.cart()).toMatchObject({ item_count: 0, attributes: {}, note: null });
  });

  test("the product form leads to the cart page, which shows the line", async () => {
    const added = await visitor.post(
      "/cart/add",
      form({ id: String(TEE_M), quantity: "2", "properties[For]": "<Ada>" }),
    );
    expect([added.status, added.headers.get("location")]).toEqual([302, "/cart"]);
    const page = await (await visitor.get("/cart")).text();
    expect(page).toContain("Fjell Merino Tee");
    expect(page).toContain("$108.00");
    expect(page).toContain("For: &lt;Ada&gt;");
  });

  test("the cart form updates quantities and attributes, then goes to checkout", async () => {
    await visitor.postJson("/cart/add.js", { id: TEE_M });
    const fields = { "updates[]": "3", "attributes[gift]": "yes", checkout: "1" };
    const response = await visitor.post("/fr-ca/cart", form(fields));
    expect(response.headers.get("location")).toBe("/fr-ca/checkout");
    expect(await visitor.cart()).toMatchObject({ item_count: 3, attributes: { gift: "yes" } });
  });

  test("the remove link takes a line out", async () => {
    await visitor.postJson("/cart/add.js", { id: TEE_M });
    await visitor.get("/cart/change?line=1&quantity=0");
    expect((await visitor.cart()).item_count).toBe(0);
  });
});
