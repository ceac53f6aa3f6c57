/**
 * The app's web pixel, described in docs/hints.md. Shopify runs it in a worker beside the storefront and the
 * checkout, for shoppers who allow marketing and sale of data.
 */
import { register } from "@shopify/web-pixels-extension";
import { startPixel } from "./pixel.ts";

register((api) => {
  startPixel(api, {
    now: Date.now,
    // Called as a method, `fetch` would refuse to work.
    fetch: (url, init) => fetch(url, init),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
});
