import { DAY } from "../../platform/clock.ts";
import type { DeliveryRecord, OrderRecord } from "../../shops/shop-records.server.ts";
import type { TikTokEvent } from "../../tiktok/event.ts";
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
import { receivedHop } from "./received-hop.ts";

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
  timeZone: string;
  /** Everything above, as JSON text. */
  json: string;
}

/** The receipt of an order. */
export function receiptView(order: OrderRecord, connected: boolean, formats: Formats): ReceiptView {
  const facts = readFacts(order);
  const status = orderStatus(order, connected, formats);
  return {
    title: order.name,
    status,
    orderUrl: `shopify:admin/orders/${order.orderId}`,
    summary: summaryOf(order, facts, formats),
    orderHops: orderHops(order, facts, formats),
    sections: sectionsOf(order.deliveries, status, originOf(order, facts, formats)),
    timeZone: formats.timeZone,
    json: receiptJson(order, facts),
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
      return ERASED;
    case "compacted":
      return compactedHop(order, formats);
  }
}

const ERASED: Hop = {
  key: "erased",
  title: "The customer's data was erased",
  sentence: "Shopify asked for it. The order's number and what became of its event are all that is left.",
  facts: [],
};

function compactedHop({ receivedAt, compactedAt }: OrderRecord, formats: Formats): Hop {
  const days = Math.floor(((compactedAt ?? receivedAt).getTime() - receivedAt.getTime()) / DAY);
  return {
    key: "compacted",
    title: `Older than ${days} days: details were removed`,
    ...(compactedAt === null ? {} : { at: formats.moment(compactedAt) }),
    sentence:
      "What the order was and how its click id came is no longer kept. That it was sent, when, and TikTok's last answer stay.",
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
  if (deliveries.length === 0) return [{ hops: [undecidedHop(status)] }];
  return deliveries.map((delivery) => ({
    ...(deliveries.length === 1 ? {} : { heading: `Pixel ${delivery.pixelCode}` }),
    hops: deliveryHops(delivery, origin),
  }));
}

function summaryOf(order: OrderRecord, facts: ReducedOrder, formats: Formats): ReceiptView["summary"] {
  const accepted = order.deliveries.find(({ state }) => state === "delivered")?.settledAt;
  const rows = [
    {
      label: "Value",
      value: orderTotal(facts, formats) ?? (removalOf(order) === undefined ? "Unknown" : "No longer kept"),
    },
    { label: "Click id", value: clickSummary(order, formats) },
    { label: "Received", value: formats.moment(order.receivedAt).text },
  ];
  if (accepted == null) return rows;
  const after = formats.duration(accepted.getTime() - order.receivedAt.getTime());
  return [...rows, { label: "Accepted", value: `${after} later` }];
}

function clickSummary(order: OrderRecord, formats: Formats): string {
  if (removalOf(order) !== undefined) return "No longer kept";
  if (clickIdOf(order) === undefined) return "No";
  const carrier = readAttribution(order.attribution)?.carrier;
  return carrier === undefined ? "Yes" : formats.t(`receipt.click_from.${carrier}`);
}

/** What a person sends to support: the stored truth, with hashes as they are. */
function receiptJson(order: OrderRecord, facts: ReducedOrder): string {
  const { topic, receivedAt, hints } = order;
  const deliveries = order.deliveries.map((delivery) => ({
    pixel: delivery.pixelCode,
    state: delivery.state,
    reason: delivery.reason,
    testEventCode: delivery.testEventCode,
    createdAt: delivery.createdAt,
    settledAt: delivery.settledAt,
    event: JSON.parse(delivery.event) as TikTokEvent,
    attempts: delivery.attemptLog.map((attempt) => ({ ...attempt, id: undefined, deliveryId: undefined })),
  }));
  const attribution = readAttribution(order.attribution);
  const consent = readConsent(order.consent);
  return JSON.stringify(
    { order: { topic, receivedAt, ...facts }, attribution, consent, hints, deliveries },
    null,
    2,
  );
}
