import { fromAdmin, type FoundOrder } from "./admin-order.ts";
import {
  lineSchema,
  orderSchema,
  shippingLineSchema,
  type LineNode,
  type OrderNode,
  type ShippingLineNode,
} from "./admin-order-node.ts";
import { isObject, type JsonObject } from "../orders/json.ts";
import { idOf, readNode } from "./order-pages.ts";

/** What a bulk result holds, one order after the other. `nextLine` is where a reader goes on that has this one: orders are never cut in two. */
export type BulkItem = (
  | { kind: "order"; found: FoundOrder }
  /** A line or an order that cannot be read; `what` is free of personal data. */
  | { kind: "unreadable"; id: string | undefined; what: string }
) & { nextLine: number };

/** How to read a bulk result. */
export interface BulkReadingOptions {
  /** Where shoppers find the shop. */
  shopUrl: string | undefined;
  /** Lines to pass over: a `nextLine` of an earlier reading. */
  fromLine?: number;
  /** The file of an operation that failed: its last order may lack lines, and is left out. */
  isPartial?: boolean;
}

/** No order comes near to it; a line that never ends must not fill the memory. */
const LONGEST_LINE = 4_000_000;
/** Shopify sells at most 500 lines in one checkout. */
const MOST_PARTS = 10_000;

/** The order whose lines are being read. */
interface Open {
  id: string;
  node: OrderNode | undefined;
  lines: LineNode[];
  shippingLines: ShippingLineNode[];
  /** The first thing wrong with it. */
  fault: string | undefined;
}

/** Thrown for a result that is no list of JSON lines, grouped by order. */
export class BulkResultError extends Error {
  override readonly name = "BulkResultError";
}

/**
 * Reads the result of a bulk operation as it comes; in memory is one order at a time. It must be grouped (`groupObjects: true`): an order is whole when the next
 * one begins. Throws BulkResultError.
 */
export async function* readBulkLines(
  stream: AsyncIterable<Uint8Array>,
  { shopUrl, fromLine = 0, isPartial = false }: BulkReadingOptions,
): AsyncGenerator<BulkItem> {
  let [open, number]: [Open | undefined, number] = [undefined, 0];
  for await (const line of linesOf(stream)) {
    const at = number++;
    if (at < fromLine || line === "") continue;
    const json = parse(line, at);
    const parent = json["__parentId"];
    if (parent === undefined) {
      if (open !== undefined) yield { ...closed(open, shopUrl), nextLine: at };
      open = opened(json);
    } else {
      if (open?.id !== parent)
        throw new BulkResultError(`line ${at} stands below another order than its own`);
      take(open, json);
    }
  }
  if (open !== undefined && !isPartial) yield { ...closed(open, shopUrl), nextLine: number };
}

async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
    if (rest.length > LONGEST_LINE) throw new BulkResultError("a line is too long");
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

function parse(line: string, at: number): JsonObject {
  try {
    const json: unknown = JSON.parse(line);
    if (isObject(json)) return json;
  } catch {
    // Told below; the parser's own message quotes the line.
  }
  throw new BulkResultError(`line ${at} is not a JSON object`);
}

function opened(json: JsonObject): Open {
  const read = readNode(orderSchema, json);
  return {
    id: idOf(json) ?? "",
    node: read.kind === "node" ? read.node : undefined,
    ...{ lines: [], shippingLines: [] },
    fault: read.kind === "unreadable" ? read.what : undefined,
  };
}

function take(open: Open, json: JsonObject): void {
  // Only lines of goods have a quantity.
  const isLine = "quantity" in json;
  const read = isLine ? readNode(lineSchema, json) : readNode(shippingLineSchema, json);
  if (read.kind === "unreadable") open.fault ??= `${isLine ? "line" : "shipping line"}: ${read.what}`;
  else if ("quantity" in read.node) open.lines.push(read.node);
  else open.shippingLines.push(read.node);
  if (open.lines.length + open.shippingLines.length > MOST_PARTS)
    throw new BulkResultError("an order has too many lines");
}

type Closed =
  | Omit<Extract<BulkItem, { kind: "order" }>, "nextLine">
  | Omit<Extract<BulkItem, { kind: "unreadable" }>, "nextLine">;

function closed({ id, node, lines, shippingLines, fault }: Open, shopUrl: string | undefined): Closed {
  if (node === undefined || fault !== undefined)
    return { kind: "unreadable", id: id === "" ? undefined : id, what: fault ?? "" };
  const found = fromAdmin(node, { lines, shippingLines }, shopUrl);
  return found === undefined ? { kind: "unreadable", id, what: "id: not an id" } : { kind: "order", found };
}
