import { createHash, randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Journal } from "../journal.ts";
import { OrderStore } from "../orders/order-store.ts";
import { WebhookSender } from "../orders/webhook-sender.ts";
import type { WebhookSenderOptions } from "../orders/webhook-sender.ts";
import { noWebPixels, webPixels } from "../pixels/web-pixels.ts";
import type { WebPixelOptions } from "../pixels/web-pixels.ts";
import { json, write } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { CartStore } from "./cart.ts";
import { cartApi } from "./cart-api.ts";
import { CheckoutPages } from "./checkout-pages.ts";
import type { AppMetafields, EmbedState } from "./embed.ts";
import { files } from "./files.ts";
import { notFound, pages } from "./pages.ts";
import { privacy } from "./privacy.ts";
import type { PrivacySettings } from "./privacy.ts";
import { storefrontApi } from "./storefront-api.ts";
import { theme } from "./theme.ts";
import { BadRequest, toVisit } from "./visit.ts";
import type { Visit } from "./visit.ts";

/** What the storefront is started with. */
export interface StorefrontOptions {
  /** 0 picks a free port. */
  port: number;
  shopify: {
    shop: string;
    apiSecret: string;
    /** Origin of the app that gets the webhooks. */
    webhookTarget: string;
    apiVersion: string;
    /** Paths, retry pace and deadlines, where they differ from the defaults. */
    webhooks?: Pick<WebhookSenderOptions, "paths" | "retryDelay" | "deadlines">;
  };
  journal: Journal;
  /** Folder of the theme app extension. */
  extensionRoot: string;
  /** App-owned metafields for the extension's Liquid. */
  appMetafields?: () => AppMetafields;
  /** The app's web pixel; without it pages have no pixel manager. */
  webPixel?: WebPixelOptions;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Awaited before a request is answered: a slow shop. */
  before?: (visit: Visit) => Promise<void>;
}

/** A running shop: its pages, carts, checkouts, orders and webhooks. */
export interface Storefront {
  url: string;
  orders: OrderStore;
  webhooks: WebhookSender;
  /** Whether the merchant has turned the app embed on. */
  embed: EmbedState;
  /** Region and state of the consent script for visitors who did not choose with `?_region=`. */
  privacy: PrivacySettings;
  /** Stops serving and sending. */
  close(): Promise<void>;
}

type Handler = (visit: Visit) => Promise<Answer | undefined>;

// Hex, as Shopify's older tokens are; a length in digits keeps them exact.
const token = (digits: number) =>
  randomBytes(Math.ceil(digits / 2))
    .toString("hex")
    .slice(0, digits);
const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 32);

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

async function firstAnswer(handlers: Handler[], visit: Visit): Promise<Answer | undefined> {
  for (const handler of handlers) {
    const answer = await handler(visit);
    if (answer) return answer;
  }
  return undefined;
}

async function answerOrExplain(handlers: Handler[], read: () => Visit): Promise<Answer> {
  try {
    return (await firstAnswer(handlers, read())) ?? { status: 404, type: "text/plain", body: "Not Found" };
  } catch (error) {
    if (error instanceof BadRequest)
      return json({ status: 400, message: "Bad Request", description: error.message }, 400);
    // A broken template is the developer's to see, in the page they are looking at.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { status: 500, type: "text/plain; charset=utf-8", body: text };
  }
}

/** Starts Northpine, the sandbox's shop, on a loopback port. Rejects when the port is taken. */
export async function startStorefront(options: StorefrontOptions): Promise<Storefront> {
  const { journal, extensionRoot, shopify, now = Date.now, appMetafields = () => ({}) } = options;
  const embed: EmbedState = { enabled: true };
  const settings: PrivacySettings = { region: "eu", privacyApi: "loads" };
  const handlers: Handler[] = [];
  const server = createServer((request, response) => {
    void answerOrExplain(handlers, () => toVisit(request, url)).then((answer) => {
      write(response, answer);
    });
  });
  const url = await listen(server, options.port);

  const { webhookTarget: target, webhooks: pace, ...shop } = shopify;
  const webhooks = new WebhookSender({ ...shop, ...pace, target, journal, now, uuid: randomUUID });
  const orders = new OrderStore({ storefrontUrl: url, webhooks, journal, now, token });
  const carts = new CartStore(token);
  const pixels = options.webPixel
    ? await webPixels(options.webPixel, { domain: shopify.shop, url })
    : noWebPixels;
  const shopTheme = theme({
    shop: shopify.shop,
    extensionRoot,
    embed,
    privacy: settings,
    appMetafields,
    pixels,
  });
  const checkouts = new CheckoutPages({ carts, orders, theme: shopTheme, token, digest });
  handlers.push(
    async (visit) => {
      await options.before?.(visit);
      return undefined;
    },
    (visit) => files(visit, extensionRoot),
    (visit) => Promise.resolve(pixels.answer(visit)),
    (visit) => privacy(visit, settings, journal),
    (visit) => cartApi(visit, { carts, journal, digest }),
    (visit) => storefrontApi(visit, { carts, checkouts, journal }),
    (visit) => checkouts.answer(visit),
    (visit) => pages(visit, { carts, theme: shopTheme, journal }),
    (visit) => notFound(visit, shopTheme),
  );
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await webhooks.close();
  };
  return { url, orders, webhooks, embed, privacy: settings, close };
}
