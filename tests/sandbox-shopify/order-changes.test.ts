import { describe, expect, it } from "vitest";
import { draft, openSimulatedShop, type SimulatedShop } from "./simulated-shop.ts";

const SECOND = 1000;

const ORDER = `query ($id: ID!) { order(id: $id) {
  legacyResourceId updatedAt cancelledAt cancelReason displayFinancialStatus note edited
  totalPriceSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } }
  totalRefundedSet { shopMoney { amount } } netPaymentSet { shopMoney { amount } } totalOutstandingSet { shopMoney { amount } }
  transactions(first: 5) { kind status gateway amountSet { shopMoney { amount } } }
  refunds { legacyResourceId totalRefundedSet { shopMoney { amount } } }
  lineItems(first: 5) { nodes { quantity currentQuantity } }
} }`;

interface Money {
  shopMoney: { amount: string };
}

interface AdminOrder {
  updatedAt: string;
  displayFinancialStatus: string;
  currentTotalPriceSet: Money;
  totalPriceSet: Money;
  [field: string]: unknown;
}

async function read({ ask }: SimulatedShop, id: number): Promise<AdminOrder> {
  const { data, errors } = await ask(ORDER, { id: `gid://shopify/Order/${id}` });
  expect(errors).toBeUndefined();
  return data?.["order"] as AdminOrder;
}

/** Places an order, lets a minute pass, does something to it, and reads what the API and the last webhooks say. */
async function change(payment: "card" | "cash_on_delivery", act: (shop: SimulatedShop, id: number) => void) {
  const shop = openSimulatedShop();
  const { id } = shop.orders.place(draft({ payment }));
  await shop.time.advance(60 * SECOND);
  const before = shop.arrivals.length;
  act(shop, id);
  await shop.time.advance(0);
  const told = shop.arrivals.slice(before);
  return { order: await read(shop, id), topics: told.map(({ topic }) => topic), told, shop, id };
}

describe("an order that changes", () => {
  it("is paid later: orders/paid, and the API says PAID", async () => {
    const { order, topics, told } = await change("cash_on_delivery", ({ orders }, id) => orders.markPaid(id));
    expect(topics).toEqual(["orders/paid", "orders/updated"]);
    expect(told[0]?.body).toMatchObject({ financial_status: "paid", total_outstanding: "0.00" });
    expect(order).toMatchObject({
      displayFinancialStatus: "PAID",
      updatedAt: "2026-11-20T12:01:00Z",
      totalOutstandingSet: { shopMoney: { amount: "0.0" } },
      transactions: [{ kind: "SALE", status: "SUCCESS", gateway: "Cash on Delivery (COD)" }],
    });
  });

  it("is pending until then", async () => {
    const { order } = await change("cash_on_delivery", ({ orders }, id) => orders.annotate(id, "x"));
    expect(order).toMatchObject({ displayFinancialStatus: "PENDING", transactions: [{ status: "PENDING" }] });
    expect(order["totalOutstandingSet"]).toEqual(order.totalPriceSet);
  });

  it("is cancelled: what was paid is refunded, and both sides say so", async () => {
    const { order, topics, told } = await change("card", ({ orders }, id) => orders.cancel(id, "fraud"));
    expect(topics).toEqual(["orders/cancelled", "orders/updated", "refunds/create"]);
    expect(told[0]?.body).toMatchObject({ cancel_reason: "fraud", financial_status: "refunded" });
    expect(order).toMatchObject({
      cancelledAt: "2026-11-20T12:01:00Z",
      cancelReason: "FRAUD",
      displayFinancialStatus: "REFUNDED",
      currentTotalPriceSet: { shopMoney: { amount: "0.0" } },
      lineItems: { nodes: [{ quantity: 2, currentQuantity: 0 }, { currentQuantity: 0 }] },
    });
    expect(order["totalRefundedSet"]).toEqual(order.totalPriceSet);
  });

  it("is cancelled before it was paid: voided, and nothing is owed", async () => {
    const { order, topics } = await change("cash_on_delivery", ({ orders }, id) => orders.cancel(id));
    expect(topics).toEqual(["orders/cancelled", "orders/updated"]);
    expect(order).toMatchObject({ displayFinancialStatus: "VOIDED", refunds: [] });
  });

  it("is refunded in part, then whole, and never more than was paid", async () => {
    const { order, told, shop, id } = await change("card", ({ orders }, each) => orders.refund(each, 1000));
    expect(told.at(-1)?.body).toMatchObject({
      order_id: id,
      transactions: [{ amount: "10.00", kind: "refund" }],
    });
    expect(order).toMatchObject({
      displayFinancialStatus: "PARTIALLY_REFUNDED",
      totalRefundedSet: { shopMoney: { amount: "10.0" } },
      transactions: [{ kind: "SALE" }, { kind: "REFUND", amountSet: { shopMoney: { amount: "10.0" } } }],
    });
    shop.orders.refund(id);
    const whole = await read(shop, id);
    expect(whole).toMatchObject({ displayFinancialStatus: "REFUNDED" });
    expect(whole["totalRefundedSet"]).toEqual(whole.totalPriceSet);
    expect(whole["netPaymentSet"]).toEqual({ shopMoney: { amount: "0.0" } });
  });

  it("is edited: the current price follows, the original stays, and back again", async () => {
    const { order, topics, shop, id } = await change("card", ({ orders }, each) => {
      orders.edit(each, orders.find(each)?.line_items[0]?.id ?? 0, 1);
    });
    expect(topics).toEqual(["orders/edited", "orders/updated"]);
    expect(order).toMatchObject({
      edited: true,
      lineItems: { nodes: [{ quantity: 2, currentQuantity: 1 }, {}] },
    });
    // 54.00 less 10 % and 8 % tax on the rest.
    const gone =
      Number(order.totalPriceSet.shopMoney.amount) - Number(order.currentTotalPriceSet.shopMoney.amount);
    expect(gone).toBeCloseTo(48.6 + 3.89, 1);
    shop.orders.edit(id, shop.orders.find(id)?.line_items[0]?.id ?? 0, 2);
    const back = await read(shop, id);
    expect(back.currentTotalPriceSet).toEqual(back.totalPriceSet);
  });

  it("cannot change when it does not exist", () => {
    const { orders } = openSimulatedShop();
    for (const act of [orders.markPaid, orders.cancel, orders.refund])
      expect(() => act.call(orders, 1)).toThrow("There is no order 1");
  });
});

describe("a returning buyer", () => {
  it("keeps their account, and the API counts their orders", async () => {
    const { orders, ask } = openSimulatedShop();
    const first = orders.place(draft());
    const second = orders.place(draft());
    expect(second.customer.id).toBe(first.customer.id);
    const { data } = await ask(
      "{ orders(first: 2, sortKey: ID) { nodes { customer { numberOfOrders } customerJourneySummary { customerOrderIndex } } } }",
    );
    expect(data?.["orders"]).toEqual({
      nodes: [0, 1].map((customerOrderIndex) => ({
        customer: { numberOfOrders: "2" },
        customerJourneySummary: { customerOrderIndex },
      })),
    });
  });
});
