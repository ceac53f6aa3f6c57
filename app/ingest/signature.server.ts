import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Secret } from "../platform/secret.ts";

/** What Shopify's headers say of a webhook, after the signature was found good. */
export interface WebhookHeaders {
  /** As Shopify writes it: `orders/paid`. */
  topic: string;
  /** A myshopify.com domain, checked. */
  shop: string;
  webhookId: string;
  /** Names the event across redeliveries; the webhook id where Shopify sent none. */
  eventId: string;
  apiVersion: string;
  /** Milliseconds since the epoch. */
  triggeredAt: number | undefined;
}

export type SignatureResult =
  | { ok: true; headers: WebhookHeaders }
  /** The signature is missing or wrong: not from Shopify. */
  | { ok: false; refusal: "bad_signature" }
  /** Signed, but not a webhook: what is missing is named. */
  | { ok: false; refusal: "bad_headers"; detail: string };

/** Judges one request: raw bytes and headers. */
export type VerifyWebhook = (body: Buffer, headers: IncomingHttpHeaders) => SignatureResult;

/**
 * The one place where a webhook's signature is checked: base64 HMAC-SHA256 of the raw bytes under the app's secret, compared in constant
 * time. A test holds it to Shopify's own library, which takes five times as long and only text (docs/decisions/0005).
 */
export function createVerifyWebhook(secret: Secret): VerifyWebhook {
  const key = createSecretKey(secret.reveal(), "utf8");
  return (body, headers) => {
    if (body.length === 0) return { ok: false, refusal: "bad_headers", detail: "the body is empty" };
    if (!isSigned(body, headers["x-shopify-hmac-sha256"], key))
      return { ok: false, refusal: "bad_signature" };
    return readHeaders(headers);
  };
}

/** Whether a request bears what may be a signature: 32 bytes in base64. */
export function bearsSignature(headers: IncomingHttpHeaders): boolean {
  const given = headers["x-shopify-hmac-sha256"];
  return typeof given === "string" && /^[A-Za-z0-9+/]{43}=$/.test(given.trim());
}

function isSigned(body: Buffer, given: string | string[] | undefined, key: KeyObject): boolean {
  if (typeof given !== "string") return false;
  const expected = createHmac("sha256", key).update(body).digest();
  const signature = Buffer.from(given, "base64");
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

/** As Shopify's library has it, without its other hosts: admin.shopify.com is no shop. */
const SHOP_DOMAIN = /^[a-z0-9][a-z0-9_-]*\.myshopify\.com$/i;

function readHeaders(headers: IncomingHttpHeaders): SignatureResult {
  const get = (name: string) => {
    const value = headers[`x-shopify-${name}`];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const [topic, shop] = [get("topic"), get("shop-domain")];
  const [webhookId, apiVersion] = [get("webhook-id"), get("api-version")];
  if (topic === undefined || shop === undefined || webhookId === undefined || apiVersion === undefined)
    return { ok: false, refusal: "bad_headers", detail: "a Shopify header is missing" };
  if (!SHOP_DOMAIN.test(shop))
    return { ok: false, refusal: "bad_headers", detail: "the shop domain is not one of Shopify's" };
  const triggered = Date.parse(get("triggered-at") ?? "");
  const triggeredAt = Number.isNaN(triggered) ? undefined : triggered;
  const eventId = get("event-id") ?? webhookId;
  return { ok: true, headers: { topic, shop, webhookId, eventId, apiVersion, triggeredAt } };
}
