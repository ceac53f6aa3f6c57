import { join } from "node:path";
import type { CheckoutPublication } from "../pixels/page-pixels.ts";
import type { WebPixels } from "../pixels/web-pixels.ts";
import { html } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { itemCount, subtotal } from "./cart.ts";
import type { Cart, CartLine } from "./cart.ts";
import { CURRENCY } from "./catalogue.ts";
import type { Product } from "./catalogue.ts";
import { renderEmbeds } from "./embed.ts";
import type { AppMetafields, EmbedState } from "./embed.ts";
import { liquid } from "./liquid.ts";
import { SHOPIFY_SCRIPTS } from "./privacy.ts";
import type { PrivacySettings } from "./privacy.ts";
import { variantScript } from "./variants.ts";
import type { ThemeVariant } from "./variants.ts";

/** Where the theme's own assets are served. */
export const THEME_ASSETS = "/cdn/shop/t/1/assets/";
/** Where product pictures are served. */
export const SHOP_FILES = "/cdn/shop/files/";

/** Folder of the theme's files. */
export const themeFolder = join(import.meta.dirname, "theme");

/** What the theme needs from outside. */
export interface ThemeOptions {
  /** The shop's myshopify domain. */
  shop: string;
  extensionRoot: string;
  embed: EmbedState;
  privacy: PrivacySettings;
  appMetafields: () => AppMetafields;
  pixels: WebPixels;
}

/** A page to render: its template, what the template sees, and where it is. */
export interface Page {
  template: string;
  /** Locale root, "/" or "/fr-ca/". */
  root: string;
  title: string;
  data?: Record<string, unknown>;
  /** Pages of the checkout have none. */
  variant?: ThemeVariant;
  /** What a page of the checkout tells web pixels. */
  published?: CheckoutPublication | undefined;
}

/** Renders the shop's pages. */
export interface Theme {
  /** A page of the online store, with app embeds. */
  storePage(page: Page): Promise<Answer>;
  /** A page of the checkout, which no theme or app embed reaches. */
  checkoutPage(page: Page): Promise<Answer>;
}

/** A product as the templates see it. */
export function productView(product: Product, root: string) {
  const price = Math.min(...product.variants.map((variant) => variant.price));
  return {
    ...product,
    url: `${root}products/${product.handle}`,
    price,
    available: product.variants.some((variant) => variant.available),
    featured_image: { src: `${SHOP_FILES}${product.handle}.svg`, alt: product.title },
    first_available: product.variants.find((variant) => variant.available)?.id,
    only_one: product.variants.length === 1,
  };
}

function lineView(line: CartLine, root: string) {
  const hidden = (name: string) => name.startsWith("_");
  return {
    key: line.key,
    product: productView(line.product, root),
    variant_title: line.product.variants.length === 1 ? "" : line.variant.title,
    quantity: line.quantity,
    price: line.variant.price,
    line_price: line.variant.price * line.quantity,
    properties: Object.entries(line.properties).filter(([name]) => !hidden(name)),
  };
}

/** A cart as the templates see it; only the cart page, which no cache keeps, is given one. */
export function cartView(cart: Cart, root: string) {
  return {
    items: cart.lines.map((line) => lineView(line, root)),
    item_count: itemCount(cart),
    total_price: subtotal(cart),
  };
}

function locale(root: string): string {
  return root === "/" ? "en" : "fr-CA";
}

/** The globals Shopify prints into every page. Nothing in them depends on the visitor: pages are cached. */
function globals(shop: string, root: string): string {
  const values = {
    shop,
    locale: locale(root),
    country: "US",
    currency: { active: CURRENCY, rate: "1.0" },
    routes: { root },
    theme: { name: "Northpine", id: 1, role: "main" },
    cdnHost: "localhost",
  };
  return `<script>window.Shopify = Object.assign(window.Shopify || {}, ${JSON.stringify(values)});</script>`;
}

// Deferred, as on Shopify's pages: a script that runs before the document is parsed finds no loadFeatures.
function featureLoader({ privacyApi }: PrivacySettings): string {
  return privacyApi === "absent" ? "" : `<script src="${SHOPIFY_SCRIPTS}load-features.js" defer></script>`;
}

// Shopify adds these to every page: the dynamic checkout button and the standard actions.
const shopScripts = ["accelerated-checkout.js", "actions.js"]
  .map((file) => `<script src="${SHOPIFY_SCRIPTS}${file}" type="module"></script>`)
  .join("");

/** The theme, reading its files afresh for every page so that edits show. */
export function theme(options: ThemeOptions): Theme {
  const engine = liquid({ folder: themeFolder, assetBase: THEME_ASSETS, translations: {} });
  const scopeOf = ({ root, title, data }: Page) => ({
    ...data,
    shop: { name: "Northpine", permanent_domain: options.shop, currency: CURRENCY },
    routes: { root_url: root, cart_url: `${root}cart`, cart_add_url: `${root}cart/add` },
    request: { locale: { iso_code: locale(root) } },
    page_title: title,
  });
  const inLayout = async (layout: string, page: Page, extra: object): Promise<Answer> => {
    const scope = { ...scopeOf(page), ...extra };
    const content_for_layout = (await engine.renderFile(`templates/${page.template}`, scope)) as string;
    return html((await engine.renderFile(`layout/${layout}`, { ...scope, content_for_layout })) as string);
  };
  return {
    checkoutPage(page) {
      const pixels = options.pixels.head(page.published);
      const before = globals(options.shop, page.root) + featureLoader(options.privacy);
      return inLayout("checkout", page, { content_for_header: pixels === "" ? "" : before + pixels });
    },
    async storePage(page) {
      const app = { metafields: options.appMetafields() };
      const embeds = await renderEmbeds(options.extensionRoot, options.embed, { ...scopeOf(page), app });
      const { shop, privacy, pixels } = options;
      const content_for_header =
        embeds.complianceHead +
        globals(shop, page.root) +
        featureLoader(privacy) +
        shopScripts +
        pixels.head() +
        embeds.head;
      const variant_script = variantScript(page.variant ?? "classic");
      return inLayout("theme", page, {
        content_for_header,
        content_for_body_end: embeds.body,
        variant_script,
      });
    },
  };
}
