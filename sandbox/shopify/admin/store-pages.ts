/** The admin's home, the theme editor's one switch, and the page for what the sandbox does not have. */
import type { ShopState } from "../shop-state.ts";
import { html, type Html } from "./html.ts";
import { layout } from "./layout.ts";
import { ordersTable } from "./order-pages.ts";

const embedStatus = (state: ShopState): Html =>
  state.embed.enabled ? html`<span class="pill good">on</span>` : html`<span class="pill open">off</span>`;

/** The admin's home: the app, the theme, the latest orders. */
export function homePage(state: ShopState): string {
  const store = `/store/${state.shop.handle}`;
  const content = html`<h1>${state.shop.name}</h1>
    <div class="halves">
      <section class="card">
        <h2>Throughline</h2>
        <p>Carries TikTok’s click id from the ad to the purchase.</p>
        <p><a class="button primary" href="${store}/apps/throughline">Open app</a></p>
      </section>
      <section class="card">
        <h2>Click capture in the theme ${embedStatus(state)}</h2>
        <p>The app embed that reads the click id in the storefront.</p>
        <p><a class="button" href="${store}/themes/current/editor?context=apps">Open theme editor</a></p>
      </section>
    </div>
    <section class="card flush">
      <h2>Latest orders</h2>
      ${ordersTable(state, 5)}
    </section>`;
  return layout(state, { title: "Home", section: "home", content });
}

/** The theme editor's app embeds. `activating` turns the switch on unsaved, as the deep link `activateAppId` does. */
export function themePage(state: ShopState, activating: boolean): string {
  const isOn = state.embed.enabled || activating;
  const hint =
    activating && !state.embed.enabled
      ? html`<p class="hint">TikTok click capture is switched on but not saved yet. Press Save.</p>`
      : html``;
  const content = html`<h1>Theme: App embeds</h1>
    <form class="card" method="post">
      <h2>Throughline ${embedStatus(state)}</h2>
      ${hint}
      <label class="switch">
        <input type="checkbox" name="enabled" value="on" ${isOn ? "checked" : ""} />
        <span>TikTok click capture<small>Shown on every page of the storefront</small></span>
      </label>
      <p><button class="primary">Save</button></p>
    </form>`;
  return layout(state, { title: "App embeds", section: "theme", content });
}

/** For admin addresses the sandbox has no page for. */
export function absentPage(state: ShopState, path: string): string {
  const content = html`<h1>Not part of the sandbox</h1>
    <section class="card">
      <p>Shopify’s admin has a page at <code>${path}</code>; this stand-in does not.</p>
      <p><a class="button" href="/store/${state.shop.handle}">Back to home</a></p>
    </section>`;
  return layout(state, { title: "Not here", section: "home", content });
}
