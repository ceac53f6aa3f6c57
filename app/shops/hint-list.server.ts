import type { Hint } from "@prisma/client";
import { prepareAll, type Ledger } from "../platform/ledger.ts";
import type { Dated } from "./dated.ts";

/** What a browser reported of a checkout, without what it said of itself. */
export type HintRecord = Pick<Dated<Hint>, "event" | "clickId" | "carried" | "receivedAt">;

/** Anybody can send hints, so no more are shown than a few checkouts make. */
const HINTS_LISTED = 20;

const list = (ids: string) => `
    SELECT event, click_id AS "clickId", carried, received_at AS "receivedAt"
    FROM hint WHERE id IN (${ids}) ORDER BY id LIMIT ${HINTS_LISTED}`;

const SQL = {
  // Each name by its own index: asked for with OR, all hints of the shop would be read.
  ofOrder: list(`
      SELECT id FROM hint WHERE shop = @shop AND order_id = @orderId
      UNION SELECT id FROM hint WHERE shop = @shop AND checkout_token = (
        SELECT checkout_token FROM "order" WHERE shop = @shop AND order_id = @orderId)`),
  ofClick: list(`SELECT id FROM hint WHERE shop = @shop AND click_id = @clickId`),
} as const;

interface Row extends Omit<HintRecord, "receivedAt"> {
  receivedAt: number;
}

/** What browsers reported of an order's checkout, oldest first. */
export async function hintsOfOrder(ledger: Ledger, shop: string, orderId: string): Promise<HintRecord[]> {
  const { ofOrder } = prepareAll(ledger, SQL);
  return records(await ledger.read(() => ofOrder.all<Row>({ shop, orderId })));
}

/** What browsers reported of one click, oldest first. */
export async function hintsOfClick(ledger: Ledger, shop: string, clickId: string): Promise<HintRecord[]> {
  const { ofClick } = prepareAll(ledger, SQL);
  return records(await ledger.read(() => ofClick.all<Row>({ shop, clickId })));
}

function records(rows: readonly Row[]): HintRecord[] {
  return rows.map((row) => ({ ...row, receivedAt: new Date(row.receivedAt) }));
}
