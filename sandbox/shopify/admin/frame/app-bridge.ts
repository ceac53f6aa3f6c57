/** The stand-in for Shopify's app-bridge.js: a classic script inside the framed app, built into one file. */
import type { FromPage } from "../messages.ts";
import { followNavLink, pressTitleAction, watchChrome } from "./chrome.ts";
import { patchFetch } from "./fetch.ts";
import { modal, provideModal } from "./modal.ts";
import { bounce, patchOpen, returnToAdmin } from "./navigation.ts";
import { discard, mayLeave, provideSaveBar, save, saveBar } from "./save-bar.ts";
import { adminOrigin, config, idToken, listen, plainFetch, tell } from "./surroundings.ts";
import { hideToast, showToast, toastActed, toastDismissed } from "./toast.ts";
import type { ShopifyStandIn } from "./types.ts";

const HIDDEN = "ui-nav-menu, s-app-nav, ui-title-bar, ui-save-bar, ui-modal { display: none !important; }";

const standIn: ShopifyStandIn = {
  config,
  origin: adminOrigin,
  ready: Promise.resolve(),
  environment: { embedded: true, mobile: false, pos: false, intent: false },
  idToken,
  toast: { show: showToast, hide: hideToast },
  saveBar,
  modal,
  loading: (on = true) => {
    tell({ type: "loading", on });
  },
  app: {
    extensions: async () => {
      const response = await plainFetch(`${adminOrigin}/app-extensions`);
      return (await response.json()) as Awaited<ReturnType<ShopifyStandIn["app"]["extensions"]>>;
    },
  },
};

function handle(message: FromPage): void {
  switch (message.type) {
    case "navigate":
      followNavLink(message.href);
      break;
    case "press":
      pressTitleAction(message.index);
      break;
    case "save":
      save();
      break;
    case "discard":
      discard();
      break;
    case "may-leave":
      mayLeave();
      break;
    case "toast-action":
      toastActed(message.id);
      break;
    case "toast-dismiss":
      toastDismissed(message.id);
      break;
  }
}

function start(): void {
  Object.assign(window, { shopify: standIn });
  // Not a <style> element: an app that hydrates its whole document must find only its own nodes.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(HIDDEN);
  document.adoptedStyleSheets.push(sheet);
  patchFetch();
  patchOpen();
  provideSaveBar();
  provideModal();
  listen(handle);
  watchChrome();
  returnToAdmin();
  void bounce();
}

// Loaded twice (a layout and a page may both add the tag), the second copy stays out of the way.
if (!("shopify" in window)) start();
