import type { Attempt, Delivery, Order, Pixel, PrismaClient, Shop } from "@prisma/client";

export type DeliveryRecord = Delivery & { attemptLog: Attempt[] };
export type OrderRecord = Order & { deliveries: DeliveryRecord[] };
/** An order as lists show it. */
export type OrderLine = Pick<Order, "orderId" | "name" | "receivedAt" | "routedAt" | "facts"> & {
  deliveries: Delivery[];
};
/** The pixel without its token, which never leaves app/shops/connection.server.ts. */
export type PixelRecord = Omit<Pixel, "sealedToken">;

/** How many of a shop's deliveries are in each state, and how many orders wait for a pixel. */
export interface ShopCounts {
  byState: Readonly<Record<string, number>>;
  waitingOrders: number;
  unreadableWebhooks: number;
}

/** Everything a page may know of one shop. */
export interface ShopRecords {
  shop(): Promise<Shop | null>;
  pixel(): Promise<PixelRecord | null>;
  latestOrders(limit: number): Promise<OrderLine[]>;
  order(orderId: string): Promise<OrderRecord | null>;
  counts(): Promise<ShopCounts>;
}

/**
 * The one place where pages read: every query below names the shop, which comes from the authenticated session. That is the tenant
 * check.
 */
export function recordsOfShop(prisma: PrismaClient, shop: string): ShopRecords {
  return {
    shop: () => prisma.shop.findUnique({ where: { domain: shop } }),
    pixel: () => prisma.pixel.findUnique({ where: { shop }, omit: { sealedToken: true } }),
    latestOrders: (limit) =>
      prisma.order.findMany({
        where: { shop },
        select: {
          orderId: true,
          name: true,
          receivedAt: true,
          routedAt: true,
          facts: true,
          deliveries: true,
        },
        orderBy: { receivedAt: "desc" },
        take: limit,
      }),
    order: (orderId) =>
      prisma.order.findUnique({
        where: { shop_orderId: { shop, orderId } },
        include: {
          deliveries: { include: { attemptLog: { orderBy: { id: "asc" } } }, orderBy: { id: "asc" } },
        },
      }),
    counts: () => countsOf(prisma, shop),
  };
}

async function countsOf(prisma: PrismaClient, shop: string): Promise<ShopCounts> {
  const [states, waitingOrders, unreadableWebhooks] = await Promise.all([
    prisma.delivery.groupBy({ by: ["state"], where: { shop }, _count: true }),
    prisma.order.count({ where: { shop, routedAt: null } }),
    prisma.webhook.count({ where: { shop, outcome: "unreadable" } }),
  ]);
  const byState = Object.fromEntries(states.map(({ state, _count }) => [state, _count]));
  return { byState, waitingOrders, unreadableWebhooks };
}
