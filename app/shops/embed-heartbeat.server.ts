import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";

/** What the server sees of the app embed's work: the storefront script itself reports to nobody. */
export interface EmbedHeartbeat {
  /** When a checkout or an order last came with what the script writes, milliseconds since the epoch. */
  lastCarriedAt: number | null;
  /** Checkouts since then whose click the web pixel knew, and neither the cart nor a line had. */
  missed: number;
}

/** A checkout that the web pixel reported with a click. Of 0 and 1. */
interface Checkout {
  at: number;
  /** The pixel found the click on the checkout. */
  seen: number;
  /** It found it among the cart's attributes. */
  seenInCart: number;
  /** Shopify's order of it: null while there is none, else whether it came with what the script writes. */
  ordered: number | null;
}

/** Reading is bounded: the newest orders, and the newest reports, count. */
const ORDERS_READ = 1000;
const HINTS_READ = 300;

/** Reads a shop's heartbeat since a moment, milliseconds since the epoch. */
export async function embedHeartbeat(ledger: Ledger, shop: string, since: number): Promise<EmbedHeartbeat> {
  const run = prepareAll(ledger, SQL(ledger.dialect));
  const [order, checkouts] = await ledger.read(function* () {
    const newest = yield* run.lastCarryingOrder.get<{ at: number }>({ shop, since });
    return [newest?.at ?? -Infinity, yield* run.reportedCheckouts.all<Checkout>({ shop, since })] as const;
  });
  const lastCarriedAt = Math.max(order, ...checkouts.filter(carried).map(({ at }) => at));
  return {
    lastCarriedAt: lastCarriedAt === -Infinity ? null : lastCarriedAt,
    missed: checkouts.filter((one) => !carried(one) && one.at > lastCarriedAt && isSure(one, checkouts))
      .length,
  };
}

function carried({ seen, ordered }: Checkout): boolean {
  return seen === 1 || ordered === 1;
}

/**
 * Without an order there is only the pixel's word, and whether Shopify shows the cart's attributes to pixels is not documented: it is believed where it has
 * shown them in this shop.
 */
function isSure({ ordered }: Checkout, checkouts: readonly Checkout[]): boolean {
  return ordered !== null || checkouts.some(({ seenInCart }) => seenInCart === 1);
}

const SQL = ({ jsonText }: Dialect) => ({
  // When the newest order came that has our own attributes or property, not just a `ttclid` that anybody may have written.
  // It is the first of the newest that matches, unless none of them does.
  lastCarryingOrder: `
    SELECT received_at AS at FROM "order"
    WHERE shop = @shop AND received_at >= @since AND received_at >= coalesce((
        SELECT received_at FROM "order" WHERE shop = @shop ORDER BY received_at DESC LIMIT 1 OFFSET ${ORDERS_READ}), 0)
      AND (${jsonText("facts", "lineItemClickId")} IS NOT NULL
        OR (${jsonText("facts", "click", "clickId")} IS NOT NULL AND ${jsonText("facts", "click", "consent")} = 'granted'))
    ORDER BY received_at DESC LIMIT 1`,
  // An erased order no longer says what it carried.
  reportedCheckouts: `
    SELECT max(reported.received_at) AS at,
           max(CASE WHEN coalesce(reported.carried, '[]') <> '[]' THEN 1 ELSE 0 END) AS seen,
           max(CASE WHEN reported.carried LIKE '%"cart"%' THEN 1 ELSE 0 END) AS "seenInCart",
           max((SELECT max(CASE WHEN ${jsonText("o.facts", "click", "clickId")} IS NOT NULL
                             OR ${jsonText("o.facts", "lineItemClickId")} IS NOT NULL OR o.facts = '{}' THEN 1 ELSE 0 END)
                FROM "order" o WHERE o.shop = @shop AND o.checkout_token = reported.checkout_token)) AS ordered
    FROM (
      SELECT checkout_token, click_id, carried, received_at FROM hint
      WHERE shop = @shop AND received_at >= @since ORDER BY received_at DESC LIMIT ${HINTS_READ}
    ) AS reported
    WHERE reported.click_id > '' AND reported.checkout_token IS NOT NULL
    GROUP BY reported.checkout_token`,
});
