import type { Carrier } from "../attribution/attribution.ts";
import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import { COVERAGE_ORDERS, type ClickGapFacts } from "./click-gap.ts";

/** Routed orders that are alike in how their click id came, or did not. */
export interface CoverageGroup extends ClickGapFacts {
  /** Which carrier delivered the click id; null where none did. */
  carrier: Carrier | null;
  /** How the shopper came to the checkout, as far as the click id's traces tell. */
  path: "cart" | "buy_it_now" | null;
  orders: number;
}

const SQL = ({ jsonText, jsonIsTrue, jsonItems }: Dialect) => ({
  // What is needed of a row is taken from it before it is put aside: the row itself is some kilobytes.
  coverage: `
    SELECT carrier, path, refusal, "landingMacro", verdict, ground, source, count(*) AS orders
    FROM (
      SELECT ${jsonText("attribution", "carrier")} AS carrier,
             CASE WHEN ${jsonText("facts", "lineItemClickId")} IS NOT NULL THEN 'buy_it_now'
                  WHEN ${jsonText("facts", "click", "clickId")} IS NOT NULL THEN 'cart' END AS path,
             ${jsonText("facts", "click", "refusal")} AS refusal,
             CASE WHEN ${jsonIsTrue("facts", "landingMacro")} THEN 1 ELSE 0 END AS "landingMacro",
             (SELECT max(${jsonText("item.value", "verdict")}) FROM ${jsonItems("attribution", "claims")}) AS verdict,
             ${jsonText("consent", "ground")} AS ground,
             ${jsonText("facts", "source")} AS source,
             CASE WHEN attribution IS NULL OR facts = '{}' THEN 0 ELSE 1 END AS decided
      FROM "order" WHERE shop = @shop AND received_at >= @since ORDER BY received_at DESC LIMIT ${COVERAGE_ORDERS}
    ) AS newest
    WHERE decided = 1
    GROUP BY carrier, path, refusal, "landingMacro", verdict, ground, source`,
});

/**
 * Counts a shop's routed orders since a moment (milliseconds since the epoch) by what became of the click id. Without a chosen click, every carrier's claim was
 * turned down: of several reasons the alphabetically last one is the one that says most.
 */
export async function clickCoverage(ledger: Ledger, shop: string, since: number): Promise<CoverageGroup[]> {
  const { coverage } = prepareAll(ledger, SQL(ledger.dialect));
  const rows = await ledger.read(() => coverage.all<CoverageRow>({ shop, since }));
  return rows.map((row) => ({ ...row, landingMacro: row.landingMacro === 1 }));
}

interface CoverageRow extends Omit<CoverageGroup, "landingMacro"> {
  landingMacro: 0 | 1;
}
