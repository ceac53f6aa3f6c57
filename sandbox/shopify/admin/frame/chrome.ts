/** `<ui-nav-menu>` and `<ui-title-bar>`: hidden in the app, shown by the admin. */
import type { NavLink, TitleAction } from "../messages.ts";
import { pathToMirror, watchHistory } from "./navigation.ts";
import { tell } from "./surroundings.ts";

const NAV_LINKS = "ui-nav-menu a[href], s-app-nav a[href]";
/** A title bar inside a modal is the modal's. */
const TITLE_BAR = "ui-title-bar:not(ui-modal ui-title-bar)";
const TITLE_ACTIONS = ["button", "a[href]"].map((tag) => `${TITLE_BAR} ${tag}`).join(", ");

const textOf = (element: Element): string => element.textContent.trim();

function navLinks(): NavLink[] {
  // The link with rel="home" only names the landing page; Shopify does not list it.
  return [...document.querySelectorAll<HTMLAnchorElement>(NAV_LINKS)]
    .filter((link) => link.rel !== "home")
    .map((link) => ({ label: textOf(link), href: link.getAttribute("href") ?? "" }));
}

function titleActions(): TitleAction[] {
  return [...document.querySelectorAll(TITLE_ACTIONS)].map((action) => ({
    label: textOf(action),
    primary: action.getAttribute("variant") === "primary",
    disabled: action.hasAttribute("disabled"),
  }));
}

let told = "";

function tellChrome(): void {
  const title = document.querySelector(TITLE_BAR)?.getAttribute("title") ?? undefined;
  const chrome = { path: pathToMirror(), title, actions: titleActions(), nav: navLinks() };
  const now = JSON.stringify(chrome);
  if (now === told) return;
  told = now;
  tell({ type: "chrome", chrome });
}

/** Keeps the admin's address, title and navigation in step with the app. */
export function watchChrome(): void {
  watchHistory(tellChrome);
  const everything = { subtree: true, childList: true, attributes: true, characterData: true };
  new MutationObserver(tellChrome).observe(document.documentElement, everything);
  addEventListener("DOMContentLoaded", tellChrome);
}

/** Presses the title bar's button at that position. */
export function pressTitleAction(index: number): void {
  const action = document.querySelectorAll<HTMLElement>(TITLE_ACTIONS)[index];
  action?.click();
}

/**
 * Follows a link of the menu inside the app. A router's own link takes the click; for a plain one the app's
 * provider listens to `shopify:navigate`, whose target carries the address.
 */
export function followNavLink(href: string): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(NAV_LINKS)];
  const link = links.find((candidate) => candidate.getAttribute("href") === href);
  const click = new MouseEvent("click", { bubbles: true, cancelable: true });
  const insteadOfLoading = (event: Event): void => {
    if (event !== click || event.defaultPrevented) return;
    event.preventDefault();
    link?.dispatchEvent(new Event("shopify:navigate", { bubbles: true }));
  };
  addEventListener("click", insteadOfLoading, { once: true });
  link?.dispatchEvent(click);
}
