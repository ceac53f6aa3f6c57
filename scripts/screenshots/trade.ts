/** Four weeks in the life of some shops: what people bought, how they came, and what went wrong. */
import { randomBytes, randomUUID } from "node:crypto";
import { DAY, HOUR, MINUTE, SECOND } from "../../app/platform/clock.ts";
import { SCOPES } from "../../app/shops/scopes.ts";
import { SCANNED_PAGES } from "../../app/shops/sender-verdict.ts";
import { oneOf, randomFrom } from "../../chaos/random.ts";
import type { OrderDraft } from "../../sandbox/orders/draft.ts";
import { OrderStore } from "../../sandbox/orders/order-store.ts";
import { countries } from "../../sandbox/orders/places.ts";
import { totalsOf } from "../../sandbox/orders/totals.ts";
import { WebhookSender } from "../../sandbox/orders/webhook-sender.ts";
import type { Shop } from "../../sandbox/shopify/platform.ts";
import { products } from "../../sandbox/storefront/catalogue.ts";
import * as world from "../../sandbox/world.ts";
import { install } from "../../simulate/app.ts";
import { until, type Stage } from "./stage.ts";

const PEOPLE = [
  ["Wren", "Adler", "Boulder", "CO", "80301"],
  ["Noor", "Haddad", "Dearborn", "MI", "48126"],
  ["Ines", "Carvalho", "Newark", "NJ", "07105"],
  ["Theo", "Lindqvist", "Duluth", "MN", "55802"],
  ["Maya", "Okafor", "Houston", "TX", "77004"],
  ["Jonah", "Pruitt", "Eugene", "OR", "97401"],
] as const;

const BROWSER =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148";

/** How a shopper came: with a click that every carrier kept, by Buy it now, with only the landing page left of it, or without an ad. */
const WAYS = ["cart", "cart", "cart", "buy_it_now", "landing", "none", "none"] as const;

/** What a shop may be short of. */
interface OtherShop {
  handle: string;
  name: string;
  orders: number;
  isTokenDead: boolean;
}

const OTHERS: readonly OtherShop[] = [
  { handle: "alder-and-ash", name: "Alder & Ash", orders: 9, isTokenDead: true },
  { handle: "brightwater-tea", name: "Brightwater Tea", orders: 14, isTokenDead: false },
  { handle: "quillwood", name: "Quillwood", orders: 6, isTokenDead: false },
];

const random = randomFrom(20_261_123);

/** Installs the shops and lets them sell until now. Resolves to the id of the order worth looking at. */
export async function trade(stage: Stage): Promise<string> {
  const { storefront, shopify, app } = stage;
  storefront.embed.enabled = true;
  const main = shopify.platform.shop(world.SHOP);
  if (main === undefined) throw new Error("the shop is not there");
  await installShop(stage, main, { pixel: world.PIXEL_CODE, token: world.TIKTOK_ACCESS_TOKEN });
  await app.senders.checks.keepAnswer(world.SHOP, "no_app");
  const pages = SCANNED_PAGES.map((page) => ({ page, state: "read" as const }));
  await app.senders.checks.keepFindings(world.SHOP, { pages, senders: [], customPixels: [] });
  for (const other of OTHERS) await openOther(stage, other);
  let best = "";
  for (let number = 0; stage.behind() > HOUR; number++) {
    stage.pass(Math.min(3 * HOUR + random() * 6 * HOUR, stage.behind() - 10 * MINUTE));
    if (number % 23 === 9) stage.tiktok.faults.next(1, { kind: "http", status: 502 });
    const isLast = stage.behind() <= HOUR;
    const order = storefront.orders.place(draft(stage, isLast ? "cart" : oneOf(WAYS, random)));
    await settle(stage, world.SHOP, String(order.id));
    best = String(order.id);
  }
  stage.pass(DAY);
  return best;
}

async function installShop(
  { app, shopify }: Stage,
  shop: Shop,
  { pixel, token }: { pixel: string; token: string },
): Promise<void> {
  const orderLists = { fetch: shopify.platform.fetch, sleep: () => Promise.resolve() };
  await install(app, { shop, domain: shop.state.shop.domain, pixel, token }, { orderLists });
}

