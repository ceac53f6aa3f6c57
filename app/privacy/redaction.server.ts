import { statesBefore } from "../delivery/states.ts";
import { prepareAll, type Sqlite } from "../platform/database.server.ts";

/** Erases what Shopify says must be forgotten. Synchronous, so that it happens in the transaction that takes the request in. */
export interface Redaction {
  /** Erases a customer's orders: match keys, click, event and hints. The empty rows stay, because they keep the orders from being sent again. */
  redactCustomer(shop: string, orderIds: readonly string[], at: number): void;
  /** Erases all there is of a shop. */
  redactShop(shop: string): void;
}

const MENTIONED = `shop = @shop AND order_id IN (SELECT value FROM json_each(@orderIds))`;

const SQL = {
  // Before the orders, whose checkout tokens name hints that do not know their order.
  forgetHintsOf: `
    DELETE FROM hint WHERE shop = @shop AND (order_id IN (SELECT value FROM json_each(@orderIds))
      OR checkout_token IN (SELECT checkout_token FROM "order" WHERE ${MENTIONED}))`,
  emptyOrders: `
    UPDATE "order" SET facts = '{}', checkout_token = NULL, attribution = NULL, journey = NULL,
      route_at = NULL, routed_at = coalesce(routed_at, @at)
    WHERE ${MENTIONED}`,
  emptyDeliveries: `UPDATE delivery SET event = '{}' WHERE ${MENTIONED}`,
  skipDeliveries: `
    UPDATE delivery SET state = 'skipped', reason = 'redacted', due_at = NULL, lease = NULL, settled_at = @at
    WHERE ${MENTIONED} AND state IN (${statesBefore("skipped")
      .map((state) => `'${state}'`)
      .join(", ")})`,
  forgetSessions: `DELETE FROM session WHERE shop = @shop`,
  forgetPixel: `DELETE FROM pixel WHERE shop = @shop`,
  forgetSettings: `DELETE FROM settings WHERE shop = @shop`,
  forgetSettingsChanges: `DELETE FROM settings_change WHERE shop = @shop`,
  forgetHints: `DELETE FROM hint WHERE shop = @shop`,
  forgetOrders: `DELETE FROM "order" WHERE shop = @shop`,
  forgetLanes: `DELETE FROM lane WHERE shop = @shop`,
  forgetWebhooks: `DELETE FROM webhook WHERE shop = @shop AND topic <> 'shop/redact'`,
  forgetShop: `DELETE FROM shop WHERE domain = @shop`,
} as const;

/** Redaction on SQLite. */
export function createRedaction(sqlite: Sqlite): Redaction {
  const run = prepareAll(sqlite, SQL);
  return {
    redactCustomer(shop, orderIds, at) {
      for (const verb of ["forgetHintsOf", "emptyOrders", "emptyDeliveries", "skipDeliveries"] as const)
        run[verb].run({ shop, orderIds: JSON.stringify(orderIds), at });
    },
    redactShop(shop) {
      for (const verb of [
        "forgetSessions",
        "forgetPixel",
        "forgetSettings",
        "forgetSettingsChanges",
        "forgetHints",
        "forgetOrders",
        "forgetLanes",
        "forgetWebhooks",
        "forgetShop",
      ] as const)
        run[verb].run({ shop });
    },
  };
}
