/** The built bundle on a shopper's pages, with Shopify's interface around it and time in the test's hands. */
import { setImmediate as turn } from "node:timers/promises";
import { compileFunction } from "node:vm";
import type {
  Browser,
  CustomerPrivacyPayload,
  ExtensionApi,
  RegisterInit,
  ShopifyGlobal,
} from "@shopify/web-pixels-extension";
import { bundlePixel } from "../../sandbox/pixels/bundle.ts";
import { readHint, type PostedHint } from "./contract.ts";
import { contextOf, VISIT } from "./events.ts";

export const EXTENSION = new URL("../../extensions/conversion-pixel", import.meta.url).pathname;

/** What Shopify's CLI would ship. */
export const BUNDLE = await bundlePixel(EXTENSION);

export const SETTINGS = { endpoint: "https://app.example/collect", token: "ingest-token-of-this-shop" };

type Verdicts = CustomerPrivacyPayload["customerPrivacy"];

/** What Shopify says the shopper allows; analytics and preferences are not ours to ask. */
export function allowing(marketingAllowed: boolean, saleOfDataAllowed = marketingAllowed): Verdicts {
  const [analyticsProcessingAllowed, preferencesProcessingAllowed] = [false, false];
  return { analyticsProcessingAllowed, preferencesProcessingAllowed, marketingAllowed, saleOfDataAllowed };
}

/** How the app answers one post: a status, an error of the network, or nothing until `answerHeld`. */
export type Reply = number | "network error" | "silence";

type Listener = (payload: unknown) => void;

/** Runs the bundle with these globals; of a page's, it gets none. */
const runBundle = compileFunction(BUNDLE, ["shopify", "fetch", "setTimeout", "Date"]) as (
  ...globals: unknown[]
) => void;

/** One browser: its storage and cookies outlast its pages. */
export class Shopper {
  readonly local = new Map<string, string>();
  readonly session = new Map<string, string>();
  readonly cookies = new Map<string, string>();
  /** Where storage is not to be had, every use of it is rejected. */
  storageWorks = true;
  /** Replies to the next posts. */
  readonly replies: Reply[] = [];
  /** The reply when there are none left. */
  usualReply: Reply = 202;
  readonly requests: { url: string; init: RequestInit; at: number }[] = [];
  /** Names of the cookies the pixel asked for. */
  readonly cookiesRead: string[] = [];
  now = VISIT;
  #held: ((answer: { status: number }) => void)[] = [];
  #timers: { at: number; run: () => void }[] = [];

  /** What was posted so far, each held to the contract. */
  get hints(): PostedHint[] {
    return this.requests.map(({ init }) => readHint(init.body as string));
  }

  /** Opens a page: a new worker runs the bundle. */
  open(overrides: Partial<Record<keyof ExtensionApi, unknown>> = {}): ShopPage {
    return new ShopPage(this, overrides);
  }

  /** Lets everything happen that needs no time, then lets time pass. */
  async pass(milliseconds = 0): Promise<void> {
    const end = this.now + milliseconds;
    for (;;) {
      for (let round = 0; round < 10; round++) await turn();
      const due = this.#timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.now = due.at;
      due.run();
    }
    this.now = end;
  }

  /** Answers what met silence so far. */
  async answerHeld(status: number): Promise<void> {
    for (const answer of this.#held.splice(0)) answer({ status });
    await this.pass();
  }

  /** The worker's globals after `shopify`, in the order `runBundle` takes them. */
  get globals(): unknown[] {
    const fetch = (url: string, init: RequestInit) => this.#answer(url, init);
    const setTimeout = (run: () => void, after: number) => this.#timers.push({ at: this.now + after, run });
    return [fetch, setTimeout, { now: () => this.now, parse: Date.parse }];
  }

  #answer(url: string, init: RequestInit): Promise<{ status: number }> {
    this.requests.push({ url, init, at: this.now });
    const reply = this.replies.shift() ?? this.usualReply;
    if (reply === "silence") return new Promise((resolve) => this.#held.push(resolve));
    return reply === "network error" ? Promise.reject(new TypeError()) : Promise.resolve({ status: reply });
  }

  /** Without the deprecated `sendBeacon`. */
  get browser(): Omit<Browser, "sendBeacon"> {
    return {
      localStorage: this.#storage(this.local),
      sessionStorage: this.#storage(this.session),
      cookie: {
        get: (name = "") => {
          this.cookiesRead.push(name);
          return Promise.resolve(this.cookies.get(name) ?? "");
        },
        set: () => Promise.reject<string>(new Error("the pixel sets no cookie")),
      },
    };
  }

  #storage(entries: Map<string, string>): Browser["localStorage"] {
    const use = <Result>(act: () => Result) =>
      this.storageWorks
        ? Promise.resolve().then(act)
        : Promise.reject<Result>(new DOMException("denied", "SecurityError"));
    return {
      getItem: (key) => use(() => entries.get(key) ?? null),
      setItem: (key, value: string) => use(() => void entries.set(key, value)),
      removeItem: (key) => use(() => void entries.delete(key)),
      clear: () =>
        use(() => {
          entries.clear();
        }),
      key: (index) => use(() => [...entries.keys()][index] ?? null),
      length: () => use(() => entries.size),
    };
  }
}

/** One page with the pixel beside it. */
export class ShopPage {
  readonly #shopper: Shopper;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(shopper: Shopper, overrides: Partial<Record<keyof ExtensionApi, unknown>>) {
    this.#shopper = shopper;
    const subscribe = (name: string, listener: Listener) => {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
      return () => true;
    };
    const api = {
      settings: SETTINGS,
      init: initOf(allowing(true)),
      browser: shopper.browser,
      analytics: { subscribe },
      customerPrivacy: { subscribe },
      _pixelInfo: undefined,
      ...overrides,
    } as ExtensionApi;
    const shopify: ShopifyGlobal = {
      extend: (_point, extend) => {
        extend(api);
      },
    };
    runBundle(shopify, ...shopper.globals);
  }

  /** What the pixel listens to. */
  get subscriptions(): string[] {
    return [...this.#listeners.keys()];
  }

  /** Something happens on the page, and everything that follows from it at once. */
  async happens(...events: { name: string }[]): Promise<void> {
    for (const event of events) for (const listener of this.#listeners.get(event.name) ?? []) listener(event);
    await this.#shopper.pass();
  }

  /** The shopper changes their mind on this page. */
  async consents(customerPrivacy: Verdicts): Promise<void> {
    for (const listener of this.#listeners.get("visitorConsentCollected") ?? [])
      listener({ customerPrivacy });
    await this.#shopper.pass();
  }
}

/** The snapshot a pixel starts with. */
export function initOf(customerPrivacy: Verdicts | undefined): RegisterInit {
  const context = contextOf(new URL("https://northpine.example/"));
  return { context, customerPrivacy } as RegisterInit;
}
