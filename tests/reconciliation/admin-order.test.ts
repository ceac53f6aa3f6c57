import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";
import { readOrder } from "../../app/orders/order.ts";
import type { FoundOrder } from "../../app/reconciliation/admin-order.ts";
import { readBulkLines } from "../../app/reconciliation/bulk-lines.ts";
import { createBulkOrders } from "../../app/reconciliation/bulk-orders.server.ts";
import { reduceOrder } from "../../app/tiktok/reduced-order.ts";
import { adminWorld, all, stepsOf, SHOP, type AdminWorld } from "./admin-world.ts";
import { KIND_NAMES, plainOrder, SHOP_URL, someOrders, START } from "./orders.ts";

const numRuns = Number(process.env["FUZZ_RUNS"] ?? 60);
const TIMEOUT = 40_000 + numRuns * 200;
const EVERYTHING = { by: "created_at", from: 0 } as const;

/** An order in memory and as it is kept, without what only a webhook knows: the user agent, and that the e-mail stands in it twice. */
function comparable(order: FoundOrder["order"]): unknown {
  const { user, ...reduced } = reduceOrder(order, "US");
  const emails = [...new Set(order.buyer.emails)];
  return {
    read: { ...order, userAgent: undefined, buyer: { ...order.buyer, emails } },
    kept: JSON.parse(JSON.stringify({ ...reduced, user: { ...user, user_agent: undefined } })) as object,
  };
}

function fromWebhook(body: AdminOrder): unknown {
  const read = readOrder(JSON.stringify(body));
  if (!read.ok) throw new Error("the webhook's body is no order");
  return comparable(read.order);
}

const byPage = async (world: AdminWorld): Promise<FoundOrder[]> => all(world.reader.walk(SHOP, EVERYTHING));

const byIds = async (world: AdminWorld, orders: readonly AdminOrder[]): Promise<FoundOrder[]> =>
  all(
    world.reader.byId(
      SHOP,
      orders.map(({ id }) => String(id)),
    ),
  );

async function byBulk(world: AdminWorld): Promise<FoundOrder[]> {
  const bulk = createBulkOrders(world.client);
  const started = await bulk.start(SHOP, EVERYTHING);
  if (started.kind !== "ok") throw new Error(JSON.stringify(started));
  await world.time.advance(60_000);
  const state = await bulk.state(SHOP, started.id);
  if (state.kind !== "completed" || state.url === undefined) throw new Error(JSON.stringify(state));
  const file = world.shop.state.bulk.download(new URL(state.url).pathname);
  const found: FoundOrder[] = [];
  for await (const item of readBulkLines(bytes(String(file?.body)), { shopUrl: SHOP_URL })) {
    if (item.kind !== "order") throw new Error(JSON.stringify(item));
    found.push(item.found);
  }
  return found;
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
}

describe("an order from the Admin API", () => {
  it(
    "comes to the same as its webhook, however it was asked for",
    async () => {
      await fc.assert(
        fc.asyncProperty(someOrders, async (orders) => {
          const world = adminWorld(orders);
          const expected = orders.map(fromWebhook);
          expect((await byPage(world)).map(({ order }) => comparable(order))).toEqual(expected);
          expect((await byIds(world, orders)).map(({ order }) => comparable(order))).toEqual(expected);
          expect((await byBulk(world)).map(({ order }) => comparable(order))).toEqual(expected);
        }),
        { numRuns },
      );
    },
    TIMEOUT,
  );

  it("is compared for every kind of order, and with every part an order may have", () => {
    // The property above would hold for orders that have nothing.
    const seen = new Set<string>();
    for (const orders of fc.sample(someOrders, 200))
      for (const order of orders)
        for (const [key, value] of Object.entries(
          (fromWebhook(order) as { kept: Record<string, object> }).kept,
        ))
          if (JSON.stringify(value) !== "[]") seen.add(key).add(Object.keys(value).join());
    const parts = [
      "click",
      "lineItemClickId",
      "landingClickId",
      "landingMacro",
      "referrer",
      "checkoutToken",
      "source",
    ];
    for (const part of [...parts, "shop", "shop,presentment"]) expect(seen).toContain(part);
    expect(KIND_NAMES.length).toBeGreaterThan(15);
  });

  it(
    "comes to the same as a webhook without personal data where Shopify has not approved the app for it",
    async () => {
      await fc.assert(
        fc.asyncProperty(someOrders, async (orders) => {
          const world = adminWorld(orders);
          Object.assign(world.shop.state.approvals, {
            name: false,
            email: false,
            phone: false,
            address: false,
          });
          const found = await byPage(world);
          expect(found.map(({ order }) => comparable(order))).toEqual(
            orders.map((order) => fromWebhook(withheld(order))),
          );
        }),
        { numRuns: Math.ceil(numRuns / 3) },
      );
    },
    TIMEOUT,
  );

  it("tells which fields the app may not read", async () => {
    const world = adminWorld([plainOrder(1)], ["read_orders"]);
    const steps = await stepsOf(world.reader.walk(SHOP, EVERYTHING));
    expect(steps).toMatchObject([
      {
        kind: "ok",
        withheld: [
          "orders.nodes.customer",
          "orders.nodes.lineItems.nodes.product",
          "orders.nodes.lineItems.nodes.variant",
        ],
      },
    ]);
  });

  it("brings the customer's journey as soon as Shopify has it", async () => {
    const landing_site = "/?utm_source=tiktok&ttclid=E.C.P.abc";
    const world = adminWorld([plainOrder(1, { landing_site }), plainOrder(2, { landing_site })]);
    const [first, second] = await byPage(world);
    const visits = (number: number) =>
      [1, 2].map(() => ({
        landingPage: `https://${SHOP}${landing_site}`,
        occurredAt: START + number * 60_000,
      }));
    expect(first?.journey).toEqual({ visits: visits(1), customer: "new" });
    expect(second?.journey).toMatchObject({ visits: visits(2) });
    world.shop.state.journeyDelay = 30 * 86_400_000;
    expect((await byPage(world))[0]?.journey).toBeUndefined();
  });
});

/** What a webhook leaves out for such an app. */
function withheld(order: AdminOrder): AdminOrder {
  const gone = { first_name: null, last_name: null, email: null, phone: null, zip: null };
  const without = <T extends object>(part: T | null | undefined): T | null =>
    part == null ? null : { ...part, ...gone };
  return {
    ...order,
    ...{ email: null, contact_email: null, phone: null },
    billing_address: without(order.billing_address),
    shipping_address: without(order.shipping_address),
    customer:
      order.customer == null
        ? null
        : { ...without(order.customer), default_address: without(order.customer.default_address) },
  } as AdminOrder;
}
