import { createHmac } from "node:crypto";

/** Shopify's webhook signature: base64 of the HMAC-SHA256 of exactly these bytes under the app's client secret. */
export function sign(body: Buffer, apiSecret: string): string {
  return createHmac("sha256", apiSecret).update(body).digest("base64");
}
