/** A shop full of data in which every value of one kind can be told from everything else: what is secret, what is a customer's, what looks like HTML. */
import { Session } from "@shopify/shopify-api";
import { API_SECRET, ENCRYPTION_KEY } from "../../sandbox/world.ts";
import { change } from "../platform/temporary-database.ts";
import {
  eventually,
  PIXEL,
  SHOP,
  startAppWorld,
  TOKEN,
  type AppWorld,
  type AppWorldOptions,
} from "./app-world.ts";
import { ORDER_ID } from "./route-map.ts";

export const OTHER_SHOP = "somebody-else.myshopify.com";
export const ORDER_NAME = "#M5001";
const OTHER_TOKEN = "shpat_00000000000000000000000000000000";

/** What looks like HTML, in the places that take any text. */
export const MARKUP = "<img src=x data-owned>";
/** In the places that take no spaces. */
const TIGHT_MARKUP = "<svg/data-owned>";
/** Written out, any of these would be an element. */
export const WRITTEN_OUT = /<(?:img src=x|svg\/)\s*data-owned/;

/** What is known of a customer. Nothing of it is stored as it is, so no page can show it; the name of their browser is, and goes to TikTok as it is. */
export const PERSONAL = [
  ...["mia.marker@example.com", "4155550173", "Miamarker", "Markersdottir"],
  ...["77 Marker Street", "Markerville", "203.0.113.77"],
];

const ADDRESS = {
  ...{ first_name: "Miamarker", last_name: "Markersdottir", address1: "77 Marker Street" },
  ...{ city: "Markerville", zip: "MK77 7MK", province_code: "CA", country_code: "US", phone: "+14155550173" },
};

const attribute = (name: string, value: string) => ({ name, value });

/** An order of that customer. */
export const MARKED_ORDER = {
  ...{ name: ORDER_NAME, email: "mia.marker@example.com", phone: "+1 415-555-0173" },
  ...{ browser_ip: "203.0.113.77", client_details: { user_agent: "MarkerBrowser/1.0" } },
  ...{ billing_address: ADDRESS, shipping_address: ADDRESS },
  customer: {
    id: 7001,
    email: "mia.marker@example.com",
    first_name: "Miamarker",
    last_name: "Markersdottir",
  },
  landing_site: `/products/shirt?ttclid=E.C.P.${TIGHT_MARKUP}&utm_source=${TIGHT_MARKUP}`,
  referring_site: `https://www.tiktok.com/${TIGHT_MARKUP}`,
  tags: MARKUP,
  line_items: [
    {
      ...{ id: 1, variant_id: 44, product_id: 88, quantity: 1, price: "54.00" },
      ...{ title: MARKUP, sku: MARKUP, vendor: MARKUP, name: MARKUP },
    },
  ],
  note_attributes: [
    attribute("ttclid", `E.C.P.${MARKUP}`),
    attribute("_ttp", TIGHT_MARKUP),
    attribute("_tt_page", `https://northpine.example/${TIGHT_MARKUP}`),
    attribute("_tt_utm", `utm_source=${MARKUP}&utm_campaign=${MARKUP}`),
    attribute("_tt_consent", "granted"),
  ],
};

/** A running shop with a delivered order, a refused one, a request of a customer, and what was done; nothing moves in it by itself any more. */
export async function startMarkedWorld(options: AppWorldOptions = {}): Promise<AppWorld> {
  const world = await startAppWorld({ landing: nowhere, ...options });
  await world.submit({ intent: "save", pixelCode: PIXEL, token: TOKEN });
  await world.order(Number(ORDER_ID), MARKED_ORDER);
  await settled(world, ORDER_ID);
  world.tiktok.faults.next(1, { kind: "code", code: 40002, message: `Invalid ${MARKUP}` });
  await world.order(5002, { ...MARKED_ORDER, name: MARKUP });
  await settled(world, "5002");
  await world.order(5003, { ...MARKED_ORDER, name: `${ORDER_NAME}3`, source_name: TIGHT_MARKUP });
  await settled(world, "5003");
  await change(
    world.app.database,
    "INSERT INTO data_request (shop, request_id, requested_at, order_ids) VALUES (@shop, '9', @at, '[\"5001\"]')",
    { shop: SHOP, at: Date.now() },
  );
  await world.ask("/app?_data=routes%2Fapp");
  await install(world, OTHER_SHOP);
  await Promise.all([world.app.worker.stop(), world.app.chores.stop()]);
  return world;
}

/** No landing page is reached. */
const nowhere = {
  resolve: () => Promise.resolve([]),
  isAllowed: () => false,
  ports: new Set<string>(),
};

const settled = (world: AppWorld, id: string) =>
  eventually(async () => {
    const order = await world.app.recordsOf(SHOP).order(id);
    const settledAt = order?.deliveries[0]?.settledAt ?? undefined;
    return order?.deliveries.length === 0 ? (order.routedAt ?? undefined) : settledAt;
  });

/** Another shop whose merchant has a session here, so that what keeps this shop from them is not that nobody knows them. */
async function install(world: AppWorld, shop: string): Promise<void> {
  const session = new Session({
    ...{
      id: `offline_${shop}`,
      shop,
      state: "",
      isOnline: false,
      scope: world.shopify.state.scopes.join(","),
    },
    ...{ accessToken: OTHER_TOKEN, expires: new Date(Date.now() + 3_600_000) },
  });
  await world.app.shopify.sessionStorage.storeSession(session);
}

/** Everything that no answer may hold: the app's secrets, the shop's, and its customer's data. */
export async function forbiddenWords(world: AppWorld): Promise<string[]> {
  const session = await world.app.shopify.sessionStorage.loadSession(`offline_${SHOP}`);
  const { accessToken = "", refreshToken = "" } = session ?? {};
  if (accessToken === "" || refreshToken === "") throw new Error("the shop has no session");
  return [TOKEN, OTHER_TOKEN, API_SECRET, ENCRYPTION_KEY, accessToken, refreshToken, ...PERSONAL];
}
