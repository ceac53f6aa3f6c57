import type { Clock } from "../platform/clock.ts";
import { statesBefore } from "../delivery/states.ts";
import type { Dialect } from "../platform/dialect.ts";
import { prepareAll, shopLock, type Ledger, type Steps } from "../platform/ledger.ts";
import type { Secret } from "../platform/secret.ts";
import { VaultError, type Vault } from "../platform/vault.server.ts";
import { createAuditLog, type Actor, type AuditFact } from "../privacy/audit.server.ts";
import { pixelTokenPurpose } from "./sealed-places.ts";

/** What a merchant connects: a pixel, and the token that may send to it. */
export interface ConnectionChange {
  shop: string;
  pixelCode: string;
  /** The connected pixel that this one takes the place of; absent adds one. */
  replaces?: string | undefined;
  /** Absent keeps the token there is. */
  token: Secret | undefined;
  testEventCode: string | undefined;
  /** Keeps the test event code there is; `testEventCode` says nothing then. */
  keepsTestCode?: boolean | undefined;
  /** Who does it, for the log: the app itself, unless it is said. */
  by?: Actor | undefined;
}

/** A connected pixel with its token opened. */
export interface ConnectedPixel {
  code: string;
  token: Secret;
  testEventCode: string | undefined;
  /** When this connection was made, milliseconds since the epoch. */
  connectedAt: number;
  /** TikTok refused its token, and has not taken it since. */
  paused: boolean;
}

export type PixelToSendTo =
  | { kind: "connected"; pixel: ConnectedPixel }
  /** No pixel is connected any more. */
  | { kind: "disconnected" }
  /** Another pixel is connected than the one that was meant. */
  | { kind: "pixel_changed" }
  /** Its token is sealed with a key that this process does not have. */
  | { kind: "token_unreadable" };

export interface Connections {
  /** Connects a pixel, and lets everything go that waited for it. False when there is no token, neither given nor kept. */
  connect(change: ConnectionChange): Promise<boolean>;
  /** Forgets the tokens of one pixel, or of all. What is under way to it waits for the next connection. */
  disconnect(shop: string, pixelCode?: string, by?: Actor): Promise<void>;
  /** The same, as steps of a transaction that tells the log itself. False when there was nothing to forget. */
  forget(shop: string, pixelCode?: string): Steps<boolean>;
  /** One of the shop's pixels, the oldest when none is named, or undefined: also when its token cannot be opened. */
  pixelOf(shop: string, pixelCode?: string): Promise<ConnectedPixel | undefined>;
  /** Codes of the shop's pixels whose token can be opened. */
  readable(shop: string): Promise<ReadonlySet<string>>;
  /** The pixel that something is to be sent to, or why nothing can be. */
  pixelToSendTo(shop: string, pixelCode: string): Promise<PixelToSendTo>;
  /** Whether the shop has that pixel, even one whose token cannot be opened. */
  hasPixel(shop: string, pixelCode?: string): Promise<boolean>;
  /** Remembers that TikTok accepted a test event for a pixel. */
  markVerified(shop: string, pixelCode: string): Promise<void>;
}

/** What waits for a pixel that is gone and whose place the connected one takes: because the merchant says so, or because it is the only one. */
const LEFT_BEHIND = `shop = @shop AND state IN ('pending', 'retrying', 'paused')
      AND pixel_code NOT IN (SELECT code FROM pixel WHERE shop = @shop)
      AND (pixel_code = @replaces OR (SELECT count(*) FROM pixel WHERE shop = @shop) = 1)`;

const PIXEL = `
    SELECT code, sealed_token AS "sealedToken", test_event_code AS "testEventCode", updated_at AS "connectedAt", paused_at AS "pausedAt"
    FROM pixel WHERE shop = @shop`;

