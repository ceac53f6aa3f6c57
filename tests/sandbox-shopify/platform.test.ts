import { afterEach, describe, expect, it } from "vitest";
import { draft, openSimulatedShop, SCOPES } from "./simulated-shop.ts";
import { startWorld, type ShopWorld } from "./shop-world.ts";

const worlds: ShopWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

const ORDERS = "{ shop { name } orders(first: 5) { nodes { name } } }";

describe("several shops", () => {
  const second = { domain: "saltmarsh.myshopify.com", handle: "saltmarsh", name: "Saltmarsh" };

  it("have their own orders and tokens, without a socket", async () => {
    const { platform, orders, ask, useToken } = openSimulatedShop();
    orders.place(draft());
    const other = platform.open({ shop: second, scopes: SCOPES });
    const answer = await ask(ORDERS);
    expect(answer.data).toEqual({ shop: { name: "Quillwood" }, orders: { nodes: [{ name: "#1001" }] } });
    useToken(other.state.tokens.issue(SCOPES));
    expect((await ask(ORDERS)).status).toBe(401);
    expect(platform.shop(second.domain)?.state).toBe(other.state);
  });

  it("are told apart over HTTP by the header the app sends", async () => {
    const world = await startWorld();
    worlds.push(world);
    const { url, platform } = world.double;
    const other = platform.open({ shop: second, scopes: SCOPES });
    const ask = (host: string) =>
      fetch(`${url}/admin/api/2026-10/graphql.json`, {
        method: "POST",
        headers: { "x-forwarded-host": host, "x-shopify-access-token": other.state.tokens.issue(SCOPES) },
        body: JSON.stringify({ query: "{ shop { name } }" }),
      });
    expect(await (await ask(second.domain)).json()).toMatchObject({ data: { shop: { name: "Saltmarsh" } } });
    expect((await ask("quillwood.myshopify.com")).status).toBe(401);
    expect((await ask("another.myshopify.com")).status).toBe(404);
  });

  it("give bulk results at the server's own address", async () => {
    const world = await startWorld({ orders: openSimulatedShop().orders.index });
    worlds.push(world);
    expect(world.double.state.origin()).toBe(world.double.url);
    expect((await fetch(`${world.double.url}/bulk-results/unknown`)).status).toBe(403);
  });
});
