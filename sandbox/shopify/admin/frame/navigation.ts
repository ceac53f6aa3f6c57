/** Links and windows that lead from the app into the admin, and the bounce that gets a fresh token. */
import { adminOrigin, config, idToken, tell } from "./surroundings.ts";

/** The admin path an address means, or undefined when it is not an address of the admin. */
function adminPath(address: string): string | undefined {
  const custom = /^shopify:\/*admin\/?(.*)$/i.exec(address);
  if (custom) return `/${custom[1] ?? ""}`;
  const url = new URL(address, location.href);
  const rest = url.pathname + url.search;
  if (url.hostname === config.shop && rest.startsWith("/admin")) return rest.slice("/admin".length) || "/";
  const inStore = /^\/store\/[^/]+(.*)$/.exec(rest);
  return url.hostname === "admin.shopify.com" && inStore ? inStore[1] || "/" : undefined;
}

const plainOpen = window.open.bind(window);

/** `open` as App Bridge has it: addresses of the admin are opened by the admin page. */
export function openAdminAware(url?: string | URL, target?: string, features?: string): Window | null {
  const path = url === undefined ? undefined : adminPath(String(url));
  if (path === undefined) return plainOpen(url, target, features);
  tell({ type: "open-admin", path });
  return null;
}

/** Replaces `window.open` and takes over clicks on links into the admin. */
export function patchOpen(): void {
  window.open = openAdminAware;
  document.addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest("a[href]");
    const path = link ? adminPath(link.getAttribute("href") ?? "") : undefined;
    if (path === undefined) return;
    event.preventDefault();
    tell({ type: "open-admin", path });
  });
}

/** On the session token page: reloads the page named by `shopify-reload`, with a fresh token. */
export async function bounce(): Promise<void> {
  const reload = new URLSearchParams(location.search).get("shopify-reload");
  if (reload === null) return;
  const target = new URL(reload, location.href);
  if (target.origin !== location.origin) return;
  target.searchParams.set("id_token", await idToken());
  location.replace(target);
}

/** An app opened outside the admin is sent to it, as App Bridge's auto-redirect does. */
export function returnToAdmin(): void {
  if (window.top !== window || config.host === "") return;
  const store = atob(config.host).replace(/^.*?\/store\//, "");
  location.replace(`${adminOrigin}/store/${store}/apps/${config.apiKey}${location.pathname}`);
}

const ADMINS_OWN = ["embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp"];

/** The page's path and query as the admin's address shows it. */
export function pathToMirror(): string {
  const shown = new URL(location.href);
  for (const name of ADMINS_OWN) shown.searchParams.delete(name);
  return shown.pathname + shown.search;
}

/** Calls `changed` whenever the app moves to another address without loading a page. */
export function watchHistory(changed: () => void): void {
  const pushState = history.pushState.bind(history);
  const replaceState = history.replaceState.bind(history);
  history.pushState = (...entry) => {
    pushState(...entry);
    changed();
  };
  history.replaceState = (...entry) => {
    replaceState(...entry);
    changed();
  };
  addEventListener("popstate", changed);
}