const SQL = (dialect: Dialect) => ({
  pixel: `${PIXEL} AND code = coalesce(@pixelCode, code) ORDER BY id LIMIT 1`,
  pixels: `${PIXEL} ORDER BY id`,
  // One statement sees one moment: a merchant may disconnect and connect between two.
  meantOrOther: `${PIXEL} ORDER BY CASE WHEN code = @pixelCode THEN 0 ELSE 1 END LIMIT 1`,
  connect: `
    INSERT INTO pixel (shop, code, sealed_token, test_event_code, updated_at)
    VALUES (@shop, @pixelCode, @sealedToken, @testEventCode, @now)
    ON CONFLICT (shop, code) DO UPDATE SET
      verified_at = CASE WHEN pixel.sealed_token = excluded.sealed_token THEN pixel.verified_at END,
      sealed_token = excluded.sealed_token, test_event_code = excluded.test_event_code, probe_at = NULL, probes = 0,
      paused_at = NULL, paused_code = NULL, paused_message = NULL, updated_at = excluded.updated_at`,
  disconnect: `DELETE FROM pixel WHERE shop = @shop AND code = coalesce(@pixelCode, code)`,
  pauseAll: `
    UPDATE delivery SET state = 'paused', reason = 'reconnect_tiktok', due_at = NULL
    WHERE shop = @shop AND pixel_code = coalesce(@pixelCode, pixel_code) AND state IN ('pending', 'retrying')`,
  routeParked: `
    UPDATE "order" SET route_at = @now WHERE shop = @shop AND routed_at IS NULL AND route_at IS NULL`,
  // What may already have reached the old pixel stays with it: sent to another, it would be counted by both. An order that waits for several pixels that are gone
  // goes to the new one once.
  moveToPixel: `
    UPDATE delivery SET pixel_code = @pixelCode WHERE ${LEFT_BEHIND} AND ambiguous_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM delivery other WHERE other.shop = delivery.shop AND other.order_id = delivery.order_id
        AND other.event_name = delivery.event_name AND other.pixel_code = @pixelCode)
      AND id = (SELECT min(id) FROM delivery other WHERE other.shop = delivery.shop AND other.order_id = delivery.order_id
        AND other.event_name = delivery.event_name AND ambiguous_at IS NULL AND ${LEFT_BEHIND})`,
  holdLeftBehind: `
    UPDATE delivery SET state = 'held', reason = 'pixel_changed', due_at = NULL, settled_at = @now WHERE ${LEFT_BEHIND}`,
  openLane: `INSERT INTO lane (shop, pixel_code, kind) VALUES (@shop, @pixelCode, 'live'), (@shop, @pixelCode, 'past')
    ON CONFLICT (shop, pixel_code, kind) DO UPDATE SET blocked_until = NULL`,
  resume: `
    UPDATE delivery SET state = 'pending', reason = NULL, due_at = @now, settled_at = NULL
    WHERE shop = @shop AND pixel_code = @pixelCode AND state = 'paused'`,
  // Routed while a test event code was set; without one, a test order would be counted as a sale. `|| ''`: found by their state, not by the pixel's index.
  skipTestOrders: `
    UPDATE delivery SET state = 'skipped', reason = 'test_order', due_at = NULL, lease = NULL, settled_at = @now
    WHERE shop = @shop AND pixel_code || '' = @pixelCode AND state IN (${statesBefore("skipped")
      .map((state) => `'${state}'`)
      .join(", ")})
      AND EXISTS (SELECT 1 FROM "order" o WHERE o.id = delivery.order_ref AND ${dialect.jsonIsTrue("o.facts", "test")})`,
  markVerified: `UPDATE pixel SET verified_at = @now WHERE shop = @shop AND code = @pixelCode`,
});

