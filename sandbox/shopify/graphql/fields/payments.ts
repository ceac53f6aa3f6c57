/** `OrderTransaction` and `Refund`. Webhooks name the gateway only, so the first transaction is told from the order's state. */
import type { AdminMoneySet, AdminOrder, AdminRefund } from "../admin-order.ts";
import { connection, type PageArguments } from "../connection.ts";
import type { FieldTables, Fields } from "./asked.ts";
import { moneyFrom, utc } from "./values.ts";

interface Transaction {
  id: string;
  kind: "SALE" | "REFUND";
  status: "SUCCESS" | "PENDING" | "FAILURE";
  gateway: string;
  set: AdminMoneySet;
  at: string;
  test: boolean;
}

function sale(order: AdminOrder): Transaction {
  const status = new Map([
    ["pending", "PENDING"],
    ["voided", "FAILURE"],
  ] as const);
  return {
    id: `gid://shopify/OrderTransaction/${order.id}`,
    kind: "SALE",
    status: status.get(order.financial_status as "pending") ?? "SUCCESS",
    gateway: order.payment_gateway_names?.[0] ?? "manual",
    set: order.total_price_set,
    at: order.processed_at,
    test: order.test,
  };
}

const refundsOf = (order: AdminOrder, { transactions, processed_at }: AdminRefund): Transaction[] =>
  transactions.map(({ admin_graphql_api_id, gateway, amount_set }) => ({
    ...{ id: admin_graphql_api_id, kind: "REFUND" as const, status: "SUCCESS" as const },
    ...{ gateway, set: amount_set, at: processed_at, test: order.test },
  }));

/** An order's transactions, oldest first; `first` cuts them. */
export function transactionsOf(order: AdminOrder, first: number | null | undefined): Transaction[] {
  const all = [sale(order), ...(order.refunds ?? []).flatMap((refund) => refundsOf(order, refund))];
  return all.slice(0, first ?? undefined);
}

const sum = (sets: readonly AdminMoneySet[], like: AdminMoneySet): AdminMoneySet =>
  moneyFrom(like, (side) => sets.reduce((total, set) => total + Number(set[side].amount), 0));

/** What was given back so far. */
export const refundedOf = (order: AdminOrder): AdminMoneySet =>
  sum(
    (order.refunds ?? []).flatMap(({ transactions }) => transactions.map(({ amount_set }) => amount_set)),
    order.total_price_set,
  );

/** What was paid: all or nothing in the sandbox. */
export function receivedOf(order: AdminOrder): AdminMoneySet {
  const isPaid = !["pending", "voided"].includes(order.financial_status);
  return isPaid ? order.total_price_set : moneyFrom(order.total_price_set, () => 0);
}

/** What is still owed. */
export const outstandingOf = (order: AdminOrder): AdminMoneySet =>
  moneyFrom(order.total_price_set, () => Number(order.total_outstanding ?? 0));

const transaction: Fields<Transaction> = {
  id: ({ id }) => id,
  kind: ({ kind }) => kind,
  status: ({ status }) => status,
  gateway: ({ gateway }) => gateway,
  formattedGateway: ({ gateway }) => gateway.replaceAll("_", " "),
  amountSet: ({ set }) => set,
  createdAt: ({ at }) => utc(at),
  processedAt: ({ at }) => utc(at),
  test: ({ test }) => test,
  manualPaymentGateway: ({ gateway }) => gateway.startsWith("Cash"),
};

/** A refund with the order it belongs to. */
export interface RefundOf {
  order: AdminOrder;
  refund: AdminRefund;
}

const refund: Fields<RefundOf, PageArguments> = {
  id: (of) => of.refund.admin_graphql_api_id,
  legacyResourceId: (of) => String(of.refund.id),
  createdAt: (of) => utc(of.refund.created_at),
  updatedAt: (of) => utc(of.refund.created_at),
  processedAt: (of) => utc(of.refund.processed_at),
  note: (of) => of.refund.note,
  order: (of) => of.order,
  totalRefundedSet: (of) =>
    sum(
      of.refund.transactions.map(({ amount_set }) => amount_set),
      of.order.total_price_set,
    ),
  transactions: (of, page, asked) => connection(refundsOf(of.order, of.refund), page, asked),
};

/** The types of money coming and going. */
export const paymentTables: FieldTables = { OrderTransaction: transaction, Refund: refund };
