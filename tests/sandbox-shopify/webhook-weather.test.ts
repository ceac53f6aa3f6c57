import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { randomFrom } from "../../chaos/random.ts";
import { defaultPaths } from "../../sandbox/orders/topics.ts";
import { draft, openSimulatedShop, START, type SimulatedShop } from "./simulated-shop.ts";

const HOUR = 3_600_000;
const refusal = { kind: "answered", status: 500 } as const;

/** So many orders, one a second, and a day for everything to arrive. */
async function sell({ orders, time }: SimulatedShop, count: number): Promise<void> {
  for (let each = 0; each < count; each += 1) {
    orders.place(draft());
    await time.advance(1000);
  }
  await time.advance(24 * HOUR);
}

const idOf = ({ body }: { body: Record<string, unknown> }): number => Number(body["id"]);

describe("in fair weather", () => {
  it("create and paid come at once, with the same bytes, one event id and two webhook ids", async () => {
    const shop = openSimulatedShop();
    shop.orders.place(draft());
    await shop.time.advance(0);
    const [create, paid] = shop.arrivals;
    expect(shop.arrivals.map(({ topic, at }) => [topic, at])).toEqual([
      ["orders/create", START],
      ["orders/paid", START],
    ]);
    if (create === undefined) throw new Error("nothing arrived");
    const { headers, body } = create.message;
    expect(paid?.message.body.equals(body)).toBe(true);
    expect(headers["X-Shopify-Hmac-Sha256"]).toBe(
      createHmac("sha256", "secret").update(body).digest("base64"),
    );
    const ids = (name: string) => new Set(shop.arrivals.map(({ message }) => message.headers[name]));
    expect(ids("X-Shopify-Event-Id").size).toBe(1);
    expect(ids("X-Shopify-Webhook-Id").size).toBe(2);
  });

  it("a refused webhook is tried eight times within four hours, then never again", async () => {
    const shop = openSimulatedShop({ paths: { "orders/create": "/hooks" } });
    shop.answers.push(...Array.from({ length: 20 }, () => refusal));
    shop.orders.place(draft());
    await shop.time.advance(30 * 24 * HOUR);
    expect(shop.arrivals).toHaveLength(8);
    expect(shop.arrivals.at(-1)?.at).toBe(START + 4 * HOUR);
    expect(shop.webhooks.ends).toMatchObject({ abandoned: 1, delivered: 0, waiting: 0 });
  });

  it("a retry carries what was true when it was triggered", async () => {
    const shop = openSimulatedShop({ paths: { "orders/create": "/hooks" } });
    shop.answers.push(refusal);
    const { id, updated_at } = shop.orders.place(draft());
    await shop.time.advance(1000);
    shop.orders.cancel(id);
    await shop.time.advance(HOUR);
    expect(shop.arrivals[1]?.body).toMatchObject({ updated_at, cancelled_at: null });
  });

  it("only what the app subscribes to is sent", async () => {
    const shop = openSimulatedShop({ paths: defaultPaths });
    const { id } = shop.orders.place(draft());
    shop.orders.cancel(id);
    await shop.time.advance(HOUR);
    expect(shop.arrivals.map(({ topic }) => topic)).toEqual(["orders/create", "orders/paid"]);
    expect(shop.webhooks.send("orders/updated", {}).state).toBe("unsubscribed");
  });
});

describe("in bad weather", () => {
  const paths = { "orders/create": "/hooks" };

  it("a share is missed, from none to all, and nobody hears of those", async () => {
    const arrived = async (missed: number) => {
      const shop = openSimulatedShop({ paths, weather: { missed }, random: randomFrom(7) });
      await sell(shop, 400);
      expect(shop.webhooks.ends.lost).toBe(400 - shop.arrivals.length);
      return shop.arrivals.length;
    };
    expect(await arrived(0)).toBe(400);
    expect(await arrived(1)).toBe(0);
    const some = await arrived(0.25);
    expect(some).toBeGreaterThan(270);
    expect(some).toBeLessThan(330);
  });

  it("a duplicate has the same bytes and ids, and comes within four hours", async () => {
    const shop = openSimulatedShop({ paths, weather: { duplicated: 1 }, random: randomFrom(7) });
    shop.orders.place(draft());
    await shop.time.advance(24 * HOUR);
    const [first, second] = shop.arrivals;
    expect(shop.arrivals).toHaveLength(2);
    expect(second?.message).toEqual(first?.message);
    expect(second?.at).toBeGreaterThan(START);
    expect(second?.at).toBeLessThanOrEqual(START + 4 * HOUR);
  });

  it("a delayed one comes late and says when it was triggered", async () => {
    const shop = openSimulatedShop({
      paths,
      weather: { delayed: 1, delayUpTo: HOUR },
      random: randomFrom(7),
    });
    await sell(shop, 50);
    const late = shop.arrivals.map(
      ({ at, message }) => at - Date.parse(message.headers["X-Shopify-Triggered-At"] ?? ""),
    );
    expect(Math.max(...late)).toBeGreaterThan(HOUR / 2);
    expect(Math.max(...late)).toBeLessThanOrEqual(HOUR);
  });

  it("younger ones overtake those that are held back", async () => {
    const shop = openSimulatedShop({ paths, weather: { reordered: 0.3 }, random: randomFrom(7) });
    await sell(shop, 100);
    const ids = shop.arrivals.map(idOf);
    expect(ids).toHaveLength(100);
    expect(ids).not.toEqual(ids.toSorted((a, b) => a - b));
  });

  it("some name another API version", async () => {
    const shop = openSimulatedShop({ paths, weather: { otherVersion: 0.5 }, random: randomFrom(7) });
    await sell(shop, 40);
    const versions = shop.arrivals.map(({ message }) => message.headers["X-Shopify-API-Version"]);
    expect(new Set(versions)).toEqual(new Set(["2026-10", "2026-07"]));
  });

  it("one seed makes one day, another seed another", async () => {
    const day = async (seed: number) => {
      const weather = { missed: 0.2, duplicated: 0.2, delayed: 0.2, reordered: 0.2 };
      const shop = openSimulatedShop({ paths, weather, random: randomFrom(seed) });
      await sell(shop, 60);
      return shop.arrivals.map((arrival) => [arrival.at, idOf(arrival)]);
    };
    expect(await day(1)).toEqual(await day(1));
    expect(await day(1)).not.toEqual(await day(2));
  });

  it("what is remembered of deliveries can be bounded", async () => {
    const shop = openSimulatedShop({ paths, keep: 10 });
    await sell(shop, 100);
    expect(shop.webhooks.deliveries.length).toBeLessThanOrEqual(20);
    expect(shop.webhooks.ends.delivered).toBe(100);
  });
});
