import { statesBefore } from "../delivery/states.ts";
import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, shopLock, type Ledger, type Steps } from "../platform/ledger.ts";

/** Erases what Shopify says must be forgotten. Steps of the transaction that takes the request in. */
export interface Redaction {
  /** Erases a customer's orders: match keys, click, event and hints. The empty rows stay, because they keep the orders from being sent again. */
  redactCustomer(shop: string, orderIds: readonly string[], at: number): Steps<void>;
  /** Erases all there is of a shop. */
  redactShop(shop: string): Steps<void>;
}

const SQL = (dialect: Dialect) => {
  const MENTIONED = `shop = @shop AND order_id IN ${dialect.jsonTexts("@orderIds")}`;
  return {
    // Before the orders, whose checkout tokens name hints that do not know their order.
    forgetHintsOf: `
    DELETE FROM hint WHERE id IN (SELECT id FROM hint WHERE ${MENTIONED}
      UNION SELECT id FROM hint WHERE shop = @shop AND checkout_token IN (SELECT checkout_token FROM "order" WHERE ${MENTIONED}))`,
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
  };
};

/** Redaction on a ledger. */
export function createRedaction(ledger: Ledger): Redaction {
  const run = prepareAll(ledger, SQL(ledger.dialect));
  const lockShop = shopLock(ledger);
  return {
    *redactCustomer(shop, orderIds, at) {
      yield* lockShop(shop);
      const mentioned = { shop, orderIds: JSON.stringify(orderIds), at };
      yield* run.forgetHintsOf.change(mentioned);
      yield* run.emptyOrders.change(mentioned);
      yield* run.emptyDeliveries.change(mentioned);
      yield* run.skipDeliveries.change(mentioned);
    },
    *redactShop(shop) {
      yield* lockShop(shop);
      for (const verb of FORGET_ALL) yield* run[verb].change({ shop });
    },
  };
}

const FORGET_ALL = [
  "forgetSessions",
  "forgetPixel",
  "forgetSettings",
  "forgetSettingsChanges",
  "forgetHints",
  "forgetOrders",
  "forgetLanes",
  "forgetWebhooks",
  "forgetShop",
] as const;
