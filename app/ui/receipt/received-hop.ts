import type { OrderRecord } from "../../shops/shop-records.server.ts";
import type { ReducedOrder } from "../../tiktok/reduced-order.ts";
import type { Fact } from "../facts/fact.ts";
import type { Formats } from "../formats.ts";
import { orderTotal } from "../orders/order-facts.ts";
import type { Hop } from "./hop.ts";

/** In the place of a webhook's topic: the order was read from the Admin API (app/reconciliation/vouched-order.ts). */
const FROM_LIST = "admin";

/** How the order reached us. */
export function receivedHop(order: OrderRecord, facts: ReducedOrder, formats: Formats): Hop {
  const { t, moment } = formats;
  const listed = order.topic === FROM_LIST;
  const placed = facts.placedAt === undefined ? undefined : moment(facts.placedAt).text;
  const rows: (Fact | undefined)[] = [
    row(t("receipt.received.placed"), placed),
    row(t("receipt.received.total"), orderTotal(facts, formats)),
    row(t("receipt.received.payment"), facts.financialStatus),
    row(t("receipt.received.channel"), facts.source),
    listed ? undefined : { label: t("receipt.received.topic"), value: order.topic, verbatim: true },
  ];
  return {
    key: "received",
    title: t("receipt.received.title"),
    tone: "success",
    at: moment(order.receivedAt),
    sentence: t(`receipt.received.${listed ? "list" : "webhook"}`),
    facts: rows.filter((one) => one !== undefined),
  };
}

function row(label: string, value: string | undefined): Fact | undefined {
  return value === undefined ? undefined : { label, value };
}
