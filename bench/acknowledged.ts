import SqliteDatabase from "better-sqlite3";
import { orderId } from "./orders.ts";
import type { Sent } from "./sender.ts";

/** Throws unless the app's database holds exactly the webhooks that were acknowledged, and their orders. A number that counts lost webhooks says nothing. */
export function checkOrders(databasePath: string, sent: readonly Sent[]): void {
  const acknowledged = sent.filter(({ status }) => status === 200);
  check(
    databasePath,
    "SELECT event_id FROM webhook WHERE outcome = 'accepted'",
    acknowledged.map(({ eventId }) => eventId),
  );
  check(
    databasePath,
    `SELECT order_id FROM "order"`,
    acknowledged.map(({ number }) => String(orderId(number))),
  );
}

/** Throws unless the floor's database holds exactly the webhooks that were acknowledged. */
export function checkWebhooks(databasePath: string, sent: readonly Sent[]): void {
  const acknowledged = sent.filter(({ status }) => status === 200);
  check(
    databasePath,
    "SELECT event_id FROM webhook",
    acknowledged.map(({ eventId }) => eventId),
  );
}

function check(databasePath: string, sql: string, expected: readonly string[]): void {
  const sqlite = new SqliteDatabase(databasePath, { readonly: true });
  const kept = new Set(sqlite.prepare<[], string>(sql).pluck().all());
  sqlite.close();
  const wanted = new Set(expected);
  const [lost, strangers] = [missing(wanted, kept), missing(kept, wanted)];
  if (wanted.size === 0) throw new Error("nothing was acknowledged");
  if (wanted.size !== expected.length || lost + strangers > 0)
    throw new Error(
      `${wanted.size} acknowledged, ${lost} of them not in the database, ${strangers} others there`,
    );
}

function missing(these: ReadonlySet<string>, among: ReadonlySet<string>): number {
  return [...these].filter((one) => !among.has(one)).length;
}

/** Throws unless every request was acknowledged. */
export function checkAnswers(sent: readonly Sent[]): void {
  const refused = sent.filter(({ status }) => status !== 200);
  if (refused.length > 0)
    throw new Error(`${refused.length} requests were not acknowledged, the first with ${refused[0]?.status}`);
}
