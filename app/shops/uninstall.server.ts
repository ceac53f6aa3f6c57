import { prepareAll, shopLock, type Ledger, type Steps } from "../platform/ledger.ts";
import type { Connections } from "./connection.server.ts";

/** What changes when a shop leaves or changes what it grants: steps of the transaction that takes the webhook in. */
export interface Uninstall {
  /** Sending stops and every token is deleted. `triggeredAt`: when Shopify says it happened; older than the installation means old news. */
  uninstalled(shop: string, receivedAt: number, triggeredAt: number | undefined): Steps<void>;
  /** The shop now grants `scopes`, comma-separated. */
  scopesChanged(shop: string, scopes: string): Steps<void>;
}

const SQL = {
  markUninstalled: `
    UPDATE shop SET uninstalled_at = @receivedAt WHERE domain = @shop AND installed_at <= @triggeredAt`,
  isInstalled: `SELECT 1 FROM shop WHERE domain = @shop AND uninstalled_at IS NULL`,
  forgetSessions: `DELETE FROM session WHERE shop = @shop`,
  setScopes: `UPDATE shop SET scopes = @scopes WHERE domain = @shop`,
} as const;

/** Uninstallation on a ledger. */
export function createUninstall(ledger: Ledger, connections: Pick<Connections, "forget">): Uninstall {
  const run = prepareAll(ledger, SQL);
  const lockShop = shopLock(ledger);
  return {
    *uninstalled(shop, receivedAt, triggeredAt) {
      yield* lockShop(shop);
      yield* run.markUninstalled.change({ shop, receivedAt, triggeredAt: triggeredAt ?? receivedAt });
      if ((yield* run.isInstalled.get({ shop })) !== undefined) return;
      yield* run.forgetSessions.change({ shop });
      yield* connections.forget(shop);
    },
    *scopesChanged(shop, scopes) {
      yield* run.setScopes.change({ shop, scopes });
    },
  };
}
