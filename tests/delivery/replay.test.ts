import { expect, it } from "vitest";
import { createReplay } from "../../app/delivery/replay.server.ts";
import { HOUR } from "../../app/platform/clock.ts";
import { newBench, NOW, SHOP, type Bench } from "./bench.ts";

const OTHER_SHOP = "other.myshopify.com";
const DAY = 24 * HOUR;

/** Six orders: refused, held, held with an unknown fate, delivered, pending, and another shop's refused one. */
function stoppedBench(): Bench {
  const bench = newBench();
  bench.connect();
  bench.connect({ shop: OTHER_SHOP });
  for (const id of ["1", "2", "3", "4", "5"]) bench.addOrder(id);
  bench.addOrder("6", OTHER_SHOP);
  bench.route();
  const outcomes = { 1: "refused", 2: "operator", 3: "operator", 4: "delivered", 6: "refused" } as const;
  for (const claimed of bench.claim()) {
    const outcome = outcomes[claimed.id as keyof typeof outcomes] as "refused" | undefined;
    if (outcome !== undefined) bench.settle(claimed, { kind: outcome });
  }
  bench.sqlite.prepare("UPDATE delivery SET ambiguous_at = ? WHERE order_id = '3'").run(NOW - HOUR);
  bench.sqlite.prepare("UPDATE delivery SET state = 'pending', lease = NULL WHERE order_id = '5'").run();
  return bench;
}

const told = (lines: ReturnType<ReturnType<typeof createReplay>["plan"]>) =>
  lines.map(
    ({ orderId, state, verdict }) => `${orderId} ${state} ${verdict.again ? "again" : verdict.reason}`,
  );
const stateOf = (bench: Bench, order: string) =>
  bench.deliveries().find((row) => row.order_id === order)?.state;

it("a replay sends again what was held or refused in this shop, and nothing else", () => {
  const bench = stoppedBench();
  const replay = createReplay(bench.sqlite, () => NOW + HOUR);
  const lines = ["1 refused again", "2 held again", "3 held again"];
  expect(told(replay.plan({ shop: SHOP }))).toEqual(lines);
  expect(stateOf(bench, "1")).toBe("refused");
  expect(told(replay.run({ shop: SHOP }))).toEqual(lines);
  expect(["1", "2", "3", "4", "5", "6"].map((order) => stateOf(bench, order))).toEqual([
    ...["pending", "pending", "pending", "delivered", "pending", "refused"],
  ]);
  expect(replay.plan({ shop: SHOP })).toEqual([]);
});

it("one that TikTok may have counted more than 48 hours ago is left alone: it would be counted again", () => {
  const bench = stoppedBench();
  const replay = createReplay(bench.sqlite, () => NOW + 2 * DAY);
  expect(told(replay.run({ shop: SHOP }))).toContain("3 held fate_unknown_too_long");
  expect(stateOf(bench, "3")).toBe("held");
});

it("one older than TikTok's longest window is left alone", () => {
  const bench = stoppedBench();
  const replay = createReplay(bench.sqlite, () => NOW + 29 * DAY);
  expect(told(replay.run({ shop: SHOP, orderId: "1" }))).toEqual(["1 refused too_old_to_send"]);
  expect(stateOf(bench, "1")).toBe("refused");
});

it("it can be asked for one order, or for those since a moment", () => {
  const bench = stoppedBench();
  const replay = createReplay(bench.sqlite, () => NOW + HOUR);
  expect(told(replay.plan({ shop: SHOP, orderId: "2" }))).toEqual(["2 held again"]);
  expect(replay.plan({ shop: SHOP, placedSince: NOW + 1 })).toEqual([]);
});

it("an event that was erased is not sent again", () => {
  const bench = stoppedBench();
  bench.sqlite.exec("UPDATE delivery SET event = '{}' WHERE order_id = '1'");
  expect(told(createReplay(bench.sqlite, () => NOW).plan({ shop: SHOP, orderId: "1" }))).toEqual([]);
});

it("what is sent again goes by itself: whatever refused it stops no neighbour", () => {
  const bench = stoppedBench();
  createReplay(bench.sqlite, () => NOW).run({ shop: SHOP, orderId: "1" });
  expect(bench.deliveries()[0]).toMatchObject({ batch_cap: 1, due_at: NOW, settled_at: null, reason: null });
});
