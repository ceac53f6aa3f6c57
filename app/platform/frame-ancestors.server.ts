const SHOP = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/**
 * Says who may show the page in a frame: the shop's admin and nobody else. Shopify's library leaves the header out when it does not know the
 * shop; here that means nobody. `adminOrigin` joins the list where Shopify is reached at another address than its own.
 */
export function setFrameAncestors(request: Request, headers: Headers, adminOrigin: string | undefined): void {
  const shop = new URL(request.url).searchParams.get("shop") ?? "";
  const ancestors = SHOP.test(shop)
    ? [`https://${shop}`, "https://admin.shopify.com", adminOrigin]
    : ["'none'"];
  headers.set("Content-Security-Policy", `frame-ancestors ${ancestors.filter(Boolean).join(" ")};`);
}
