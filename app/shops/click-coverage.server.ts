import type { PrismaClient } from "@prisma/client";
import type { Carrier } from "../attribution/attribution.ts";
import type { ClickGapFacts } from "./click-gap.ts";

/** Routed orders that are alike in how their click id came, or did not. */
export interface CoverageGroup extends ClickGapFacts {
  /** Which carrier delivered the click id; null where none did. */
  carrier: Carrier | null;
  /** How the shopper came to the checkout, as far as the click id's traces tell. */
  path: "cart" | "buy_it_now" | null;
  orders: number;
}

/** Reading is bounded, so that a page of a large shop costs some ten milliseconds: the newest orders count. */
export const COVERAGE_ORDERS = 5000;

/**
 * Counts a shop's routed orders since a moment (milliseconds since the epoch) by what became of the click id. Without a chosen click, every carrier's claim was
 * turned down: of several reasons the alphabetically last one is the one that says most.
 */
export async function clickCoverage(
  prisma: PrismaClient,
  shop: string,
  since: number,
): Promise<CoverageGroup[]> {
  const rows = await prisma.$queryRaw<
    (Omit<CoverageGroup, "orders" | "landingMacro"> & { orders: bigint; landingMacro: bigint })[]
  >`
    SELECT json_extract(attribution, '$.carrier') AS carrier,
           CASE WHEN json_extract(facts, '$.lineItemClickId') IS NOT NULL THEN 'buy_it_now'
                WHEN json_extract(facts, '$.click.clickId') IS NOT NULL THEN 'cart' END AS path,
           json_extract(facts, '$.click.refusal') AS refusal,
           coalesce(json_extract(facts, '$.landingMacro'), 0) AS landingMacro,
           (SELECT max(json_extract(claim.value, '$.verdict')) FROM json_each(attribution, '$.claims') claim) AS verdict,
           json_extract(consent, '$.ground') AS ground,
           json_extract(facts, '$.source') AS source,
           count(*) AS orders
    FROM (
      SELECT facts, attribution, consent FROM "order"
      WHERE shop = ${shop} AND received_at >= ${since} AND attribution IS NOT NULL AND facts <> '{}'
      ORDER BY received_at DESC LIMIT ${COVERAGE_ORDERS}
    )
    GROUP BY 1, 2, 3, 4, 5, 6, 7`;
  return rows.map((row) => ({
    ...row,
    landingMacro: Number(row.landingMacro) === 1,
    orders: Number(row.orders),
  }));
}
