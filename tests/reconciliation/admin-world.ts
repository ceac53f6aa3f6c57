/** A shop of the double without a socket, the app's own client in front of it, and time that passes only when somebody waits. */
import { SimulatedTime } from "../../sandbox/orders/schedule.ts";
import { OrderIndex } from "../../sandbox/orders/order-index.ts";
import type { AdminOrder } from "../../sandbox/shopify/graphql/admin-order.ts";
import { Platform, type Shop } from "../../sandbox/shopify/platform.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createAdminClient, type AdminClient } from "../../app/reconciliation/admin-client.server.ts";
import { createAdminOrders, type AdminOrders } from "../../app/reconciliation/admin-orders.server.ts";
import { createAdminPost, type AdminPost } from "../../app/reconciliation/admin-post.server.ts";
import { SHOP_URL, START } from "./orders.ts";

export const SHOP = "quillwood.myshopify.com";
/** As in shopify.app.toml. */
export const SCOPES = ["read_orders", "read_products", "read_customers", "write_pixels"];

export interface AdminWorld {
  time: SimulatedTime;
  platform: Platform;
  shop: Shop;
  orders: OrderIndex<AdminOrder>;
  client: AdminClient;
  reader: AdminOrders;
  /** How each question was sent; a test may put another in its place. */
  post: AdminPost;
  /** The fewest points that were left in the bucket after a question was accepted. */
  fewest: () => number;
  /** How long was waited, each time. */
  waits: number[];
  token: Secret | undefined;
}

/** Opens a shop with these orders, some days after them. */
export function adminWorld(
  orders: readonly AdminOrder[] = [],
  scopes: readonly string[] = SCOPES,
): AdminWorld {
  const time = new SimulatedTime(START + 3 * 86_400_000);
  const index = new OrderIndex<AdminOrder>(time.now);
  for (const order of orders) index.put(order);
  const platform = new Platform({ apiKey: "key", apiSecret: "secret", schedule: time });
  const identity = { domain: SHOP, handle: "quillwood", name: "Quillwood", url: SHOP_URL };
  const shop = platform.open({ shop: identity, scopes, orders: index });
  const waits: number[] = [];
  const fewest = watchBucket(shop);
  const world = { time, platform, shop, orders: index, waits, fewest } as AdminWorld;
  world.token = new Secret(shop.state.tokens.issue(scopes));
  world.post = createAdminPost({
    ...{ fetch: platform.fetch, apiVersion: "2026-10", deadlineMs: 10_000 },
    tokenOf: () => Promise.resolve(world.token),
  });
  world.client = createAdminClient({
    post: (domain, body) => world.post(domain, body),
    clock: time.now,
    random: () => 0.5,
    async sleep(milliseconds) {
      waits.push(milliseconds);
      await time.advance(milliseconds);
    },
  });
  world.reader = createAdminOrders(world.client);
  return world;
}

/** The fewest points left after a question was taken; the bucket itself is asked, so it is what Shopify would see. */
function watchBucket({ state: { bucket } }: Shop): () => number {
  let fewest = Infinity;
  const take = bucket.take.bind(bucket);
  bucket.take = (points) => {
    const isTaken = take(points);
    if (isTaken) fewest = Math.min(fewest, bucket.cost(0, 0).throttleStatus.currentlyAvailable);
    return isTaken;
  };
  return () => fewest;
}

/** Every order of a walk; a failure is an error. */
export async function all<T>(
  steps: AsyncIterable<{ kind: "ok"; orders: T[] } | { kind: string; orders?: never }>,
): Promise<T[]> {
  const orders: T[] = [];
  for await (const step of steps) {
    if (step.orders === undefined) throw new Error(`the walk ended: ${JSON.stringify(step)}`);
    orders.push(...step.orders);
  }
  return orders;
}

/** Every step of a walk. */
export async function stepsOf<T>(steps: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const step of steps) taken.push(step);
  return taken;
}
