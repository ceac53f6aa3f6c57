/** What the app asks a shop for (shopify.app.toml; a test compares the two). */
export const SCOPES = [
  "read_orders",
  "read_products",
  "read_customers",
  "write_pixels",
  "read_pixels",
  "read_customer_events",
] as const;

/** One of them. */
export type Scope = (typeof SCOPES)[number];

/** What the web pixel needs. */
export const PIXEL_SCOPES: readonly Scope[] = ["write_pixels", "read_pixels", "read_customer_events"];

/** The scopes a shop does not grant, of a list with commas. What may be written may also be read, and need not be listed twice; an empty list is not known yet. */
export function missingScopes(granted: string): Scope[] {
  if (granted === "") return [];
  const scopes = new Set(granted.split(",").map((scope) => scope.trim()));
  return SCOPES.filter((scope) => !scopes.has(scope) && !scopes.has(scope.replace(/^read_/, "write_")));
}
