/** The admin's addresses: `/store/{handle}/…`, and the short `/admin/…` a shop's own domain has. */
import { seeOther, text, type Answer } from "../http.ts";
import type { ShopState } from "../shop-state.ts";
import { appPage } from "./app-page.ts";
import { orderPage, ordersPage } from "./order-pages.ts";
import { absentPage, homePage, themePage } from "./store-pages.ts";

/** What the admin pages need beside the shop. */
export interface AdminRoutes {
  state: ShopState;
  appUrl: string;
  now: () => number;
  sessionToken: () => string;
}

const APP_HANDLE = "throughline";

/** The app's page for `/apps/throughline…` or `/apps/{api key}…`; undefined for another app. */
function openApp(routes: AdminRoutes, path: string, query: string): Answer | undefined {
  const [, handle, rest] = /^\/apps\/([^/]+)(.*)$/.exec(path) ?? [];
  if (handle !== APP_HANDLE && handle !== routes.state.audience.apiKey) return undefined;
  const frame = {
    appUrl: routes.appUrl,
    path: rest === undefined || rest === "" || rest === "/" ? "/app" : rest,
    query,
    idToken: routes.sessionToken(),
    openedAt: routes.now(),
  };
  return text(200, appPage(routes.state, frame));
}

function openOrder(state: ShopState, path: string): Answer | undefined {
  const id = /^\/orders\/(\w+)$/.exec(path)?.[1];
  const order = id === undefined ? undefined : state.orders.find(`gid://shopify/Order/${id}`);
  return order && text(200, orderPage(state, order));
}

function openPage(routes: AdminRoutes, path: string, search: URLSearchParams): Answer {
  const { state } = routes;
  if (path === "" || path === "/") return text(200, homePage(state));
  if (path === "/orders") return text(200, ordersPage(state));
  if (path === "/themes/current/editor") return text(200, themePage(state, search.has("activateAppId")));
  const found = openApp(routes, path, search.toString()) ?? openOrder(state, path);
  return found ?? text(404, absentPage(state, path));
}

/** Answers a page of the admin, or the theme editor's form; undefined for addresses outside the admin. */
export function answerAdmin(routes: AdminRoutes, method: string, url: URL, body: string): Answer | undefined {
  const { state } = routes;
  const store = `/store/${state.shop.handle}`;
  if (url.pathname === "/") return seeOther(store);
  if (/^\/admin(\/|$)/.test(url.pathname) && method === "GET")
    return seeOther(store + url.pathname.slice("/admin".length) + url.search);
  if (url.pathname !== store && !url.pathname.startsWith(`${store}/`)) return undefined;
  const path = url.pathname.slice(store.length);
  if (method === "GET") return openPage(routes, path, url.searchParams);
  if (method !== "POST" || path !== "/themes/current/editor") return undefined;
  state.embed.enabled = new URLSearchParams(body).get("enabled") === "on";
  return seeOther(`${store}/themes/current/editor`);
}
