import { expect, test } from "vitest";
import { isLegal, STATES } from "../../app/delivery/states.ts";
import type { Database } from "../../app/platform/database.server.ts";
import { change, newDatabase, select } from "../platform/temporary-database.ts";

const FIRST_STATES = ["pending", "paused", "skipped"];

/** Makes a delivery that begins in `state`; false when the database refuses. */
async function begins(database: Database, state: string): Promise<boolean> {
  await change(
    database,
    `INSERT INTO "order" (shop, order_id, name, facts, topic, received_at) VALUES ('s', '1', '#1', '{}', 'orders/paid', 1) ON CONFLICT DO NOTHING`,
  );
  const made = change(
    database,
    `INSERT INTO delivery (order_ref, shop, order_id, event_name, event_id, pixel_code, event, placed_at, state, created_at)
     SELECT id, 's', '1', @state, 'e', 'p', '{}', 1, @state, 1 FROM "order"`,
    { state },
  );
  return made.then(
    () => true,
    () => false,
  );
}

/** Ways from a first state to each state, so that the test itself makes only legal moves. */
const WAYS: Readonly<Record<string, readonly string[]>> = {
  pending: ["pending"],
  paused: ["paused"],
  skipped: ["skipped"],
  leased: ["pending", "leased"],
  retrying: ["pending", "leased", "retrying"],
  held: ["pending", "held"],
  delivered: ["pending", "leased", "delivered"],
  refused: ["pending", "leased", "refused"],
  expired: ["pending", "expired"],
};

const move = (database: Database, to: string) => change(database, "UPDATE delivery SET state = @to", { to });

async function arriveAt(database: Database, state: string): Promise<void> {
  await change(database, "DELETE FROM delivery");
  const [first = "", ...others] = WAYS[state] ?? [];
  await begins(database, first);
  for (const next of others) await move(database, next);
}

test("the database refuses every move of a delivery that is not legal, and no other", async () => {
  const database = await newDatabase();
  for (const from of STATES)
    for (const to of STATES) {
      await arriveAt(database, from);
      const moved = await move(database, to).then(
        () => true,
        () => false,
      );
      expect(moved, `${from} to ${to}`).toBe(isLegal(from, to));
      const rows = await select<{ state: string }>(database, "SELECT state FROM delivery");
      expect(rows).toEqual([{ state: moved ? to : from }]);
    }
});

test("a delivery begins as pending, paused or skipped", async () => {
  const database = await newDatabase();
  for (const state of STATES) expect(await begins(database, state), state).toBe(FIRST_STATES.includes(state));
});
