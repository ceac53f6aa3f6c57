import { createHmac, randomUUID } from "node:crypto";
import { wholeOrder } from "./whole-order.ts";

/** Who sends an order, and under which secret. */
export interface Signature {
  shop: string;
  secret: string;
}

/** A webhook as bytes on the wire. */
export interface SignedRequest {
  eventId: string;
  bytes: Buffer;
}

/** The `orders/paid` webhook of this order, signed as Shopify does, with an event id of its own. */
export function signedRequest(number: number, { shop, secret }: Signature): SignedRequest {
  const body = Buffer.from(JSON.stringify(wholeOrder(number, Date.now())));
  const eventId = randomUUID();
  const head = [
    "POST /webhooks/orders/paid HTTP/1.1",
    "Host: app.example.com",
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
    "User-Agent: Shopify-Captain-Hook",
    "Accept: */*",
    "Accept-Encoding: gzip;q=1.0,deflate;q=0.6,identity;q=0.3",
    "X-Shopify-Topic: orders/paid",
    `X-Shopify-Hmac-Sha256: ${createHmac("sha256", secret).update(body).digest("base64")}`,
    `X-Shopify-Shop-Domain: ${shop}`,
    "X-Shopify-API-Version: 2026-10",
    `X-Shopify-Webhook-Id: ${randomUUID()}`,
    `X-Shopify-Event-Id: ${eventId}`,
    `X-Shopify-Triggered-At: ${new Date().toISOString()}`,
  ].join("\r\n");
  return { eventId, bytes: Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]) };
}
