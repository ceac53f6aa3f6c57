/** Topics the sandbox can send, with the paths that the app's shopify.app.toml gives them. */
export const defaultPaths = {
  "orders/create": "/webhooks/orders/create",
  "orders/paid": "/webhooks/orders/paid",
  "app/uninstalled": "/webhooks/app/uninstalled",
  "app/scopes_update": "/webhooks/app/scopes_update",
  "customers/data_request": "/webhooks/customers/data_request",
  "customers/redact": "/webhooks/customers/redact",
  "shop/redact": "/webhooks/shop/redact",
} as const;

/** A webhook topic the sandbox can send. */
export type Topic = keyof typeof defaultPaths;
