import { expect, it, onTestFinished, vi } from "vitest";
import type { Claimed, Settlement } from "../../app/delivery/outbox.ts";
import { createSettling } from "../../app/delivery/settling.server.ts";
import { MINUTE } from "../../app/platform/clock.ts";
import { createLogger } from "../../app/platform/logger.server.ts";

const AT = Date.UTC(2026, 10, 22, 12);
/** As the network says it. */
const TROUBLE = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

function settlementOf(id: number): Settlement {
  const claimed = { id, shop: "northpine.myshopify.com", lease: "w:1" } as Claimed;
  return { claimed, step: { state: "retrying", dueAt: AT, ambiguousAt: undefined }, at: AT };
}

/** A settling whose database refuses what `fails` says; what was written, and time that passes by hand. */
function world(fails: (id: number) => boolean, error: Error = TROUBLE) {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const written: number[] = [];
  const logger = createLogger("silent");
  const complained = vi.spyOn(logger, "error");
  const settle = vi.fn((settlements: readonly Settlement[]) => {
    const ids = settlements.map(({ claimed }) => claimed.id);
    if (ids.some(fails)) return Promise.reject(error);
    written.push(...ids);
    return Promise.resolve(ids.map(() => true));
  });
  const settling = createSettling({ outbox: { settle }, logger, monotonic: Date.now });
  const ended: number[] = [];
  const begin = (id: number) => void settling.settle(settlementOf(id)).then(() => ended.push(id));
  return { settling, settle, begin, written, ended, complained, pass: vi.advanceTimersByTimeAsync };
}

it("what the database does not take is written as soon as it takes it again, and nothing is claimed meanwhile", async () => {
  let full = true;
  const { settling, begin, written, ended, pass } = world(() => full);
  for (const id of [1, 2, 3]) begin(id);
  await pass(30_000);
  expect([written, ended, settling.isBehind()]).toEqual([[], [], true]);
  full = false;
  await pass(1000);
  expect(written.toSorted()).toEqual([1, 2, 3]);
  expect([ended.length, settling.isBehind()]).toEqual([3, false]);
});

it("a database in trouble is asked once a second, however much waits", async () => {
  const { begin, settle, pass } = world(() => true);
  for (let id = 1; id <= 100; id++) begin(id);
  await pass(0);
  const before = settle.mock.calls.length;
  await pass(60_000);
  expect(settle.mock.calls.length - before).toBe(60);
});

it("one row that cannot be written keeps neither the others from being written nor, after ten minutes, lanes from being served", async () => {
  const { settling, begin, written, pass } = world((id) => id === 1);
  for (const id of [1, 2, 3]) begin(id);
  await pass(5000);
  expect(written.toSorted()).toEqual([2, 3]);
  expect(settling.isBehind()).toBe(true);
  await pass(10 * MINUTE);
  expect(settling.isBehind()).toBe(false);
});

it("what is wrong with the settlement itself is not tried again", async () => {
  const { settling, begin, ended, settle, complained, pass } = world(() => true, new Error("illegal move"));
  begin(1);
  await pass(60_000);
  expect([settle.mock.calls.length, ended, settling.isBehind()]).toEqual([1, [1], false]);
  expect(complained).toHaveBeenCalledOnce();
});

it("a process that stops goes on trying for ten seconds, and no longer", async () => {
  const { settling, begin, ended, complained, pass } = world(() => true);
  begin(1);
  await pass(5000);
  settling.close();
  await pass(9000);
  expect(ended).toEqual([]);
  await pass(2000);
  expect(ended).toEqual([1]);
  expect(complained).toHaveBeenCalledOnce();
});
