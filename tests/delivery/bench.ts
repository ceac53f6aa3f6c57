/** An outbox on a real database, with a clock to turn. */
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
import type { Database } from "../../app/platform/database.server.ts";
import { Secret } from "../../app/platform/secret.ts";
import { createVault } from "../../app/platform/vault.server.ts";
import { createConnections, type Connections } from "../../app/shops/connection.server.ts";
import { change, newDatabaseUrl, openForTest, select } from "../platform/temporary-database.ts";

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
  /** Of the database, for whoever else works on it. */
  url: string;
  outbox: Outbox;
  connections: Connections;
  clock: { now: number };
  connect(change?: {
    shop?: string;
    pixel?: string;
    replaces?: string;
    token?: string | undefined;
    testCode?: string;
  }): Promise<boolean>;
  /** Puts an order into the inbox, due now. */
  addOrder(orderId: string, shop?: string): Promise<void>;
  /** Routes what is due; resolves to how many orders were looked at. */
  route(): Promise<number>;
  claim(limit?: number, lease?: string): Promise<Claimed[]>;
  /** Settles one attempt that began now with the connection made at `connectedAt`. */
  settle(claimed: Claimed, outcome: Outcome, connectedAt?: number): Promise<boolean>;
  deliveries(): Promise<DeliveryRow[]>;
  delivery(): Promise<DeliveryRow>;
  attempts(): Promise<{ number: number; outcome: string; code: number | null }[]>;
}

/** Opens a bench that is gone when the test ends. */
export async function newBench(): Promise<Bench> {
  const url = await newDatabaseUrl();
  const database = openForTest(url);
  const clock = { now: NOW };
  const vault = createVault([new Secret(randomBytes(32).toString("base64"))]);
  const connections = createConnections(database.ledger, vault, () => clock.now);
  const outbox = createOutbox(database.ledger);
  let leases = 0;
  const deliveries = () => select<DeliveryRow>(database, "SELECT * FROM delivery ORDER BY id");

  return {
    ...{ database, url, outbox, connections, clock, deliveries },
    connect({ shop = SHOP, pixel = PIXEL, replaces, token = "first-token", testCode } = {}) {
      const change = { shop, pixelCode: pixel, replaces, token: new Secret(token), testEventCode: testCode };
      return connections.connect(change);
    },
    addOrder: (orderId, shop = SHOP) => addOrder(database, { orderId, shop, now: clock.now }),
    route: () => outbox.routeDue(clock.now, 100, deliveryOf),
    async claim(limit = 10, lease = `lease-${++leases}`) {
      const claimed: Claimed[] = [];
      for (const lane of await outbox.lanes()) {
        const request = { now: clock.now, leaseMs: LEASE_MS, batchSize: limit - claimed.length };
        if (request.batchSize > 0 && lane.dueAt <= clock.now)
          claimed.push(...(await outbox.claim([{ ...lane, lease }], request)).flat());
      }
      // As if each had been sent by itself.
      return claimed.map((one) => ({ ...one, batchSize: 1 }));
    },
    async settle(claimed, outcome, connectedAt) {
      const [settled] = await outbox.settle([settlement(claimed, outcome, clock.now, connectedAt)]);
      return settled === true;
    },
    async delivery() {
      const [row] = await deliveries();
      if (row === undefined) throw new Error("there is no delivery");
      return row;
    },
    attempts: () => select(database, "SELECT number, outcome, code FROM attempt ORDER BY id"),
  };
}

/** A bench with one order routed to the connected pixel. */
export async function benchWithDelivery(): Promise<Bench> {
  const bench = await newBench();
  await bench.connect();
  await bench.addOrder("1001");
  await bench.route();
  return bench;
}

async function addOrder(
  database: Database,
  order: { orderId: string; shop: string; now: number },
): Promise<void> {
  await change(
    database,
    `INSERT INTO "order" (shop, order_id, name, facts, topic, received_at, route_at)
     VALUES (@shop, @orderId, @name, '{}', 'orders/paid', @now, @now)`,
    { ...order, name: `#${order.orderId}` },
  );
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
    attempt: {
      ...{ startedAt: at, durationMs: 0, result },
      ...{ testEventCode: undefined, connectedAt, pixelPaused: false },
    },
    at,
  };
}
