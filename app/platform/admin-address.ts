/** What of the configuration an address in the admin is made of. */
export interface AdminPlace {
  apiKey: string;
  /** Where Shopify is reached instead of its own hosts. */
  baseUrl: string | undefined;
}

/** The address at which a shop's admin opens a page of this app; Shopify leads on from there to the admin's own. */
export function adminAddress({ apiKey, baseUrl }: AdminPlace, shop: string, path: string): string {
  return `${baseUrl ?? `https://${shop}`}/admin/apps/${apiKey}${path}`;
}
