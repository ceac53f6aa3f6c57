import { hash } from "node:crypto";
import type { Page } from "playwright-core";
import { launchBrowser } from "./browser.ts";
import type { Hop } from "./journal.ts";
import { adLink, freshClickId, type Sandbox } from "./sandbox.ts";
import type { ShopifyOrder } from "./orders/order.ts";
import type { TikTokEvent } from "../app/tiktok/event.ts";

/** One thing that must be true for the run to have succeeded. */
export interface Check {
  name: string;
  ok: boolean;
}

/** A click's way through the line, without a person. */
export interface Run {
  ok: boolean;
  clickId: string;
  /** The shop's order, if it came to one. */
  order?: { name: string; value: string; currency: string };
  checks: Check[];
  /** Each with `ms`, milliseconds since the ad was clicked. */
  hops: (Omit<Hop, "detail"> & { ms: number })[];
  /** The event TikTok accepted. */
  event?: unknown;
  /** Why it stopped, if it did. */
  error?: string;
}

const DEADLINE_MS = 30_000;

/** Clicks the ad in headless Chromium with a fresh click id, buys a shirt, and waits until TikTok has counted the purchase. Never throws. */
export async function clickThrough(sandbox: Sandbox): Promise<Run> {
  const clickId = freshClickId();
  const started = Date.now();
  const hops = () =>
    sandbox.journal.hops.map(({ sequence, at, name, summary }) => ({
      sequence,
      at,
      name,
      summary,
      ms: at - started,
    }));
  try {
    await buyAShirt(sandbox, clickId);
    const order = sandbox.storefront.orders.all().at(-1);
    if (order === undefined) throw new Error("the checkout made no order");
    const event = await countedEvent(sandbox, `order_${order.id}`);
    const checks = check(event, order, clickId, sandbox);
    const summary = { name: order.name, value: order.total_price, currency: order.currency };
    return { ok: checks.every(({ ok }) => ok), clickId, order: summary, checks, hops: hops(), event };
  } catch (error) {
    const message = error instanceof Error ? error.message : "unknown";
    return { ok: false, clickId, checks: [], hops: hops(), error: `${message}\n${sandbox.app.log()}` };
  }
}

async function buyAShirt({ storefront, journal }: Sandbox, clickId: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(DEADLINE_MS);
    await page.goto(adLink(storefront.url, clickId));
    await press(page, "Accept");
    await until("the click id reaches the cart", () =>
      journal.hops.some(({ name }) => name === "attributes_written"),
    );
    await page.getByRole("link", { name: /Ridge Flannel Shirt/ }).click();
    await press(page, "Add to cart");
    await press(page, "Check out");
    await press(page, "Pay now");
    await page.getByRole("heading", { name: /Thank you/ }).waitFor();
  } finally {
    await browser.close();
  }
}

function press(page: Page, name: string): Promise<void> {
  return page.getByRole("button", { name, exact: true }).click();
}

/** The event as TikTok has it, once TikTok has counted it. */
async function countedEvent({ tiktok, storefront }: Sandbox, eventId: string): Promise<TikTokEvent> {
  const purchase = () => tiktok.purchases().find((one) => one.eventId === eventId && one.counted > 0);
  await until("TikTok counts the purchase", () => purchase() !== undefined);
  // The second webhook of the order may still be on its way: what it brings must not be counted again.
  await storefront.webhooks.idle();
  return purchase()?.event as TikTokEvent;
}

function check(event: TikTokEvent, order: ShopifyOrder, clickId: string, { tiktok }: Sandbox): Check[] {
  const { user, properties } = event;
  const sha256 = (text: string) => hash("sha256", text, "hex");
  return [
    { name: "the event is a Purchase", ok: event.event === "Purchase" },
    { name: "it carries exactly the click id of the ad", ok: user.ttclid === clickId },
    { name: "its value is the order's", ok: properties?.value === Number(order.total_price) },
    { name: "its currency is the order's", ok: properties?.currency === order.currency },
    { name: "the e-mail address is hashed", ok: user.email === sha256(order.email.toLowerCase()) },
    { name: "the customer id is hashed", ok: user.external_id === sha256(String(order.customer.id)) },
    { name: "no raw e-mail address is in the event", ok: !JSON.stringify(event).includes("@") },
    { name: "TikTok counts it once", ok: tiktok.purchases().every(({ counted }) => counted === 1) },
  ];
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited ${DEADLINE_MS / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A run as lines of text. */
export function describeRun(run: Run): string {
  const hops = run.hops.map(({ ms, summary }) => `${String(ms).padStart(6)} ms  ${summary}`);
  const checks = run.checks.map(({ name, ok }) => `${ok ? "yes" : " NO"}  ${name}`);
  const event =
    run.event === undefined ? [] : ["", "The event TikTok accepted:", JSON.stringify(run.event, null, 2)];
  const verdict =
    run.error ?? (run.ok ? "The Purchase arrived whole." : "The Purchase did not arrive whole.");
  return ["", ...hops, ...event, "", ...checks, "", verdict, ""].join("\n");
}
