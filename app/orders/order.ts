import {
  id,
  instant,
  isObject,
  object,
  objects,
  parseJson,
  text,
  type Json,
  type JsonObject,
} from "./json.ts";
import { webAddress } from "../platform/web-address.ts";
import { readLines, type OrderLine } from "./lines.ts";
import { readValues, type OrderValues } from "./value.ts";
import { readBuyer, type Buyer } from "./buyer.ts";

/** An order as Shopify's webhook tells it, read once. Holds the buyer's personal data, so it lives in memory only. */
export interface Order {
  /** Digits of Shopify's order id. */
  id: string;
  /** What the merchant calls it, e.g. `#1001`. */
  name: string;
  /** Milliseconds since the epoch: when the purchase happened. */
  placedAt: number | undefined;
  updatedAt: number | undefined;
  test: boolean;
  cancelled: boolean;
  /** Shopify's `source_name`: `web`, `pos`, an app's id, … */
  source: string | undefined;
  financialStatus: string | undefined;
  /** What it is worth, in the shop's currency and in the buyer's. */
  values: OrderValues;
  /** Lower case. Personal only if a merchant makes them so, and so never stored as they are. */
  tags: string[];
  customerTags: string[];
  /** Lower case, e.g. `shopify_payments`. */
  gateways: string[];
  /** Whether the customer had ordered before, where the webhook says. */
  customer: "new" | "returning" | undefined;
  lines: OrderLine[];
  /** Cart attributes; the last of a repeated name counts. */
  attributes: ReadonlyMap<string, string>;
  /** Properties of the lines, first line first; the first of a repeated name counts. */
  lineProperties: ReadonlyMap<string, string>;
  /** Joins the order with what the browser reported of its checkout. */
  checkoutToken: string | undefined;
  /** Path and query of the first page of the shopper's visit, as Shopify kept it. */
  landingSite: string | undefined;
  /** The site that sent the shopper, as Shopify kept it. */
  referrer: string | undefined;
  /** Origin of the shop as the shopper saw it. The page itself is left out: its address holds a key to the order. */
  shopOrigin: string | undefined;
  /** BCP 47, e.g. `en-CA`. */
  locale: string | undefined;
  clientIp: string | undefined;
  userAgent: string | undefined;
  buyer: Buyer;
}

/** Why a body is not an order. */
export type OrderRefusal = "not_json" | "not_an_object" | "no_order_id";

export type OrderResult = { ok: true; order: Order } | { ok: false; refusal: OrderRefusal };

/** Reads an `orders/*` webhook body. Only an order without an id is refused: everything else is used as far as it goes. */
export function readOrder(body: string): OrderResult {
  let json: unknown;
  try {
    json = parseJson(body);
  } catch {
    return { ok: false, refusal: "not_json" };
  }
  return readParsedOrder(json);
}

/** Like `readOrder`, of JSON that is parsed already. */
export function readParsedOrder(json: Json): OrderResult {
  if (!isObject(json)) return { ok: false, refusal: "not_an_object" };
  const orderId = id(json["admin_graphql_api_id"]) ?? id(json["id"]);
  return orderId === undefined
    ? { ok: false, refusal: "no_order_id" }
    : { ok: true, order: orderFrom(json, orderId) };
}

function orderFrom(json: JsonObject, orderId: string): Order {
  const client = object(json["client_details"]);
  const values = readValues(json);
  const customer = object(json["customer"]);
  return {
    id: orderId,
    name: text(json["name"]) ?? `#${text(json["order_number"]) ?? orderId}`,
    placedAt: instant(json["processed_at"]) ?? instant(json["created_at"]),
    updatedAt: instant(json["updated_at"]),
    test: json["test"] === true,
    cancelled: text(json["cancelled_at"]) !== undefined,
    source: text(json["source_name"]),
    financialStatus: text(json["financial_status"]),
    values,
    tags: readTags(json["tags"]),
    customerTags: readTags(customer["tags"]),
    gateways: readWords(json["payment_gateway_names"]),
    customer: readCustomer(customer["orders_count"]),
    lines: readLines(json["line_items"], values),
    attributes: readPairs(objects(json["note_attributes"])),
    lineProperties: readPairs(
      objects(json["line_items"])
        .flatMap((line) => objects(line["properties"]))
        .toReversed(),
    ),
    checkoutToken: text(json["checkout_token"]),
    landingSite: text(json["landing_site"]),
    referrer: text(json["referring_site"]),
    shopOrigin: readOrigin(json["order_status_url"]),
    locale: text(json["customer_locale"]),
    clientIp: text(json["browser_ip"]) ?? text(client["browser_ip"]),
    userAgent: text(client["user_agent"]),
    buyer: readBuyer(json),
  };
}

/** Tags as Shopify writes them: parted by commas, or a list. */
function readTags(value: unknown): string[] {
  return readWords(typeof value === "string" ? value.split(",") : value);
}

function readWords(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((one) => text(one)?.toLowerCase() ?? []) : [];
}

/** `orders_count` counts this order too. */
function readCustomer(ordersCount: unknown): Order["customer"] {
  const count = Number(text(ordersCount) ?? NaN);
  if (!Number.isInteger(count) || count < 0) return undefined;
  return count > 1 ? "returning" : "new";
}

function readOrigin(value: unknown): string | undefined {
  const written = text(value);
  return written === undefined ? undefined : webAddress(written)?.origin;
}

/** Names and values as Shopify lists them; the last of a repeated name counts. */
function readPairs(pairs: readonly JsonObject[]): ReadonlyMap<string, string> {
  const read = new Map<string, string>();
  for (const { name, value } of pairs) {
    // Not trimmed: a click id is kept as it came.
    if (typeof name === "string" && typeof value === "string") read.set(name, value);
  }
  return read;
}
