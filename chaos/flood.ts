/** Shopify's side: signed webhooks, some of them twice, in any order, each repeated as Shopify does until it is acknowledged. */
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
  /** How often it was sent in vain. */
  tries: number;
}

export interface Flood {
  /** The orders so far, as `pixel eventId`: what TikTok has to count once each. */
  expected: Set<string>;
  /** How many acknowledgements there were. */
  acknowledged: number;
  /** How many were asked to come again, with 503. */
  backpressure: number;
  /** Sends nothing new, and waits until everything is acknowledged. Rejects when that takes longer than a minute and a half. */
  end(): Promise<void>;
}

const SENDERS = 8;
/** Shopify repeats a webhook ever more rarely, eight times within four hours: a run is shorter than that, and its outages are too. */
const FIRST_REPEAT_MS = 500;
const LONGEST_REPEAT_MS = 4000;
const LONGEST_END_MS = 90_000;

/** Floods `url` with new orders of these shops until it is ended. */
export function startFlood(url: string, shops: readonly Shop[], secret: string, random: () => number): Flood {
  const flood = { expected: new Set<string>(), acknowledged: 0, backpressure: 0, end };
  const waiting: Message[] = [];
  let [next, repeating, ending] = [1, 0, false];

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
      if (message !== undefined) await deliver(message);
      else if (ending && repeating === 0) return;
      await sleep(random() * 15);
    }
  }

  async function deliver(message: Message): Promise<void> {
    const status = await post(url, message, secret);
    if (status === 200) flood.acknowledged++;
    else repeat(message);
    if (status === 503) flood.backpressure++;
  }

  function repeat(message: Message): void {
    repeating++;
    setTimeout(
      () => {
        repeating--;
        waiting.push({ ...message, tries: message.tries + 1 });
      },
      Math.min(FIRST_REPEAT_MS * 2 ** message.tries, LONGEST_REPEAT_MS),
    );
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
    ...{ shop, topic, eventId: randomUUID(), tries: 0 },
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

/** The status it is answered with; undefined when there is no answer. */
async function post(
  url: string,
  { shop, topic, body, eventId }: Message,
  secret: string,
): Promise<number | undefined> {
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
    return response.status;
  } catch {
    // The server is being killed.
    return undefined;
  }
}
