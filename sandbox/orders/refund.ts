import { amount, moneySet, type MoneySet } from "./money.ts";
import { shopTime } from "./shop-time.ts";

/** What a refund returns, and of which order. */
export interface RefundFacts {
  orderId: number;
  /** 0 for an order's first. */
  index: number;
  cents: number;
  /** Milliseconds since the epoch. */
  at: number;
  gateway: string;
}

/** A refund as `refunds/create` and an order's `refunds` carry it. */
export type Refund = ReturnType<typeof buildRefund>;

/** Makes a refund of money alone: no line is returned, nothing restocked. */
export function buildRefund({ orderId, index, cents, at, gateway }: RefundFacts) {
  const id = orderId * 10 + index;
  const time = shopTime(at);
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Refund/${id}`,
    order_id: orderId,
    created_at: time,
    processed_at: time,
    note: null as string | null,
    user_id: null as number | null,
    duties: [] as object[],
    total_duties_set: moneySet(0),
    return: null as object | null,
    refund_shipping_lines: [] as object[],
    restock: false,
    order_adjustments: [] as object[],
    refund_line_items: [] as object[],
    transactions: [transaction(id, orderId, { cents, time, gateway })],
  };
}

function transaction(
  refundId: number,
  orderId: number,
  paid: { cents: number; time: string; gateway: string },
) {
  const set: MoneySet = moneySet(paid.cents);
  return {
    id: refundId * 10,
    admin_graphql_api_id: `gid://shopify/OrderTransaction/${refundId * 10}`,
    order_id: orderId,
    kind: "refund",
    gateway: paid.gateway,
    status: "success",
    test: false,
    amount: amount(paid.cents),
    currency: set.shop_money.currency_code,
    amount_set: set,
    created_at: paid.time,
    processed_at: paid.time,
  };
}
