import type { Journal } from "../journal.ts";
import { html, withCookie } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { CartStore } from "./cart.ts";
import { cartOf } from "./cart-api.ts";
import { productByHandle, products } from "./catalogue.ts";
import { asRegion } from "./privacy.ts";
import { rememberLanding } from "./session.ts";
import { cartView, productView } from "./theme.ts";
import type { Page, Theme } from "./theme.ts";
import { asVariant, variantOf } from "./variants.ts";
import type { Visit } from "./visit.ts";

/** What the store's pages need from outside. */
export interface PagesOptions {
  carts: CartStore;
  theme: Theme;
  journal: Journal;
}

function pageFor(visit: Visit, carts: CartStore): Page | undefined {
  const { root, path } = visit;
  const handle = /^\/products\/([\w-]+)$/.exec(path)?.[1];
  const product = handle === undefined ? undefined : productByHandle(handle);
  if (product) {
    const data = { product: productView(product, root) };
    return { template: "product", root, title: product.title, data };
  }
  if (path === "/cart") {
    return {
      template: "cart",
      root,
      title: "Your cart",
      data: { cart: cartView(cartOf(visit, carts), root) },
    };
  }
  if (path !== "/") return undefined;
  const data = { products: products.map((each) => productView(each, root)) };
  return { template: "index", root, title: "Clothes for the long way home", data };
}

function recordAdClick(visit: Visit, journal: Journal): void {
  if (!visit.url.searchParams.has("ttclid")) return;
  journal.record("page_opened", `Shop opened with a click id: ${visit.path}`, {
    url: visit.url.href,
    userAgent: visit.headers["user-agent"],
    referrer: visit.headers.referer,
  });
}

/** Answers the store's pages; undefined when there is no such page. */
export async function pages(
  visit: Visit,
  { carts, theme, journal }: PagesOptions,
): Promise<Answer | undefined> {
  const page = visit.method === "GET" ? pageFor(visit, carts) : undefined;
  if (!page) return undefined;
  recordAdClick(visit, journal);
  return rememberChoices(
    visit,
    rememberLanding(visit, await theme.storePage({ ...page, variant: variantOf(visit) })),
  );
}

// `?_region=` and `?_theme=` hold for the pages to come.
function rememberChoices({ url }: Visit, answer: Answer): Answer {
  const choices = {
    _region: asRegion(url.searchParams.get("_region")),
    _theme: asVariant(url.searchParams.get("_theme")),
  };
  return Object.entries(choices).reduce(
    (remembered, [name, value]) =>
      value === undefined ? remembered : withCookie(remembered, { name, value, maxAge: 86_400 }),
    answer,
  );
}

/** The page for everything that does not exist. */
export async function notFound(visit: Visit, theme: Theme): Promise<Answer> {
  const wantsPage = visit.method === "GET" && (visit.headers.accept ?? "").includes("text/html");
  if (!wantsPage) return html("Not Found", 404);
  const page = await theme.storePage({ template: "404", root: visit.root, title: "Page not found" });
  return { ...page, status: 404 };
}
