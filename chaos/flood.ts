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
  /** Sends nothing new, and waits until everything is acknowledged, however much it is. Rejects when for a minute nothing is. */
  end(): Promise<void>;
}

const SENDERS = 8;
/** How long Shopify waits for an answer. */
const PATIENCE_MS = 5000;
const REMEMBERED = 1000;
/** Shopify repeats a webhook ever more rarely, eight times within four hours: a run is shorter than that, and its outages are too. */
const FIRST_REPEAT_MS = 500;
const LONGEST_REPEAT_MS = 4000;
/** A server that is up acknowledges within seconds, and one that was killed is up again in as many, on a busy machine too. */
const LONGEST_SILENCE_MS = 60_000;
/** What an outage leaves behind has a bound. */
const MOST_WAITING = 2000;

/** Floods `url` with new orders of these shops until it is ended. */
export function startFlood(url: string, shops: readonly Shop[], secret: string, random: () => number): Flood {
  const flood = { expected: new Set<string>(), acknowledged: 0, backpressure: 0, end };
  const waiting: Message[] = [];
  let [next, repeating, ending] = [1, 0, false];
  /** What became of the last thousand attempts that were not acknowledged. */
  const refusals: string[] = [];

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
      if (waiting.length < SENDERS && repeating < MOST_WAITING && !ending) invent();
      const message = waiting.shift();
      if (message !== undefined) await deliver(message);
      else if (ending && repeating === 0) return;
      await sleep(random() * 15);
    }
  }

  async function deliver(message: Message): Promise<void> {
    const answer = await post(url, message, secret);
    if (answer === 200) flood.acknowledged++;
    else {
      repeat(message);
      refusals.push(String(answer));
      if (refusals.length > REMEMBERED) refusals.shift();
    }
    if (answer === 503) flood.backpressure++;
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

  const senders = Promise.all(Array.from({ length: SENDERS }, send));
  async function end(): Promise<void> {
    ending = true;
    for (let acknowledged = -1; acknowledged !== flood.acknowledged;) {
      acknowledged = flood.acknowledged;
      const silence = sleep(LONGEST_SILENCE_MS, "silence" as const, { ref: false });
      if ((await Promise.race([senders, silence])) !== "silence") return;
    }
    throw new Error(`the server does not acknowledge webhooks any more: ${await diagnosis()}`);
  }

  /** What may tell why: how the last attempts ended, and whether the server lives. */
  async function diagnosis(): Promise<string> {
    const kinds = [...new Set(refusals)].map(
      (kind) => `${kind} ${refusals.filter((one) => one === kind).length} times`,
    );
    const health = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
      ({ status }) => `/healthz answers ${status}`,
      () => "/healthz does not answer",
    );
    return `${kinds.join(", ")}; ${health}; ${repeating} webhooks to be repeated`;
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

/** The status it is answered with, or why there is no answer. */
async function post(
  url: string,
  { shop, topic, body, eventId }: Message,
  secret: string,
): Promise<number | string> {
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
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    // The server is being killed.
    return reasonOf(error);
  }
}

/** The innermost code, or name, of what went wrong. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.cause !== undefined) return reasonOf(error.cause);
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
