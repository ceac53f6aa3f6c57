import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { MINUTE } from "../../app/platform/clock.ts";
import { createSharedData, type SharedLine } from "../../app/privacy/shared-data.server.ts";
import { sharedCsv, sharedJson } from "../../app/ui/activity/files.ts";
import { change, newDatabase, ON_POSTGRESQL, select } from "../platform/temporary-database.ts";
import type { Database } from "../../app/platform/database.server.ts";

const SHOP = "northpine.myshopify.com";
const FROM = Date.UTC(2026, 10, 1);

/** Orders of one shop, a minute apart, each with an event of two kilobytes on its way. */
async function filled(count: number): Promise<Database> {
  const database = await newDatabase();
  const series = ON_POSTGRESQL
    ? "(SELECT n FROM generate_series(1, CAST(@count AS INTEGER)) AS n)"
    : "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < @count) SELECT n FROM s)";
  const values = { count, shop: SHOP, from: FROM };
  await change(
    database,
    `INSERT INTO "order" (shop, order_id, name, facts, topic, placed_at, received_at, routed_at, consent)
     SELECT @shop, CAST(n AS TEXT), '#' || n, '{}', 'orders/paid', CAST(@from AS BIGINT) + CAST(n AS BIGINT) * ${MINUTE}, 1, 1, '{"allowed":true,"ground":"consent_recorded"}'
     FROM ${series} AS numbers`,
    values,
  );
  const event = JSON.stringify({ user: { email: "hash", ip: "1.2.3.4" }, page: { url: "x".repeat(2000) } });
  await change(
    database,
    `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, attempts, created_at)
     SELECT id, shop, order_id, 'Purchase', 'order_' || order_id, 'CPIXEL', @event, placed_at, 'pending', 1, 1 FROM "order"`,
    { event },
  );
  return database;
}

/** Bytes, without what nobody holds any more. */
function heapInUse(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of pieces) text += piece;
  return text;
}

it("what was shared names the consent and the personal fields, order by order, inside the range", async () => {
  const database = await filled(5);
  await change(database, "UPDATE delivery SET state = 'leased'");
  await change(database, "UPDATE delivery SET state = 'delivered', settled_at = placed_at + 5");
  const { ledger } = database;
  const range = { from: FROM + 2 * MINUTE, until: FROM + 5 * MINUTE };
  const lines: SharedLine[] = [];
  for await (const page of createSharedData(ledger)(SHOP, range)) lines.push(...page);
  expect(lines.map(({ orderId }) => orderId)).toEqual(["2", "3", "4"]);
  expect(lines[0]).toMatchObject({
    ...{ orderName: "#2", consentGround: "consent_recorded", fields: ["email", "ip"], state: "delivered" },
    acceptedAt: FROM + 2 * MINUTE + 5,
  });
  const pages = () => createSharedData(ledger)(SHOP, range);
  expect(JSON.parse(await textOf(sharedJson(pages())))).toMatchObject([
    { orderId: "2", placedAt: "2026-11-01T00:02:00.000Z" },
    { orderId: "3" },
    { orderId: "4" },
  ]);
  expect(await textOf(sharedCsv(pages()))).toContain(
    "2026-11-01T00:02:00.000Z,2,#2,CPIXEL,Purchase,order_2,delivered,,1,2026-11-01T00:02:00.005Z,,consent_recorded,email ip\r\n",
  );
  expect(await textOf(sharedJson(createSharedData(ledger)("other.myshopify.com", range)))).toBe("[]\n");
});

it("orders of the same moment are all there, once", async () => {
  const database = await filled(450);
  await change(database, `UPDATE "order" SET placed_at = @from`, { from: FROM });
  let count = 0;
  const pages = createSharedData(database.ledger)(SHOP, { from: FROM, until: FROM + 1 });
  for await (const page of pages) count += page.length;
  expect(count).toBe(450);
});

it("fifty thousand orders are written out in bounded memory", async () => {
  const count = 50_000;
  const database = await filled(count);
  expect(await select(database, `SELECT count(*) AS n FROM delivery`)).toEqual([{ n: count }]);
  const pages = createSharedData(database.ledger)(SHOP, { from: FROM, until: FROM + (count + 1) * MINUTE });
  const before = heapInUse();
  let [pieces, lines, most] = [0, 0, 0];
  for await (const piece of sharedCsv(pages)) {
    lines += piece.split("\r\n").length - 1;
    if (pieces++ % 25 === 0) most = Math.max(most, heapInUse() - before);
  }
  expect(lines).toBe(count + 1);
  // All of it at once would be more than a hundred megabytes of events.
  expect(most).toBeLessThan(10 * 1024 * 1024);
});
