import { prepareAll, type Ledger } from "../platform/ledger.ts";

/** What is looked through: the newest. */
const READ = 1000;

const SQL = {
  newest: `
    SELECT pixel_code AS "pixelCode", max(settled_at) AS at FROM (
      SELECT pixel_code, settled_at, test_event_code FROM delivery
      WHERE shop = @shop AND state = 'delivered' ORDER BY placed_at DESC LIMIT ${READ}) AS newest
    WHERE test_event_code IS NULL GROUP BY pixel_code`,
} as const;

/** When TikTok last accepted a purchase that it counts, by pixel, milliseconds since the epoch; as far as the newest purchases tell. */
export async function acceptedPurchases(ledger: Ledger, shop: string): Promise<ReadonlyMap<string, number>> {
  const run = prepareAll(ledger, SQL);
  const rows = await ledger.read(() => run.newest.all<{ pixelCode: string; at: number | null }>({ shop }));
  return new Map(rows.flatMap(({ pixelCode, at }) => (at === null ? [] : [[pixelCode, at]])));
}
