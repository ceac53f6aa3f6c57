import { Session } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { Secret } from "../platform/secret.ts";
import { VaultError, type Vault } from "../platform/vault.server.ts";

/** Keeps sessions in `storage` with their access and refresh tokens sealed. */
export function createSealedSessionStorage(storage: SessionStorage, vault: Vault): SessionStorage {
  const purpose = (session: Session) => `session:${session.id}`;
  const mapTokens = (session: Session, change: (token: string) => string) => {
    const copy = new Session(session.toObject());
    if (session.accessToken) copy.accessToken = change(session.accessToken);
    if (session.refreshToken) copy.refreshToken = change(session.refreshToken);
    return copy;
  };
  const seal = (session: Session) =>
    mapTokens(session, (token) => vault.seal(new Secret(token), purpose(session)));
  const open = (session: Session) =>
    mapTokens(session, (token) => vault.open(token, purpose(session)).reveal());

  return {
    storeSession: (session) => storage.storeSession(seal(session)),
    async loadSession(id) {
      const session = await storage.loadSession(id);
      return session === undefined ? undefined : openOrForget(session, open);
    },
    deleteSession: (id) => storage.deleteSession(id),
    deleteSessions: (ids) => storage.deleteSessions(ids),
    async findSessionsByShop(shop) {
      const sessions = await storage.findSessionsByShop(shop);
      return sessions.flatMap((session) => openOrForget(session, open) ?? []);
    },
  };
}

/** A session sealed with a key that is gone is worth nothing: without it Shopify is simply asked for a new token. */
function openOrForget(session: Session, open: (session: Session) => Session): Session | undefined {
  try {
    return open(session);
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
