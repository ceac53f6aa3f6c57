import type { Message, PostResult } from "./post.ts";
import { sign } from "./signature.ts";
import type { Topic } from "./topics.ts";

/** One try at delivering a webhook. */
export interface Attempt {
  at: number;
  milliseconds: number;
  result: PostResult;
}

/** A webhook and what became of it. `lost` was never sent on purpose; `abandoned` had all its tries; `unsubscribed` is a topic the app did not ask for. */
export interface WebhookDelivery {
  topic: Topic;
  webhookId: string;
  eventId: string;
  message: Message;
  attempts: Attempt[];
  state: "waiting" | "delivered" | "abandoned" | "lost" | "stopped" | "unsubscribed";
}

/** A payload as the bytes every topic and every try carries, with their signature. */
export interface Sealed {
  body: Buffer;
  signature: string;
}

/** Freezes a payload into bytes and signs them. */
export function seal(payload: object, apiSecret: string): Sealed {
  const body = Buffer.from(JSON.stringify(payload));
  return { body, signature: sign(body, apiSecret) };
}

/** What a webhook's headers tell. */
export interface Envelope {
  topic: Topic;
  shop: string;
  apiVersion: string;
  webhookId: string;
  eventId: string;
  /** Milliseconds since the epoch. */
  triggeredAt: number;
}

/** The request every try makes: same bytes, same headers. */
export function messageFor(url: string, { body, signature }: Sealed, envelope: Envelope): Message {
  const headers = {
    "Content-Type": "application/json",
    "Content-Length": String(body.length),
    "User-Agent": "Shopify-Captain-Hook",
    "X-Shopify-Topic": envelope.topic,
    "X-Shopify-Hmac-Sha256": signature,
    "X-Shopify-Shop-Domain": envelope.shop,
    "X-Shopify-API-Version": envelope.apiVersion,
    "X-Shopify-Webhook-Id": envelope.webhookId,
    "X-Shopify-Event-Id": envelope.eventId,
    "X-Shopify-Triggered-At": new Date(envelope.triggeredAt).toISOString(),
  };
  return { url, headers, body };
}
