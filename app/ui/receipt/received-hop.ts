import type { OrderRecord } from "../../shops/shop-records.server.ts";
import type { ReducedOrder } from "../../tiktok/reduced-order.ts";
import type { Fact } from "../facts/fact.ts";
import type { Formats } from "../formats.ts";
import { orderTotal } from "../orders/order-facts.ts";
import type { Hop } from "./hop.ts";

/** How the order reached us. */
export function receivedHop(order: OrderRecord, facts: ReducedOrder, formats: Formats): Hop {
  const rows: (Fact | undefined)[] = [
    facts.placedAt === undefined
      ? undefined
      : { label: "Placed", value: formats.moment(facts.placedAt).text },
    row("Total", orderTotal(facts, formats)),
    row("Payment", facts.financialStatus),
    row("Sales channel", facts.source),
    { label: "Webhook", value: order.topic, verbatim: true },
  ];
  return {
    key: "received",
    title: "Order received",
    tone: "success",
    at: formats.moment(order.receivedAt),
    sentence: "Shopify told us of the order in a signed message.",
    facts: rows.filter((one) => one !== undefined),
  };
}

function row(label: string, value: string | undefined): Fact | undefined {
  return value === undefined ? undefined : { label, value };
}
