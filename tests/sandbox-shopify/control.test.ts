import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startWorld, type ShopWorld } from "./shop-world.ts";
import { draft, openSimulatedShop, type SimulatedShop } from "./simulated-shop.ts";

let behind: SimulatedShop;
let world: ShopWorld;

beforeEach(async () => {
  behind = openSimulatedShop();
  world = await startWorld({ orders: behind.orders.index, webhooks: behind.webhooks });
});

afterEach(() => world.close());

const send = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${world.double.url}/api/control`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

const turn = async (body: unknown) => {
  const response = await send(body);
  const answer = (await response.json()) as Record<string, unknown>;
  expect(answer["error"]).toBeUndefined();
  return answer;
};

describe("the knobs over HTTP", () => {
  it("are all turned", async () => {
    await turn({ do: "standing", standing: "frozen" });
    await turn({ do: "limits", limits: { restoreRate: 50 } });
    await turn({ do: "approvals", approvals: { email: false } });
    await turn({ do: "weather", weather: { missed: 0.5 } });
    await turn({ do: "lag", lists: 90_000, journeys: 60_000 });
    await turn({ do: "bulk", takes: 5000, failures: [{ code: "TIMEOUT", partial: 0.5 }] });
    await turn({ do: "refreshes", forgiven: true });
    await turn({ do: "grant", scopes: ["read_orders"] });
    const response = await fetch(`${world.double.url}/api/control`);
    expect(await response.json()).toMatchObject({
      ...{
        shop: "quillwood.myshopify.com",
        standing: "frozen",
        scopes: ["read_orders"],
        journeyDelay: 60_000,
      },
      limits: { maximumAvailable: 2000, restoreRate: 50, singleQuery: 1000 },
      approvals: { name: true, email: false },
      weather: { missed: 0.5, duplicated: 0 },
      bulk: { takes: 5000, failures: [{ code: "TIMEOUT", partial: 0.5 }] },
      forgivesLostRefreshes: true,
    });
    expect(behind.orders.index.lag()).toBe(90_000);
    await turn({ do: "weather", weather: {} });
    expect(behind.webhooks.weather.missed).toBe(0);
  });

  it("let a shop leave, come back, and ask for its customers", async () => {
    const { customer } = behind.orders.place(draft());
    expect(await turn({ do: "uninstall" })).toMatchObject({ isInstalled: false });
    expect(await turn({ do: "reinstall", scopes: ["read_orders"] })).toMatchObject({ isInstalled: true });
    await turn({ do: "data request", customer: customer.admin_graphql_api_id });
    await turn({ do: "redact customer", customer: customer.admin_graphql_api_id });
    await behind.time.advance(0);
    expect(behind.arrivals.map(({ topic }) => topic)).toEqual([
      ...["orders/create", "orders/paid", "app/uninstalled", "customers/data_request"],
    ]);
  });

  it.each([
    ["an unknown command", { do: "explode" }],
    ["a share above one", { do: "weather", weather: { missed: 2 } }],
    ["a knob there is not", { do: "limits", limits: { colour: 1 } }],
    ["a standing there is not", { do: "standing", standing: "sad" }],
    ["no JSON", "{"],
  ])("refuse %s and change nothing", async (_, body) => {
    const before = await (await fetch(`${world.double.url}/api/control`)).text();
    expect((await send(body)).status).toBe(400);
    expect(await (await fetch(`${world.double.url}/api/control`)).text()).toBe(before);
  });

  it("refuse another shop, another type and another page", async () => {
    expect((await send({ do: "uninstall", shop: "another.myshopify.com" })).status).toBe(404);
    expect((await send({ do: "uninstall" }, { "content-type": "text/plain" })).status).toBe(415);
    expect((await send({ do: "uninstall" }, { origin: "https://evil.example" })).status).toBe(403);
    expect(world.double.state.isInstalled).toBe(true);
  });

  it("refuse what a shop does not have", async () => {
    world.double.platform.open({
      shop: { domain: "bare.myshopify.com", handle: "bare", name: "Bare" },
      scopes: [],
    });
    const stranger = { do: "data request", customer: "gid://shopify/Customer/1" };
    for (const body of [stranger, { do: "weather", weather: {} }, { do: "lag", lists: 1 }])
      expect((await send({ ...body, shop: "bare.myshopify.com" })).status).toBe(400);
  });
});
