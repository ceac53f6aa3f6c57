/** Shopify's side: signed webhooks, some of them twice, in any order, each repeated until it is acknowledged. */
import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { oneOf, shuffled } from "./random.ts";

export interface Shop {
  domain: string;
  pixel: string;
  token: string;
}

/** One webhook that Shopify has to deliver. */
interface Message {
  shop: Shop;
  topic: "orders/create" | "orders/paid";
  body: string;
  eventId: string;
}

export interface Flood {
  /** The orders so far, as `pixel eventId`: what TikTok has to count once each. */
  expected: Set<string>;
  /** How many acknowledgements there were. */
  acknowledged: number;
  /** Sends nothing new, and waits until everything is acknowledged. Rejects when that takes longer than a minute. */
  end(): Promise<void>;
}

const SENDERS = 8;
const LONGEST_END_MS = 60_000;

/** Floods `url` with new orders of these shops until it is ended. */
export function startFlood(url: string, shops: readonly Shop[], secret: string, random: () => number): Flood {
  const flood = { expected: new Set<string>(), acknowledged: 0, end };
  const waiting: Message[] = [];
  let [next, ending] = [1, false];

  function invent(): void {
    const shop = oneOf(shops, random);
    const id = next++;
    flood.expected.add(`${shop.pixel} order_${id}`);
    waiting.push(...shuffled(messagesOf(shop, id, random), random));
    // Among those of other orders.
    if (random() < 0.5) waiting.push(...shuffled(waiting.splice(0), random));
  }

  async function send(): Promise<void> {
    for (;;) {
      if (waiting.length < SENDERS && !ending) invent();
      const message = waiting.shift();
      if (message === undefined) return;
      if (await isAcknowledged(url, message, secret)) flood.acknowledged++;
      else waiting.push(message);
      await sleep(random() * 15);
    }
  }

  const senders = Array.from({ length: SENDERS }, send);
  async function end(): Promise<void> {
    ending = true;
    const tooLong = sleep(LONGEST_END_MS, "too long" as const, { ref: false });
    if ((await Promise.race([Promise.all(senders), tooLong])) === "too long")
      throw new Error("the server does not acknowledge webhooks any more");
  }
  return flood;
}

function messagesOf(shop: Shop, id: number, random: () => number): Message[] {
  const placed = new Date().toISOString();
  const told = (topic: Message["topic"], updated: string, status: string): Message => ({
    ...{ shop, topic, eventId: randomUUID() },
    body: JSON.stringify({
      ...{ id, admin_graphql_api_id: `gid://shopify/Order/${id}`, name: `#${id}`, source_name: "web" },
      ...{ created_at: placed, processed_at: placed, updated_at: updated, financial_status: status },
      ...{ currency: "USD", total_price: "54.00", email: `buyer-${id}@example.com`, test: false },
      line_items: [{ id, product_id: 1, variant_id: 2, title: "Shirt", quantity: 1, price: "54.00" }],
      note_attributes: [
        { name: "ttclid", value: `E.C.P.${id}` },
        { name: "_tt_consent", value: "granted" },
      ],
    }),
  });
  const later = new Date(Date.now() + 1000).toISOString();
  const once = [told("orders/create", placed, "pending"), told("orders/paid", later, "paid")];
  return random() < 0.3 ? [...once, ...once] : once;
}

async function isAcknowledged(
  url: string,
  { shop, topic, body, eventId }: Message,
  secret: string,
): Promise<boolean> {
  try {
    const response = await fetch(`${url}/webhooks/${topic}`, {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-Sha256": createHmac("sha256", secret).update(body).digest("base64"),
        "X-Shopify-Shop-Domain": shop.domain,
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": randomUUID(),
        "X-Shopify-Event-Id": eventId,
      },
      signal: AbortSignal.timeout(5000),
    });
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    // The server is being killed.
    return false;
  }
}