/** A shop that only the operator sees here. */
async function openOther(stage: Stage, { handle, name, orders, isTokenDead }: OtherShop): Promise<void> {
  const { shopify, tiktok, clock, url } = stage;
  const domain = `${handle}.myshopify.com`;
  const webhooks = new WebhookSender({
    ...{ shop: domain, apiSecret: world.API_SECRET, apiVersion: "2026-10", target: url },
    ...{ now: clock, uuid: randomUUID },
  });
  const token = (digits: number) => randomBytes(digits).toString("hex").slice(0, digits);
  const store = new OrderStore({ storefrontUrl: `https://${domain}`, webhooks, now: clock, token });
  const shop = shopify.platform.open({
    ...{ shop: { domain, handle, name }, scopes: [...SCOPES], orders: store.index, webhooks },
    embed: { enabled: true },
  });
  const own = {
    pixel: `C${randomUUID().replaceAll("-", "").slice(0, 19).toUpperCase()}`,
    token: randomUUID(),
  };
  tiktok.setAccessToken(own.pixel, own.token);
  await installShop(stage, shop, own);
  for (let number = 0; number < orders; number++) {
    stage.pass(HOUR);
    if (isTokenDead && number === orders - 3) tiktok.revoke(own.token);
    const order = store.place(draft(stage, oneOf(WAYS, random)));
    await settle(stage, domain, String(order.id), isTokenDead && number >= orders - 3);
  }
}

/** Waits until nothing more happens to the order. Seconds pass for it, as the wait for the browser takes some. */
async function settle(stage: Stage, shop: string, id: string, isPaused = false): Promise<void> {
  await until(`order ${id}`, async () => {
    const order = await stage.app.recordsOf(shop).order(id);
    if (order === null) return false;
    const isSettled = order.deliveries.some(({ settledAt }) => settledAt !== null);
    const isSkipped = order.routedAt !== null && order.deliveries.length === 0;
    if (isSettled || isSkipped || (isPaused && order.routedAt !== null)) return true;
    stage.pass(SECOND / 4);
    return false;
  });
}

function draft({ storefront, clock }: Stage, way: (typeof WAYS)[number]): OrderDraft {
  const click = `E.C.P.${randomBytes(60).toString("base64url")}`;
  const [country] = countries;
  const product = oneOf(products, random);
  const [firstName, lastName, city, province, zip] = oneOf(PEOPLE, random);
  if (country === undefined) throw new Error("the sandbox ships nowhere");
  const properties: Record<string, string> = way === "buy_it_now" ? { _ttclid: click } : {};
  const line = { product, variant: oneOf(product.variants, random), quantity: 1, properties };
  const query = `?ttclid=${click}&utm_source=tiktok&utm_campaign=autumn`;
  return {
    ...{ checkoutToken: randomBytes(16).toString("hex"), cartToken: randomBytes(12).toString("hex") },
    totals: totalsOf([line], country, undefined),
    attributes: way === "cart" ? attributesOf(click, clock(), storefront.url) : {},
    ...{ note: undefined, discountCode: undefined, payment: "card", locale: "en-US" },
    buyer: {
      ...{
        firstName,
        lastName,
        city,
        province,
        zip,
        country,
        address1: "12 Test Street",
        address2: undefined,
      },
      email: `${firstName}.${lastName}@buyer.example`.toLowerCase(),
      phone: random() < 0.6 ? "+13035550177" : undefined,
    },
    browser: {
      ...{ userAgent: BROWSER, acceptLanguage: "en-US", ip: "24.48.0.1" },
      landingSite: way === "none" ? "/" : `/products/${product.handle}${query}`,
      referringSite: way === "none" ? undefined : "https://www.tiktok.com/",
    },
  };
}

/** What the storefront script leaves in the cart (docs/attributes.md). */
function attributesOf(click: string, now: number, storefrontUrl: string): Record<string, string> {
  return {
    ...{ ttclid: click, _ttp: randomBytes(20).toString("base64url"), _tt_consent: "granted" },
    ...{ _tt_page: `${storefrontUrl}/`, _tt_utm: "utm_source=tiktok&utm_campaign=autumn" },
    _tt_time: String(Math.floor((now - 20 * MINUTE) / SECOND)),
  };
}
