/** Topics of Shopify's the sandbox knows; it sends those the app subscribes to. */
export const topics = [
  "orders/create",
  "orders/paid",
  "orders/updated",
  "orders/edited",
  "orders/cancelled",
  "refunds/create",
  "bulk_operations/finish",
  "app/uninstalled",
  "app/scopes_update",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
] as const;

/** A webhook topic the sandbox can send. */
export type Topic = (typeof topics)[number];

/** The app's subscriptions: where each topic goes. */
export type Paths = Partial<Record<Topic, string>>;

/** The subscriptions of the app's shopify.app.toml. */
export const defaultPaths = {
  "orders/create": "/webhooks/orders/create",
  "orders/paid": "/webhooks/orders/paid",
  "app/uninstalled": "/webhooks/app/uninstalled",
  "app/scopes_update": "/webhooks/app/scopes_update",
  "customers/data_request": "/webhooks/customers/data_request",
  "customers/redact": "/webhooks/customers/redact",
  "shop/redact": "/webhooks/shop/redact",
} as const satisfies Paths;

/** Topics that reach an app even after it was uninstalled. */
export const afterUninstall: ReadonlySet<Topic> = new Set<Topic>([
  "app/uninstalled",
  "customers/data_request",
  "customers/redact",
  "shop/redact",
]);
