import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { launchBrowser } from "../../sandbox/browser.ts";
import { Journal } from "../../sandbox/journal.ts";
import type { ShopifyOrder } from "../../sandbox/orders/order.ts";
import type { PrivacySettings } from "../../sandbox/storefront/privacy.ts";
import { startStorefront, type Storefront } from "../../sandbox/storefront/storefront.ts";
import type { Fields, Visit } from "../../sandbox/storefront/visit.ts";
import { API_SECRET, SHOP_DOMAIN } from "../sandbox-storefront/shop.ts";
import { eventually } from "./eventually.ts";
import { INGEST_TOKEN, startLine, type Line } from "./line.ts";
import type { Consent } from "./table.ts";

const EXTENSIONS = join(import.meta.dirname, "../../extensions");

/** A write to the cart as the shop received it. */
export interface CartWrite {
  /** The browser's user agent, which tells shoppers apart. */
  shopper: string;
  /** By our script: its address ends in a question mark. */
  ours: boolean;
  attributes: Record<string, unknown>;
}

/** A shop as far as shoppers meet it. */
export interface Scene {
  shop: Storefront;
  cartWrites: CartWrite[];
  /** Where the shop's web pixel reports to; undefined where it has none. */
  webPixel: Pick<Line, "url" | "collectedFrom" | "heard"> | undefined;
}

/** A shop with the whole line behind it. Many shoppers may be in it at a time. */
export interface Stage extends Scene {
  line: Line;
  /** Waits until the app has answered every webhook about this order. */
  told(order: ShopifyOrder): Promise<void>;
  close(): Promise<void>;
}

/** Opens a shop in a region, with or without Shopify's consent API. */
export async function openStage(privacy: PrivacySettings, hasWebPixel = true): Promise<Stage> {
  const line = await startLine({ hasWebPixel });
  const cartWrites: CartWrite[] = [];
  const settings = { endpoint: `${line.url}/collect`, token: INGEST_TOKEN };
  const shop = await startStorefront({
    port: 0,
    shopify: {
      ...{ shop: SHOP_DOMAIN, apiSecret: API_SECRET, apiVersion: "2026-10", webhookTarget: line.url },
      webhooks: { retryDelay: () => 50 },
    },
    journal: new Journal(),
    extensionRoot: join(EXTENSIONS, "click-capture"),
    webPixel: {
      extensionRoot: join(EXTENSIONS, "conversion-pixel"),
      settings: () => (hasWebPixel ? settings : undefined),
    },
    before: (visit) => noteWrite(visit, cartWrites),
  });
  Object.assign(shop.privacy, privacy);
  return {
    ...{ shop, cartWrites, line },
    webPixel: hasWebPixel ? line : undefined,
    async told({ id }) {
      const mine = shop.webhooks.deliveries.filter(({ message }) => message.body.includes(`"id":${id},`));
      await eventually(() => {
        const states = mine.map(({ topic, state }) => `${topic} ${state}`);
        expect(states).toEqual(["orders/create delivered", "orders/paid delivered"]);
      });
    },
    async close() {
      await shop.close();
      await line.close();
    },
  };
}

/** Notes the request if it writes to the cart. */
export async function noteWrite(visit: Visit, cartWrites: CartWrite[]): Promise<void> {
  if (visit.method !== "POST" || visit.path !== "/cart/update.js") return;
  const fields = await visit.fields().catch((): Fields => ({}));
  cartWrites.push({
    shopper: visit.headers["user-agent"] ?? "",
    ours: visit.url.href.endsWith("?"),
    attributes: { ...(fields["attributes"] as Record<string, unknown> | undefined) },
  });
}

/** What a shopper with this consent meets. */
export function privacyFor(consent: Consent): PrivacySettings {
  return {
    region: consent === "no banner region" ? "us" : "eu",
    privacyApi: consent === "API missing" ? "absent" : "loads",
  };
}

/** One browser, and one stage for every kind of shop, for the tests of a file. */
export class Theatre {
  #browser: Browser | undefined;
  readonly #stages = new Map<string, Promise<Stage>>();

  /** To be called while a test file is collected. */
  static open(): Theatre {
    const theatre = new Theatre();
    beforeAll(async () => {
      theatre.#browser = await launchBrowser();
    });
    afterAll(async () => {
      await theatre.#browser?.close();
      for (const stage of theatre.#stages.values()) await (await stage).close();
    });
    return theatre;
  }

  get browser(): Browser {
    if (!this.#browser) throw new Error("The browser is there while tests run.");
    return this.#browser;
  }

  /** The stage for shoppers with this consent, opened when the first of them comes. */
  stage(consent: Consent, hasWebPixel = true): Promise<Stage> {
    const privacy = privacyFor(consent);
    const name = [privacy.region, privacy.privacyApi, hasWebPixel].join(" ");
    const stage = this.#stages.get(name) ?? openStage(privacy, hasWebPixel);
    this.#stages.set(name, stage);
    return stage;
  }
}
