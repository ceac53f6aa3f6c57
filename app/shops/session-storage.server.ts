import type { PrismaClient, Session as Row } from "@prisma/client";
import { Session } from "@shopify/shopify-api";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { Secret } from "../platform/secret.ts";
import { VaultError, type Vault } from "../platform/vault.server.ts";
import { sessionPurpose } from "./sealed-places.ts";

/** Shopify gives an app's offline sessions in one shop this id. */
export const offlineId = (shop: string): string => `offline_${shop}`;

/** As many as Shopify's own storage gives. */
const SESSIONS_LISTED = 25;

/** Changes a row if it is still as it was read, in one statement; whether it was. (`updateMany` would be two, in a transaction.) */
export async function replaceRow(
  table: PrismaClient["session"],
  read: Pick<Row, "id"> & Partial<Row>,
  data: Partial<Row>,
): Promise<boolean> {
  try {
    await table.update({ where: read, data, select: { id: true } });
    return true;
  } catch (error) {
    // Each engine's client has an error class of its own.
    if (error instanceof Error && "code" in error && error.code === NO_SUCH_ROW) return false;
    throw error;
  }
}

const NO_SUCH_ROW = "P2025";

/** Keeps Shopify's sessions in their table, their access and refresh tokens sealed (docs/decisions/0014). */
export function createSessionStorage(
  { session: table }: Pick<PrismaClient, "session">,
  vault: Vault,
): SessionStorage {
  /**
   * Shopify's library stores a session without its token after Shopify refused that token. The one that is stored may be newer by now: then it stays. The two
   * are told apart by their end, because only a new token has a new one.
   */
  async function withdraw(row: Row): Promise<void> {
    const { id, expires } = row;
    const replaced = await replaceRow(table, { id, expires }, { accessToken: "" });
    // One of its id that is there by now stays as it is.
    if (!replaced) await table.upsert({ where: { id }, update: { id }, create: row });
  }

  return {
    async storeSession(session) {
      const row = rowOf(session, vault);
      if (row.accessToken === "") await withdraw(row);
      else await table.upsert({ where: { id: row.id }, update: row, create: row });
      return true;
    },
    async loadSession(id) {
      const row = await table.findUnique({ where: { id } });
      return row === null ? undefined : sessionOf(row, vault);
    },
    async deleteSession(id) {
      await table.deleteMany({ where: { id } });
      return true;
    },
    async deleteSessions(ids) {
      await table.deleteMany({ where: { id: { in: ids } } });
      return true;
    },
    async findSessionsByShop(shop) {
      const rows = await table.findMany({
        where: { shop },
        orderBy: { expires: "desc" },
        take: SESSIONS_LISTED,
      });
      return rows.flatMap((row) => sessionOf(row, vault) ?? []);
    },
  };
}

function rowOf(session: Session, vault: Vault): Row {
  const { id, shop, state, isOnline, accessToken, refreshToken, onlineAccessInfo } = session;
  const seal = (token: string) => vault.seal(new Secret(token), sessionPurpose(id));
  const user = onlineAccessInfo?.associated_user;
  return {
    ...{ id, shop, state, isOnline },
    scope: session.scope ?? null,
    expires: session.expires ?? null,
    accessToken: accessToken ? seal(accessToken) : "",
    refreshToken: refreshToken ? seal(refreshToken) : null,
    refreshTokenExpires: session.refreshTokenExpires ?? null,
    userId: user === undefined ? null : BigInt(user.id),
    firstName: user?.first_name ?? null,
    lastName: user?.last_name ?? null,
    email: user?.email ?? null,
    accountOwner: user?.account_owner ?? null,
    locale: user?.locale ?? null,
    collaborator: user?.collaborator ?? null,
    emailVerified: user?.email_verified ?? null,
  };
}

/** A session sealed with a key that is gone is worth nothing: without it Shopify is simply asked for a new token. */
function sessionOf(row: Row, vault: Vault): Session | undefined {
  const open = (sealed: string) => vault.open(sealed, sessionPurpose(row.id)).reveal();
  try {
    const properties: Record<string, string | number | boolean | null> = {
      ...row,
      accessToken: row.accessToken === "" ? null : open(row.accessToken),
      refreshToken: row.refreshToken === null ? null : open(row.refreshToken),
      expires: row.expires?.getTime() ?? null,
      refreshTokenExpires: row.refreshTokenExpires?.getTime() ?? null,
      userId: row.userId === null ? null : String(row.userId),
    };
    const known = Object.entries(properties).filter(
      (entry): entry is [string, string | number | boolean] => entry[1] !== null,
    );
    return Session.fromPropertyArray(known, true);
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
