import { isUtf8 } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Shopify } from "@shopify/shopify-api";
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
export type VerifyWebhook = (body: Buffer, headers: Headers) => Promise<SignatureResult>;

/**
 * The one place where a webhook's signature is checked: base64 HMAC-SHA256 of the raw bytes under the app's secret, compared in constant
 * time, by Shopify's own library.
 */
export function createVerifyWebhook(api: Pick<Shopify, "webhooks" | "utils">, secret: Secret): VerifyWebhook {
  return async (body, headers) => {
    if (body.length === 0) return { ok: false, refusal: "bad_headers", detail: "the body is empty" };
    // The library signs text. Bytes that are not UTF-8 would change on the way, so their signature is checked as bytes.
    const text = isUtf8(body);
    if (!text && !signedBytes(body, headers.get("x-shopify-hmac-sha256"), secret))
      return { ok: false, refusal: "bad_signature" };
    if (text) {
      const rawRequest = new Request("https://webhook.invalid/", { method: "POST", headers });
      const result = await api.webhooks.validate({ rawBody: body.toString("utf8"), rawRequest });
      if (!result.valid && result.reason !== "missing_headers")
        return { ok: false, refusal: "bad_signature" };
    }
    return readHeaders(headers, (shop) => api.utils.sanitizeShop(shop) ?? undefined);
  };
}

function signedBytes(body: Buffer, given: string | null, secret: Secret): boolean {
  const expected = createHmac("sha256", secret.reveal()).update(body).digest();
  const signature = Buffer.from(given ?? "", "base64");
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

function readHeaders(headers: Headers, sanitizeShop: (shop: string) => string | undefined): SignatureResult {
  const get = (name: string) => headers.get(`x-shopify-${name}`) ?? undefined;
  const [topic, domain, webhookId, apiVersion] = [
    get("topic"),
    get("shop-domain"),
    get("webhook-id"),
    get("api-version"),
  ];
  if (topic === undefined || domain === undefined || webhookId === undefined || apiVersion === undefined)
    return { ok: false, refusal: "bad_headers", detail: "a Shopify header is missing" };
  const shop = sanitizeShop(domain);
  // The library also takes Shopify's other hosts, admin.shopify.com among them.
  if (shop?.endsWith(".myshopify.com") !== true)
    return { ok: false, refusal: "bad_headers", detail: "the shop domain is not one of Shopify's" };
  const triggered = Date.parse(get("triggered-at") ?? "");
  return {
    ok: true,
    headers: {
      topic,
      shop,
      webhookId,
      eventId: get("event-id") ?? webhookId,
      apiVersion,
      triggeredAt: Number.isNaN(triggered) ? undefined : triggered,
    },
  };
}
