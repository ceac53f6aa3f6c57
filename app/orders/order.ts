import { id, instant, isObject, object, objects, parseJson, text, type JsonObject } from "./json.ts";
import { readLines, type OrderLine } from "./lines.ts";
import { parseAmount, parseCurrency, toNumber } from "./money.ts";
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
  /** Total paid and its ISO 4217 code, both from the same money set. */
  value: number | undefined;
  currency: string | undefined;
  lines: OrderLine[];
  /** Cart attributes; the last of a repeated name counts. */
  attributes: ReadonlyMap<string, string>;
  /** The site that sent the shopper, as Shopify kept it. */
  /** Properties of the lines, first line first; the first of a repeated name counts. */
  lineProperties: ReadonlyMap<string, string>;
  /** Joins the order with what the browser reported of its checkout. */
  checkoutToken: string | undefined;
  /** Path and query of the first page of the shopper's visit, as Shopify kept it. */
  landingSite: string | undefined;
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
  if (!isObject(json)) return { ok: false, refusal: "not_an_object" };
  const orderId = id(json["admin_graphql_api_id"]) ?? id(json["id"]);
  return orderId === undefined
    ? { ok: false, refusal: "no_order_id" }
    : { ok: true, order: orderFrom(json, orderId) };
}

function orderFrom(json: JsonObject, orderId: string): Order {
  const client = object(json["client_details"]);
  const total = readTotal(json);
  return {
    id: orderId,
    name: text(json["name"]) ?? `#${text(json["order_number"]) ?? orderId}`,
    placedAt: instant(json["processed_at"]) ?? instant(json["created_at"]),
    updatedAt: instant(json["updated_at"]),
    test: json["test"] === true,
    cancelled: text(json["cancelled_at"]) !== undefined,
    source: text(json["source_name"]),
    financialStatus: text(json["financial_status"]),
    value: total?.value,
    currency: total?.currency,
    lines: readLines(json["line_items"], total?.currency),
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

/** The total in the shop's currency, else in the buyer's: amount and code from the same pair. */
function readTotal(json: JsonObject): { value: number; currency: string } | undefined {
  const set = object(json["total_price_set"]);
  const [shop, presentment] = [object(set["shop_money"]), object(set["presentment_money"])];
  const pairs = [
    [json["total_price"], json["currency"]],
    [shop["amount"], shop["currency_code"]],
    [presentment["amount"], presentment["currency_code"]],
  ];
  for (const [amountText, code] of pairs) {
    const [amount, currency] = [parseAmount(amountText), parseCurrency(code)];
    if (amount !== undefined && currency !== undefined)
      return { value: toNumber(amount, currency), currency };
  }
  return undefined;
}

function readOrigin(value: unknown): string | undefined {
  const url = text(value);
  return url !== undefined && /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).origin : undefined;
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
