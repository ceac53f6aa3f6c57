/** Every webhook topic the app subscribes to, and the path each is delivered to. shopify.app.toml declares the same (a test compares them). */
export const WEBHOOK_PATHS = {
  "orders/create": "/webhooks/orders/create",
  "orders/paid": "/webhooks/orders/paid",
  "app/uninstalled": "/webhooks/app/uninstalled",
  "app/scopes_update": "/webhooks/app/scopes_update",
  "customers/data_request": "/webhooks/customers/data_request",
  "customers/redact": "/webhooks/customers/redact",
  "shop/redact": "/webhooks/shop/redact",
} as const;

export type Topic = keyof typeof WEBHOOK_PATHS;

/** The topic delivered to a path, or undefined. */
export function topicOfPath(path: string): Topic | undefined {
  const topic = path.slice("/webhooks/".length);
  return path.startsWith("/webhooks/") && Object.hasOwn(WEBHOOK_PATHS, topic) ? (topic as Topic) : undefined;
}
