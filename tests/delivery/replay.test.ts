import { expect, it } from "vitest";
import type { Claimed } from "../../app/delivery/outbox.ts";
import { createReplay, type ReplayLine } from "../../app/delivery/replay.server.ts";
import { HOUR } from "../../app/platform/clock.ts";
import { change } from "../platform/temporary-database.ts";
import { newBench, NOW, SHOP, type Bench, type DeliveryRow } from "./bench.ts";

const OTHER_SHOP = "other.myshopify.com";
const DAY = 24 * HOUR;

const OUTCOMES: Readonly<Record<string, "refused" | "operator" | "delivered">> = {
  ...{ order_1: "refused", order_2: "operator", order_3: "operator", order_4: "delivered" },
  order_6: "refused",
};
const eventOf = ({ event }: Claimed) => (JSON.parse(event) as { event_id: string }).event_id;
const byOrder = (a: DeliveryRow, b: DeliveryRow) => Number(a.order_id) - Number(b.order_id);

/** Six orders: refused, held, held with an unknown fate, delivered, pending, and another shop's refused one. */
async function stoppedBench(): Promise<Bench> {
  const bench = await newBench();
  await bench.connect();
  await bench.connect({ shop: OTHER_SHOP });
  for (const id of ["1", "2", "3", "4", "5"]) await bench.addOrder(id);
  await bench.addOrder("6", OTHER_SHOP);
  await bench.route();
  for (const claimed of await bench.claim()) {
    const outcome = OUTCOMES[eventOf(claimed)];
    if (outcome !== undefined) await bench.settle(claimed, { kind: outcome });
  }
  const ambiguousAt = NOW - HOUR;
  await change(bench.database, "UPDATE delivery SET ambiguous_at = @ambiguousAt WHERE order_id = '3'", {
    ambiguousAt,
  });
  await change(bench.database, "UPDATE delivery SET state = 'pending', lease = NULL WHERE order_id = '5'");
  return bench;
}

const told = (lines: readonly ReplayLine[]) =>
  lines.map(
    ({ orderId, state, verdict }) => `${orderId} ${state} ${verdict.again ? "again" : verdict.reason}`,
  );
const stateOf = async (bench: Bench, order: string) =>
  (await bench.deliveries()).find((row) => row.order_id === order)?.state;

it("a replay sends again what was held or refused in this shop, and nothing else", async () => {
  const bench = await stoppedBench();
  const replay = createReplay(bench.database.ledger, () => NOW + HOUR);
  const lines = ["1 refused again", "2 held again", "3 held again"];
  expect(told(await replay.plan({ shop: SHOP }))).toEqual(lines);
  expect(await stateOf(bench, "1")).toBe("refused");
  expect(told(await replay.run({ shop: SHOP }))).toEqual(lines);
  expect((await bench.deliveries()).toSorted(byOrder).map(({ state }) => state)).toEqual([
    ...["pending", "pending", "pending", "delivered", "pending", "refused"],
  ]);
  expect(await replay.plan({ shop: SHOP })).toEqual([]);
});

it("one that TikTok may have counted more than 48 hours ago is left alone: it would be counted again", async () => {
  const bench = await stoppedBench();
  const replay = createReplay(bench.database.ledger, () => NOW + 2 * DAY);
  expect(told(await replay.run({ shop: SHOP }))).toContain("3 held fate_unknown_too_long");
  expect(await stateOf(bench, "3")).toBe("held");
});

it("one older than TikTok's longest window is left alone", async () => {
  const bench = await stoppedBench();
  const replay = createReplay(bench.database.ledger, () => NOW + 29 * DAY);
  expect(told(await replay.run({ shop: SHOP, orderId: "1" }))).toEqual(["1 refused too_old_to_send"]);
  expect(await stateOf(bench, "1")).toBe("refused");
});

it("it can be asked for one order, or for those since a moment", async () => {
  const bench = await stoppedBench();
  const replay = createReplay(bench.database.ledger, () => NOW + HOUR);
  expect(told(await replay.plan({ shop: SHOP, orderId: "2" }))).toEqual(["2 held again"]);
  expect(await replay.plan({ shop: SHOP, placedSince: NOW + 1 })).toEqual([]);
});

it("an event that was erased is not sent again", async () => {
  const bench = await stoppedBench();
  await change(bench.database, "UPDATE delivery SET event = '{}' WHERE order_id = '1'");
  expect(
    told(await createReplay(bench.database.ledger, () => NOW).plan({ shop: SHOP, orderId: "1" })),
  ).toEqual([]);
});

it("what is sent again goes by itself: whatever refused it stops no neighbour", async () => {
  const bench = await stoppedBench();
  await createReplay(bench.database.ledger, () => NOW).run({ shop: SHOP, orderId: "1" });
  expect((await bench.deliveries()).toSorted(byOrder)[0]).toMatchObject({
    batch_cap: 1,
    due_at: NOW,
    settled_at: null,
    reason: null,
  });
});
