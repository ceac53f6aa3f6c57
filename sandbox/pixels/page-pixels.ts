/** What the shop's server writes into a page for the pixel manager. */
import type { Checkout, Shop } from "@shopify/web-pixels-extension";
import type { Purposes } from "./manifest.ts";

/** Id of the element that holds it, as JSON. */
export const PAGE_PIXELS_ID = "web-pixels-setup";

/** A checkout event the page publishes besides `page_viewed`. */
export interface CheckoutPublication {
  name: "checkout_started" | "checkout_completed";
  checkout: Checkout;
}

/** The page's part in it all. */
export interface PagePixels {
  shop: Shop;
  published: CheckoutPublication | undefined;
  pixel: { worker: string; settings: Record<string, unknown>; purposes: Purposes };
}
