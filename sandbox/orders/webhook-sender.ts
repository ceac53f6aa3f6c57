import type { Journal } from "../journal.ts";
import { post, shopifysDeadlines } from "./post.ts";
import type { Deadlines, Message, PostResult } from "./post.ts";
import { MAX_TRIES, overHalfAMinute } from "./retry-pace.ts";
import { RealTime, type Schedule } from "./schedule.ts";
import { afterUninstall, defaultPaths } from "./topics.ts";
import type { Paths, Topic } from "./topics.ts";
import { fairWeather, fateIn, type Weather } from "./weather.ts";
import { messageFor, seal, type Sealed, type WebhookDelivery } from "./webhook.ts";

export type { Attempt, WebhookDelivery } from "./webhook.ts";

/** What the sender needs from outside. */
export interface WebhookSenderOptions {
  shop: string;
  apiSecret: string;
  apiVersion: string;
  /** Origin of the app. */
  target: string;
  /** The app's subscriptions; those of its shopify.app.toml by default. */
  paths?: Paths;
  /** Told of every try and every answer. */
  journal?: Journal;
  now: () => number;
  uuid: () => string;
  /** Milliseconds to wait after the given failed attempt, counted from 1. */
  retryDelay?: (attempt: number) => number;
  deadlines?: Deadlines;
  /** When a delayed webhook or the next try is due; by this machine's timers by default. */
  schedule?: Schedule;
  /** What webhooks go through; can be changed at any time. */
  weather?: Partial<Weather>;
  /** Numbers in [0, 1) the weather is drawn from. */
  random?: () => number;
  /** How a message reaches the app; by HTTP by default. */
  deliver?: (message: Message) => Promise<PostResult>;
  /** About how many of the latest deliveries are remembered; all by default. */
  keep?: number;
}

/** Things Shopify does on a bad day, each for the next so many webhooks. */
export interface Mishaps {
  lose: number;
  duplicate: number;
}

