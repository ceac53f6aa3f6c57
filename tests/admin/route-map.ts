/** Every route of the built application, and how a test asks for each. A new route is found by itself; what cannot be guessed of it has to be declared here. */
import type { ServerBuild } from "@remix-run/node";
import { SHOP } from "../../sandbox/world.ts";

export const ORDER_ID = "5001";
export const REQUEST_ID = "1";

/** A route, as the server's build has it. */
export interface Route {
  id: string;
  /** Its address, with the parameters declared below. */
  path: string;
  isIndex: boolean;
  hasLoader: boolean;
  hasAction: boolean;
  /** Whether it is a page, and not only data. */
  isPage: boolean;
}

/** Who a request is authenticated by, for routes that no session token of Shopify opens. */
export const OUTSIDE_THE_ADMIN: Readonly<Record<string, string>> = {
  root: "the document around every page; it has neither loader nor action",
  "routes/_index": "what somebody sees who opens the address outside Shopify: it says so, and knows nothing",
  "routes/$": "every address that is no page: it knows nothing",
  "routes/auth.$": "Shopify's library's own pages, which renew a session token; they show nothing",
  "routes/tiktok.callback":
    "TikTok's redirect; without a state of ours it knows nothing, and with one it only leads back into the admin",
  ...Object.fromEntries(
    ["_index", "$", "compare", "door", "shops.$shop", "sign-in", "sign-out"].map((name) => [
      `routes/operator.${name}`,
      "the operator's: their own password opens them, no session token (tests/admin/operator.test.ts)",
    ]),
  ),
};

/** What stands in the place of `:name` and `*`. */
const PARAMETERS: Readonly<Record<string, string>> = { orderId: ORDER_ID, shop: SHOP, "*": "nothing-here" };

/** Queries that make a route show more than its plain address does. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  "routes/app.coverage": ["day=TODAY", "day=TODAY&skipped=yes"],
  "routes/app.click-test": ["click=throughline-test-aaaaaaaaaaaa"],
  "routes/app.orders._index": [
    "state=delivered,held&sort=received-oldest",
    "q=5001",
    "from=TODAY&to=TODAY",
    "view=own-1&carrier=none",
  ],
  "routes/app.connection": ["pixel=CTESTPIXEL0000000001"],
};

type Form = Readonly<Record<string, string>>;

const STRICT = JSON.stringify({ consent: { policy: "strict" } });

/** A form of each kind that an action takes; they name what is the shop's own, by its ids. */
const FORMS: Readonly<Record<string, readonly Form[]>> = {
  "routes/operator.sign-in": [{ password: "" }],
  "routes/operator.sign-out": [{}],
  "routes/app._index": [{ intent: "activate_pixel" }],
  "routes/app.connection": [
    { intent: "save", pixelCode: "CANOTHERPIXEL0000002", token: "another-token-of-the-merchant", pixel: "" },
    { intent: "test", pixel: "CTESTPIXEL0000000001" },
    { intent: "end_test_mode", pixel: "CTESTPIXEL0000000001" },
    { intent: "disconnect", pixel: "CTESTPIXEL0000000001" },
  ],
  "routes/app.connection_.tiktok": [
    { intent: "begin" },
    { intent: "finish", word: "a-word-that-was-never-given" },
    { intent: "pixels", advertiser: "7111000000000000001" },
    { intent: "choose", advertiser: "7111000000000000001", pixel: "CTESTPIXEL0000000001" },
    { intent: "end" },
  ],
  "routes/app.coverage": [
    { intent: "sweep" },
    { intent: "backfill", from: "TODAY", to: "TODAY" },
    { intent: "cancel_backfill", id: "1" },
  ],
  "routes/app.alerts": [
    {
      intent: "save",
      document: JSON.stringify({
        ...{
          language: "en",
          tokenDead: true,
          embedOff: true,
          coverageLow: true,
          noOrders: true,
          refusals: true,
        },
        ...{
          embedClicks: "3",
          coveragePercent: "90",
          coverageOrders: "10",
          quietHours: "6",
          refusedEvents: "5",
        },
        ...{
          recipients: "alerts@northpine.example",
          webhookUrl: "https://northpine.example/<img src=x data-owned>",
        },
      }),
    },
    { intent: "new_secret" },
    { intent: "test_mail" },
    { intent: "test_webhook" },
  ],
  "routes/app.orders.$orderId": [{ intent: "send_again" }],
  "routes/app.landing-page": [{ destination: "https://northpine.example/<img src=x data-owned>" }],
  "routes/app.senders": [
    { intent: "answer", answer: "no_app" },
    { intent: "answer", answer: "x" },
  ],
  "routes/app.settings": [{ revision: "0", document: STRICT }],
  "routes/app.settings_.import": [{ text: STRICT }, { text: STRICT, revision: "0" }],
  "routes/app.settings_.preview": [{ order: ORDER_ID, document: "{}" }],
  "routes/app.orders_.views": [
    { intent: "create", name: "<img src=x data-owned>", query: "state=held" },
    { intent: "rename", id: "1", name: "Mine" },
    { intent: "change", id: "1", query: "state=skipped" },
    { intent: "remove", id: "1" },
  ],
  "routes/app.orders_.again": [
    { query: "", dryRun: "yes" },
    { query: "", dryRun: "no" },
    { query: "", dryRun: "no", refs: "1" },
  ],
  "routes/app.orders_.file": [{ query: "" }, { query: "state=delivered" }],
  "routes/app.activity_.file": [
    { file: "activity" },
    { file: "settings" },
    { file: "request", id: REQUEST_ID },
    { file: "shared", format: "csv", from: "TODAY", to: "TODAY" },
    { file: "shared", format: "json", from: "TODAY", to: "TODAY" },
  ],
};

