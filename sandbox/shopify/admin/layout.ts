/** The frame of every admin page: top bar, navigation, content. An honest stand-in with its own look. */
import type { ShopState } from "../shop-state.ts";
import { Html, html } from "./html.ts";

/** The sections of the navigation. */
export type Section = "home" | "orders" | "theme" | "app";

/** One page. */
export interface Page {
  title: string;
  section: Section;
  content: Html;
  /** Shown beside the store's name: the app's title and actions. */
  footer?: Html;
}

const icon = (path: string): Html =>
  new Html(`<svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="${path}"/></svg>`);

const ICONS = {
  home: icon("M3 9.2 10 3l7 6.2V17h-5v-5H8v5H3z"),
  orders: icon("M4 3h12v14l-3-2-3 2-3-2-3 2zM7 7h6M7 10.5h6"),
  products: icon("M10 3h6v6l-7.5 7.5-6-6zM13 6.2v.1"),
  theme: icon("M3 4h14v4H3zM4 8v9h12V8M8 17v-5h4v5"),
  app: icon("M3 14c3.5 0 3.5-8 7-8s3.5 8 7 8M3 6h3M14 6h3"),
} as const;

const EMPTY = html``;

function link(path: string, label: string, glyph: Html, isCurrent: boolean): Html {
  const current = isCurrent ? html` aria-current="page"` : EMPTY;
  return html`<a class="nav-link" href="${path}" ${current}>${glyph}${label}</a>`;
}

function navigation(state: ShopState, section: Section): Html {
  const store = `/store/${state.shop.handle}`;
  return html`<nav aria-label="Admin">
    ${link(store, "Home", ICONS.home, section === "home")}
    ${link(`${store}/orders`, "Orders", ICONS.orders, section === "orders")}
    <span class="nav-link absent" title="The sandbox has no such page">${ICONS.products}Products</span>
    <h2>Sales channels</h2>
    ${link(`${store}/themes/current/editor`, "Online Store", ICONS.theme, section === "theme")}
    <h2>Apps</h2>
    ${link(`${store}/apps/throughline`, "Throughline", ICONS.app, section === "app")}
    <ul id="app-nav"></ul>
  </nav>`;
}

function topBar(state: ShopState): Html {
  return html`<header>
    <a class="wordmark" href="/store/${state.shop.handle}">${state.shop.name}</a>
    <span class="badge-sandbox">Sandbox<span> · a stand-in for Shopify’s admin</span></span>
    <span class="person">
      <span class="person-name">${state.user.firstName} ${state.user.lastName}</span>
      <span class="avatar" aria-hidden="true"
        >${state.user.firstName.charAt(0)}${state.user.lastName.charAt(0)}</span
      >
    </span>
  </header>`;
}

/** A whole document. */
export function layout(state: ShopState, page: Page): string {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · ${state.shop.name} · Sandbox admin</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/admin.css" />
      </head>
      <body>
        ${topBar(state)}
        <div class="columns">
          ${navigation(state, page.section)}
          <main>${page.content}</main>
        </div>
        ${page.footer ?? EMPTY}
      </body>
    </html>`;
  return document.text;
}