/** Sends webhooks signed and retried as Shopify does: same bytes and same ids on every try. */
export class WebhookSender {
  readonly deliveries: WebhookDelivery[] = [];
  /** How many webhooks came to which end. */
  readonly ends = { waiting: 0, delivered: 0, abandoned: 0, lost: 0, stopped: 0, unsubscribed: 0 };
  readonly mishaps: Mishaps = { lose: 0, duplicate: 0 };
  readonly weather: Weather;
  /** False after an uninstall: orders are no longer told of then. */
  isInstalled = true;
  readonly #options: WebhookSenderOptions;
  readonly #schedule: Schedule;
  readonly #open = new Map<WebhookDelivery, () => void>();
  readonly #onceIdle: (() => void)[] = [];
  #isClosed = false;

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
    this.#schedule = options.schedule ?? new RealTime(options.now);
    this.weather = { ...fairWeather, ...options.weather };
  }

  /** A new id for one event, which several topics may share. */
  newEventId(): string {
    return this.#options.uuid();
  }

  /** Queues a webhook and returns at once; the payload is frozen into bytes now, as Shopify's retries carry the original. */
  send(topic: Topic, payload: object, eventId: string = this.newEventId()): WebhookDelivery {
    return this.#send(topic, seal(payload, this.#options.apiSecret), eventId);
  }

  /**
   * Queues one event's webhooks, one for each of these topics the app subscribes to. They carry the event's id: a receiver that deduplicates on
   * that alone loses all but one.
   */
  sendAll(topics: readonly Topic[], payload: object): WebhookDelivery[] {
    const wanted = topics.filter((topic) => this.#isWanted(topic));
    if (wanted.length === 0) return [];
    const sealed = seal(payload, this.#options.apiSecret);
    const eventId = this.newEventId();
    return wanted.map((topic) => this.#send(topic, sealed, eventId));
  }

  /** Sends a webhook once more with the same bytes and the same ids, as at-least-once delivery may. */
  redeliver(original: WebhookDelivery): WebhookDelivery {
    return this.#copy(original, 0);
  }

  /** Resolves when no webhook waits or runs. */
  async idle(): Promise<void> {
    if (this.#open.size === 0) return;
    await new Promise<void>((resolve) => this.#onceIdle.push(resolve));
  }

  /** Stops retrying; resolves when the tries under way have ended. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const stop of [...this.#open.values()]) stop();
    await this.idle();
  }

  #isWanted(topic: Topic): boolean {
    const { paths = defaultPaths } = this.#options;
    return (paths as Paths)[topic] !== undefined && (this.isInstalled || afterUninstall.has(topic));
  }

  #send(topic: Topic, sealed: Sealed, eventId: string): WebhookDelivery {
    const { random = Math.random } = this.#options;
    const fate = fateIn(this.weather, random);
    const delivery = this.#prepare(topic, sealed, eventId, fate.version);
    this.#remember(delivery);
    if (!this.#isWanted(topic)) return this.#end(delivery, "unsubscribed");
    if (this.mishaps.lose > 0) {
      this.mishaps.lose -= 1;
      return this.#end(delivery, "lost");
    }
    const [first, ...again] = fate.departures;
    if (first === undefined) return this.#end(delivery, "lost");
    this.#later(delivery, 1, first);
    for (const departure of again) this.#copy(delivery, departure);
    if (this.mishaps.duplicate > 0) {
      this.mishaps.duplicate -= 1;
      this.redeliver(delivery);
    }
    return delivery;
  }

  #prepare(topic: Topic, sealed: Sealed, eventId: string, version: string | undefined): WebhookDelivery {
    const { shop, apiVersion, target, paths = defaultPaths, uuid } = this.#options;
    const webhookId = uuid();
    const triggeredAt = this.#options.now();
    const envelope = { topic, shop, apiVersion: version ?? apiVersion, webhookId, eventId, triggeredAt };
    const message = messageFor(`${target}${(paths as Paths)[topic] ?? ""}`, sealed, envelope);
    return { topic, webhookId, eventId, message, attempts: [], state: "waiting" };
  }

  #copy(original: WebhookDelivery, departure: number): WebhookDelivery {
    const copy: WebhookDelivery = { ...original, attempts: [], state: "waiting" };
    this.#remember(copy);
    this.#later(copy, 1, departure);
    return copy;
  }

  #remember(delivery: WebhookDelivery): void {
    const { keep = Infinity } = this.#options;
    this.ends.waiting += 1;
    this.deliveries.push(delivery);
    // Now and then a heap of old ones, rather than one with every webhook.
    if (this.deliveries.length > 2 * keep) this.deliveries.splice(0, this.deliveries.length - keep);
  }

  #later(delivery: WebhookDelivery, attempt: number, wait: number): void {
    const takeBack = this.#schedule.after(wait, () => this.#attempt(delivery, attempt));
    this.#open.set(delivery, () => {
      takeBack();
      this.#end(delivery, "stopped");
    });
  }

  async #attempt(delivery: WebhookDelivery, attempt: number): Promise<void> {
    const { retryDelay = overHalfAMinute } = this.#options;
    // A try under way is not cut short by closing.
    this.#open.set(delivery, () => undefined);
    const hasSucceeded = succeeded(await this.#try(delivery, attempt));
    if (hasSucceeded) this.#end(delivery, "delivered");
    else if (this.#isClosed) this.#end(delivery, "stopped");
    else if (attempt === MAX_TRIES) this.#end(delivery, "abandoned");
    else this.#later(delivery, attempt + 1, retryDelay(attempt));
  }

  #end(delivery: WebhookDelivery, state: WebhookDelivery["state"]): WebhookDelivery {
    delivery.state = state;
    this.ends.waiting -= 1;
    this.ends[state] += 1;
    this.#open.delete(delivery);
    if (this.#open.size === 0) for (const resolve of this.#onceIdle.splice(0)) resolve();
    return delivery;
  }

  async #try(delivery: WebhookDelivery, attempt: number): Promise<PostResult> {
    const { now, deadlines = shopifysDeadlines, deliver } = this.#options;
    this.#announce(delivery, attempt);
    const at = now();
    const result = await (deliver?.(delivery.message) ?? post(delivery.message, deadlines));
    const milliseconds = now() - at;
    delivery.attempts.push({ at, milliseconds, result });
    this.#announceAnswer(delivery, attempt, milliseconds, result);
    return result;
  }

  #announce({ topic, message }: WebhookDelivery, attempt: number): void {
    const again = attempt === 1 ? "" : `, try ${attempt} of ${MAX_TRIES}`;
    const { url, headers, body } = message;
    this.#options.journal?.record("webhook_sent", `Webhook ${topic} sent${again}`, {
      ...{ topic, attempt, url, headers, body: body.toString() },
    });
  }

  #announceAnswer(
    { topic }: WebhookDelivery,
    attempt: number,
    milliseconds: number,
    result: PostResult,
  ): void {
    const said =
      result.kind === "answered" ? `answered ${result.status}` : `did not answer: ${result.reason}`;
    this.#options.journal?.record("webhook_answered", `The app ${said} to ${topic} in ${milliseconds} ms`, {
      ...{ topic, attempt, milliseconds, ...result },
    });
  }
}

function succeeded(result: PostResult): boolean {
  return result.kind === "answered" && result.status >= 200 && result.status < 300;
}
