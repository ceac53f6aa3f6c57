import type { Pixel, PrismaClient, Shop } from "@prisma/client";
import type { Database } from "../platform/database.server.ts";
import { acceptedPurchases } from "./accepted-purchases.server.ts";
import { dated, type Dated } from "./dated.ts";
import { clickCoverage, type CoverageGroup } from "./click-coverage.server.ts";
import { embedHeartbeat, type EmbedHeartbeat } from "./embed-heartbeat.server.ts";
import { hintsOfClick, type HintRecord } from "./hint-list.server.ts";
import { listOrders, type ListCursor, type OrderLine } from "./order-list.server.ts";
import { orderRecord, type OrderRecord } from "./order-record.server.ts";
import { readSettings, type Settings } from "./settings.ts";
import {
  shopBacklog,
  shopMilestones,
  shopTroubles,
  type ShopBacklog,
  type ShopMilestones,
  type ShopTroubles,
} from "./shop-standing.server.ts";

export type { HintRecord } from "./hint-list.server.ts";
export type { DeliveryLine, ListCursor, OrderLine } from "./order-list.server.ts";
export type { AttemptRecord, DeliveryRecord, OrderRecord } from "./order-record.server.ts";
export type { ShopBacklog, ShopMilestones, ShopTroubles } from "./shop-standing.server.ts";

export type ShopRecord = Dated<Shop>;
/** The pixel without its token, which never leaves app/shops/connection.server.ts. */
export type PixelRecord = Dated<Omit<Pixel, "sealedToken">>;

/** How many of a shop's deliveries are in each state, and how many orders wait for a pixel: counted to the last one, so only for commands. */
export interface ShopCounts {
  byState: Readonly<Record<string, number>>;
  waitingOrders: number;
  unreadableWebhooks: number;
}

/** Everything a page may know of one shop. */
export interface ShopRecords {
  shop(): Promise<ShopRecord | null>;
  /** Its pixels, the oldest first. */
  pixels(): Promise<PixelRecord[]>;
  /** When TikTok last accepted a purchase that it counts, by pixel, milliseconds since the epoch. */
  acceptedPurchases(): Promise<ReadonlyMap<string, number>>;
  /** The newest first; those that come after `after`, where it is given. */
  latestOrders(limit: number, after?: ListCursor): Promise<OrderLine[]>;
  order(orderId: string): Promise<OrderRecord | null>;
  /** Shopify's id of the newest order with this name, with or without its `#`; undefined when there is none. */
  orderNamed(name: string): Promise<string | undefined>;
  counts(): Promise<ShopCounts>;
  backlog(): Promise<ShopBacklog>;
  /** `since` in milliseconds since the epoch. */
  troubles(since: number): Promise<ShopTroubles>;
  milestones(): Promise<ShopMilestones>;
  settings(): Promise<Settings>;
  /** What became of the click ids of orders since a moment, milliseconds since the epoch. */
  coverage(since: number): Promise<CoverageGroup[]>;
  /** What the server saw of the app embed's work since a moment, milliseconds since the epoch. */
  heartbeat(since: number): Promise<EmbedHeartbeat>;
  /** What browsers reported of one click, oldest first. */
  hintsOfClick(clickId: string): Promise<HintRecord[]>;
}

/**
 * The one place where pages read: every query below names the shop, which comes from the authenticated session. That is the tenant
 * check.
 */
export function recordsOfShop(
  { prisma, ledger }: Pick<Database, "prisma" | "ledger">,
  shop: string,
): ShopRecords {
  return {
    shop: async () => dated(await prisma.shop.findUnique({ where: { domain: shop } })),
    pixels: async () =>
      dated(
        await prisma.pixel.findMany({ where: { shop }, orderBy: { id: "asc" }, omit: { sealedToken: true } }),
      ),
    acceptedPurchases: () => acceptedPurchases(ledger, shop),
    latestOrders: (limit, after) => listOrders(ledger, shop, limit, after),
    order: (orderId) => orderRecord({ prisma, ledger }, shop, orderId),
    orderNamed: (name) => idOfNamed(prisma, shop, name),
    counts: () => countsOf(prisma, shop),
    backlog: () => shopBacklog(ledger, shop),
    troubles: (since) => shopTroubles(ledger, shop, since),
    milestones: () => shopMilestones(ledger, shop),
    settings: async () => readSettings((await prisma.settings.findUnique({ where: { shop } }))?.document),
    heartbeat: (since) => embedHeartbeat(ledger, shop, since),
    coverage: (since) => clickCoverage(ledger, shop, since),
    hintsOfClick: (clickId) => hintsOfClick(ledger, shop, clickId),
  };
}

async function idOfNamed(prisma: PrismaClient, shop: string, name: string): Promise<string | undefined> {
  const orders = await prisma.order.findMany({
    where: { shop, name: { in: [name, `#${name}`] } },
    select: { id: true, orderId: true },
    take: 10,
  });
  return orders.toSorted((a, b) => b.id - a.id)[0]?.orderId;
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
