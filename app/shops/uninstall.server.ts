import { prepareAll, type Sqlite } from "../platform/database.server.ts";
import type { Connections } from "./connection.server.ts";

/** What changes when a shop leaves or changes what it grants. Synchronous, so that it happens in the transaction that takes the webhook in. */
export interface Uninstall {
  /** Sending stops and every token is deleted. `triggeredAt`: when Shopify says it happened; older than the installation means old news. */
  uninstalled(shop: string, receivedAt: number, triggeredAt: number | undefined): void;
  /** The shop now grants `scopes`, comma-separated. */
  scopesChanged(shop: string, scopes: string): void;
}

const SQL = {
  markUninstalled: `
    UPDATE shop SET uninstalled_at = @receivedAt WHERE domain = @shop AND installed_at <= coalesce(@triggeredAt, @receivedAt)`,
  isInstalled: `SELECT 1 FROM shop WHERE domain = @shop AND uninstalled_at IS NULL`,
  forgetSessions: `DELETE FROM session WHERE shop = @shop`,
  setScopes: `UPDATE shop SET scopes = @scopes WHERE domain = @shop`,
} as const;

/** Uninstallation on SQLite. */
export function createUninstall(sqlite: Sqlite, connections: Pick<Connections, "disconnect">): Uninstall {
  const run = prepareAll(sqlite, SQL);
  return {
    uninstalled(shop, receivedAt, triggeredAt) {
      run.markUninstalled.run({ shop, receivedAt, triggeredAt: triggeredAt ?? null });
      if (run.isInstalled.get({ shop }) !== undefined) return;
      run.forgetSessions.run({ shop });
      connections.disconnect(shop);
    },
    scopesChanged(shop, scopes) {
      run.setScopes.run({ shop, scopes });
    },
  };
}
