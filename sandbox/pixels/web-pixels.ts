import type { Shop } from "@shopify/web-pixels-extension";
import type { Answer } from "../storefront/answer.ts";
import { CURRENCY } from "../storefront/catalogue.ts";
import type { Visit } from "../storefront/visit.ts";
import { bundlePixel, bundleScript } from "./bundle.ts";
import { readManifest } from "./manifest.ts";
import { PAGE_PIXELS_ID, type CheckoutPublication, type PagePixels } from "./page-pixels.ts";

/** What Shopify knows of the app's web pixel. */
export interface WebPixelOptions {
  /** Folder of the web pixel extension. */
  extensionRoot: string;
  /** Settings of the shop's web pixel record; undefined while the app has not created one. */
  settings: () => Record<string, unknown> | undefined;
}

/** Shopify's pixel manager, as seen from the shop's server. */
export interface WebPixels {
  /** HTML for the head of a page; empty while the shop has no web pixel. */
  head(published?: CheckoutPublication): string;
  /** Answers the manager's scripts; undefined for any other request. */
  answer(visit: Visit): Answer | undefined;
}

/** Where the manager's scripts are served. That the worker has the shop's origin, and not `null`, is a guess. */
const SCRIPTS = "/web-pixels/";

/** Builds the manager, the worker and the pixel's bundle. Rejects when the pixel does not build. */
export async function webPixels(
  { extensionRoot, settings }: WebPixelOptions,
  shop: { domain: string; url: string },
): Promise<WebPixels> {
  const { handle, purposes } = await readManifest(extensionRoot);
  const [manager, worker, pixel] = await Promise.all([
    bundleScript("manager"),
    bundleScript("worker"),
    bundlePixel(extensionRoot),
  ]);
  const workerPath = `${SCRIPTS}${handle}/worker.js`;
  const scripts = new Map([
    [`${SCRIPTS}manager.js`, manager],
    // The worker's own part first: it defines `shopify.extend`, which the pixel calls.
    [workerPath, `${worker}\n${pixel}`],
  ]);
  return {
    head(published) {
      const values = settings();
      if (values === undefined) return "";
      const page: PagePixels = {
        shop: shopPayload(shop),
        published,
        pixel: { worker: workerPath, settings: values, purposes },
      };
      const json = JSON.stringify(page).replaceAll("<", "\\u003c");
      return (
        `<script type="application/json" id="${PAGE_PIXELS_ID}">${json}</script>` +
        `<script src="${SCRIPTS}manager.js" defer></script>`
      );
    },
    answer({ method, path }) {
      const body = method === "GET" ? scripts.get(path) : undefined;
      return body === undefined ? undefined : { status: 200, type: "text/javascript; charset=utf-8", body };
    },
  };
}

function shopPayload({ domain, url }: { domain: string; url: string }): Shop {
  return {
    countryCode: "US",
    myshopifyDomain: domain,
    name: "Northpine",
    paymentSettings: { currencyCode: CURRENCY },
    storefrontUrl: url,
  };
}

/** A shop without web pixels. */
export const noWebPixels: WebPixels = { head: () => "", answer: () => undefined };
