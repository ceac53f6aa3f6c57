import type { ReplayLine } from "../../delivery/replay.server.ts";
import { DAY } from "../../platform/clock.ts";
import type { Translate } from "../../locales/translate.ts";
import type { DeliveryRecord, OrderRecord } from "../../shops/shop-records.server.ts";
import type { ReducedOrder } from "../../tiktok/reduced-order.ts";
import type { Status } from "../delivery/status.ts";
import type { Formats } from "../formats.ts";
import {
  clickIdOf,
  removalOf,
  readAttribution,
  readConsent,
  readFacts,
  orderTotal,
} from "../orders/order-facts.ts";
import { orderStatus } from "../orders/order-status.ts";
import { deliveryHops, undecidedHop } from "./delivery-hops.ts";
import type { Origin } from "./event-fields.ts";
import type { Hop } from "./hop.ts";
import { clickHop } from "./click-hop.ts";
import { hintsHop } from "./hints-hop.ts";
import { receiptDocument } from "./receipt-document.ts";
import { receivedHop } from "./received-hop.ts";
import { retryView, type RetryView } from "./retry-view.ts";

/** One event's part of the receipt. */
export interface DeliverySection {
  /** Names the pixel where an order has events for several. */
  heading?: string;
  hops: Hop[];
}

/** The page that proves one order. */
export interface ReceiptView {
  title: string;
  status: Status;
  /** Opens the order in Shopify's admin. */
  orderUrl: string;
  /** Label and value, the few things a merchant asks first. */
  summary: { label: string; value: string }[];
  orderHops: Hop[];
  sections: DeliverySection[];
  /** What sending again would do, where something has stopped. */
  retry?: RetryView | undefined;
  timeZone: string;
  /** The receipt for machines (docs/receipt.md), as JSON text. */
  json: string;
}

/** What a receipt is made from beside the order. */
export interface ReceiptWorld {
  /** A pixel is. */
  connected: boolean;
  /** What sending its stopped deliveries again would do. */
  replay?: readonly ReplayLine[];
}

/** The receipt of an order. */
export function receiptView(
  order: OrderRecord,
  { connected, replay = [] }: ReceiptWorld,
  formats: Formats,
): ReceiptView {
  const facts = readFacts(order);
  const status = orderStatus(order, connected, formats);
  return {
    title: order.name,
    status,
    orderUrl: `shopify:admin/orders/${order.orderId}`,
    summary: summaryOf(order, facts, formats),
    orderHops: orderHops(order, facts, formats),
    sections: sectionsOf(order.deliveries, status, originOf(order, facts, formats)),
    retry: retryView(replay, formats),
    timeZone: formats.timeZone,
    json: JSON.stringify(receiptDocument(order), null, 2),
  };
}

function orderHops(order: OrderRecord, facts: ReducedOrder, formats: Formats): Hop[] {
  const removed = removedHop(order, formats);
  if (removed !== undefined) return [receivedHop(order, facts, formats), removed];
  return [
    receivedHop(order, facts, formats),
    hintsHop(order, formats),
    clickHop(order, facts, formats),
  ].filter((hop) => hop !== undefined);
}

/** What stands in the place of an order's details. */
function removedHop(order: OrderRecord, formats: Formats): Hop | undefined {
  switch (removalOf(order)) {
    case undefined:
      return undefined;
    case "erased":
      return erasedHop(formats.t);
    case "compacted":
      return compactedHop(order, formats);
  }
}

function erasedHop(t: Translate): Hop {
  const sentence = t("receipt.erased.sentence");
  return { key: "erased", title: t("receipt.erased.title"), sentence, facts: [] };
}

function compactedHop({ receivedAt, compactedAt }: OrderRecord, { t, moment }: Formats): Hop {
  const count = Math.floor(((compactedAt ?? receivedAt).getTime() - receivedAt.getTime()) / DAY);
  return {
    key: "compacted",
    title: t("receipt.compacted.title", { count }),
    ...(compactedAt === null ? {} : { at: moment(compactedAt) }),
    sentence: t("receipt.compacted.sentence"),
    facts: [],
  };
}

function originOf(order: OrderRecord, facts: ReducedOrder, formats: Formats): Origin {
  const attribution = readAttribution(order.attribution);
  const consent = readConsent(order.consent);
  return {
    order: facts,
    removal: removalOf(order),
    formats,
    ...(attribution === undefined ? {} : { attribution }),
    ...(consent === undefined ? {} : { consent }),
  };
}

function sectionsOf(
  deliveries: readonly DeliveryRecord[],
  status: Status,
  origin: Origin,
): DeliverySection[] {
  if (deliveries.length === 0) return [{ hops: [undecidedHop(status, origin.formats.t)] }];
  return deliveries.map((delivery) => ({
    ...(deliveries.length === 1
      ? {}
      : { heading: origin.formats.t("receipt.page.pixel", { code: delivery.pixelCode }) }),
    hops: deliveryHops(delivery, origin),
  }));
}

function summaryOf(order: OrderRecord, facts: ReducedOrder, formats: Formats): ReceiptView["summary"] {
  const { t, moment, duration } = formats;
  const accepted = order.deliveries.find(({ state }) => state === "delivered")?.settledAt;
  const unknown = t(`receipt.summary.${removalOf(order) === undefined ? "unknown" : "not_kept"}`);
  const rows = [
    { label: t("receipt.summary.value"), value: orderTotal(facts, formats) ?? unknown },
    { label: t("receipt.summary.click"), value: clickSummary(order, t) },
    { label: t("receipt.summary.received"), value: moment(order.receivedAt).text },
  ];
  if (accepted == null) return rows;
  const after = duration(accepted.getTime() - order.receivedAt.getTime());
  return [
    ...rows,
    { label: t("receipt.summary.accepted"), value: t("receipt.summary.later", { duration: after }) },
  ];
}

function clickSummary(order: OrderRecord, t: Translate): string {
  if (removalOf(order) !== undefined) return t("receipt.summary.not_kept");
  if (clickIdOf(order) === undefined) return t("receipt.summary.no");
  const carrier = readAttribution(order.attribution)?.carrier;
  return carrier === undefined ? t("receipt.summary.yes") : t(`receipt.click_from.${carrier}`);
}
