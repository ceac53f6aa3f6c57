import type { Attribution } from "../../attribution/attribution.ts";
import type { ClickId } from "../../attribution/click-id.ts";
import type { ConsentDecision } from "../../privacy/consent-policy.ts";
import type { ReducedOrder } from "../../tiktok/reduced-order.ts";
import type { Formats } from "../formats.ts";

/** The columns of an order that hold JSON. */
export interface StoredOrder {
  orderId: string;
  name: string;
  facts: string;
  attribution: string | null;
  compactedAt: Date | null;
}

/** Why an order has no details: Shopify asked for the customer's data to be erased, or it is old. Undefined when it has them. */
export type Removal = "erased" | "compacted";

/** Whether an order's details were removed (app/privacy/redaction.server.ts, app/privacy/retention.server.ts). */
export function removalOf({
  facts,
  compactedAt,
}: Pick<StoredOrder, "facts" | "compactedAt">): Removal | undefined {
  if (facts !== "{}") return undefined;
  return compactedAt === null ? "erased" : "compacted";
}

/** An order's facts. Of an order whose details were removed only its number and name are left. */
export function readFacts({
  orderId,
  name,
  facts,
}: Pick<StoredOrder, "orderId" | "name" | "facts">): ReducedOrder {
  const stored = JSON.parse(facts) as Partial<ReducedOrder>;
  const nothing = { test: false, cancelled: false, lines: [], values: {}, click: {}, user: {} };
  return { orderId, name, ...nothing, tags: [], customerTags: [], gateways: [], ...stored };
}

/** What the buyer was charged, in the shop's currency where it is known. */
export function orderTotal({ values }: ReducedOrder, formats: Formats): string | undefined {
  const value = values.shop ?? values.presentment;
  return formats.money(value?.total, value?.currency);
}

/** What was chosen when the order was routed; undefined before. */
export function readAttribution(text: string | null): Attribution | undefined {
  return text === null ? undefined : (JSON.parse(text) as Attribution);
}

/** Whether the data may go to TikTok, as decided when the order was routed; undefined before. */
export function readConsent(text: string | null): ConsentDecision | undefined {
  return text === null ? undefined : (JSON.parse(text) as ConsentDecision);
}

/** The click id the order goes out with; before it is routed, what its cart or a line says. */
export function clickIdOf(order: StoredOrder): ClickId | undefined {
  const attribution = readAttribution(order.attribution);
  if (attribution !== undefined) return attribution.clickId;
  const { click, lineItemClickId } = readFacts(order);
  return click.clickId ?? lineItemClickId;
}
