/** The delivery loop without a network: claim, hand over, settle, on SQLite with every commit on disk. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { createOutbox } from "../app/delivery/outbox.server.ts";
import { createWorker } from "../app/delivery/worker.server.ts";
import { openDatabase } from "../app/platform/database.server.ts";
import { createLogger } from "../app/platform/logger.server.ts";
import { migratedDatabase } from "../tests/platform/migrated-database.ts";
import type { BenchResult } from "./bench.ts";

const DELIVERIES = 30_000;
const BATCH = 50;
const SHOPS = 10;

/** Deliveries claimed and settled per second, beside the same rows written by the plainest statements in transactions of the same size. */
export async function delivery(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "throughline-bench-"));
  try {
    const floor = plainWrites(migratedDatabase(mkdtempSync(join(folder, "floor-"))));
    const value = await loop(migratedDatabase(mkdtempSync(join(folder, "loop-"))));
    return {
      name: "delivery",
      value: Math.round(value),
      unit: "deliveries claimed and settled per second",
      floor: Math.round(floor),
      ratio: Number((value / floor).toFixed(3)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function loop(path: string): Promise<number> {
  const sqlite = new SqliteDatabase(path);
  fill(sqlite);
  const database = openDatabase(`file:${path}`, createLogger("silent"));
  const outcome = { kind: "delivered" } as const;
  const answer = { outcome, answer: { httpStatus: 200, code: 0, message: "OK", requestId: "20261122" } };
  const connection = { testEventCode: undefined, connectedAt: 0, pixelPaused: false };
  const handover = { kind: "attempted", result: answer, ...connection } as const;
  const worker = createWorker({
    ...{ outbox: createOutbox(database.ledger), clock: Date.now, random: Math.random },
    ...{ concurrency: 32, laneConcurrency: 4, batchSize: BATCH, attemptDeadlineMs: 10_000 },
    route: () => ({ kind: "failed" }),
    send: () => Promise.resolve(handover),
    logger: createLogger("silent"),
  });
  const open = sqlite.prepare("SELECT 1 FROM delivery WHERE due_at IS NOT NULL LIMIT 1");
  const startedAt = performance.now();
  worker.start();
  while (open.get() !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  const seconds = (performance.now() - startedAt) / 1000;
  await worker.stop();
  await database.close();
  sqlite.close();
  return DELIVERIES / seconds;
}

/** What has to be written at least: the lease, its end, and the attempt. */
function plainWrites(path: string): number {
  const sqlite = new SqliteDatabase(path);
  sqlite.pragma("journal_mode = WAL");
  sqlite.pragma("synchronous = FULL");
  fill(sqlite);
  const lease = sqlite.prepare(
    "UPDATE delivery SET state = 'leased', due_at = 1, attempts = attempts + 1 WHERE id = ?",
  );
  const end = sqlite.prepare(
    "UPDATE delivery SET state = 'delivered', due_at = NULL, settled_at = 1 WHERE id = ?",
  );
  const log = sqlite.prepare(
    "INSERT INTO attempt (delivery_id, number, started_at, duration_ms, outcome) VALUES (?, 1, 1, 1, 'delivered')",
  );
  const ids = Array.from({ length: DELIVERIES }, (_, index) => index + 1);
  const claim = sqlite.transaction((batch: number[]) => batch.map((id) => lease.run(id)));
  const settle = sqlite.transaction((batch: number[]) => {
    for (const id of batch) {
      end.run(id);
      log.run(id);
    }
  });
  const startedAt = performance.now();
  for (let at = 0; at < DELIVERIES; at += BATCH) {
    const batch = ids.slice(at, at + BATCH);
    claim.immediate(batch);
    settle.immediate(batch);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  sqlite.close();
  return DELIVERIES / seconds;
}

/** Due deliveries of ten shops, with events of a usual size. */
function fill(sqlite: SqliteDatabase.Database): void {
  const event = JSON.stringify({
    event: "Purchase",
    event_id: "order_1",
    user: "x".repeat(700),
    properties: "y".repeat(700),
  });
  const order = sqlite.prepare(
    `INSERT INTO "order" (shop, order_id, name, facts, topic, received_at, routed_at) VALUES (?, ?, ?, '{}', 'orders/paid', 1, 1)`,
  );
  const due = sqlite.prepare(
    `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, due_at, created_at)
     VALUES (?, ?, ?, 'Purchase', ?, 'CBENCHPIXEL000000001', ?, ?, 'pending', ?, 1)`,
  );
  const lane = sqlite.prepare(
    "INSERT OR IGNORE INTO lane (shop, pixel_code, kind) VALUES (?, 'CBENCHPIXEL000000001', 'live')",
  );
  const now = Date.now();
  sqlite.transaction(() => {
    for (let number = 1; number <= DELIVERIES; number++) {
      const shop = `shop-${number % SHOPS}.myshopify.com`;
      lane.run(shop);
      const { lastInsertRowid } = order.run(shop, String(number), `#${number}`);
      due.run(lastInsertRowid, shop, String(number), `order_${number}`, event, now, now);
    }
  })();
}
