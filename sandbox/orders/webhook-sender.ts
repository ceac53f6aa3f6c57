import { setTimeout as wait } from "node:timers/promises";
import type { Journal } from "../journal.ts";
import { post, shopifysDeadlines } from "./post.ts";
import type { Deadlines, Message, PostResult } from "./post.ts";
import { sign } from "./signature.ts";
import { MAX_TRIES, overHalfAMinute } from "./retry-pace.ts";
import { defaultPaths } from "./topics.ts";
import type { Topic } from "./topics.ts";

/** What the sender needs from outside. */
export interface WebhookSenderOptions {
  shop: string;
  apiSecret: string;
  apiVersion: string;
  /** Origin of the app. */
  target: string;
  paths?: Record<Topic, string>;
  journal: Journal;
  now: () => number;
  uuid: () => string;
  /** Milliseconds to wait after the given failed attempt, counted from 1. */
  retryDelay?: (attempt: number) => number;
  deadlines?: Deadlines;
}

/** One try at delivering a webhook. */
export interface Attempt {
  at: number;
  milliseconds: number;
  result: PostResult;
}

/** A webhook and what became of it. `lost` was never sent on purpose; `abandoned` had all its tries. */
export interface WebhookDelivery {
  topic: Topic;
  webhookId: string;
  eventId: string;
  message: Message;
  attempts: Attempt[];
  state: "waiting" | "delivered" | "abandoned" | "lost" | "stopped";
}

/** Things Shopify does on a bad day, each for the next so many webhooks. */
export interface Mishaps {
  lose: number;
  duplicate: number;
}

/** Sends webhooks signed and retried as Shopify does: same bytes and same ids on every try. */
export class WebhookSender {
  readonly deliveries: WebhookDelivery[] = [];
  readonly mishaps: Mishaps = { lose: 0, duplicate: 0 };
  readonly #options: WebhookSenderOptions;
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  /** A new id for one event, which several topics may share. */
  newEventId(): string {
    return this.#options.uuid();
  }

  /** Queues a webhook and returns at once; the payload is frozen into bytes now, as Shopify's retries carry the original. */
  send(topic: Topic, payload: object, eventId: string = this.newEventId()): WebhookDelivery {
    const delivery = this.#prepare(topic, payload, eventId);
    this.deliveries.push(delivery);
    if (this.mishaps.lose > 0) {
      this.mishaps.lose -= 1;
      delivery.state = "lost";
      return delivery;
    }
    this.#start(delivery);
    if (this.mishaps.duplicate > 0) {
      this.mishaps.duplicate -= 1;
      this.redeliver(delivery);
    }
    return delivery;
  }

  /** Sends a webhook once more with the same bytes and the same ids, as at-least-once delivery may. */
  redeliver(original: WebhookDelivery): WebhookDelivery {
    const copy: WebhookDelivery = { ...original, attempts: [], state: "waiting" };
    this.deliveries.push(copy);
    this.#start(copy);
    return copy;
  }

  /** Resolves when no webhook waits or runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Stops retrying; resolves when the tries under way have ended. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.idle();
  }

  #prepare(topic: Topic, payload: object, eventId: string): WebhookDelivery {
    const { shop, apiSecret, apiVersion, target, paths = defaultPaths, now, uuid } = this.#options;
    const body = Buffer.from(JSON.stringify(payload));
    const webhookId = uuid();
    const headers = {
      "Content-Type": "application/json",
      "Content-Length": String(body.length),
      "User-Agent": "Shopify-Captain-Hook",
      "X-Shopify-Topic": topic,
      "X-Shopify-Hmac-Sha256": sign(body, apiSecret),
      "X-Shopify-Shop-Domain": shop,
      "X-Shopify-API-Version": apiVersion,
      "X-Shopify-Webhook-Id": webhookId,
      "X-Shopify-Event-Id": eventId,
      "X-Shopify-Triggered-At": new Date(now()).toISOString(),
    };
    const message = { url: `${target}${paths[topic]}`, headers, body };
    return { topic, webhookId, eventId, message, attempts: [], state: "waiting" };
  }

  #start(delivery: WebhookDelivery): void {
    const running = this.#deliver(delivery).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #deliver(delivery: WebhookDelivery): Promise<void> {
    const { retryDelay = overHalfAMinute } = this.#options;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      if (this.#stop.signal.aborted) break;
      if (succeeded(await this.#try(delivery, attempt))) {
        delivery.state = "delivered";
        return;
      }
      if (attempt < MAX_TRIES) await this.#pause(retryDelay(attempt));
    }
    delivery.state = this.#stop.signal.aborted ? "stopped" : "abandoned";
  }

  async #try(delivery: WebhookDelivery, attempt: number): Promise<PostResult> {
    const { journal, now, deadlines = shopifysDeadlines } = this.#options;
    const { topic, message } = delivery;
    const again = attempt === 1 ? "" : `, try ${attempt} of ${MAX_TRIES}`;
    const { url, headers } = message;
    journal.record("webhook_sent", `Webhook ${topic} sent${again}`, {
      topic,
      attempt,
      url,
      headers,
      body: message.body.toString(),
    });
    const at = now();
    const result = await post(message, deadlines);
    const milliseconds = now() - at;
    delivery.attempts.push({ at, milliseconds, result });
    const said =
      result.kind === "answered" ? `answered ${result.status}` : `did not answer: ${result.reason}`;
    journal.record("webhook_answered", `The app ${said} to ${topic} in ${milliseconds} ms`, {
      topic,
      attempt,
      milliseconds,
      ...result,
    });
    return result;
  }

  async #pause(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}

function succeeded(result: PostResult): boolean {
  return result.kind === "answered" && result.status >= 200 && result.status < 300;
}
