import { statesBefore } from "../delivery/states.ts";
import { HOUR } from "../platform/clock.ts";
import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, shopLock, type Ledger, type Steps } from "../platform/ledger.ts";
import { createAuditLog } from "./audit.server.ts";

/** Shopify's request to forget a shop. Milliseconds since the epoch. */
export interface ShopRedaction {
  shop: string;
  at: number;
  /** When Shopify asked; undefined when it does not say. */
  triggeredAt: number | undefined;
}

/** Erases what Shopify says must be forgotten. Steps of the transaction that takes the request in. */
export interface Redaction {
  /**
   * Erases a customer's orders: match keys, click, event and hints. The empty rows stay, because they keep the orders from being sent again and from coming back;
   * an order that is not known yet gets one too.
   */
  redactCustomer(shop: string, orderIds: readonly string[], at: number): Steps<void>;
  /** Erases all there is of a shop, unless it had the app again when Shopify asked (docs/decisions/0016). */
  redactShop(redaction: ShopRedaction): Steps<void>;
}

/** Shopify tries to deliver a webhook for so long. */
const DELIVERED_WITHIN = 4 * HOUR;

const SQL = (dialect: Dialect) => {
  const ORDER_IDS = dialect.jsonTexts("@orderIds");
  const MENTIONED = `shop = @shop AND order_id IN ${ORDER_IDS}`;
  return {
    // Before the orders, whose checkout tokens name hints that do not know their order.
    forgetHintsOf: `
    DELETE FROM hint WHERE id IN (SELECT id FROM hint WHERE ${MENTIONED}
      UNION SELECT id FROM hint WHERE shop = @shop AND checkout_token IN (SELECT checkout_token FROM "order" WHERE ${MENTIONED}))`,
    emptyOrders: `
    UPDATE "order" SET facts = '{}', checkout_token = NULL, attribution = NULL, carrier = 'none', click_id = NULL, journey = NULL, waiting_for = NULL, traceparent = NULL,
      route_at = NULL, routed_at = coalesce(routed_at, @at)
    WHERE ${MENTIONED}`,
    // A webhook of it may still be on its way, and Shopify's list may still have it: it is decided on already, so that nothing more is written of it.
    keepOut: `
    INSERT INTO "order" (shop, order_id, name, facts, topic, carrier, received_at, routed_at)
    SELECT @shop, ids.value, ids.value, '{}', 'customers/redact', 'none', @at, @at FROM ${ORDER_IDS} AS ids WHERE true
    ON CONFLICT (shop, order_id) DO NOTHING`,
    emptyDeliveries: `UPDATE delivery SET event = '{}', traceparent = NULL WHERE ${MENTIONED}`,
    // TikTok may repeat in its words what it was sent.
    emptyAttempts: `
    UPDATE attempt SET message = NULL WHERE message IS NOT NULL AND delivery_id IN (SELECT id FROM delivery WHERE ${MENTIONED})`,
    skipDeliveries: `
    UPDATE delivery SET state = 'skipped', reason = 'redacted', due_at = NULL, lease = NULL, settled_at = @at
    WHERE ${MENTIONED} AND state IN (${statesBefore("skipped")
      .map((state) => `'${state}'`)
      .join(", ")})`,
    installation: `SELECT installed_at AS "installedAt" FROM shop WHERE domain = @shop AND uninstalled_at IS NULL`,
    forgetSessions: `DELETE FROM session WHERE shop = @shop`,
    forgetAuthorisation: `DELETE FROM tiktok_authorisation WHERE shop = @shop`,
    forgetPixel: `DELETE FROM pixel WHERE shop = @shop`,
    forgetSettings: `DELETE FROM settings WHERE shop = @shop`,
    forgetSettingsChanges: `DELETE FROM settings_change WHERE shop = @shop`,
    forgetSavedViews: `DELETE FROM saved_view WHERE shop = @shop`,
    forgetHints: `DELETE FROM hint WHERE shop = @shop`,
    forgetOrders: `DELETE FROM "order" WHERE shop = @shop`,
    forgetLanes: `DELETE FROM lane WHERE shop = @shop`,
    forgetSweep: `DELETE FROM sweep WHERE shop = @shop`,
    forgetBackfills: `DELETE FROM backfill WHERE shop = @shop`,
    forgetCoverage: `DELETE FROM coverage_day WHERE shop = @shop`,
    forgetSenderCheck: `DELETE FROM sender_check WHERE shop = @shop`,
    forgetDataRequests: `DELETE FROM data_request WHERE shop = @shop`,
    forgetAlerts: `DELETE FROM alert WHERE shop = @shop`,
    forgetAlertSettings: `DELETE FROM alert_settings WHERE shop = @shop`,
    forgetActivity: `DELETE FROM audit_entry WHERE shop = @shop`,
    forgetWebhooks: `DELETE FROM webhook WHERE shop = @shop AND topic <> 'shop/redact'`,
    forgetShop: `DELETE FROM shop WHERE domain = @shop`,
  };
};

/** Redaction on a ledger. */
export function createRedaction(ledger: Ledger): Redaction {
  const run = prepareAll(ledger, SQL(ledger.dialect));
  const audit = createAuditLog(ledger);
  const lockShop = shopLock(ledger);

  function* eraseShop(shop: string, at: number): Steps<void> {
    for (const verb of FORGET_ALL) yield* run[verb].change({ shop });
    const orders = yield* run.forgetOrders.change({ shop });
    yield* audit.record({ shop, at, by: "shopify", fact: { action: "shop_erased", orders } });
  }

  return {
    *redactCustomer(shop, orderIds, at) {
      yield* lockShop(shop);
      const mentioned = { shop, orderIds: JSON.stringify(orderIds), at };
      const hints = yield* run.forgetHintsOf.change(mentioned);
      const known = yield* run.emptyOrders.change(mentioned);
      yield* run.keepOut.change(mentioned);
      yield* run.emptyDeliveries.change(mentioned);
      yield* run.emptyAttempts.change(mentioned);
      yield* run.skipDeliveries.change(mentioned);
      const fact = { action: "customer_erased", orders: orderIds.length, known, hints } as const;
      yield* audit.record({ shop, at, by: "shopify", fact });
    },
    *redactShop({ shop, at, triggeredAt }) {
      yield* lockShop(shop);
      const live = yield* run.installation.get<{ installedAt: number }>({ shop });
      const askedAt = triggeredAt ?? at - DELIVERED_WITHIN;
      if (live === undefined || live.installedAt <= askedAt) yield* eraseShop(shop, at);
      else {
        const fact = { action: "shop_not_erased", askedAt, installedAt: live.installedAt } as const;
        yield* audit.record({ shop, at, by: "shopify", fact });
      }
    },
  };
}

const FORGET_ALL = [
  "forgetSessions",
  "forgetAuthorisation",
  "forgetPixel",
  "forgetSettings",
  "forgetSettingsChanges",
  "forgetSavedViews",
  "forgetHints",
  "forgetLanes",
  "forgetSweep",
  "forgetBackfills",
  "forgetCoverage",
  "forgetSenderCheck",
  "forgetDataRequests",
  "forgetAlerts",
  "forgetAlertSettings",
  "forgetActivity",
  "forgetWebhooks",
  "forgetShop",
] as const;
