import type { z } from "zod";
import type { AdminFailure } from "./admin-answer.ts";
import type { LineNode, ShippingLineNode, WholeOrderNode } from "./admin-order-node.ts";
import { wholeOrderSchema } from "./admin-order-node.ts";
import type { AdminClient } from "./admin-client.server.ts";
import { fromAdmin, type FoundOrder } from "./admin-order.ts";
import { PageSize } from "./cost-budget.ts";
import { orderLinesSchema, orderShippingSchema, readNode, type Unread } from "./order-pages.ts";
import { ORDER_LINES, ORDER_SHIPPING } from "./orders-query.ts";
import { askSized } from "./sized-question.server.ts";

/** What came of reading one order. */
export type ReadOrder<T> = { kind: "order"; order: T } | Unread | AdminFailure;

/** Parts of an order; `gone` when the order is no longer there. */
type Parts<T> = { kind: "parts"; parts: T[] } | { kind: "gone" } | AdminFailure;

/** Believed points of one more line; learned anew from every answer. */
const LINE_POINTS = 12;
const LARGEST_PAGE = 250;
const SHIPPING_POINTS = 165;

const GONE: Unread = { kind: "unreadable", what: "the order was gone before all of its lines were read" };

/** Reads an order of a page; what of it is not on the page is asked for. */
export function readWholeOrder(client: AdminClient) {
  const size = new PageSize(LINE_POINTS, LARGEST_PAGE);
  return async (
    shop: string,
    given: unknown,
    shopUrl: string | undefined,
  ): Promise<ReadOrder<FoundOrder>> => {
    const read = readNode(wholeOrderSchema, given);
    if (read.kind === "unreadable") return read;
    const { node } = read;
    const lines = await linesOf(client, size, shop, node);
    if (lines.kind === "gone") return GONE;
    if (lines.kind !== "parts") return lines;
    const shipping = await shippingOf(client, shop, node);
    if (shipping.kind === "gone") return GONE;
    if (shipping.kind !== "parts") return shipping;
    const order = fromAdmin(node, { lines: lines.parts, shippingLines: shipping.parts }, shopUrl);
    return order === undefined ? { kind: "unreadable", what: "id: not an id" } : { kind: "order", order };
  };
}

async function linesOf(
  client: AdminClient,
  size: PageSize,
  shop: string,
  { id, lineItems }: WholeOrderNode,
): Promise<Parts<LineNode>> {
  const parts = [...lineItems.nodes];
  let { pageInfo } = lineItems;
  while (pageInfo.hasNextPage) {
    const variables = { id, after: pageInfo.endCursor };
    const answered = await askSized(client, shop, size, (first) => ({
      ...{ document: ORDER_LINES, schema: orderLinesSchema, repeatable: true },
      variables: { ...variables, first },
    }));
    if (answered.kind !== "ok") return answered;
    const { order } = answered.value;
    if (order === null) return { kind: "gone" };
    parts.push(...order.lineItems.nodes);
    ({ pageInfo } = order.lineItems);
  }
  return { kind: "parts", parts };
}

async function shippingOf(
  client: AdminClient,
  shop: string,
  { id, shippingLines }: WholeOrderNode,
): Promise<Parts<ShippingLineNode>> {
  if (!shippingLines.pageInfo.hasNextPage) return { kind: "parts", parts: shippingLines.nodes };
  const answered = await client.ask<z.infer<typeof orderShippingSchema>>(shop, {
    ...{ document: ORDER_SHIPPING, schema: orderShippingSchema, repeatable: true },
    ...{ variables: { id }, points: SHIPPING_POINTS },
  });
  switch (answered.kind) {
    case "ok": {
      const { order } = answered.value;
      return order === null ? { kind: "gone" } : { kind: "parts", parts: order.shippingLines.nodes };
    }
    case "too_dear":
      return { kind: "malformed", what: "an order's shipping lines cost more than a query may" };
    case "throttled":
    case "unauthorised":
    case "access_denied":
    case "frozen":
    case "unavailable":
    case "malformed":
      return answered;
  }
}
