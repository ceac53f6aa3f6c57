import { ATTRIBUTE, LINE_ITEM_PROPERTY } from "../attribution/attributes.ts";
import { isObject, object, objects, parseJson, id, text, type JsonObject } from "../orders/json.ts";
import { readOrder, type Order } from "../orders/order.ts";
import type { Topic } from "./topics.ts";

/** What a webhook asks for, once its body is understood. */
export type Intake =
  | {
      kind: "order";
      orderId: string;
      name: string;
      facts: string;
      placedAt: number | undefined;
      updatedAt: number | undefined;
      checkoutToken: string | undefined;
      /** It brought a click id that may be believed: nothing is gained by waiting for the browser. */
      hasClick: boolean;
    }
  | { kind: "uninstalled" }
  | { kind: "scopes"; scopes: string }
  | { kind: "redact_shop" }
  | { kind: "redact_customer"; orderIds: string[] }
  /** `requestId`: Shopify's id of the request, where it has one. */
  | { kind: "data_request"; requestId: string | undefined; orderIds: string[] }
  /** Signed, and not understood: kept for a person. */
  | { kind: "unreadable"; reason: string };

/** Reads the body of a webhook. `reduce` turns an order into JSON without raw personal data. Never throws on any body. */
export function readIntake(topic: Topic, body: string, reduce: (order: Order) => string): Intake {
  switch (topic) {
    case "orders/create":
    case "orders/paid":
      return readOrderIntake(body, reduce);
    case "app/uninstalled":
      return { kind: "uninstalled" };
    case "shop/redact":
      return { kind: "redact_shop" };
    case "app/scopes_update":
      return withObject(body, (json) => ({ kind: "scopes", scopes: scopes(json["current"]) }));
    case "customers/data_request":
      return withObject(body, (json) => ({
        kind: "data_request",
        requestId: id(object(json["data_request"])["id"]),
        orderIds: ids(json["orders_requested"]),
      }));
    case "customers/redact":
      return withObject(body, (json) => ({
        kind: "redact_customer",
        orderIds: ids(json["orders_to_redact"]),
      }));
  }
}

function readOrderIntake(body: string, reduce: (order: Order) => string): Intake {
  const result = readOrder(body);
  if (!result.ok) return { kind: "unreadable", reason: result.refusal };
  const { order } = result;
  return {
    kind: "order",
    orderId: order.id,
    name: order.name,
    facts: reduce(order),
    placedAt: order.placedAt,
    updatedAt: order.updatedAt,
    checkoutToken: order.checkoutToken,
    hasClick: bringsClick(order),
  };
}

/** A click id in the cart counts beside the script's own verdict only (app/attribution/claims.ts). */
function bringsClick({ attributes, lineProperties }: Order): boolean {
  const inCart = attributes.has(ATTRIBUTE.clickId) && attributes.get(ATTRIBUTE.consent) === "granted";
  return inCart || lineProperties.has(LINE_ITEM_PROPERTY);
}

function withObject(body: string, read: (json: JsonObject) => Intake): Intake {
  try {
    const json = parseJson(body);
    return isObject(json) ? read(json) : { kind: "unreadable", reason: "not_an_object" };
  } catch {
    return { kind: "unreadable", reason: "not_json" };
  }
}

function scopes(value: unknown): string {
  return Array.isArray(value) ? value.flatMap((one) => text(one) ?? []).join(",") : "";
}

/** Ids come as numbers, and as objects with an `id` in some topics. */
function ids(value: unknown): string[] {
  const plain = Array.isArray(value) ? value.flatMap((one) => id(one) ?? []) : [];
  return [...plain, ...objects(value).flatMap((one) => id(object(one)["id"]) ?? [])];
}
