/** The delivery loop on PostgreSQL with one, two and four worker processes, beside pg-boss doing the least it can with as many jobs on the same server. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import pg from "pg";
import { migrate } from "../app/platform/migrations/migrate.server.ts";
import { createDatabase } from "../sandbox/postgresql-databases.ts";
import { startPostgresql } from "../sandbox/postgresql.ts";
import type { BenchResult } from "./bench.ts";
import { fillQueue, jobsLeft } from "./pg-boss-queue.ts";

const DELIVERIES = 10_000;
const WORKERS = [1, 2, 4] as const;
const POLL_MS = 20;

/** Deliveries claimed and settled per second. Every commit of both waits for the disk. */
export async function deliveryPg(): Promise<BenchResult> {
  const server = await startPostgresql();
  try {
    const ours: Record<string, number> = {};
    const theirs: Record<string, number> = {};
    for (const workers of WORKERS) {
      // In turn, so that both meet the same weather.
      ours[`workers${workers}`] = await deliveries(await createDatabase(server.url), workers);
      theirs[`pgBoss${workers}`] = await jobs(await createDatabase(server.url), workers);
    }
    const [value, floor] = [ours["workers4"] ?? NaN, theirs["pgBoss4"] ?? NaN];
    return {
      ...{ name: "delivery-pg", value, unit: "deliveries claimed and settled per second, four workers" },
      ...{ floor, ratio: Number((value / floor).toFixed(3)), detail: { ...ours, ...theirs } },
    };
  } finally {
    await server.stop();
  }
}

async function deliveries(url: string, workers: number): Promise<number> {
  await migrate(url);
  return withClient(url, async (client) => {
    await client.query(FILL, [DELIVERIES]);
    await client.query("ANALYZE");
    const left = async () => {
      const { rowCount } = await client.query("SELECT 1 FROM delivery WHERE due_at IS NOT NULL LIMIT 1");
      return rowCount === 1;
    };
    const rate = await measure("bench/delivery-pg-worker.ts", url, { workers, left });
    const { rows } = await client.query<{ state: string; n: string }>(
      "SELECT state, count(*) AS n FROM delivery GROUP BY state",
    );
    if (rows.length !== 1 || rows[0]?.state !== "delivered")
      throw new Error(`not everything was delivered: ${JSON.stringify(rows)}`);
    return rate;
  });
}

async function jobs(url: string, workers: number): Promise<number> {
  await fillQueue(url, DELIVERIES);
  return withClient(url, (client) =>
    measure("bench/pg-boss-worker.ts", url, { workers, left: () => jobsLeft(client) }),
  );
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Starts the workers, lets them all go at once when the last is ready, and times until nothing is left. */
async function measure(
  program: string,
  url: string,
  { workers, left }: { workers: number; left(): Promise<boolean> },
): Promise<number> {
  const children = Array.from({ length: workers }, () =>
    spawn(process.execPath, [program, url], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  await Promise.all(children.map(({ stdout }) => once(createInterface(stdout), "line")));
  const startedAt = performance.now();
  for (const { stdin } of children) stdin.write("go\n");
  while (await left()) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  const seconds = (performance.now() - startedAt) / 1000;
  await Promise.all(
    children.map(async (child) => {
      const ended = once(child, "exit");
      child.stdin.end();
      await ended;
    }),
  );
  return Math.round(DELIVERIES / seconds);
}

/** Ten shops with a lane each. */
const FILL = `
  WITH numbers AS (SELECT n, 'shop-' || n % 10 || '.myshopify.com' AS shop FROM generate_series(1, $1::int) AS n),
    lanes AS (INSERT INTO lane (shop, pixel_code, kind) SELECT DISTINCT shop, 'CBENCHPIXEL000000001', 'live' FROM numbers),
    orders AS (
      INSERT INTO "order" (shop, order_id, name, facts, topic, received_at, routed_at)
      SELECT shop, n::text, '#' || n, '{}', 'orders/paid', 1, 1 FROM numbers RETURNING id, shop, order_id)
  INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, due_at, created_at)
  SELECT id, shop, order_id, 'Purchase', 'order_' || order_id, 'CBENCHPIXEL000000001', '{"event_id":"' || repeat('x', 1400) || '"}',
    extract(epoch FROM now())::bigint * 1000, 'pending', 1, 1 FROM orders`;