/** Connections on a ledger. */
export function createConnections(ledger: Ledger, vault: Vault, clock: Clock): Connections {
  const run = prepareAll(ledger, SQL(ledger.dialect));
  const audit = createAuditLog(ledger);
  const lockShop = shopLock(ledger);
  const pixelRow = (shop: string, pixelCode: string | undefined) =>
    run.pixel.get<PixelRow>({ shop, pixelCode: pixelCode ?? null });

  function* connect({ shop, pixelCode, token, ...change }: ConnectionChange): Steps<boolean> {
    yield* lockShop(shop);
    const replaces = change.replaces ?? null;
    const kept = yield* pixelRow(shop, replaces ?? pixelCode);
    const testEventCode =
      change.keepsTestCode === true ? (kept?.testEventCode ?? undefined) : change.testEventCode;
    const sealedToken = token === undefined ? kept?.sealedToken : vault.seal(token, pixelTokenPurpose(shop));
    if (sealedToken === undefined) return false;
    const now = clock();
    if (replaces !== null && replaces !== pixelCode)
      yield* run.disconnect.change({ shop, pixelCode: replaces });
    yield* run.connect.change({ shop, pixelCode, sealedToken, testEventCode: testEventCode ?? null, now });
    const moved = { shop, pixelCode, replaces, now };
    yield* run.moveToPixel.change(moved);
    yield* run.holdLeftBehind.change(moved);
    if (testEventCode === undefined) yield* run.skipTestOrders.change(moved);
    for (const verb of ["openLane", "resume", "routeParked"] as const) yield* run[verb].change(moved);
    for (const fact of connectionFacts(kept, { pixelCode, replaces, token, testEventCode }))
      yield* audit.record({ shop, at: now, by: change.by ?? "app", fact });
    return true;
  }

  function* forget(shop: string, pixelCode?: string): Steps<boolean> {
    yield* lockShop(shop);
    const forgotten = yield* run.disconnect.change({ shop, pixelCode: pixelCode ?? null });
    yield* run.pauseAll.change({ shop, pixelCode: pixelCode ?? null });
    return forgotten > 0;
  }

  function* disconnect(shop: string, pixelCode: string | undefined, by: Actor): Steps<void> {
    const fact = { action: "disconnected", pixel: pixelCode } as const;
    if (yield* forget(shop, pixelCode)) yield* audit.record({ shop, at: clock(), by, fact });
  }

  return {
    connect: (change) => ledger.write(() => connect(change)),
    disconnect: (shop, pixelCode, by = "app") => ledger.write(() => disconnect(shop, pixelCode, by)),
    forget,
    async pixelOf(shop, pixelCode) {
      const row = await ledger.read(() => pixelRow(shop, pixelCode));
      return row && openedPixel(vault, shop, row);
    },
    readable: async (shop) =>
      readableOf(vault, shop, await ledger.read(() => run.pixels.all<PixelRow>({ shop }))),
    async pixelToSendTo(shop, pixelCode) {
      const row = await ledger.read(() => run.meantOrOther.get<PixelRow>({ shop, pixelCode }));
      if (row === undefined) return { kind: "disconnected" };
      if (row.code !== pixelCode) return { kind: "pixel_changed" };
      const pixel = openedPixel(vault, shop, row);
      return pixel === undefined ? { kind: "token_unreadable" } : { kind: "connected", pixel };
    },
    hasPixel: async (shop, pixelCode) => (await ledger.read(() => pixelRow(shop, pixelCode))) !== undefined,
    async markVerified(shop, pixelCode) {
      await ledger.write(() => run.markVerified.change({ shop, pixelCode, now: clock() }));
    },
  };
}

interface PixelRow {
  code: string;
  sealedToken: string;
  testEventCode: string | null;
  connectedAt: number;
  pausedAt: number | null;
}

function readableOf(vault: Vault, shop: string, rows: readonly PixelRow[]): Set<string> {
  return new Set(rows.flatMap((row) => openedPixel(vault, shop, row)?.code ?? []));
}

function openedPixel(vault: Vault, shop: string, row: PixelRow): ConnectedPixel | undefined {
  const { sealedToken, pausedAt, ...pixel } = row;
  const token = openToken(vault, sealedToken, pixelTokenPurpose(shop));
  const testEventCode = row.testEventCode ?? undefined;
  return token && { ...pixel, token, testEventCode, paused: pausedAt !== null };
}

/** What connecting changes, for the log. `kept`: the connection before. */
function connectionFacts(
  kept: PixelRow | undefined,
  {
    pixelCode: pixel,
    replaces,
    token,
    testEventCode,
  }: Pick<ConnectionChange, "pixelCode" | "token" | "testEventCode"> & { replaces: string | null },
): AuditFact[] {
  const facts: AuditFact[] = [];
  if (kept === undefined) facts.push({ action: "pixel_connected", pixel });
  else if (kept.code !== pixel)
    facts.push({ action: "pixel_replaced", pixel, replaced: replaces ?? kept.code });
  else if (token !== undefined) facts.push({ action: "token_changed", pixel });
  const inTestMode = testEventCode !== undefined;
  if (inTestMode !== (kept?.testEventCode != null))
    facts.push({ action: inTestMode ? "test_mode_on" : "test_mode_off", pixel });
  return facts;
}

function openToken(vault: Vault, sealed: string, purpose: string): Secret | undefined {
  try {
    return vault.open(sealed, purpose);
  } catch (error) {
    if (error instanceof VaultError) return undefined;
    throw error;
  }
}
