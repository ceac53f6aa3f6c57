/** The queue that pg-boss works on, as the delivery loop's table: as many jobs, with as large a body. */
import type pg from "pg";
import { PgBoss } from "pg-boss";

export const QUEUE = "delivery";
const CHUNK = 5000;

export function openBoss(url: string): PgBoss {
  // Neither maintenance nor schedules while it is measured.
  return new PgBoss({ connectionString: url, supervise: false, schedule: false });
}

export async function fillQueue(url: string, jobs: number): Promise<void> {
  const boss = openBoss(url);
  await boss.start();
  await boss.createQueue(QUEUE);
  const data = { event: "x".repeat(1400) };
  for (let at = 0; at < jobs; at += CHUNK)
    await boss.insert(
      QUEUE,
      Array.from({ length: Math.min(CHUNK, jobs - at) }, () => ({ data })),
    );
  await boss.stop();
}

export async function jobsLeft(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query("SELECT 1 FROM pgboss.job WHERE state < 'completed' LIMIT 1");
  return rowCount === 1;
}
