/** The real thing: every verb that touches deliveries, on one database that is emptied between runs. */
import { randomBytes } from "node:crypto";
import type { Outbox } from "../../../app/delivery/outbox.ts";
import { createOutbox } from "../../../app/delivery/outbox.server.ts";
import { createReplay, type Replay } from "../../../app/delivery/replay.server.ts";
import { createOrderBook, type OrderBook } from "../../../app/orders/order-book.server.ts";
import type { Database } from "../../../app/platform/database.server.ts";
import { prepareAll, type Ledger, type Steps } from "../../../app/platform/ledger.ts";
import { Secret } from "../../../app/platform/secret.ts";
import { createVault } from "../../../app/platform/vault.server.ts";
import { createRedaction, type Redaction } from "../../../app/privacy/redaction.server.ts";
import { createConnections, type Connections } from "../../../app/shops/connection.server.ts";
import { createUninstall, type Uninstall } from "../../../app/shops/uninstall.server.ts";

/** The order of columns and rows is the same on both engines. */
const ROWS = {
  deliveries: `
    SELECT id, shop, order_id AS "orderId", pixel_code AS "pixelCode", event_id AS "eventId", event, lane, placed_at AS "placedAt", state, reason,
      attempts, due_at AS "dueAt", lease, leased_at AS "leasedAt", batch_cap AS "batchCap", ambiguous_at AS "ambiguousAt",
      test_event_code AS "testEventCode", settled_at AS "settledAt"
    FROM delivery ORDER BY id`,
  orders: `
    SELECT shop, order_id AS "orderId", facts, route_at AS "routeAt", CASE WHEN routed_at IS NULL THEN 0 ELSE 1 END AS routed FROM "order" ORDER BY shop, id`,
  pixels: `
    SELECT shop, code, test_event_code AS "testEventCode", updated_at AS "updatedAt", paused_at AS "pausedAt", probe_at AS "probeAt", probes
    FROM pixel ORDER BY shop, id`,
  lanes: `
    SELECT shop, pixel_code AS "pixelCode", kind, served_at AS "servedAt", blocked_until AS "blockedUntil" FROM lane ORDER BY shop, pixel_code, kind`,
  attempts: `SELECT delivery_id AS "deliveryId", number, outcome FROM attempt ORDER BY delivery_id, number, outcome`,
} as const;

export type Rows = Record<keyof typeof ROWS, object[]>;

export interface Subject {
  outbox: Outbox;
  replay: Replay;
  orders: OrderBook;
  connections: Connections;
  redaction: Redaction;
  uninstall: Uninstall;
  clock: { now: number };
  write<T>(steps: () => Steps<T>): Promise<T>;
  /** What the tables hold. */
  rows(): Promise<Rows>;
  /** Empties the tables. */
  reset(): Promise<void>;
}

/** Every verb on `ledger`, which may be a broken one; the tables are read past it. */
export function newSubject(database: Database, ledger: Ledger = database.ledger): Subject {
  const clock = { now: 0 };
  const vault = createVault([new Secret(randomBytes(32).toString("base64"))]);
  const connections = createConnections(ledger, vault, () => clock.now);
  const read = prepareAll(database.ledger, ROWS);
  return {
    ...{ clock, connections, write: ledger.write },
    outbox: createOutbox(ledger),
    replay: createReplay(ledger, () => clock.now),
    orders: createOrderBook(ledger, 0),
    redaction: createRedaction(ledger),
    uninstall: createUninstall(ledger, connections),
    rows: () =>
      database.ledger.read(function* () {
        return {
          deliveries: yield* read.deliveries.all(),
          orders: yield* read.orders.all(),
          pixels: yield* read.pixels.all(),
          lanes: yield* read.lanes.all(),
          attempts: yield* read.attempts.all(),
        };
      }),
    reset: () =>
      database.ledger.write(function* () {
        const empty = prepareAll(database.ledger, EMPTY);
        for (const verb of ["orders", "pixels", "lanes"] as const) yield* empty[verb].change();
      }),
  };
}

/** Deliveries and attempts go with their orders. */
const EMPTY = {
  orders: `DELETE FROM "order"`,
  pixels: "DELETE FROM pixel",
  lanes: "DELETE FROM lane",
} as const;

/** A ledger whose statements are other ones: `breaking` says which. Throws later, by `check`, when no statement was changed. */
export function brokenLedger(
  ledger: Ledger,
  breaking: (text: string) => string,
): { ledger: Ledger; changed(): number } {
  let changed = 0;
  const prepare = (text: string) => {
    const broken = breaking(text);
    if (broken !== text) changed++;
    return ledger.prepare(broken);
  };
  return { ledger: { ...ledger, prepare }, changed: () => changed };
}