/** The routes of the build. Throws for a parameter that has no example. */
export async function builtRoutes(): Promise<Route[]> {
  const { routes } = (await import(
    new URL("../../build/server/index.js", import.meta.url).href
  )) as ServerBuild;
  const path = (id: string | undefined): string => {
    const route = id === undefined ? undefined : routes[id];
    if (route === undefined) return "";
    return `${path(route.parentId)}${route.path === undefined || route.path === "" ? "" : `/${filled(route.path)}`}`;
  };
  return Object.values(routes).map(({ id, index, module }) => ({
    id,
    path: path(id) || "/",
    isIndex: index === true,
    hasLoader: module.loader !== undefined,
    hasAction: module.action !== undefined,
    isPage: (module.default as unknown) !== undefined,
  }));
}

function filled(path: string): string {
  return path.replace(/:(\w+)\??|\*/g, (place, name?: string) => {
    const value = PARAMETERS[name ?? place];
    if (value === undefined) throw new Error(`${path}: say in tests/admin/route-map.ts what ${place} may be`);
    return value;
  });
}

const withDay = (text: string) => text.replaceAll("TODAY", new Date().toISOString().slice(0, 10));

/** Every query a route is asked with, the empty one first. */
export function queriesOf({ id }: Route): string[] {
  return ["", ...(QUERIES[id] ?? [])].map(withDay);
}

/** The forms of a route's action. Throws where there is an action without any. */
export function formsOf({ id, hasAction }: Route): Record<string, string>[] {
  if (!hasAction) return [];
  const forms = FORMS[id];
  if (forms === undefined) throw new Error(`${id}: say in tests/admin/route-map.ts what is posted to it`);
  return forms.map((form) =>
    Object.fromEntries(Object.entries(form).map(([name, value]) => [name, withDay(value)])),
  );
}

/** The address of a route's data, as the browser asks for it after the first page. */
export function dataAddress(route: Route, query = ""): string {
  const { id, path, isIndex, isPage } = route;
  const search = [isIndex ? "index" : "", isPage ? `_data=${encodeURIComponent(id)}` : "", query].filter(
    Boolean,
  );
  return search.length === 0 ? path : `${path}?${search.join("&")}`;
}
