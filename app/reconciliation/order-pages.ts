import { z } from "zod";
import { listedOrder, type ListedOrder } from "./admin-order.ts";
import { lineSchema, listedOrderSchema, pageInfoSchema, shippingLineSchema } from "./admin-order-node.ts";

/** A node that could not be read. */
export interface Unreadable {
  /** Shopify's id of it, where at least that could be read. */
  id: string | undefined;
  /** What is wrong with it; free of personal data. */
  what: string;
}

/** A page of orders. */
export interface OrdersPage<T> {
  orders: T[];
  unreadable: Unreadable[];
  /** Fields the app may not read, by their path: a missing scope, or customer data that Shopify has not approved. */
  withheld: string[];
  /** Where the next page begins; undefined after the last. */
  cursor: string | undefined;
  /** How far the walk has come: the last order's time of the range, milliseconds since the epoch. */
  reachedAt: number | undefined;
}

const nodes = z.array(z.unknown());

/** The answer to ORDERS_PAGE, its orders still unread. */
export const ordersPageSchema = z.object({
  shop: z.object({ url: z.string() }),
  orders: z.object({ nodes, pageInfo: pageInfoSchema }),
});

/** The answer to ORDERS_LIST. */
export const ordersListSchema = z.object({ orders: z.object({ nodes, pageInfo: pageInfoSchema }) });

/** The answer to ORDERS_BY_ID. */
export const ordersByIdSchema = z.object({ shop: z.object({ url: z.string() }), nodes });

/** The answer to ORDER_LINES; null for an order that is gone. */
export const orderLinesSchema = z.object({
  order: z
    .object({ lineItems: z.object({ nodes: z.array(lineSchema), pageInfo: pageInfoSchema }) })
    .nullable(),
});

/** The answer to ORDER_SHIPPING. */
export const orderShippingSchema = z.object({
  order: z.object({ shippingLines: z.object({ nodes: z.array(shippingLineSchema) }) }).nullable(),
});

/** The answer to ORDERS_COUNT. */
export const ordersCountSchema = z.object({
  ordersCount: z.object({ count: z.number(), precision: z.enum(["EXACT", "AT_LEAST"]) }).nullable(),
});

/** A node that could not be read, and what is wrong with it; free of personal data. */
export interface Unread {
  kind: "unreadable";
  what: string;
}

const withId = z.object({ id: z.string().regex(/^gid:\/\/shopify\/\w+\/\d{1,20}$/) });

/** Reads one node by its schema. */
export function readNode<T>(schema: z.ZodType<T>, given: unknown): { kind: "node"; node: T } | Unread {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { kind: "node", node: parsed.data };
  return { kind: "unreadable", what: whatIsWrong(parsed.error) };
}

/** The id of something that may be a node. */
export function idOf(given: unknown): string | undefined {
  return withId.safeParse(given).data?.id;
}

/** Where a value differs from what was asked for. Paths and expected kinds only: values may be personal. */
export function whatIsWrong(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, code }) => `${path.join(".")}: ${code}`)
    .join("; ");
}

/** Reads an order of the short list. */
export function readListed(given: unknown): { kind: "order"; order: ListedOrder } | Unread {
  const read = readNode(listedOrderSchema, given);
  if (read.kind === "unreadable") return read;
  const order = listedOrder(read.node);
  return order === undefined ? { kind: "unreadable", what: "id: not an id" } : { kind: "order", order };
}
