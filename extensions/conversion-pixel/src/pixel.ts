import type {
  CustomerPrivacyPayload,
  ExtensionApi,
  PixelEventsPageViewed,
} from "@shopify/web-pixels-extension";
import { clickIdIn, keepClicks, type Clicks } from "./click.ts";
import {
  bodyOf,
  hintOf,
  markOf,
  testHintOf,
  type CheckoutEvent,
  type Circumstances,
  type Hint,
} from "./hint.ts";
import { post, type Network } from "./post.ts";
import { rememberSent, type Sent } from "./sent.ts";

/** What the pixel needs besides Shopify's interface; `now` is in milliseconds. */
export interface World extends Network {
  now: () => number;
}

/**
 * Starts the pixel on one page. The shop must never notice it: whatever goes wrong ends here, unreported.
 * Where nothing says that the shopper allows it, nothing is stored and nothing is sent.
 */
export function startPixel(api: ExtensionApi, world: World): void {
  try {
    const settings = settingsOf(api.settings);
    if (settings) new Pixel(api, settings, world).listen();
  } catch {
    // An interface without a part that is used here: no pixel on this page.
  }
}

interface Settings {
  endpoint: string;
  token: string;
}

function settingsOf({ endpoint, token }: Record<string, unknown>): Settings | undefined {
  const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
  return isText(endpoint) && isText(token) ? { endpoint, token } : undefined;
}

/** Telling TikTok of an order is both marketing and sale of data. */
function permits({ marketingAllowed, saleOfDataAllowed }: CustomerPrivacyPayload["customerPrivacy"]) {
  return marketingAllowed && saleOfDataAllowed;
}

// Private to TypeScript only: Shopify's build would expand #names, and double the bundle.
class Pixel {
  private readonly api: ExtensionApi;
  private readonly settings: Settings;
  private readonly world: World;
  private readonly clicks: Clicks;
  private readonly sent: Sent;
  private allowed: boolean;
  /** The page the worker runs beside, kept so that consent given later still finds its click. */
  private page: PixelEventsPageViewed | undefined;
  private steps = Promise.resolve();

  constructor(api: ExtensionApi, settings: Settings, world: World) {
    this.api = api;
    this.settings = settings;
    this.world = world;
    this.clicks = keepClicks(api.browser.localStorage, () => this.seconds());
    this.sent = rememberSent(api.browser.sessionStorage);
    this.allowed = permits(api.init.customerPrivacy);
  }

  listen(): void {
    const { analytics, customerPrivacy } = this.api;
    if (!this.allowed) this.decide(false);
    customerPrivacy.subscribe("visitorConsentCollected", (event) => {
      this.decide(permits(event.customerPrivacy));
    });
    analytics.subscribe("page_viewed", (event: PixelEventsPageViewed) => {
      this.page = event;
      this.next(() => this.capture());
    });
    for (const name of ["checkout_started", "checkout_completed"] as const) {
      analytics.subscribe(name, (event: CheckoutEvent) => {
        this.next(() => this.report(event));
      });
    }
  }

  /**
   * One step after another: a click is kept before the checkout on the same page looks for it, and what a
   * withdrawal removes stays removed.
   */
  private next(step: () => Promise<void>): void {
    this.steps = this.steps.then(step).catch(() => undefined);
  }

  private decide(allowed: boolean): void {
    this.allowed = allowed;
    if (allowed) {
      this.next(() => this.capture());
    } else {
      this.next(() => this.clicks.forget());
      this.next(() => this.sent.forget());
    }
  }

  private async capture(): Promise<void> {
    if (!this.allowed || !this.page) return;
    const ttclid = clickIdIn(this.page.context.document.location.search);
    if (ttclid === undefined) return;
    // When the shopper landed, not when the event was delivered: Shopify replays events after consent.
    const landed = Math.floor(Date.parse(this.page.timestamp) / 1000);
    await this.clicks.keep({ ttclid, clicked: Number.isNaN(landed) ? this.seconds() : landed });
    await this.tell(testHintOf(this.page, await this.circumstances()));
  }

  private async report(event: CheckoutEvent): Promise<void> {
    if (this.allowed) await this.tell(hintOf(event, await this.circumstances()));
  }

  private async circumstances(): Promise<Circumstances> {
    const { token } = this.settings;
    return { token, click: await this.clicks.newest(), ttp: await this.ttp(), at: this.seconds() };
  }

  private async tell(hint: Hint | undefined): Promise<void> {
    if (hint && (await this.sent.claim(markOf(hint)))) void this.send(hint);
  }

  /** Not one of the steps: a slow server must not hold them up. */
  private async send(hint: Hint): Promise<void> {
    const accepted = await post(this.settings.endpoint, bodyOf(hint), this.world, () => this.allowed);
    if (!accepted) this.sent.release(markOf(hint));
    else
      this.next(async () => {
        if (this.allowed) await this.sent.confirm(markOf(hint));
      });
  }

  private async ttp(): Promise<string> {
    try {
      return await this.api.browser.cookie.get("_ttp");
    } catch {
      return "";
    }
  }

  private seconds(): number {
    return Math.floor(this.world.now() / 1000);
  }
}
