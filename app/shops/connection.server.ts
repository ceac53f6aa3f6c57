import type { Clock } from "../platform/clock.ts";
import { statesBefore } from "../delivery/states.ts";
import { prepareAll, type Sqlite } from "../platform/database.server.ts";
import type { Secret } from "../platform/secret.ts";
import { VaultError, type Vault } from "../platform/vault.server.ts";

/** What a merchant connects: a pixel, and the token that may send to it. */
export interface ConnectionChange {
  shop: string;
  pixelCode: string;
  /** Absent keeps the token there is. */
  token: Secret | undefined;
  testEventCode: string | undefined;
}

/** A connected pixel with its token opened. */
export interface ConnectedPixel {
  code: string;
  token: Secret;
  testEventCode: string | undefined;
  /** When this connection was made, milliseconds since the epoch. */
  connectedAt: number;
}

export interface Connections {
  /** Connects a pixel, and lets everything go that waited for it. False when there is no token, neither given nor kept. */
  connect(change: ConnectionChange): boolean;
  /** Forgets the token. What is under way waits for the next connection. */
  disconnect(shop: string): void;
  /** The shop's pixel, or undefined: also when its token cannot be opened. */
  pixelOf(shop: string): ConnectedPixel | undefined;
  /** Whether the shop has a pixel, even one whose token cannot be opened. */
  hasPixel(shop: string): boolean;
  /** Remembers that TikTok accepted a test event. */
  markVerified(shop: string): void;
}

const SQL = {
  sealedToken: `SELECT sealed_token FROM pixel WHERE shop = @shop`,
  pixel: `
    SELECT code, sealed_token AS sealedToken, test_event_code AS testEventCode, updated_at AS connectedAt
    FROM pixel WHERE shop = @shop`,
  connect: `
    INSERT INTO pixel (shop, code, sealed_token, test_event_code, updated_at)
    VALUES (@shop, @pixelCode, @sealedToken, @testEventCode, @now)
    ON CONFLICT (shop) DO UPDATE SET
      verified_at = iif(code = excluded.code AND sealed_token = excluded.sealed_token, verified_at, NULL),
      code = excluded.code, sealed_token = excluded.sealed_token, test_event_code = excluded.test_event_code,
      paused_at = NULL, paused_code = NULL, paused_message = NULL, updated_at = excluded.updated_at`,
  disconnect: `DELETE FROM pixel WHERE shop = @shop`,
  pauseAll: `
    UPDATE delivery SET state = 'paused', reason = 'reconnect_tiktok', due_at = NULL
    WHERE shop = @shop AND state IN ('pending', 'retrying')`,
  routeParked: `
    UPDATE "order" SET route_at = @now WHERE shop = @shop AND routed_at IS NULL AND route_at IS NULL`,
  // What may already have reached the old pixel stays with it: sent to another, it would be counted by both.
  moveToPixel: `
    UPDATE OR IGNORE delivery SET pixel_code = @pixelCode
    WHERE shop = @shop AND pixel_code <> @pixelCode AND ambiguous_at IS NULL AND state IN ('pending', 'retrying', 'paused')`,
  holdLeftBehind: `
    UPDATE delivery SET state = 'held', reason = 'pixel_changed', due_at = NULL, settled_at = @now
    WHERE shop = @shop AND pixel_code <> @pixelCode AND state IN ('pending', 'retrying', 'paused')`,
  resume: `
    UPDATE delivery SET state = 'pending', reason = NULL, due_at = @now, settled_at = NULL
    WHERE shop = @shop AND pixel_code = @pixelCode AND state = 'paused'`,
  // Routed while a test event code was set; without one, a test order would be counted as a sale.
  skipTestOrders: `
    UPDATE delivery SET state = 'skipped', reason = 'test_order', due_at = NULL, lease = NULL, settled_at = @now
    WHERE shop = @shop AND state IN (${statesBefore("skipped")
      .map((state) => `'${state}'`)
      .join(", ")})
      AND order_ref IN (SELECT id FROM "order" WHERE shop = @shop AND json_extract(facts, '$.test'))`,
  markVerified: `UPDATE pixel SET verified_at = @now WHERE shop = @shop`,
} as const;

/** Connections on SQLite. */
export function createConnections(sqlite: Sqlite, vault: Vault, clock: Clock): Connections {
  const run = prepareAll(sqlite, SQL);
  const purpose = (shop: string) => `pixel-token:${shop}`;

  const connect = sqlite.transaction(({ shop, pixelCode, token, testEventCode }: ConnectionChange) => {
    const kept = run.sealedToken.pluck().get({ shop }) as string | undefined;
    const sealedToken = token === undefined ? kept : vault.seal(token, purpose(shop));
    if (sealedToken === undefined) return false;
    const now = clock();
    run.connect.run({ shop, pixelCode, sealedToken, testEventCode: testEventCode ?? null, now });
    if (testEventCode === undefined) run.skipTestOrders.run({ shop, now });
    for (const verb of ["moveToPixel", "holdLeftBehind", "resume", "routeParked"] as const)
      run[verb].run({ shop, pixelCode, now });
    return true;
  });
  const disconnect = sqlite.transaction((shop: string) => {
    run.disconnect.run({ shop });
    run.pauseAll.run({ shop });
  });

  return {
    connect: (change) => connect.immediate(change),
    disconnect(shop) {
      disconnect.immediate(shop);
    },
    pixelOf(shop) {
      const row = run.pixel.get({ shop }) as PixelRow | undefined;
      if (row === undefined) return undefined;
      const { code, sealedToken, testEventCode, connectedAt } = row;
      const token = openToken(vault, sealedToken, purpose(shop));
      return token && { code, token, testEventCode: testEventCode ?? undefined, connectedAt };
    },
    hasPixel: (shop) => run.pixel.get({ shop }) !== undefined,
    markVerified(shop) {
      run.markVerified.run({ shop, now: clock() });
    },
  };
}

interface PixelRow {
  code: string;
  sealedToken: string;
  testEventCode: string | null;
  connectedAt: number;
}

function openToken(vault: Vault, sealed: string, purpose: string): Secret | undefined {
  try {
    return vault.open(sealed, purpose);
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
