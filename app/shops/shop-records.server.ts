import type {
  Attempt,
  Delivery as DeliveryRow,
  Hint,
  Order as OrderRow,
  Pixel,
  Prisma,
  PrismaClient,
  Shop,
} from "@prisma/client";
import type { Database } from "../platform/database.server.ts";
import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import { TEST_CLICK_PREFIX } from "../attribution/click-id.ts";
import { dated, type Dated } from "./dated.ts";
import { clickCoverage, type CoverageGroup } from "./click-coverage.server.ts";
import { embedHeartbeat, type EmbedHeartbeat } from "./embed-heartbeat.server.ts";
import { readSettings, type Settings } from "./settings.ts";

type Delivery = Dated<DeliveryRow>;
type Order = Dated<OrderRow>;
export type ShopRecord = Dated<Shop>;
/** One request to TikTok. */
export type AttemptRecord = Dated<Attempt>;
export type DeliveryRecord = Delivery & { attemptLog: AttemptRecord[] };
/** What a browser reported of a checkout, without what it said of itself. */
export type HintRecord = Pick<Dated<Hint>, "event" | "clickId" | "carried" | "receivedAt">;
export type OrderRecord = Order & { deliveries: DeliveryRecord[]; hints: HintRecord[] };
/** An order as lists show it. */
export type OrderLine = Pick<
  Order,
  "orderId" | "name" | "receivedAt" | "routedAt" | "waitingFor" | "facts" | "attribution"
> & {
  deliveries: Delivery[];
};
/** The pixel without its token, which never leaves app/shops/connection.server.ts. */
export type PixelRecord = Dated<Omit<Pixel, "sealedToken">>;

/** How many of a shop's deliveries are in each state, and how many orders wait for a pixel. */
export interface ShopCounts {
  byState: Readonly<Record<string, number>>;
  waitingOrders: number;
  unreadableWebhooks: number;
}

/** What a person should look at, from a moment on. */
export interface ShopTroubles {
  /** Deliveries that wait for a person, or that TikTok refused. */
  stopped: { state: string; orderId: string; orderName: string }[];
  /** There are more of them than are listed. */
  moreStopped: boolean;
  /** Webhooks that were signed by Shopify and could not be read. */
  unreadable: number;
}

/** What has happened at least once. */
export interface ShopMilestones {
  clickSeen: boolean;
  /** TikTok accepted a purchase that it counts: not one sent with a test event code. */
  purchaseAccepted: boolean;
}

/** Everything a page may know of one shop. */
export interface ShopRecords {
  shop(): Promise<ShopRecord | null>;
  /** Its pixels, the oldest first. */
  pixels(): Promise<PixelRecord[]>;
  latestOrders(limit: number): Promise<OrderLine[]>;
  order(orderId: string): Promise<OrderRecord | null>;
  counts(): Promise<ShopCounts>;
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
    latestOrders: async (limit) =>
      dated(
        await prisma.order.findMany({
          where: { shop },
          select: {
            orderId: true,
            name: true,
            receivedAt: true,
            routedAt: true,
            waitingFor: true,
            facts: true,
            attribution: true,
            deliveries: { orderBy: { id: "asc" } },
          },
          orderBy: { receivedAt: "desc" },
          take: limit,
        }),
      ),
    order: (orderId) => orderOf(prisma, shop, orderId),
    counts: () => countsOf(prisma, shop),
    troubles: (since) => troublesOf(prisma, shop, BigInt(since)),
    milestones: () => milestonesOf({ prisma, ledger }, shop),
    settings: async () => readSettings((await prisma.settings.findUnique({ where: { shop } }))?.document),
    heartbeat: (since) => embedHeartbeat(ledger, shop, since),
    coverage: (since) => clickCoverage(ledger, shop, since),
    hintsOfClick: (clickId) => hintsWhere(prisma, { shop, clickId }),
  };
}

async function orderOf(prisma: PrismaClient, shop: string, orderId: string): Promise<OrderRecord | null> {
  const row = await prisma.order.findUnique({
    where: { shop_orderId: { shop, orderId } },
    include: {
      deliveries: { include: { attemptLog: { orderBy: { id: "asc" } } }, orderBy: { id: "asc" } },
    },
  });
  if (row === null) return null;
  const order = dated(row);
  const { checkoutToken } = order;
  const names = checkoutToken === null ? [{ orderId }] : [{ orderId }, { checkoutToken }];
  return { ...order, hints: await hintsWhere(prisma, { shop, OR: names }) };
}

/** Anybody can send hints, so no more are shown than a few checkouts make. */
const HINTS_LISTED = 20;

async function hintsWhere(
  prisma: PrismaClient,
  where: Prisma.HintWhereInput & { shop: string },
): Promise<HintRecord[]> {
  const hints = await prisma.hint.findMany({
    where,
    select: { event: true, clickId: true, carried: true, receivedAt: true },
    orderBy: { id: "asc" },
    take: HINTS_LISTED,
  });
  return dated(hints);
}

const TROUBLES_LISTED = 5;

async function troublesOf(prisma: PrismaClient, shop: string, since: bigint): Promise<ShopTroubles> {
  const [stopped, unreadable] = await Promise.all([
    prisma.delivery.findMany({
      where: { shop, state: { in: ["held", "refused"] }, createdAt: { gte: since } },
      select: { state: true, orderId: true, order: { select: { name: true } } },
      orderBy: { id: "desc" },
      take: TROUBLES_LISTED + 1,
    }),
    prisma.webhook.count({ where: { shop, outcome: "unreadable", receivedAt: { gte: since } } }),
  ]);
  const listed = stopped.slice(0, TROUBLES_LISTED);
  return {
    stopped: listed.map(({ state, orderId, order }) => ({ state, orderId, orderName: order.name })),
    moreStopped: stopped.length > listed.length,
    unreadable,
  };
}

async function milestonesOf(
  { prisma, ledger }: { prisma: PrismaClient; ledger: Ledger },
  shop: string,
): Promise<ShopMilestones> {
  const { clickSeen } = prepareAll(ledger, SQL(ledger.dialect));
  const [click, purchase] = await Promise.all([
    ledger.read(() => clickSeen.get({ shop, testClicks: `${TEST_CLICK_PREFIX}%` })),
    prisma.delivery.findFirst({
      where: { shop, state: "delivered", testEventCode: null },
      select: { id: true },
    }),
  ]);
  return { clickSeen: click !== undefined, purchaseAccepted: purchase !== null };
}

const SQL = ({ jsonText }: Dialect) => ({
  // A click was chosen for the order; before it is routed, its cart or a line carries one that is no click test.
  clickSeen: `
    SELECT 1 FROM "order" WHERE shop = @shop AND
      CASE WHEN attribution IS NOT NULL THEN ${jsonText("attribution", "clickId")}
           ELSE coalesce(${jsonText("facts", "click", "clickId")}, ${jsonText("facts", "lineItemClickId")})
      END NOT LIKE @testClicks
    LIMIT 1`,
});

async function countsOf(prisma: PrismaClient, shop: string): Promise<ShopCounts> {
  const [states, waitingOrders, unreadableWebhooks] = await Promise.all([
    prisma.delivery.groupBy({ by: ["state"], where: { shop }, _count: true }),
    prisma.order.count({ where: { shop, routedAt: null } }),
    prisma.webhook.count({ where: { shop, outcome: "unreadable" } }),
  ]);
  const byState = Object.fromEntries(states.map(({ state, _count }) => [state, _count]));
  return { byState, waitingOrders, unreadableWebhooks };
}
