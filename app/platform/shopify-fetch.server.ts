/** Thrown for a request to a host that the configuration does not send anywhere. */
export class UnexpectedHost extends Error {
  override readonly name = "UnexpectedHost";
}

/**
 * The fetch that Shopify's library uses. Without `baseUrl` it is the platform's own. With one, every call to a shop goes to that address instead, same
 * path, the shop's domain in `X-Forwarded-Host`; calls to anywhere else are refused.
 */
export function createShopifyFetch(baseUrl: string | undefined, fetchImpl: typeof fetch): typeof fetch {
  if (baseUrl === undefined) return fetchImpl;
  return (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (!url.hostname.endsWith(".myshopify.com"))
      return Promise.reject(new UnexpectedHost("not a shop's address"));
    const headers = new Headers(request.headers);
    headers.set("X-Forwarded-Host", url.hostname);
    return fetchImpl(new Request(baseUrl + url.pathname + url.search, request), { headers });
  };
}
