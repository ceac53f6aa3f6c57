import type { Hint } from "../attribution/hint.ts";
import { prepareAll, type Ledger, type Steps } from "../platform/ledger.ts";

export interface HintArrival {
  shop: string;
  hint: Hint;
  receivedAt: number;
}

/** Where hints are kept. */
export interface HintBox {
  /** Writes hints in one transaction; says of each whether it was new. An order that waits for its hint need not wait any longer. */
  commit(arrivals: readonly HintArrival[]): Promise<boolean[]>;
}

const SQL = {
  addHint: `
    INSERT INTO hint (shop, event_id, event, checkout_token, order_id, click_id, clicked_at, ttp, page, user_agent, carried, received_at)
    VALUES (@shop, @eventId, @event, @checkoutToken, @orderId, @clickId, @clickedAt, @ttp, @page, @userAgent, @carried, @receivedAt)
    ON CONFLICT (shop, event_id) DO NOTHING`,
  // checkout_completed is the last word of a checkout; before it, a better hint may follow.
  hurryOrder: `
    UPDATE "order" SET route_at = @receivedAt
    WHERE route_at > @receivedAt AND id IN (
      SELECT id FROM "order" WHERE shop = @shop AND order_id = @orderId
      UNION SELECT id FROM "order" WHERE shop = @shop AND checkout_token = @checkoutToken)`,
} as const;

/** The hint box on a ledger. */
export function createHintBox(ledger: Ledger): HintBox {
  const run = prepareAll(ledger, SQL);

  function* takeAll(arrivals: readonly HintArrival[]): Steps<boolean[]> {
    const news: boolean[] = [];
    for (const arrival of arrivals) {
      const row = rowOf(arrival);
      const isNew = (yield* run.addHint.change(row)) === 1;
      if (isNew && row.event === "checkout_completed") yield* run.hurryOrder.change(row);
      news.push(isNew);
    }
    return news;
  }

  return { commit: (arrivals) => ledger.write(() => takeAll(arrivals)) };
}

function rowOf({ shop, hint, receivedAt }: HintArrival) {
  return {
    ...hint,
    shop,
    receivedAt,
    checkoutToken: hint.checkoutToken ?? null,
    orderId: hint.orderId ?? null,
    clickId: hint.clickId ?? null,
    clickedAt: hint.clickedAt ?? null,
    ttp: hint.ttp ?? null,
    page: hint.page ?? null,
    userAgent: hint.userAgent ?? null,
    carried: hint.carried === undefined ? null : JSON.stringify(hint.carried),
  };
}
