import type { Clock } from "../platform/clock.ts";
import { statesBefore } from "../delivery/states.ts";
import { prepareAll, type Sqlite } from "../platform/database.server.ts";
import type { Secret } from "../platform/secret.ts";
import { VaultError, type Vault } from "../platform/vault.server.ts";

/** What a merchant connects: a pixel, and the token that may send to it. */
export interface ConnectionChange {
  shop: string;
  pixelCode: string;
  /** The connected pixel that this one takes the place of; absent adds one. */
  replaces?: string | undefined;
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
  /** Forgets the tokens of one pixel, or of all. What is under way to it waits for the next connection. */
  disconnect(shop: string, pixelCode?: string): void;
  /** One of the shop's pixels, the oldest when none is named, or undefined: also when its token cannot be opened. */
  pixelOf(shop: string, pixelCode?: string): ConnectedPixel | undefined;
  /** Whether the shop has that pixel, or any, even one whose token cannot be opened. */
  hasPixel(shop: string, pixelCode?: string): boolean;
  /** Remembers that TikTok accepted a test event for a pixel. */
  markVerified(shop: string, pixelCode: string): void;
}

/** What waits for a pixel that is gone and whose place the connected one takes: because the merchant says so, or because it is the only one. */
const LEFT_BEHIND = `shop = @shop AND state IN ('pending', 'retrying', 'paused')
      AND pixel_code NOT IN (SELECT code FROM pixel WHERE shop = @shop)
      AND (pixel_code = @replaces OR (SELECT count(*) FROM pixel WHERE shop = @shop) = 1)`;

const SQL = {
  pixel: `
    SELECT code, sealed_token AS sealedToken, test_event_code AS testEventCode, updated_at AS connectedAt
    FROM pixel WHERE shop = @shop AND code = coalesce(@pixelCode, code) ORDER BY id LIMIT 1`,
  connect: `
    INSERT INTO pixel (shop, code, sealed_token, test_event_code, updated_at)
    VALUES (@shop, @pixelCode, @sealedToken, @testEventCode, @now)
    ON CONFLICT (shop, code) DO UPDATE SET
      verified_at = iif(sealed_token = excluded.sealed_token, verified_at, NULL),
      sealed_token = excluded.sealed_token, test_event_code = excluded.test_event_code,
      paused_at = NULL, paused_code = NULL, paused_message = NULL, updated_at = excluded.updated_at`,
  disconnect: `DELETE FROM pixel WHERE shop = @shop AND code = coalesce(@pixelCode, code)`,
  pauseAll: `
    UPDATE delivery SET state = 'paused', reason = 'reconnect_tiktok', due_at = NULL
    WHERE shop = @shop AND pixel_code = coalesce(@pixelCode, pixel_code) AND state IN ('pending', 'retrying')`,
  routeParked: `
    UPDATE "order" SET route_at = @now WHERE shop = @shop AND routed_at IS NULL AND route_at IS NULL`,
  // What may already have reached the old pixel stays with it: sent to another, it would be counted by both.
  moveToPixel: `
    UPDATE OR IGNORE delivery SET pixel_code = @pixelCode WHERE ${LEFT_BEHIND} AND ambiguous_at IS NULL`,
  holdLeftBehind: `
    UPDATE delivery SET state = 'held', reason = 'pixel_changed', due_at = NULL, settled_at = @now WHERE ${LEFT_BEHIND}`,
  openLane: `INSERT INTO lane (shop, pixel_code) VALUES (@shop, @pixelCode) ON CONFLICT DO UPDATE SET blocked_until = NULL`,
  resume: `
    UPDATE delivery SET state = 'pending', reason = NULL, due_at = @now, settled_at = NULL
    WHERE shop = @shop AND pixel_code = @pixelCode AND state = 'paused'`,
  // Routed while a test event code was set; without one, a test order would be counted as a sale.
  skipTestOrders: `
    UPDATE delivery SET state = 'skipped', reason = 'test_order', due_at = NULL, lease = NULL, settled_at = @now
    WHERE shop = @shop AND pixel_code = @pixelCode AND state IN (${statesBefore("skipped")
      .map((state) => `'${state}'`)
      .join(", ")})
      AND order_ref IN (SELECT id FROM "order" WHERE shop = @shop AND json_extract(facts, '$.test'))`,
  markVerified: `UPDATE pixel SET verified_at = @now WHERE shop = @shop AND code = @pixelCode`,
} as const;

/** Connections on SQLite. */
export function createConnections(sqlite: Sqlite, vault: Vault, clock: Clock): Connections {
  const run = prepareAll(sqlite, SQL);
  const purpose = (shop: string) => `pixel-token:${shop}`;

  const connect = sqlite.transaction((change: ConnectionChange) => {
    const { shop, pixelCode, token, testEventCode } = change;
    const replaces = change.replaces ?? null;
    const sealedToken =
      token === undefined
        ? pixelRow(shop, replaces ?? pixelCode)?.sealedToken
        : vault.seal(token, purpose(shop));
    if (sealedToken === undefined) return false;
    const now = clock();
    if (replaces !== null && replaces !== pixelCode) run.disconnect.run({ shop, pixelCode: replaces });
    run.connect.run({ shop, pixelCode, sealedToken, testEventCode: testEventCode ?? null, now });
    for (const verb of ["moveToPixel", "holdLeftBehind"] as const)
      run[verb].run({ shop, pixelCode, replaces, now });
    if (testEventCode === undefined) run.skipTestOrders.run({ shop, pixelCode, now });
    for (const verb of ["openLane", "resume", "routeParked"] as const)
      run[verb].run({ shop, pixelCode, now });
    return true;
  });
  const disconnect = sqlite.transaction((shop: string, pixelCode: string | null) => {
    run.disconnect.run({ shop, pixelCode });
    run.pauseAll.run({ shop, pixelCode });
  });
  const pixelRow = (shop: string, pixelCode: string | undefined) =>
    run.pixel.get({ shop, pixelCode: pixelCode ?? null }) as PixelRow | undefined;

  return {
    connect: (change) => connect.immediate(change),
    disconnect(shop, pixelCode) {
      disconnect.immediate(shop, pixelCode ?? null);
    },
    pixelOf(shop, pixelCode) {
      const row = pixelRow(shop, pixelCode);
      if (row === undefined) return undefined;
      const { code, sealedToken, testEventCode, connectedAt } = row;
      const token = openToken(vault, sealedToken, purpose(shop));
      return token && { code, token, testEventCode: testEventCode ?? undefined, connectedAt };
    },
    hasPixel: (shop, pixelCode) => pixelRow(shop, pixelCode) !== undefined,
    markVerified(shop, pixelCode) {
      run.markVerified.run({ shop, pixelCode, now: clock() });
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
