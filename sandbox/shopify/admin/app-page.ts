/** The page that frames the app. */
import type { ShopState } from "../shop-state.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";

/** Where and how to open the app. */
export interface AppFrame {
  /** The app's origin. */
  appUrl: string;
  /** The path inside the app, e.g. `/app/settings`. */
  path: string;
  /** The admin address's own query, without the question mark. */
  query: string;
  /** A fresh session token. */
  idToken: string;
  /** When the page was opened, in milliseconds since the epoch. */
  openedAt: number;
}

/** The address Shopify opens an embedded app with: who, where, and proof of it. */
export function embeddedUrl(state: ShopState, frame: AppFrame): string {
  const url = new URL(frame.path, frame.appUrl);
  for (const [name, value] of new URLSearchParams(frame.query)) url.searchParams.append(name, value);
  const host = Buffer.from(`admin.shopify.com/store/${state.shop.handle}`)
    .toString("base64")
    .replace(/=+$/, "");
  const added = {
    embedded: "1",
    shop: state.shop.domain,
    host,
    id_token: frame.idToken,
    // The merchant's language: whoever opens the admin says it, e.g. `?locale=de`.
    locale: url.searchParams.get("locale") ?? "en",
    timestamp: String(Math.floor(frame.openedAt / 1000)),
  };
  for (const [name, value] of Object.entries(added)) url.searchParams.set(name, value);
  return url.href;
}

const saveBar = html`<div id="save-bar" role="region" aria-label="Unsaved changes" hidden>
  <span>Unsaved changes</span>
  <span class="save-bar-actions">
    <button id="discard">Discard</button>
    <button id="save" class="primary">Save</button>
  </span>
</div>`;

const confirmation = html`<dialog id="confirm" aria-labelledby="confirm-heading">
  <form method="dialog">
    <h2 id="confirm-heading"></h2>
    <p>If you go on, the changes on this page are lost.</p>
    <div class="dialog-actions">
      <button value="">Stay</button>
      <button id="confirm-agree" value="agree" class="critical"></button>
    </div>
  </form>
</dialog>`;

const overlays = (): Html =>
  html`${saveBar}${confirmation}
    <div id="toasts" role="status" aria-live="polite"></div>
    <script src="/admin-page.js"></script>`;

/** The document with the app in its frame. */
export function appPage(state: ShopState, frame: AppFrame): string {
  const store = `/store/${state.shop.handle}`;
  const content = html`<section class="app">
    <div class="app-bar">
      <span class="app-name">Throughline</span>
      <span id="app-title"></span>
      <span id="app-actions"></span>
      <span id="app-loading" class="progress" role="progressbar" aria-label="Loading" hidden></span>
    </div>
    <iframe
      id="app-frame"
      title="Throughline"
      name="app-iframe"
      src="${embeddedUrl(state, frame)}"
      data-store-path="${store}"
      data-app-path="${store}/apps/throughline"
    ></iframe>
  </section>`;
  return layout(state, { title: "Throughline", section: "app", content, footer: overlays() });
}
