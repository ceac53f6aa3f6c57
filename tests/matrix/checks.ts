/** What every cell is held to. Each of these can fail: controls.test.ts. */
import { expect } from "vitest";
import type { ShopifyOrder } from "../../sandbox/orders/order.ts";
import { CARRIERS, type Attribution } from "../../app/attribution/attribution.ts";
import { eventually } from "./eventually.ts";
import { CLICK_ID, TTP, type Shopper, type Traces } from "./shopper.ts";
import type { Stage } from "./stage.ts";
import {
  bringsForeignClick,
  carriers,
  expected,
  FOREIGN_CLICK,
  notAllowed,
  writesAllowed,
  type Cell,
} from "./table.ts";

function attributesOf(order: ShopifyOrder): Record<string, string> {
  return Object.fromEntries(order.note_attributes.map(({ name, value }) => [name, value]));
}

/** The order carries the click where it should, and nothing of ours elsewhere. */
export function checkOrder(order: ShopifyOrder, cell: Cell): void {
  const attributes = attributesOf(order);
  const properties = order.line_items.flatMap((line) => line.properties);
  switch (expected(cell).carrier) {
    case "attribute":
      expect(attributes).toMatchObject({ ttclid: CLICK_ID, _ttp: TTP, _tt_consent: "granted" });
      expect(attributes["_tt_utm"]).toBe("utm_source=tiktok&utm_campaign=spring");
      expect(properties).toEqual([]);
      break;
    case "property":
      expect(attributes).toEqual({});
      expect(order.line_items).toHaveLength(1);
      expect(properties).toEqual([{ name: "_ttclid", value: CLICK_ID }]);
      break;
    case "none":
      expect(JSON.stringify([order.note_attributes, order.line_items])).not.toContain(CLICK_ID);
      expect(Object.keys(attributes).filter((name) => name.startsWith("_tt"))).toEqual([]);
  }
  // Shopify keeps it whatever the shopper allows.
  expect(order.landing_site).toContain(`ttclid=${CLICK_ID}`);
}

/** Cookies of the shop itself, and TikTok's own. The landing page's, which holds the click id, is Shopify's. */
const NOT_OURS = ["_tracking_consent", "_landing_page", "_orig_referrer", "_theme", "_ttp", "cart"];

/** Nobody asked for more than the shopper allows, and nothing is stored beyond it. */
export function checkRequests(shopper: Shopper, cell: Cell): void {
  const { cartWrites, collected, complaints } = shopper;
  expect(complaints).toEqual([]);
  if (notAllowed(cell.consent) !== undefined) {
    expect(collected).toEqual([]);
    expect(cartWrites).toEqual([]);
    return;
  }
  const orders = cell.path === "second visit" ? 2 : 1;
  const accepted = { method: "POST", status: 202 };
  expect(collected).toMatchObject(Array.from({ length: 2 * orders }, () => accepted));
  expect(cartWrites.length).toBeLessThanOrEqual(writesAllowed(cell));
  for (const { attributes } of cartWrites) expect(attributes).toMatchObject({ ttclid: CLICK_ID });
}

/** What is stored where the shopper allows it is ours to store; where not, nothing is. */
export function checkTraces({ local, session, databases, cookies }: Traces, cell: Cell): void {
  expect(Object.keys(cookies).filter((name) => !NOT_OURS.includes(name))).toEqual([]);
  expect(databases).toEqual([]);
  const mayStore = notAllowed(cell.consent) === undefined && cell.storage === "storage works";
  expect(Object.keys(local).sort()).toEqual(mayStore ? ["_tt_pixel_click", "_ttclid"] : []);
  expect(Object.keys(session)).toEqual(mayStore ? ["_tt_pixel_sent"] : []);
}

/** TikTok has one event for the order, with the click or without a trace of it, and counts it once. */
export async function checkTikTok({ line }: Stage, { id }: ShopifyOrder, cell: Cell): Promise<void> {
  const { deliveries, events, counted, attribution, consent } = await line.settled(id);
  expect(deliveries).toEqual([{ state: "delivered", reason: null }]);
  expect(events).toMatchObject([{ name: "Purchase", fate: "counted" }]);
  expect(counted).toBe(1);
  const { user } = events[0]?.raw as { user: { ttclid?: string; ttp?: string } };
  if (notAllowed(cell.consent) === undefined) {
    expect(user).toMatchObject({ ttclid: CLICK_ID, ttp: TTP });
    expect(consent.ground).toBe("consent_recorded");
    checkCarriers(attribution, cell);
    return;
  }
  expect(user).not.toHaveProperty("ttp");
  expect(JSON.stringify(events)).not.toContain(CLICK_ID);
  const landing = { carrier: "landing_site", clickId: CLICK_ID };
  expect(user).not.toHaveProperty("ttclid");
  expect(consent.ground).toBe("consent_not_needed_here");
  const foreign = { carrier: "cart_attribute", clickId: FOREIGN_CLICK };
  const named = bringsForeignClick(cell) ? [foreign, landing] : [landing];
  const claims = named.map((claim) => ({ ...claim, verdict: "no_recorded_consent" }));
  expect(attribution).toEqual({ disagreement: false, claims });
}

/** The click came by every carrier of this cell, and the first of them is the one that is believed. */
function checkCarriers({ claims, carrier, clickId, disagreement }: Attribution, cell: Cell): void {
  const [first, ...others] = carriers(cell);
  const known = CARRIERS.filter((one) => one === first || others.includes(one));
  expect(claims.map((claim) => [claim.carrier, claim.clickId])).toEqual(known.map((one) => [one, CLICK_ID]));
  expect([clickId, disagreement]).toEqual([CLICK_ID, false]);
  const timeOf = (name: string | undefined) => claims.find((claim) => claim.carrier === name)?.clickedAt ?? 0;
  // Cart and web pixel note the second of the same click a moment apart: where a new second began in between, the later wins.
  const isLater = first === "cart_attribute" && timeOf("web_pixel") > timeOf(first);
  expect(carrier).toBe(isLater ? "web_pixel" : first);
}

/** An order that may not be sent is not sent. */
export async function checkSkipped({ line }: Stage, { id }: ShopifyOrder, reason: string): Promise<void> {
  const { deliveries, events, counted } = await line.settled(id);
  expect(deliveries).toEqual([{ state: "skipped", reason }]);
  expect(events).toEqual([]);
  expect(counted).toBe(0);
}

/** Everything a cell is held to. */
export async function checkCell(stage: Stage, shopper: Shopper, cell: Cell): Promise<void> {
  const order = shopper.orders.at(-1) as ShopifyOrder;
  checkOrder(order, cell);
  for (const one of shopper.orders) await stage.told(one);
  await checkTikTok(stage, order, cell);
  // An order that came before it was made while the shopper allowed it.
  for (const one of shopper.orders.slice(0, -1)) expect((await stage.line.settled(one.id)).counted).toBe(1);
  const checkBrowser = async () => {
    checkRequests(shopper, cell);
    checkTraces(await shopper.traces(), cell);
  };
  // What may not be is not there now, after the time that everything else took. What may be can still be on its way.
  if (notAllowed(cell.consent) !== undefined) await checkBrowser();
  else await eventually(checkBrowser);
}
