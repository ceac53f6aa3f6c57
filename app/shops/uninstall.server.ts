import { prepareAll, shopLock, type Ledger, type Steps } from "../platform/ledger.ts";
import { createAuditLog } from "../privacy/audit.server.ts";
import type { Connections } from "./connection.server.ts";

/** What changes when a shop leaves or changes what it grants: steps of the transaction that takes the webhook in. */
export interface Uninstall {
  /** Sending stops and every token is deleted. `triggeredAt`: when Shopify says it happened; older than the installation means old news. */
  uninstalled(shop: string, receivedAt: number, triggeredAt: number | undefined): Steps<void>;
  /** The shop now grants `scopes`, comma-separated. */
  scopesChanged(shop: string, scopes: string): Steps<void>;
}

const SQL = {
  isInstalled: `SELECT 1 FROM shop WHERE domain = @shop AND uninstalled_at IS NULL`,
  // Shopify has removed the web pixel; hints of pages that are still open are refused from now on. Whatever the Admin API would not do no longer matters.
  markUninstalled: `
    UPDATE shop SET uninstalled_at = @receivedAt, ingest_token = NULL, web_pixel_id = NULL, web_pixel_problem = NULL,
      set_up_due_at = NULL, set_up_tries = 0,
      admin_problem = NULL, admin_status = NULL, admin_since = NULL, admin_tries = 0, admin_retry_at = NULL
    WHERE domain = @shop AND uninstalled_at IS NULL AND installed_at <= @triggeredAt`,
  forgetSessions: `DELETE FROM session WHERE shop = @shop`,
  forgetAuthorisation: `DELETE FROM tiktok_authorisation WHERE shop = @shop`,
  // What else sends to the pixel may have changed before a reinstallation; the comparison with Shopify's list begins anew then.
  forgetSenderCheck: `DELETE FROM sender_check WHERE shop = @shop`,
  stopSweep: `DELETE FROM sweep WHERE shop = @shop`,
  // Nobody is told any more of a shop that has left, and nobody's address stays.
  forgetAlerts: `DELETE FROM alert WHERE shop = @shop`,
  forgetAlertSettings: `DELETE FROM alert_settings WHERE shop = @shop`,
  cancelBackfills: `
    UPDATE backfill SET state = 'cancelled', reason = 'uninstalled', ended_at = @receivedAt, due_at = NULL
    WHERE shop = @shop AND state IN ('queued', 'reading')`,
  // What it grants decides about the web pixel: the set-up is looked at again.
  setScopes: `UPDATE shop SET scopes = @scopes, set_up_due_at = 0 WHERE domain = @shop`,
} as const;

/** Uninstallation on a ledger. Settings, orders and deliveries stay for a merchant who comes back, until `shop/redact`. */
export function createUninstall(ledger: Ledger, connections: Pick<Connections, "forget">): Uninstall {
  const run = prepareAll(ledger, SQL);
  const audit = createAuditLog(ledger);
  const lockShop = shopLock(ledger);
  return {
    *uninstalled(shop, receivedAt, triggeredAt) {
      yield* lockShop(shop);
      const left = { shop, receivedAt, triggeredAt: triggeredAt ?? receivedAt };
      const marked = yield* run.markUninstalled.change(left);
      if ((yield* run.isInstalled.get({ shop })) !== undefined) return;
      yield* run.forgetSessions.change({ shop });
      yield* run.forgetAuthorisation.change({ shop });
      yield* connections.forget(shop);
      for (const verb of ["forgetSenderCheck", "stopSweep", "forgetAlerts", "forgetAlertSettings"] as const)
        yield* run[verb].change({ shop });
      yield* run.cancelBackfills.change(left);
      if (marked === 1)
        yield* audit.record({ shop, at: receivedAt, by: "shopify", fact: { action: "uninstalled" } });
    },
    *scopesChanged(shop, scopes) {
      yield* run.setScopes.change({ shop, scopes });
    },
  };
}
