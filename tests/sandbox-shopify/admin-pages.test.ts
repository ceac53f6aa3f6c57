import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";
import { order } from "./orders.ts";
import { startWorld, type ShopWorld } from "./shop-world.ts";

let world: ShopWorld;
let orders: AdminOrder[];

beforeEach(async () => {
  orders = [];
  world = await startWorld({ orders: () => orders });
});

afterEach(() => world.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(world.double.url + path, { headers, redirect: "manual" });
const textOf = async (path: string): Promise<string> => (await get(path)).text();

describe("the admin's pages", () => {
  it("start at the store", async () => {
    expect((await get("/")).headers.get("location")).toBe("/store/quillwood");
    expect(await textOf("/store/quillwood")).toContain("/store/quillwood/apps/throughline");
  });

  it("list orders newest first and say so when there are none", async () => {
    expect(await textOf("/store/quillwood/orders")).toContain("No orders yet");
    orders = [order(1), order(2)];
    const page = await textOf("/store/quillwood/orders");
    expect(page.indexOf("#1002")).toBeGreaterThan(0);
    expect(page.indexOf("#1002")).toBeLessThan(page.indexOf("#1001"));
  });

  it("show an order's attributes, escaped", async () => {
    orders = [order(1, { note_attributes: [{ name: "ttclid", value: "<script>alert(1)</script>" }] })];
    const page = await textOf("/store/quillwood/orders/5600000000001");
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).not.toContain("<script>alert(1)");
  });

  it("open the app by its handle or its key, at any path, with the address's own query", async () => {
    const byKey = await textOf(`/store/quillwood/apps/0f1e2d3c4b5a69788796a5b4c3d2e1f0/app/settings?tab=2`);
    expect(byKey).toContain("http://localhost:9/app/settings?tab=2&amp;embedded=1");
    expect((await get("/store/quillwood/apps/another")).status).toBe(404);
  });

  it("answer what they do not have with a page that says so", async () => {
    const response = await get("/store/quillwood/customers");
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("Not part of the sandbox");
    expect((await get("/store/another")).status).toBe(404);
  });

  it("take the short addresses of the shop's own domain", async () => {
    expect((await get("/admin/orders?x=1")).headers.get("location")).toBe("/store/quillwood/orders?x=1");
  });

  it("keep the theme's switch where it was until it is saved", async () => {
    const editor = "/store/quillwood/themes/current/editor";
    expect(await textOf(`${editor}?activateAppId=x/click-capture`)).toContain("not saved yet");
    expect(world.double.state.embed.enabled).toBe(false);
    const save = (body: string) =>
      fetch(world.double.url + editor, { method: "POST", body: new URLSearchParams(body) });
    await save("enabled=on");
    expect(world.double.state.embed.enabled).toBe(true);
    await save("");
    expect(world.double.state.embed.enabled).toBe(false);
  });
});

describe("what only the app may ask", () => {
  it.each(["/session-token", "/app-extensions"])("%s answers the app's origin and no other", async (path) => {
    const allowed = await get(path, { origin: "http://localhost:9" });
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get("access-control-allow-origin")).toBe("http://localhost:9");
    for (const headers of [{ origin: "http://localhost:10" }, {}] as Record<string, string>[]) {
      const refused = await get(path, headers);
      expect(refused.status).toBe(403);
      expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});
