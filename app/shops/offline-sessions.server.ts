import type { PrismaClient, Session as Row } from "@prisma/client";
import type { TokenPair } from "../platform/token-endpoint.server.ts";
import { VaultError, type Vault } from "../platform/vault.server.ts";
import type { Secret } from "../platform/secret.ts";
import { offlineId, replaceRow } from "./session-storage.server.ts";
import { sessionPurpose } from "./sealed-places.ts";

/** What is stored of an app's access to one shop. */
export interface OfflineSession {
  shop: string;
  accessToken: Secret | undefined;
  /** When the access token ends; undefined for one without an end. */
  expiresAt: number | undefined;
  refreshToken: Secret | undefined;
  /** The row as it was read: what is written later replaces this one only. */
  version: Pick<Row, "id" | "accessToken" | "refreshToken">;
}

/** The offline sessions, for whoever renews them. */
export interface OfflineSessions {
  read(shop: string): Promise<OfflineSession | undefined>;
  /** Puts new tokens in the place of those that were read; false when others are there by now, or the shop has gone. */
  replace(read: OfflineSession, pair: TokenPair): Promise<boolean>;
  /** Takes the tokens away, so that the next opening of the app exchanges new ones; false as above. */
  withdraw(read: OfflineSession): Promise<boolean>;
  /** Shops after `after`, in order, whose refresh token ends before a moment, or whose access token never ends. */
  aging(endsBefore: number, after: string, limit: number): Promise<string[]>;
}

/** Offline sessions in Shopify's table. Every write is one statement that names what it replaces: an exchange in between is never undone. */
export function createOfflineSessions(
  { session: table }: Pick<PrismaClient, "session">,
  vault: Vault,
): OfflineSessions {
  const open = (id: string, sealed: string): Secret | undefined => {
    try {
      return sealed === "" ? undefined : vault.open(sealed, sessionPurpose(id));
    } catch (error) {
      if (error instanceof VaultError) return undefined;
      throw error;
    }
  };
  const change = ({ version }: OfflineSession, data: Partial<Row>) => replaceRow(table, version, data);

  return {
    async read(shop) {
      const row = await table.findUnique({ where: { id: offlineId(shop) } });
      if (row === null) return undefined;
      const { id, accessToken, refreshToken, expires } = row;
      return {
        shop,
        accessToken: open(id, accessToken),
        expiresAt: expires?.getTime(),
        refreshToken: open(id, refreshToken ?? ""),
        version: { id, accessToken, refreshToken },
      };
    },
    replace(read, { accessToken, refreshToken, expiresAt, refreshTokenExpiresAt, scope }) {
      const purpose = sessionPurpose(read.version.id);
      return change(read, {
        accessToken: vault.seal(accessToken, purpose),
        expires: new Date(expiresAt),
        refreshToken: vault.seal(refreshToken, purpose),
        refreshTokenExpires: new Date(refreshTokenExpiresAt),
        scope,
      });
    },
    withdraw: (read) => change(read, { accessToken: "", refreshToken: null }),
    async aging(endsBefore, after, limit) {
      const rows = await table.findMany({
        where: {
          isOnline: false,
          shop: { gt: after },
          accessToken: { not: "" },
          OR: [{ expires: null }, { refreshTokenExpires: { lt: new Date(endsBefore) } }],
        },
        select: { shop: true },
        orderBy: { shop: "asc" },
        take: limit,
      });
      return rows.map(({ shop }) => shop);
    },
  };
}
