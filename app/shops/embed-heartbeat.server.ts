import type { PrismaClient } from "@prisma/client";

/** What the server sees of the app embed's work: the storefront script itself reports to nobody. */
export interface EmbedHeartbeat {
  /** When a checkout or an order last came with what the script writes, milliseconds since the epoch. */
  lastCarriedAt: number | null;
  /** Checkouts since then whose click the web pixel knew, and neither the cart nor a line had. */
  missed: number;
}

/** A checkout that the web pixel reported with a click. Of 0 and 1. */
interface Checkout {
  at: bigint;
  /** The pixel found the click on the checkout. */
  seen: bigint;
  /** It found it among the cart's attributes. */
  seenInCart: bigint;
  /** Shopify's order of it: null while there is none, else whether it came with what the script writes. */
  ordered: bigint | null;
}

/** Reading is bounded: the newest orders, and the newest reports, count. */
const ORDERS_READ = 5000;
const HINTS_READ = 500;

/** Reads a shop's heartbeat since a moment, milliseconds since the epoch. */
export async function embedHeartbeat(
  prisma: PrismaClient,
  shop: string,
  since: number,
): Promise<EmbedHeartbeat> {
  const [order, checkouts] = await Promise.all([
    lastCarryingOrder(prisma, shop, since),
    reportedCheckouts(prisma, shop, since),
  ]);
  const lastCarriedAt = Math.max(order, ...checkouts.filter(carried).map(({ at }) => Number(at)));
  return {
    lastCarriedAt: lastCarriedAt === -Infinity ? null : lastCarriedAt,
    missed: checkouts.filter(
      (one) => !carried(one) && Number(one.at) > lastCarriedAt && isSure(one, checkouts),
    ).length,
  };
}

function carried({ seen, ordered }: Checkout): boolean {
  return Number(seen) === 1 || Number(ordered) === 1;
}

/**
 * Without an order there is only the pixel's word, and whether Shopify shows the cart's attributes to pixels is not documented: it is believed where it has
 * shown them in this shop.
 */
function isSure({ ordered }: Checkout, checkouts: readonly Checkout[]): boolean {
  return ordered !== null || checkouts.some(({ seenInCart }) => Number(seenInCart) === 1);
}

/** When the newest order came that has our own attributes or property, not just a `ttclid` that anybody may have written. */
async function lastCarryingOrder(prisma: PrismaClient, shop: string, since: number): Promise<number> {
  const rows = await prisma.$queryRaw<{ at: bigint | null }[]>`
    SELECT max(at) AS at FROM (
      SELECT received_at + 0 AS at, facts FROM "order" WHERE shop = ${shop} AND received_at >= ${since}
      ORDER BY received_at DESC LIMIT ${ORDERS_READ}
    )
    WHERE json_extract(facts, '$.lineItemClickId') IS NOT NULL
       OR (json_extract(facts, '$.click.clickId') IS NOT NULL AND json_extract(facts, '$.click.consent') = 'granted')`;
  return rows[0]?.at == null ? -Infinity : Number(rows[0].at);
}

async function reportedCheckouts(prisma: PrismaClient, shop: string, since: number): Promise<Checkout[]> {
  return prisma.$queryRaw<Checkout[]>`
    SELECT max(hint.received_at) AS at,
           max(coalesce(hint.carried, '[]') <> '[]') AS seen,
           max(coalesce(hint.carried, '[]') LIKE '%"cart"%') AS seenInCart,
           max(json_extract("order".facts, '$.click.clickId') IS NOT NULL
            OR json_extract("order".facts, '$.lineItemClickId') IS NOT NULL
            -- An erased order no longer says.
            OR "order".facts = '{}') AS ordered
    FROM (
      SELECT checkout_token, carried, received_at FROM hint
      WHERE shop = ${shop} AND click_id > '' AND checkout_token IS NOT NULL AND received_at >= ${since}
      ORDER BY received_at DESC LIMIT ${HINTS_READ}
    ) hint
    LEFT JOIN "order" ON "order".shop = ${shop} AND "order".checkout_token = hint.checkout_token
    GROUP BY hint.checkout_token`;
}
