/** Where the stand-in runs: its script tag, the admin that frames it, the app's key and shop. */
import { envelope, receive, type FromFrame, type FromPage } from "../messages.ts";
import type { AppBridgeConfig } from "./types.ts";

// currentScript is the stand-in's own tag: it is a classic script, as the CDN's is.
const script = document.currentScript as HTMLScriptElement | null;

/** The origin that served this script, which is the admin's. */
export const adminOrigin = new URL(script?.src ?? location.href).origin;

const query = new URLSearchParams(location.search);
const meta = document.querySelector<HTMLMetaElement>('meta[name="shopify-api-key"]');

/** `shopify.config`: from the script tag or meta tag, and from the parameters the admin opened the page with. */
export const config: AppBridgeConfig = {
  apiKey: script?.dataset["apiKey"] ?? meta?.content ?? "",
  shop: query.get("shop") ?? "",
  host: query.get("host") ?? "",
  locale: query.get("locale") ?? "en",
};

/** Tells the admin page something. */
export function tell(message: FromFrame): void {
  parent.postMessage(envelope(message), adminOrigin);
}

/** Calls `handle` for what the admin page says. */
export function listen(handle: (message: FromPage) => void): void {
  receive(
    () => parent,
    adminOrigin,
    (message) => {
      handle(message as FromPage);
    },
  );
}

/** The unpatched fetch, for the stand-in's own requests. */
export const plainFetch = window.fetch.bind(window);

/** A fresh session token from the admin. */
export async function idToken(): Promise<string> {
  const response = await plainFetch(`${adminOrigin}/session-token`);
  if (!response.ok) throw new Error(`The admin refused a session token (${response.status}).`);
  return response.text();
}
