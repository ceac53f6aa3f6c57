/** An outbox on a real database, with a clock to turn and a database that refuses every illegal move. */
import { randomBytes } from "node:crypto";
import type {
  NewDelivery,
  Routing,
  Claimed,
  DueOrder,
  DuePixel,
  Outbox,
  Settlement,
} from "../../app/delivery/outbox.ts";
import type { Outcome } from "../../app/delivery/outcome.ts";
import { createOutbox } from "../../app/delivery/outbox.server.ts";
import { nextStep } from "../../app/delivery/retry-policy.ts";
import { isLegal, STATES } from "../../app/delivery/states.ts";
import type { Database, Sqlite } from "../../app/platform/database.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { createConnections, type Connections } from "../../app/shops/connection.server.ts";
import { newDatabase } from "../platform/temporary-database.ts";

export const SHOP = "northpine.myshopify.com";
export const PIXEL = "CFIRSTPIXEL000000001";
export const OTHER_PIXEL = "COTHERPIXEL000000002";
export const NOW = Date.UTC(2026, 10, 22, 12);
export const LEASE_MS = 20_000;

/** A delivery as the table holds it. */
export interface DeliveryRow {
  id: number;
  shop: string;
  order_id: string;
  pixel_code: string;
  state: string;
  reason: string | null;
  attempts: number;
  due_at: number | null;
  lease: string | null;
  ambiguous_at: number | null;
  settled_at: number | null;
}

export interface Bench {
  database: Database;
  sqlite: Sqlite;
  outbox: Outbox;
  connections: Connections;
  clock: { now: number };
  connect(change?: {
    shop?: string;
    pixel?: string;
    replaces?: string;
    token?: string | undefined;
    testCode?: string;
  }): boolean;
  /** Puts an order into the inbox, due now. */
  addOrder(orderId: string, shop?: string): void;
  /** Routes what is due; returns how many orders were looked at. */
  route(): number;
  claim(limit?: number, lease?: string): Claimed[];
  /** Settles one attempt that began `tookMs` ago with the connection there was then. */
  settle(claimed: Claimed, outcome: Outcome, connectedAt?: number): boolean;
  deliveries(): DeliveryRow[];
  delivery(): DeliveryRow;
  attempts(): { number: number; outcome: string; code: number | null }[];
}

/** Opens a bench that is gone when the test ends. */
export function newBench(): Bench {
  const database = newDatabase();
  const { sqlite } = database;
  sqlite.exec(refuseIllegalMoves());
  const clock = { now: NOW };
  const vault = createVault([new Secret(randomBytes(32).toString("base64"))]);
  const connections = createConnections(sqlite, vault, () => clock.now);
  const outbox = createOutbox(sqlite);
  let leases = 0;
  const deliveries = () => sqlite.prepare("SELECT * FROM delivery ORDER BY id").all() as DeliveryRow[];

  return {
    ...{ database, sqlite, outbox, connections, clock, deliveries },
    connect({ shop = SHOP, pixel = PIXEL, replaces, token = "first-token", testCode } = {}) {
      const change = { shop, pixelCode: pixel, replaces, token: new Secret(token), testEventCode: testCode };
      return connections.connect(change);
    },
    addOrder(orderId, shop = SHOP) {
      sqlite
        .prepare(
          `INSERT INTO "order" (shop, order_id, name, facts, topic, received_at, route_at) VALUES (?, ?, ?, '{}', 'orders/paid', ?, ?)`,
        )
        .run(shop, orderId, `#${orderId}`, clock.now, clock.now);
    },
    route: () => outbox.routeDue(clock.now, 100, deliveryOf),
    claim(limit = 10, lease = `lease-${++leases}`) {
      const claimed: Claimed[] = [];
      for (const lane of outbox.lanes()) {
        const batchSize = limit - claimed.length;
        if (batchSize > 0 && lane.dueAt <= clock.now)
          claimed.push(
            ...outbox.claim([{ ...lane, lease }], { now: clock.now, leaseMs: LEASE_MS, batchSize }).flat(),
          );
      }
      // As if each had been sent by itself.
      return claimed.map((one) => ({ ...one, batchSize: 1 }));
    },
    settle: (claimed, outcome, connectedAt) =>
      outbox.settle([settlement(claimed, outcome, clock.now, connectedAt)])[0] === true,
    delivery() {
      const [row] = deliveries();
      if (row === undefined) throw new Error("there is no delivery");
      return row;
    },
    attempts: () =>
      sqlite.prepare("SELECT number, outcome, code FROM attempt ORDER BY id").all() as {
        number: number;
        outcome: string;
        code: number | null;
      }[],
  };
}

/** One Purchase for each pixel, as routing makes them. */
export function deliveryOf({ orderId, receivedAt, pixels }: DueOrder): Routing {
  const deliveries = pixels.map((pixel) => newDelivery(orderId, receivedAt, pixel));
  return { kind: "routed", deliveries, attribution: "{}", consent: "{}" };
}

function newDelivery(orderId: string, placedAt: number, pixel: DuePixel): NewDelivery {
  return {
    ...{ eventName: "Purchase", eventId: `order_${orderId}`, pixelCode: pixel.code },
    event: `{"event_id":"order_${orderId}"}`,
    placedAt,
    state: pixel.paused ? "paused" : "pending",
    reason: undefined,
  };
}

/** The end of an attempt that began at the lease and ended `at`. */
export function settlement(claimed: Claimed, outcome: Outcome, at: number, connectedAt = NOW): Settlement {
  const history = { ...claimed, startedAt: at };
  const code = outcome.kind === "unauthorised" ? 40105 : 0;
  const result = { outcome, answer: { httpStatus: 200, code, message: "as TikTok says" } };
  return {
    claimed,
    step: nextStep(outcome, history, at, 0.5),
    attempt: { startedAt: at, durationMs: 0, result, testEventCode: undefined, connectedAt },
    at,
  };
}

function refuseIllegalMoves(): string {
  const pairs = STATES.flatMap((from) =>
    STATES.filter((to) => isLegal(from, to)).map((to) => `'${from} ${to}'`),
  );
  return `CREATE TRIGGER illegal_move BEFORE UPDATE OF state ON delivery
    WHEN OLD.state || ' ' || NEW.state NOT IN (${pairs.join(", ")})
    BEGIN SELECT RAISE(ABORT, 'illegal move'); END;`;
}
